"""A weights folder with a random network: loads, runs and scores, and knows nothing."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch
from transformers import BertModel

from models.artifact import CALIBRATION, CARD, LABELS, META, NETWORK, TOKENIZER, write_sums
from models.calibration import Calibration
from models.export import export_fp32
from models.network import CoachNetwork
from tests.training import tiny_base
from training.labels import rubric_labels


def write_tiny_weights(folder: Path) -> Path:
    """Write a folder that `load_artifact` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    base = tiny_base.save_random_base(folder.parent / "base")
    labels = rubric_labels()
    torch.manual_seed(1)
    encoder = BertModel.from_pretrained(
        str(base), add_pooling_layer=False, attn_implementation="eager", dtype=torch.float32
    )
    with warnings.catch_warnings():  # torch speaks of the exporter it would rather we used
        warnings.simplefilter("ignore")
        export_fp32(CoachNetwork(encoder, labels).eval(), folder / NETWORK)
    (folder / TOKENIZER).write_bytes((base / "tokenizer.json").read_bytes())
    labels.save(folder / LABELS)
    neutral = Calibration.neutral(len(labels.dimensions), len(labels.behaviours))
    neutral.save(folder / CALIBRATION)
    (folder / CARD).write_text("# Tiny\n", encoding="utf-8")
    meta = {"name": "tiny", "version": "1", "figures": {}}
    (folder / META).write_text(json.dumps(meta), encoding="utf-8")
    write_sums(folder)
    return folder
