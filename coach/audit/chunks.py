"""The pieces of an input, and the files of those that are scored.

Where a chunk begins and ends depends on the input alone. A chunk's file carries its own digest in
its name and gets that name only when it lies on the disk as a whole: whatever happens, a file with
a chunk's name is a finished chunk.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from coach.audit.files import digest_of, write_whole
from coach.audit.manifest import ChunkInfo
from coach.audit.scorer import REJECTED, Chunk
from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.turns import turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOLDER: Final = "chunks"
MOST_CONVERSATIONS: Final = 400
"""A chunk is full with so many conversations, turns or not, or with so many rejected records."""

_NAME = re.compile(r"(\d{8})-([0-9a-f]{32})\.parquet")


@dataclass(slots=True)
class _Filling:
    """A chunk that is being filled."""

    index: int
    first: int
    conversations: list[Conversation]
    rejected: list[Rejected]
    turns: int = 0

    def close(self) -> Chunk:
        return Chunk(
            self.index, self.first, self.turns, tuple(self.conversations), tuple(self.rejected)
        )


def cut(records: Iterable[Conversation | Rejected], *, most_turns: int) -> Iterator[Chunk]:
    """Cut a stream into chunks; only one of them is in memory."""
    filling = _Filling(0, 0, [], [])
    for record in records:
        if isinstance(record, Rejected):
            filling.rejected.append(record)
        else:
            filling.conversations.append(record)
            filling.turns += len(turns(record))
        full = max(len(filling.conversations), len(filling.rejected)) >= MOST_CONVERSATIONS
        if full or filling.turns >= most_turns:
            yield filling.close()
            first = filling.first + len(filling.conversations)
            filling = _Filling(filling.index + 1, first, [], [])
    if filling.conversations or filling.rejected:
        yield filling.close()


class ChunkFolder:
    """The files of a run's finished chunks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def make(self) -> None:
        """Make the folder, and throw away what a killed run left half-written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob(".*.part"):
            path.unlink(missing_ok=True)

    def write(self, index: int, content: bytes) -> None:
        """Write a finished chunk."""
        digest = blake2b(content, digest_size=16).hexdigest()
        write_whole(self.folder / f"{index:08d}-{digest}.parquet", content)

    def finished(self) -> dict[int, Path]:
        """Return the finished chunks by index; a file that is not what its name says goes."""
        found: dict[int, Path] = {}
        for path in sorted(self.folder.glob("*.parquet")):
            match = _NAME.fullmatch(path.name)
            if match is None:
                continue
            if digest_of(path) == match[2]:
                found[int(match[1])] = path
            else:
                path.unlink()
        return found

    def clear(self) -> None:
        """Remove all chunks."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                path.unlink()
            self.folder.rmdir()


def describe(index: int, path: Path) -> ChunkInfo:
    """Return what the manifest says of a chunk, read from the file's own figures."""
    with pq.ParquetFile(path) as file:
        rejected = file.schema_arrow.metadata[REJECTED]
        table = file.read(columns=["turns"])
    counted = table.column("turns").to_pylist()
    name = _NAME.fullmatch(path.name)
    return ChunkInfo(
        index=index,
        conversations=len(counted),
        turns=sum(counted),
        rejected=len(json.loads(rejected)),
        digest=name[2] if name else "",
    )
