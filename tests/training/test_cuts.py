"""Cuts between levels are moved where rare levels would go unsaid, and only there."""

import numpy as np
import pytest

from training.calibration.levels import (
    carried,
    class_probabilities,
    cut_moves,
    fit_ordinal,
    moved,
)
from training.metrics import quadratic_kappa


def noisy(levels: np.ndarray, noise: float, seed: int) -> np.ndarray:
    """Return cumulative logits [rows, 3] of a head that sees the level through noise."""
    rng = np.random.default_rng(seed)
    seen = levels + rng.normal(0, noise, len(levels))
    return 3.0 * (seen[:, None] - np.array([0.5, 1.5, 2.5]))


def test_a_part_in_which_level_two_is_rare_gets_its_twos() -> None:
    rng = np.random.default_rng(1)
    rare = rng.choice(4, 1500, p=[0.05, 0.80, 0.15, 0.0])
    even = rng.choice(4, 1500)
    levels = np.concatenate([rare, even])
    cumulative = noisy(levels, 0.8, 2)
    cumulative[:1500, 1] -= 1.0  # the head is shy of twos among the rare ones
    parts = [np.arange(3000) < 1500, np.arange(3000) >= 1500]
    moves = cut_moves(cumulative, levels, parts)
    assert moves[1] > 0
    plain = fit_ordinal(cumulative, levels)
    there = moved(plain, moves)
    kappas = [
        [quadratic_kappa(levels[part], said[part]) for part in parts]
        for said in (
            class_probabilities(cumulative, head).argmax(axis=1) for head in (plain, there)
        )
    ]
    assert np.mean(kappas[1]) > np.mean(kappas[0]) + 0.02


def test_cuts_that_are_right_stay() -> None:
    levels = np.random.default_rng(3).choice(4, 2000)
    cumulative = noisy(levels, 0.2, 4)
    moves = cut_moves(cumulative, levels, [np.ones(2000, dtype=bool)])
    assert moves == pytest.approx((0.0, 0.0, 0.0))


def test_a_part_without_rows_has_no_say() -> None:
    levels = np.random.default_rng(5).choice(4, 500)
    cumulative = noisy(levels, 0.6, 6)
    everyone, nobody = np.ones(500, dtype=bool), np.zeros(500, dtype=bool)
    assert cut_moves(cumulative, levels, [everyone, nobody]) == cut_moves(
        cumulative, levels, [everyone]
    )


def test_a_calibration_is_carried_to_a_network_that_speaks_louder_and_lower() -> None:
    levels = np.random.default_rng(7).choice(4, 800)
    theirs = noisy(levels, 0.7, 8)
    head = fit_ordinal(theirs, levels)
    ours = 2.0 * theirs - 1.5
    there = carried(head, ours, theirs)
    assert class_probabilities(ours, there) == pytest.approx(class_probabilities(theirs, head))
    assert there.confidence == pytest.approx(head.confidence)
