"""The tokenizer: XLM-R's unigram pieces with their normaliser, trimmed to the kept ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from training.base.charsmap import compile_charsmap, composing_sequences
from training.records import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
UNKNOWN = 3

Pieces = list[tuple[str, float]]


def build_tokenizer(pieces: Pieces, singles: Mapping[str, str]) -> Tokenizer:
    """Build a tokenizer from pieces with scores and the replacements of single characters."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN))
    charsmap = compile_charsmap({**singles, **composing_sequences(singles)})
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s>:0 $A:0 </s>:0",
        pair="<s>:0 $A:0 </s>:0 </s>:0 $B:0 </s>:0",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def trim_tokenizer(tokenizer: Tokenizer, kept: Sequence[int]) -> Tokenizer:
    """Keep some pieces of a unigram tokenizer, in their new order; everything else stays."""
    data: dict[str, Any] = json.loads(tokenizer.to_str())
    if data["model"]["type"] != "Unigram":
        message = f"the tokenizer is a {data['model']['type']} model; only Unigram can be trimmed"
        raise DataError(message)
    pieces = data["model"]["vocab"]
    if max(kept) >= len(pieces):
        message = f"piece {max(kept)} is to be kept, but the tokenizer has only {len(pieces)}"
        raise DataError(message)
    renumbered = {old: new for new, old in enumerate(kept)}
    data["model"]["vocab"] = [pieces[old] for old in kept]
    data["model"]["unk_id"] = renumbered[data["model"]["unk_id"]]
    data["added_tokens"] = [
        {**token, "id": renumbered[token["id"]]}
        for token in data["added_tokens"]
        if token["id"] in renumbered
    ]
    for special in (data["post_processor"] or {}).get("special_tokens", {}).values():
        special["ids"] = [renumbered[old] for old in special["ids"]]
    return Tokenizer.from_str(json.dumps(data, ensure_ascii=False))


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write `tokenizer.json` and the small file that transformers reads beside it."""
    tokenizer.save(str(folder / "tokenizer.json"))
    bos, pad, eos, unk, mask = SPECIALS
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "bos_token": bos,
        "cls_token": bos,
        "eos_token": eos,
        "sep_token": eos,
        "pad_token": pad,
        "unk_token": unk,
        "mask_token": mask,
    }
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
