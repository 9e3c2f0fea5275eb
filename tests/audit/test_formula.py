"""The formula of conversations: the worked example of the text, and what stays out of it."""

from __future__ import annotations

import re

import pytest

from coach.assess import CRITICAL_CAP, verdict
from coach.audit.formula import conversation_score, explain, worked_example
from coach.contracts import (
    DIMENSIONS,
    LANGUAGES,
    Assessment,
    DimensionResult,
    Language,
    Need,
    Phase,
    Verdict,
)
from coach.rubric import load_rubric

EQUAL = dict.fromkeys(DIMENSIONS, 1.0)


def result(score: float | None, *, abstained: bool = False) -> DimensionResult:
    verdict: Verdict = "not_needed" if score is None else "given"
    return DimensionResult(1, (0.1, 0.7, 0.1, 0.1), score or 0.0, 0.7, verdict, abstained)


def turn(
    phase: Phase, need: int, scores: tuple[float | None, ...], *, capped_by: str | None = None
) -> Assessment:
    empathy, hospitality, authenticity = (result(score) for score in scores)
    return Assessment(
        "s", None, "de", phase, Need(need, (0.2, 0.3, 0.5)), empathy, hospitality, authenticity,
        None, capped_by, (), (), None, "m", "r",
    )  # fmt: skip


EXAMPLE = (
    turn("opening", 2, (60, 70, 40)),
    turn("middle", 1, (30, None, 40)),
    turn("closing", 0, (None, 80, 70)),
)


def test_worked_example_comes_out_as_it_is_written() -> None:
    found = conversation_score(EXAMPLE, weights=EQUAL)
    assert [round(found.parts[name].score, 6) for name in DIMENSIONS] == [50, 75, 50]
    assert found.overall == pytest.approx(175 / 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_the_example_holds_the_same_numbers(language: Language) -> None:
    text = worked_example(language).replace(",", ".")
    for number in ("60", "70", "30", "80", "= 50;", "= 75;", "= 50.", "= 58.3."):
        assert number in text
    assert re.search(r"33", explain(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdicts_of_the_example_are_those_the_coach_would_give(language: Language) -> None:
    """Every score of the example is read with the verdict its level, need and phase come to."""
    named = {
        one.name.text(language).removeprefix("hier "): one.id for one in load_rubric().verdicts
    }
    lines = re.findall(r"^\d\. .*$", worked_example(language), re.MULTILINE)
    assert len(lines) == len(EXAMPLE)
    for line, turn in zip(lines, EXAMPLE, strict=True):
        given = re.findall(r"(\d+) \(([^)]+)\)", line)
        assert len(given) == len(DIMENSIONS)
        for name, (score, word) in zip(DIMENSIONS, given, strict=True):
            level = round(int(score) * 3 / 100)
            assert turn.need is not None
            expected = verdict(name, level, need=turn.need.level, phase=turn.phase)
            assert named[word] == expected, (line, name)


def test_house_weights_weigh_the_dimensions() -> None:
    weights = {"empathy": 2.0, "hospitality": 1.0, "authenticity": 0.0}
    found = conversation_score(EXAMPLE, weights=weights)
    assert found.overall == pytest.approx((2 * 50 + 75) / 3)


def test_what_is_unsure_or_not_called_for_stays_out() -> None:
    unsure = turn("middle", 1, (0, 0, 0))
    unsure = Assessment(
        **{
            field: getattr(unsure, field)
            for field in Assessment.__slots__
            if field not in DIMENSIONS
        },
        **{name: result(0, abstained=True) for name in DIMENSIONS},
    )
    assert conversation_score((*EXAMPLE, unsure), weights=EQUAL) == conversation_score(
        EXAMPLE, weights=EQUAL
    )


def test_one_dimension_alone_gives_no_overall() -> None:
    found = conversation_score([turn("middle", 0, (None, None, 80))], weights=EQUAL)
    assert set(found.parts) == {"authenticity"}
    assert found.overall is None


def test_a_proven_critical_passage_caps_the_conversation() -> None:
    capped = turn("middle", 1, (90, 90, 90), capped_by="blame")
    found = conversation_score((*EXAMPLE, capped), weights=EQUAL)
    assert (found.overall, found.capped_by) == (CRITICAL_CAP, "blame")


def test_spread_is_the_weighted_standard_deviation() -> None:
    found = conversation_score(EXAMPLE, weights=EQUAL)
    expected = ((2 * (60 - 50) ** 2 + (30 - 50) ** 2) / 3) ** 0.5
    assert found.parts["empathy"].spread == pytest.approx(expected)
