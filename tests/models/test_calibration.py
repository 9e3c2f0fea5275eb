from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import BehaviourCalibration, Calibration, OrdinalCalibration
from models.errors import ModelError

NEUTRAL = Calibration.neutral(3, 22)


@given(
    st.lists(st.floats(-30, 30), min_size=3, max_size=3),
    st.floats(0.1, 5),
    st.tuples(*[st.floats(-3, 3)] * 3),
)
def test_levels_are_a_distribution_whatever_the_logits(
    logits: list[float], temperature: float, shifts: tuple[float, float, float]
) -> None:
    head = OrdinalCalibration(temperature, shifts)
    p = replace(NEUTRAL, levels=(head,) * 3).level_probabilities(np.array([logits] * 3))
    assert p.shape == (3, 4)
    assert np.allclose(p.sum(axis=-1), 1)
    assert (p >= 0).all()


def test_need_is_a_distribution() -> None:
    assert NEUTRAL.need_probabilities(np.array([900.0, -900.0, 0.0])).tolist() == [1.0, 0.0, 0.0]


def test_saved_and_read_it_is_the_same(tmp_path: Path) -> None:
    behaviour = BehaviourCalibration(2.0, -1.0, 0.6, None, 0.3, 0.0)
    calibration = replace(NEUTRAL, behaviours=(behaviour,) * 22)
    calibration.save(tmp_path / "calibration.json")
    assert Calibration.load(tmp_path / "calibration.json") == calibration


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"levels": 3}'])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"calibration\.json"):
        Calibration.load(path)
