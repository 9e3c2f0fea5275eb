"""A run's folder: recipe, weights, out-of-fold outputs, calibration."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from models.encoding import PairEncoder
from models.network import CoachNetwork
from training.labels import rubric_labels
from training.records import DataError

if TYPE_CHECKING:
    from training.fit.config import FitConfig

WEIGHTS = "network.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
OUT_OF_FOLD = "out_of_fold.pt"


def new_network(base: Path, config: FitConfig) -> CoachNetwork:
    """Put fresh heads on the base encoder.

    Dropout inside the encoder is off: on a CPU it costs a third of the time, and weight averaging,
    dropped customers and typos regularise enough.
    """
    if not (base / "model.safetensors").is_file():
        message = f"{base} holds no base encoder; make one with: coach-train base --out {base}"
        raise DataError(message)
    torch.manual_seed(config.seed)
    encoder = BertModel.from_pretrained(
        str(base),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).float()
    return CoachNetwork(encoder, rubric_labels(), dropout=config.dropout)


def save_run(network: CoachNetwork, folder: Path, config: FitConfig, *, base: Path) -> None:
    """Write weights (fp32 safetensors), encoder configuration, tokenizer and recipe."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()
    }
    save_file(state, folder / WEIGHTS)
    network.encoder.config.to_json_file(str(folder / CONFIG))
    (folder / "recipe.json").write_text(json.dumps(asdict(config), indent=1), encoding="utf-8")
    (folder / TOKENIZER).write_bytes((base / TOKENIZER).read_bytes())


def load_run(folder: Path) -> CoachNetwork:
    """Read a finished run."""
    if not (folder / WEIGHTS).is_file():
        message = f"{folder} holds no finished run; train one with: coach-train fit"
        raise DataError(message)
    settings = BertConfig.from_json_file(str(folder / CONFIG))
    settings._attn_implementation = "eager"
    network = CoachNetwork(BertModel(settings, add_pooling_layer=False), rubric_labels())
    network.load_state_dict(load_file(folder / WEIGHTS))
    return network.eval()


def pair_encoder(folder: Path) -> PairEncoder:
    """Read the tokenizer beside a run or a base encoder."""
    return PairEncoder.load(folder / TOKENIZER)
