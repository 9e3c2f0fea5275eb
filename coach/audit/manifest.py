"""`manifest.json`: what a run reads, with which model and options, and how far it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from coach.audit.errors import AuditError
from coach.audit.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "manifest.json"
State = Literal["running", "done"]


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read: its name, its size in bytes, and the digest of its content."""

    name: str
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class ChunkInfo:
    """One finished chunk: its place in the input, its rows, and the digest of its file."""

    index: int
    conversations: int
    turns: int
    rejected: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything there is to know about a run besides its results.

    `run` is the digest of what decides the results: inputs, rules, model, rubric, house, options.
    `planned` counts what a first reading found: chunks, conversations, turns, rejected records.
    `outputs` holds the digest of each result once `state` is `done`. `revealed` says who lifted
    the pseudonyms of agents and when, or is None. `agents` tells whether the input names any.
    """

    run: str
    state: State
    schema: int
    created: str
    finished: str | None
    inputs: tuple[Input, ...]
    model: Mapping[str, str]
    rubric: str
    house: Mapping[str, Any]
    options: Mapping[str, Any]
    planned: Mapping[str, int]
    chunks: tuple[ChunkInfo, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    columns_left_out: Mapping[str, str] = field(default_factory=dict)
    revealed: Mapping[str, str] | None = None
    erased: tuple[str, ...] = ()

    def done(self, **changes: Any) -> Manifest:  # noqa: ANN401 - the fields of this class
        """Return the manifest of the finished run."""
        return replace(self, state="done", **changes)


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder; None where there is none.

    Raises:
        AuditError: it is no manifest we can read.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        table = json.loads(text)
        return Manifest(
            **{
                **table,
                "inputs": tuple(Input(**one) for one in table["inputs"]),
                "chunks": tuple(ChunkInfo(**one) for one in table["chunks"]),
                "outcomes": tuple(table["outcomes"]),
                "segments": tuple(table["segments"]),
                "erased": tuple(table["erased"]),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise AuditError("manifest", path=folder / NAME) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest so that a reader sees the old or the new one, never half of one."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    write_whole(folder / NAME, (text + "\n").encode())


def run_id(parts: Mapping[str, object]) -> str:
    """Return the digest of everything that decides the results."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(text.encode(), digest_size=16, person=b"coach-audit").hexdigest()
