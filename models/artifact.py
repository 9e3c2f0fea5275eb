"""A weights folder: what it holds, and proof that it is what was released."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.calibration import Calibration
from models.errors import ModelError
from models.labels import Labels

DEFAULT_WEIGHTS = Path(__file__).parent / "weights" / "coach-de-en-1"

NETWORK = "model.onnx"
HEADS = "heads.onnx"
TOKENIZER = "tokenizer.json"
LABELS = "labels.json"
CALIBRATION = "calibration.json"
CARD = "CARD.md"
META = "meta.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A checked weights folder."""

    folder: Path
    name: str
    version: str
    sha256: str
    labels: Labels
    calibration: Calibration
    meta: dict[str, Any]

    @property
    def network(self) -> Path:
        """The ONNX file: the encoder, or everything where `heads` is None."""
        return self.folder / NETWORK

    @property
    def heads(self) -> Path | None:
        """The ONNX file of the heads; None where the network is in one piece."""
        path = self.folder / HEADS
        return path if path.is_file() else None

    @property
    def tokenizer(self) -> Path:
        """The tokenizer file."""
        return self.folder / TOKENIZER

    @property
    def card(self) -> str:
        """The model card, Markdown; empty until an evaluation has written it."""
        path = self.folder / CARD
        return path.read_text(encoding="utf-8") if path.is_file() else ""


def load_artifact(folder: Path = DEFAULT_WEIGHTS) -> Artifact:
    """Check the sums and read everything small; ModelError says what is missing or differs."""
    if not (folder / SUMS).is_file():
        message = (
            f"no weights in {folder}: {SUMS} is missing; point COACH_WEIGHTS at a weights folder"
        )
        raise ModelError(message)
    sums = _check_sums(folder)
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    return Artifact(
        folder=folder,
        name=meta["name"],
        version=meta["version"],
        sha256=_network_sha256(sums),
        labels=Labels.load(folder / LABELS),
        calibration=Calibration.load(folder / CALIBRATION),
        meta=meta,
    )


def _network_sha256(sums: dict[str, str]) -> str:
    """Return one sum for the network, in one piece or in two."""
    if HEADS not in sums:
        return sums[NETWORK]
    return hashlib.sha256((sums[NETWORK] + sums[HEADS]).encode()).hexdigest()


def _check_sums(folder: Path) -> dict[str, str]:
    sums: dict[str, str] = {}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        expected, name = line.split(maxsplit=1)
        path = folder / name
        if not path.is_file():
            message = f"{path} is missing; copy the weights folder again"
            raise ModelError(message)
        if file_sha256(path) != expected:
            message = f"{path} differs from its SHA-256 sum; it is not used. Copy the folder again"
            raise ModelError(message)
        sums[name] = expected
    if (folder / HEADS).is_file() and HEADS not in sums:
        message = f"{folder / SUMS} names no sum for {HEADS}; copy the folder again"
        raise ModelError(message)
    missing = {NETWORK, TOKENIZER, LABELS, CALIBRATION, META} - sums.keys()
    if missing:
        message = f"{folder / SUMS} names no sum for {sorted(missing)}; copy the folder again"
        raise ModelError(message)
    return sums


def write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` over every file of the folder."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != SUMS)
    lines = [f"{file_sha256(path)}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def file_sha256(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
