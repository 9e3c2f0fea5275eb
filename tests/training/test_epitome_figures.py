import numpy as np
import pytest

from training.epitome.figures import close_gaps, iou_f1, macro_f1, measure, overlap, runs, token_f1


def mask(marks: str) -> np.ndarray:
    return np.array([mark == "x" for mark in marks])


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        pytest.param(["xx.."], ["xx.."], 1.0, id="same"),
        pytest.param(["xx.."], ["..xx"], 0.0, id="elsewhere"),
        pytest.param(["xx..", "...."], ["x...", "x..."], 2 * 1 / (2 + 2), id="pooled-tokens"),
        pytest.param(["....", "...."], ["....", "...."], 1.0, id="nothing-to-find"),
        pytest.param(["...."], ["xxxx"], 0.0, id="no-rationale-is-no-free-hit"),
    ],
)
def test_tokens_of_the_whole_set_are_counted(
    true: list[str], found: list[str], expected: float
) -> None:
    assert token_f1([*map(mask, true)], [*map(mask, found)]) == expected


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        pytest.param(["xxxx...."], ["..xxxx.."], 0.0, id="a-third-is-too-little"),
        pytest.param(["xxxx...."], ["xx......"], 1.0, id="a-half-is-enough"),
        pytest.param(["xx..xx.."], ["xx......"], 2 / 3, id="one-of-two"),
        pytest.param(["xx......", "........"], ["xx......", "xx......"], 2 / 3, id="false-alarm"),
        pytest.param(["........"], ["........"], 1.0, id="nothing-to-find"),
    ],
)
def test_passages_are_found_by_overlap(true: list[str], found: list[str], expected: float) -> None:
    assert iou_f1([*map(mask, true)], [*map(mask, found)]) == pytest.approx(expected)


def test_macro_f1_counts_a_level_never_guessed_as_zero() -> None:
    truth, guess = np.array([0, 0, 1, 2]), np.array([0, 0, 0, 2])
    assert macro_f1(truth, guess) == pytest.approx((0.8 + 0.0 + 1.0) / 3)


def test_all_figures_of_a_perfect_guess_are_one() -> None:
    levels, masks = np.array([0, 1, 2]), [mask("..."), mask("x.."), mask(".xx")]
    figures = measure(levels, levels, masks, masks)
    assert (figures.accuracy, figures.macro_f1, figures.token_f1, figures.iou_f1) == (1, 1, 1, 1)


def test_runs_and_their_overlap() -> None:
    assert runs(mask("xx..x")) == [(0, 2), (4, 5)]
    assert overlap((0, 4), (2, 6)) == pytest.approx(2 / 6)
    assert overlap((0, 2), (3, 4)) == 0


@pytest.mark.parametrize(
    ("marks", "closed"),
    [
        pytest.param("x..x", "xxxx", id="short-gap"),
        pytest.param("x...x", "x...x", id="long-gap"),
        pytest.param("..x..", "..x..", id="edges-stay"),
        pytest.param("....", "....", id="empty"),
    ],
)
def test_short_gaps_are_closed(marks: str, closed: str) -> None:
    assert close_gaps(mask(marks), 2).tolist() == mask(closed).tolist()
