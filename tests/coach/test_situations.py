"""Telling a situation: the shipped reader, chances, and files that are not what they should be."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from coach.suggest.lexicon import BUCKETS, buckets
from coach.suggest.retrieval import SituationFinder
from coach.suggest.situations import Lexicon, SituationReader, Trust, read_situations
from models.errors import ModelError
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from training.situations import fit_lexicon

BUCKET_OF = {
    piece: zlib.crc32(piece.encode()) % BUCKETS for piece in ("ab ab", " ab", "ab ", " ab ")
}

NOTHING = Lexicon(
    matrix=np.zeros((2, BUCKETS), dtype=np.float16),
    bias=np.zeros(2, dtype=np.float32),
    rarity=np.ones(BUCKETS, dtype=np.float16),
)
READER = SituationReader(
    names=("outage", "other"),
    matrix=np.array([[2, 0], [0, 2]], dtype=np.float32),
    bias=np.zeros(2, dtype=np.float32),
    lexicon=NOTHING,
    trust=Trust(temperature=1.0, words=1.0, cue=1.0),
)
EVEN = np.array([1, 1], dtype=np.float32)


def test_chances_sum_to_one_the_likeliest_first() -> None:
    chances = READER.chances(np.array([1, 0], dtype=np.float32), "", {})
    assert [name for name, _ in chances] == ["outage", "other"]
    assert sum(chance for _, chance in chances) == pytest.approx(1)


def test_a_word_that_shows_a_situation_raises_its_chance() -> None:
    assert dict(READER.chances(EVEN, "", {"outage": 2}))["outage"] > 0.8
    assert dict(READER.chances(EVEN, "", {}))["outage"] == pytest.approx(0.5)


def test_words_the_lexicon_learnt_raise_a_chance_and_bear_typos() -> None:
    texts = ["no internet since noon", "internet is gone", "a job with you", "where is my chair"]
    learnt = fit_lexicon(texts, ["outage", "outage", "other", "late_delivery"])
    names = ("late_delivery", "other", "outage")
    three = np.ones((3, 2), dtype=np.float32)
    reader = SituationReader(names, three, three[:, 0], learnt, READER.trust)
    known = reader.chances(EVEN, "my INTERNETT is dead", {})
    assert known[0][0] == "outage"
    assert known[0][1] > dict(reader.chances(EVEN, "dead", {}))["outage"] + 0.1


def test_a_fitted_reader_says_the_same_when_it_is_read_back(tmp_path: Path) -> None:
    texts = ["no internet", "the line is dead", "do you hire", "a job with you"]
    learnt = fit_lexicon(texts, ["outage", "outage", "other", "other"])
    turned = np.asfortranarray(np.stack([learnt.matrix[0], -learnt.matrix[0]]))
    reader = replace(
        READER, lexicon=replace(learnt, matrix=turned, bias=np.zeros(2, dtype=np.float32))
    )
    reader.save(tmp_path / "situations.safetensors")
    again = read_situations(tmp_path / "situations.safetensors")
    for text in texts:
        said = dict(reader.chances(EVEN, text, {"outage": 1}))
        assert dict(again.chances(EVEN, text, {"outage": 1})) == pytest.approx(said, abs=0.01)


def test_buckets_are_the_same_on_every_machine_and_count_on_a_log_scale() -> None:
    found, often = buckets("ab ab")
    assert dict(zip(found.tolist(), often.tolist(), strict=True)) == {
        BUCKET_OF["ab ab"]: pytest.approx(1),
        BUCKET_OF[" ab"]: pytest.approx(1 + np.log(2)),
        BUCKET_OF["ab "]: pytest.approx(1 + np.log(2)),
        BUCKET_OF[" ab "]: pytest.approx(1 + np.log(2)),
    }
    assert all(len(part) == 0 for part in buckets("… !?"))


@pytest.mark.parametrize(
    ("tensors", "table"),
    [
        ({}, {}),
        ({"matrix": np.zeros((2, 2))}, {"names": '["outage"]'}),
        ({"matrix": np.zeros((2, 2))}, {"names": "[", "trust": "{}"}),
    ],
)
def test_an_unfit_file_says_so(
    tmp_path: Path, tensors: dict[str, NDArray[np.float64]], table: dict[str, str]
) -> None:
    path = tmp_path / "situations.safetensors"
    save_file(tensors, path, table)
    with pytest.raises(ModelError, match="copy the weights folder again"):
        read_situations(path)


def test_a_broken_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "situations.safetensors"
    path.write_bytes(b"half a fi")
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
