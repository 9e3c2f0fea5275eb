import json
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers
from transformers import BertConfig, BertModel

from models.artifact import DEFAULT_WEIGHTS
from tests.training import tiny_base
from training.base.build import WORDS, from_model
from training.base.charsmap import compile_charsmap, composing_sequences
from training.base.check import BaseCheck, fingerprint
from training.base.command import build_from_hub
from training.base.kept import kept_ids
from training.base.tokenizer import build_tokenizer, trim_tokenizer
from training.records import DataError

letters = st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs", "M"))


@pytest.fixture(scope="module")
def full() -> Tokenizer:
    pieces = [(piece, -float(i)) for i, piece in enumerate(tiny_base.PIECES)]
    return build_tokenizer(pieces, tiny_base.SINGLES)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(letters, st.text(letters, max_size=3), min_size=1, max_size=40))
def test_a_compiled_map_replaces_exactly_its_characters(rules: dict[str, str]) -> None:
    normalizer = normalizers.Precompiled(compile_charsmap(rules))
    for character, replacement in rules.items():
        assert normalizer.normalize_str(character) == replacement
    others = [c for c in "aäß€😀" if c not in rules]
    assert [normalizer.normalize_str(c) for c in others] == others


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("u\u0308", "ü", id="decomposed-umlaut"),
        pytest.param("A\u030a", "Å", id="decomposed-ring"),
        pytest.param("Ｅ", "E", id="full-width"),
        pytest.param("ﬁn", "fin", id="ligature"),
        pytest.param("a\nb\u0007", "a b", id="control-characters"),
        pytest.param("a   b", "a b", id="blanks"),
        pytest.param("Größe 😀", "Größe 😀", id="nothing-to-do"),
    ],
)
def test_text_is_normalised(full: Tokenizer, text: str, expected: str) -> None:
    assert full.normalizer.normalize_str(text) == expected


def test_sequences_that_follow_from_shorter_rules_are_left_out() -> None:
    sequences = composing_sequences({"Ｕ": "U"})
    assert sequences["u\u0308"] == "ü"
    assert sequences["Ｕ\u0308"] == "Ü"
    assert sequences["u\u0308\u0301"] == "ǘ"
    assert "a\u0308b" not in sequences
    assert not any("\uac00" <= value <= "\ud7a3" for value in sequences.values())


def test_the_trimmed_tokenizer_splits_as_the_full_one(full: Tokenizer) -> None:
    trimmed = trim_tokenizer(full, tiny_base.KEPT)
    for text in ("hello wir", "Grüße weg", "es üs", "wir\nweg"):
        before, after = full.encode(text), trimmed.encode(text)
        assert after.tokens == before.tokens
        assert [tiny_base.KEPT[i] for i in after.ids] == before.ids
        assert after.offsets == before.offsets


def test_a_trimmed_special_piece_keeps_its_meaning(full: Tokenizer) -> None:
    trimmed = trim_tokenizer(full, tiny_base.KEPT)
    assert trimmed.token_to_id("<mask>") == len(tiny_base.KEPT) - 1
    assert trimmed.encode("<mask>", add_special_tokens=False).ids == [len(tiny_base.KEPT) - 1]


def test_only_unigram_tokenizers_are_trimmed() -> None:
    with pytest.raises(DataError, match="is a WordLevel model"):
        trim_tokenizer(Tokenizer(models.WordLevel({"a": 0}, "a")), [0])


def test_a_piece_beyond_the_vocabulary_is_refused(full: Tokenizer) -> None:
    with pytest.raises(DataError, match="piece 400 is to be kept"):
        trim_tokenizer(full, [0, 1, 2, 3, 400])


def test_trimming_a_model_changes_no_hidden_state(full: Tokenizer, tmp_path: Path) -> None:
    model = _random_model()
    base = from_model(model, full, tiny_base.KEPT)
    base.save(tmp_path)
    small = BertModel.from_pretrained(
        str(tmp_path), add_pooling_layer=False, dtype=torch.float32
    ).eval()
    ids = torch.tensor([full.encode("hello Grüße weg").ids])
    new = torch.tensor([base.tokenizer.encode("hello Grüße weg").ids])
    before = model(input_ids=ids).last_hidden_state
    after = small(input_ids=new).last_hidden_state
    assert torch.allclose(before, after, atol=0.02)
    assert base.weights[WORDS].shape == (len(tiny_base.KEPT), tiny_base.HIDDEN)
    assert not any("pooler" in name for name in base.weights)


def test_a_folder_serves_as_hub_model(
    full: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _random_model().save_pretrained(str(tmp_path))
    from_model(_random_model(), full, range(len(tiny_base.PIECES))).save(tmp_path / "whole")
    (tmp_path / "tokenizer.json").write_bytes((tmp_path / "whole" / "tokenizer.json").read_bytes())
    config = json.loads((tmp_path / "whole" / "tokenizer_config.json").read_text())
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    monkeypatch.setattr("training.base.command.kept_ids", lambda: tiny_base.KEPT)
    base = build_from_hub(str(tmp_path))
    assert base.config.vocab_size == base.tokenizer.get_vocab_size() == len(tiny_base.KEPT)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot be loaded .* with --model"):
        build_from_hub(str(tmp_path / "nothing"))


def test_the_kept_pieces_are_those_of_the_released_base() -> None:
    kept = kept_ids()
    assert (len(kept), kept[-1]) == (40_818, 250_001)


def test_a_list_without_the_special_pieces_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("[4, 5, 6]")
    with pytest.raises(DataError, match="starts with 0, 1, 2, 3"):
        kept_ids(path)


def test_released_weights_split_our_sentences_as_the_base_does() -> None:
    tokenizer = Tokenizer.from_file(str(DEFAULT_WEIGHTS / "tokenizer.json"))
    assert BaseCheck.load().differing(tokenizer) == []


def test_a_check_confirms_and_refuses(full: Tokenizer) -> None:
    weights = {"a": torch.ones(2, 2), "b": torch.zeros(3)}
    ids = full.encode("hello", add_special_tokens=False).ids
    check = BaseCheck(fingerprint(weights), {"hello": ids})
    check.confirm(weights, full)
    with pytest.raises(DataError, match="the rebuilt weights hash to"):
        check.confirm({**weights, "a": torch.zeros(2, 2)}, full)
    with pytest.raises(DataError, match="splits 'wir' differently"):
        BaseCheck(check.tensors, {"wir": [0]}).confirm(weights, full)


def test_a_fingerprint_ignores_what_fp16_does_not_hold() -> None:
    weights = {"a": torch.full((4,), 0.1)}
    assert fingerprint(weights) == fingerprint({"a": weights["a"] + 1e-7})
    assert fingerprint(weights) != fingerprint({"a": weights["a"] + 1e-2})


def _random_model() -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tiny_base.PIECES) + 3,
        hidden_size=tiny_base.HIDDEN,
        num_hidden_layers=tiny_base.LAYERS,
        num_attention_heads=tiny_base.HEADS,
        intermediate_size=tiny_base.FEED_FORWARD,
        max_position_embeddings=tiny_base.POSITIONS,
    )
    return BertModel(config).eval()
