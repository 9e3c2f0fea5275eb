"""Telling a situation: the shipped reader, chances, and files that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.suggest.retrieval import SituationFinder
from coach.suggest.situations import SituationReader, read_situations
from models.errors import ModelError
from models.prediction import TextPair
from models.runtime import OnnxClassifier

READER = SituationReader(
    names=("outage", "other"),
    matrix=np.array([[2, 0], [0, 2]], dtype=np.float32),
    bias=np.zeros(2, dtype=np.float32),
    temperature=1.0,
    cue=1.0,
)


def test_chances_sum_to_one_the_likeliest_first() -> None:
    chances = READER.chances(np.array([1, 0], dtype=np.float32), {})
    assert [name for name, _ in chances] == ["outage", "other"]
    assert sum(chance for _, chance in chances) == pytest.approx(1)


def test_a_word_that_shows_a_situation_raises_its_chance() -> None:
    even = np.array([1, 1], dtype=np.float32)
    assert dict(READER.chances(even, {"outage": 2}))["outage"] > 0.8
    assert dict(READER.chances(even, {}))["outage"] == pytest.approx(0.5)


@pytest.mark.parametrize("content", ["", "[]", '{"names": ["outage"]}', '{"names": 3}'])
def test_a_broken_file_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "situations.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="copy the weights folder again"):
        read_situations(path)


@pytest.mark.parametrize(
    ("message", "situation"),
    [
        ("The internet has been down since seven this morning, nothing loads.", "outage"),
        ("Sie haben mir den Betrag zweimal abgebucht!", "double_charge"),
        ("Mein Mann ist letzte Woche gestorben, wie kündige ich seinen Vertrag?", "bereavement"),
        ("What time is it in Lisbon?", None),
    ],
)
def test_the_shipped_weights_tell_plain_cases(message: str, situation: str | None) -> None:
    classifier = OnnxClassifier.load()
    finder = SituationFinder(classifier)
    embedding = classifier.predict(TextPair("", message)).embedding
    assert finder.situation(embedding, message) == situation
