import numpy as np
import pytest

from training.metrics import (
    bootstrap,
    calibration_error,
    exact,
    f1,
    macro_average_precision,
    quadratic_kappa,
    wilson_lower,
    within_one,
)


def levels(*values: int) -> np.ndarray:
    return np.array(values)


def test_kappa_is_one_for_agreement_and_below_zero_for_the_reverse() -> None:
    truth = levels(0, 1, 2, 3)
    assert quadratic_kappa(truth, truth) == 1.0
    assert quadratic_kappa(truth, truth[::-1]) == pytest.approx(-1.0)


def test_kappa_by_hand() -> None:
    # squared differences 1, 0, 0, 1; expected by chance 1.5 a row: 1 - 0.5 / 1.5
    assert quadratic_kappa(levels(0, 1, 2, 3), levels(1, 1, 2, 2)) == pytest.approx(2 / 3, abs=0.01)


def test_kappa_of_two_that_never_vary_and_agree_is_one() -> None:
    assert quadratic_kappa(levels(1, 1), levels(1, 1)) == 1.0


def test_agreement_shares() -> None:
    assert exact(levels(0, 1, 2), levels(0, 2, 0)) == pytest.approx(1 / 3)
    assert within_one(levels(0, 1, 2), levels(0, 2, 0)) == pytest.approx(2 / 3)


def test_an_interval_holds_its_value_and_narrows_with_rows() -> None:
    rng = np.random.default_rng(1)
    few, many = (rng.integers(0, 2, n) for n in (30, 3000))
    figures = [bootstrap(exact, rows, np.zeros_like(rows)) for rows in (few, many)]
    assert all(f.low <= f.value <= f.high for f in figures)
    assert figures[1].high - figures[1].low < figures[0].high - figures[0].low


def test_average_precision_skips_columns_without_a_positive_row() -> None:
    truth = np.array([[1, 0], [0, 0]], dtype=float)
    assert macro_average_precision(truth, np.array([[0.9, 0.1], [0.2, 0.8]])) == 1.0


def test_calibration_error_is_zero_for_honest_odds() -> None:
    truth = np.array([0, 1] * 50)
    assert calibration_error(truth, np.full((100, 2), 0.5)) == pytest.approx(0.0)
    assert calibration_error(truth, np.tile([1.0, 0.0], (100, 1))) == pytest.approx(0.5)


def test_f1_and_wilson() -> None:
    assert f1(0, 0, 0) == 1.0
    assert f1(1, 2, 2) == 0.5
    assert wilson_lower(0, 0) == 0.0
    assert wilson_lower(95, 100) == pytest.approx(0.888, abs=0.002)
