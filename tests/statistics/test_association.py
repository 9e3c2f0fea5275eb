"""Association within need strata: against SciPy, against confounding, and where it is silent."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from coach.statistics.association import associate, weighted_ranks

ONE = np.zeros(200, dtype=np.int64)


def drawn(seed: int, size: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.normal(50, 15, size)
    return score, np.clip(np.round(score / 25 + rng.normal(0, 1, size)), 1, 5)


def test_one_stratum_is_spearman() -> None:
    score, outcome = drawn(1)
    found = associate(score, outcome, ONE)
    assert found is not None
    assert found.kind == "spearman"
    assert found.r == pytest.approx(stats.spearmanr(score, outcome).statistic)
    assert found.raw == pytest.approx(found.r)
    assert found.low < found.r < found.high


def test_two_values_are_point_biserial() -> None:
    score, outcome = drawn(2)
    yes = (outcome > 2).astype(float)
    found = associate(score, yes, ONE)
    assert found is not None
    assert found.kind == "point_biserial"
    assert found.r == pytest.approx(stats.pointbiserialr(yes, score).statistic)


def test_p_of_one_stratum_is_near_that_of_a_permutation_test() -> None:
    rng = np.random.default_rng(3)
    score, outcome = rng.normal(size=60), rng.normal(size=60)
    outcome += 0.25 * score
    found = associate(score, outcome, ONE[:60])
    reference = stats.permutation_test(
        (score,),
        lambda x: stats.spearmanr(x, outcome).statistic,
        permutation_type="pairings",
        n_resamples=2000,
        rng=4,
    )
    assert found is not None
    assert found.p == pytest.approx(reference.pvalue, abs=0.03)


def test_what_only_the_need_explains_is_no_association() -> None:
    rng = np.random.default_rng(5)
    need = rng.integers(0, 3, 600)
    score = 20.0 * need + rng.normal(0, 5, 600)
    outcome = -1.0 * need + rng.normal(0, 0.5, 600)
    found = associate(score, outcome, need)
    assert found is not None
    assert found.raw < -0.6
    assert found.low < 0 < found.high
    assert found.p > 0.05


def test_p_values_are_uniform_where_nothing_is() -> None:
    rng = np.random.default_rng(6)
    found = []
    for _ in range(60):
        one = associate(rng.normal(size=40), rng.normal(size=40), rng.integers(0, 2, 40))
        assert one is not None
        found.append(one.p)
    assert stats.kstest(found, "uniform").pvalue > 0.01


@pytest.mark.parametrize(
    ("score", "outcome"),
    [
        (np.arange(29.0), np.arange(29.0)),
        (np.arange(40.0), np.ones(40)),
        (np.ones(40), np.arange(40.0)),
        (np.arange(40.0), np.r_[np.ones(5), np.zeros(35)]),
        (np.full(40, np.nan), np.arange(40.0)),
    ],
    ids=["too few", "outcome constant", "score constant", "too few of one kind", "all missing"],
)
def test_it_says_nothing_where_there_is_nothing_to_say(
    score: np.ndarray, outcome: np.ndarray
) -> None:
    assert associate(score, outcome, np.zeros(len(score), dtype=np.int64)) is None


def test_weighted_ranks_are_those_of_the_repeated_values() -> None:
    values, weights = np.array([3.0, 1.0, 2.0, 2.0]), np.array([2, 1, 0, 3])
    expected = stats.rankdata(np.repeat(values, weights))
    codes = np.unique(values, return_inverse=True)[1]
    assert np.repeat(weighted_ranks(codes, weights.astype(float)), weights) == pytest.approx(
        expected
    )
