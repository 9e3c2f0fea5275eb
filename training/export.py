"""`coach-train export`: a run becomes a weights folder that serving can load."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.artifact import CALIBRATION, HEADS, LABELS, META, NETWORK, TOKENIZER, write_sums
from models.export import export_fp32, quantise
from models.split import split
from training.labels import rubric_labels
from training.runs import load_run

if TYPE_CHECKING:
    from models.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Release:
    """Name and version a weights folder goes by."""

    name: str
    version: str


def export_run(run: Path, out: Path, release: Release) -> None:
    """Write network (int8), tokenizer, labels and a first meta file; calibration follows."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        full = Path(folder) / "fp32.onnx"
        export_fp32(load_run(run), full, masked=False)
        quantise(full, out / NETWORK)
        split(out / NETWORK, out / HEADS)
    (out / TOKENIZER).write_bytes((run / TOKENIZER).read_bytes())
    rubric_labels().save(out / LABELS)
    write_meta(out, release, {})


def write_meta(out: Path, release: Release, figures: dict[str, float]) -> None:
    """Write name, version and the figures measured on dev."""
    meta = {"name": release.name, "version": release.version, "figures": figures}
    (out / META).write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def finish(out: Path, calibration: Calibration) -> None:
    """Write the calibration and the sums that make the folder loadable."""
    calibration.save(out / CALIBRATION)
    write_sums(out)
