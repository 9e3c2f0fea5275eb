"""Agreement against scikit-learn, the krippendorff package, and tables worked out by hand."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from coach.statistics.agreement import (
    agreement,
    alpha,
    coincidences,
    ordinal_alpha,
    pair_tables,
    weighted_kappa,
)

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60)


def tables_of(pairs: list[tuple[int, int]]) -> np.ndarray:
    first, second = np.array(pairs).T
    return pair_tables(first, second, np.arange(len(pairs)))


def test_by_hand() -> None:
    found = agreement(tables_of([(0, 0), (1, 1), (2, 1), (3, 1)]))
    assert found.exact.value == 0.5
    assert found.within_one.value == 0.75
    # rows 1,1,1,1; columns 1,3,0,0: observed 0+0+1+4 = 5, expected (0+3 + 1+0 + 4+3 + 9+12)/4 = 8
    assert found.kappa.value == pytest.approx(1 - 5 / 8)
    assert found.confusion[3, 1] == 1
    assert not found.exact.has_interval


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    if len(set(first) | set(second)) < 2:
        return
    expected = cohen_kappa_score(first, second, weights="quadratic", labels=[0, 1, 2, 3])
    assert weighted_kappa(tables_of(pairs).sum(axis=0)) == pytest.approx(expected)


@given(st.lists(st.tuples(*[st.sampled_from([0, 1, 2, 3, np.nan])] * 3), min_size=2, max_size=40))
def test_alpha_from_tables_is_that_of_the_package(rows: list[tuple[float, ...]]) -> None:
    ratings = np.array(rows).T
    paired = ratings[:, np.isfinite(ratings).sum(axis=0) >= 2]
    if paired.size == 0 or len(np.unique(paired[np.isfinite(paired)])) < 2:
        return
    expected = krippendorff.alpha(paired, level_of_measurement="ordinal", value_domain=range(4))
    assert ordinal_alpha(coincidences(paired).sum(axis=0)) == pytest.approx(expected)


def test_alpha_of_krippendorffs_own_example() -> None:
    # Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011: four observers, ordinal .815
    nan = np.nan
    ratings = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
            [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
        ]
    )
    four = np.where(ratings == 5, nan, ratings) - 1
    expected = krippendorff.alpha(
        four[:, np.isfinite(four).sum(axis=0) >= 2],
        level_of_measurement="ordinal",
        value_domain=range(4),
    )
    found = alpha(four, np.arange(12))
    assert found.value == pytest.approx(expected)
    assert found.n == 10
    assert found.low is not None
    assert found.high is not None
    assert found.low < expected < found.high


def test_a_level_everybody_gives_to_everything_has_no_alpha_and_no_kappa() -> None:
    assert alpha(np.ones((2, 30)), np.arange(30)).value is None
    assert agreement(tables_of([(1, 1)] * 30)).kappa.value is None


def test_perfect_agreement_is_not_certain() -> None:
    found = agreement(tables_of([(i % 4, i % 4) for i in range(40)]))
    assert found.kappa.value == 1
    assert found.exact.value == 1
    assert found.exact.low == pytest.approx(0.025 ** (1 / 40))


def test_pairs_of_one_conversation_are_drawn_together() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 4, 40), rng.integers(0, 4, 40)
    alone = agreement(pair_tables(first, second, np.arange(40)))
    tenfold = agreement(
        pair_tables(np.repeat(first, 10), np.repeat(second, 10), np.repeat(np.arange(40), 10))
    )
    assert tenfold.kappa.low == pytest.approx(alone.kappa.low)
    assert (tenfold.kappa.n, tenfold.kappa.clusters) == (400, 40)


def test_weights_let_a_pair_stand_for_many() -> None:
    first, second = np.array([0, 1]), np.array([0, 2])
    weighted = agreement(pair_tables(first, second, np.arange(2), np.array([9.0, 1.0])), n=2)
    assert weighted.exact.value == pytest.approx(0.9)
    assert weighted.exact.n == 2
