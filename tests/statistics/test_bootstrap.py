"""Intervals over clusters: against theory, at the edges, and on many comparisons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.statistics.bootstrap import LEAST_CLUSTERS, Estimate, means, shares
from coach.statistics.multiple import holm, two_sided


def of(values: np.ndarray, counts: np.ndarray) -> Estimate:
    return means(values[:, None].astype(float), counts[:, None].astype(float))[0]


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(50, 10, 400)
    found = of(values, np.ones(400))
    half = 1.96 * values.std(ddof=1) / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.15)
    assert found.high == pytest.approx(values.mean() + half, abs=0.15)
    assert (found.n, found.clusters) == (400, 400)


def test_replies_that_repeat_within_a_conversation_make_no_interval_narrower() -> None:
    values = np.random.default_rng(2).normal(50, 10, 60)
    once = of(values, np.ones(60))
    nine_times = of(values * 9, np.full(60, 9))
    assert nine_times.value == pytest.approx(once.value)
    assert (nine_times.low, nine_times.high) == pytest.approx((once.low, once.high))
    assert nine_times.n == 540


def test_most_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        centre = rng.normal(0, 5, 50)
        size = rng.integers(1, 6, 50)
        sums = np.array([rng.normal(50 + c, 8, n).sum() for c, n in zip(centre, size, strict=True)])
        found = means(sums[:, None], size[:, None].astype(float), replicates=400)[0]
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 50 <= found.high
    assert 176 <= held <= 200


def test_a_handful_of_conversations_has_no_interval() -> None:
    few = LEAST_CLUSTERS - 1
    found = of(np.arange(few), np.ones(few))
    assert found.value == pytest.approx((few - 1) / 2)
    assert not found.has_interval


def test_nothing_counted_is_no_figure() -> None:
    assert of(np.zeros(20), np.zeros(20)) == Estimate(None, None, None, 0, 0)
    assert means(np.zeros((0, 1)), np.zeros((0, 1))) == [Estimate(None, None, None, 0, 0)]


@pytest.mark.parametrize(("hits", "value"), [(0, 0.0), (1, 1.0)])
def test_none_and_all_are_never_certain(hits: int, value: float) -> None:
    found = shares(np.full((20, 1), float(hits)), np.ones((20, 1)))[0]
    assert found.value == value
    width = 1 - 0.025 ** (1 / 20)
    assert (found.high if hits == 0 else 1 - (found.low or 0)) == pytest.approx(width)


def test_the_same_input_gives_the_same_interval() -> None:
    values = np.random.default_rng(4).normal(size=80)
    assert of(values, np.ones(80)) == of(values, np.ones(80))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_makes_anything_clearer(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(0 <= p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)


def test_two_sided_p_of_known_z() -> None:
    assert two_sided(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert two_sided(0) == 1
