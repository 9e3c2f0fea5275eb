"""A draft scores the same whether its windows were read before or not."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.artifact import DEFAULT_WEIGHTS, HEADS, NETWORK, load_artifact, write_sums
from models.encoding import STRIDE, WINDOW
from models.errors import ModelError
from models.parallel import ordered_map
from models.prediction import TextPair
from models.runtime import OnnxClassifier, RawOutput
from models.split import split
from models.windows import SplitNetwork, WindowCache
from tests.tiny_weights import write_tiny_weights

CUSTOMER = "Mein Paket ist seit drei Wochen unterwegs, und am Samstag ist die Taufe!"
SENTENCE = (
    "Guten Tag, Frau Yılmaz 🙂, drei Wochen ohne Ihr Paket: Das ist ärgerlich. I will ring you "
    "myself by 2 pm, because we printed the wrong label. "
)
LONG = (SENTENCE * 200)[:20_000]
SHORT = TextPair(SENTENCE, CUSTOMER)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_weights(tmp_path_factory.mktemp("whole") / "tiny")


@pytest.fixture(scope="module")
def cut(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cut") / "tiny"
    shutil.copytree(whole, folder)
    split(folder / NETWORK, folder / HEADS)
    write_sums(folder)
    return folder


def load(folder: Path) -> tuple[OnnxClassifier, WindowCache]:
    classifier = OnnxClassifier.load(folder)
    network = classifier._network
    assert isinstance(network, SplitNetwork)
    return classifier, network.cache


def same(one: RawOutput, other: RawOutput) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(RawOutput)
    )


@pytest.mark.parametrize("pair", [SHORT, TextPair(SENTENCE), TextPair("", CUSTOMER), TextPair("")])
def test_a_cut_network_says_of_one_window_what_the_whole_one_says(
    whole: Path, cut: Path, pair: TextPair
) -> None:
    assert same(OnnxClassifier.load(cut).raw(pair), OnnxClassifier.load(whole).raw(pair))


def test_several_windows_agree_with_the_whole_network(whole: Path, cut: Path) -> None:
    pair = TextPair(LONG[:4000], CUSTOMER)
    one, other = OnnxClassifier.load(cut).raw(pair), OnnxClassifier.load(whole).raw(pair)
    np.testing.assert_allclose(one.cumulative, other.cumulative, atol=1e-4)
    np.testing.assert_allclose(one.tokens, other.tokens, atol=1e-4)


@pytest.mark.parametrize("weights", ["tiny", "shipped"])
def test_what_is_kept_changes_no_bit(cut: Path, tmp_path: Path, weights: str) -> None:
    folder = cut if weights == "tiny" else shipped(tmp_path)
    length = 20_000 if weights == "tiny" else 5_000
    classifier, cache = load(folder)
    drafts = [LONG[:length], LONG[: length - 40], LONG[: length // 2] + "x" + LONG[length // 2 :]]
    for draft in drafts:
        alone = load(folder)[0].raw(TextPair(draft[:20_000], CUSTOMER))
        assert same(classifier.raw(TextPair(draft[:20_000], CUSTOMER)), alone)
    assert cache.hits > 0


def shipped(tmp_path: Path) -> Path:
    """Return the weights that ship, cut in two."""
    folder = tmp_path / "shipped"
    shutil.copytree(DEFAULT_WEIGHTS, folder)
    if not (folder / HEADS).is_file():
        split(folder / NETWORK, folder / HEADS)
        write_sums(folder)
    return folder


def test_only_windows_that_changed_are_read_again(cut: Path) -> None:
    classifier, cache = load(cut)
    first = classifier.raw(TextPair(LONG, CUSTOMER))
    windows = cache.misses
    assert windows == 1 + -(-(len(first.offsets) - WINDOW) // STRIDE)
    classifier.raw(TextPair(LONG, CUSTOMER))
    assert (cache.hits, cache.misses) == (windows, windows)
    same_length = LONG.replace("wrong label", "label wrong")
    at = LONG.rindex("wrong label")
    classifier.raw(TextPair(LONG[:at] + same_length[at : at + 11] + LONG[at + 11 :], CUSTOMER))
    assert cache.misses - windows <= 2
    before = cache.misses
    classifier.raw(TextPair(LONG[:-30] + "and one more sentence at last.", CUSTOMER))
    assert cache.misses - before <= 2


def test_another_customer_is_another_window(cut: Path) -> None:
    classifier, cache = load(cut)
    classifier.raw(TextPair(LONG[:4000], CUSTOMER))
    classifier.raw(TextPair(LONG[:4000], "Danke!"))
    classifier.raw(TextPair(LONG[:4000]))
    assert cache.hits == 0


def test_short_texts_are_not_kept(cut: Path) -> None:
    classifier, cache = load(cut)
    classifier.raw(SHORT)
    assert (cache.hits, cache.misses) == (0, 0)


def test_no_more_is_kept_than_there_is_room_for() -> None:
    states = (np.zeros((1, 4, 8), dtype=np.float32),)
    cache = WindowCache(limit=3 * states[0].nbytes)
    for name in (b"a", b"b", b"c"):
        cache.get(name, lambda: states)
    cache.get(b"a", lambda: states)
    cache.get(b"d", lambda: states)
    hits = cache.hits
    for name in (b"a", b"c", b"d"):
        cache.get(name, lambda: states)
    assert cache.hits == hits + 3
    cache.get(b"b", lambda: states)
    assert cache.hits == hits + 3


def test_threads_share_what_is_kept(cut: Path) -> None:
    classifier, _ = load(cut)
    pairs = [TextPair(LONG[: 3000 + 10 * i], CUSTOMER) for i in range(12)]
    alone = [load(cut)[0].raw(pair) for pair in pairs]
    together = list(ordered_map(classifier.raw, pairs, workers=4))
    assert all(same(one, other) for one, other in zip(together, alone, strict=True))


def test_a_network_is_cut_once(cut: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="it is cut already"):
        split(cut / NETWORK, tmp_path / HEADS)


def test_heads_of_another_export_are_refused(whole: Path, cut: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(whole, folder)
    shutil.copyfile(cut / HEADS, folder / HEADS)
    with pytest.raises(ModelError, match=f"no sum for {HEADS}"):
        load_artifact(folder)
    write_sums(folder)
    with pytest.raises(ModelError, match="different exports"):
        OnnxClassifier.load(folder)


def test_the_sum_of_the_network_covers_both_parts(whole: Path, cut: Path) -> None:
    assert load_artifact(whole).sha256 != load_artifact(cut).sha256
