"""Find the files behind the paths a user names, and open what they are wrapped in.

Folders are walked in sorted order; gzip, zstandard and zip are opened by their first bytes, never
by their names; `-` is standard input. Archives are read in place, never unpacked to files.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final, cast

import zstandard

from coach.transcripts.errors import TranscriptError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STDIN: Final = "-"
MAX_RATIO: Final = 250
"""Text packs to a tenth, logs to a fiftieth; what unpacks to more than this is an attack."""
RATIO_FROM: Final = 64 * 2**20
"""Bytes that may unpack whatever the ratio."""
MAX_MEMBERS: Final = 100_000
DAMAGED: Final = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError, zipfile.BadZipFile)
"""What the decompressors raise on a damaged file."""

_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", (b"PK\x03\x04", b"PK\x05\x06")
_BUFFER: Final = 2**18


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its reader sees it: unpacked, and to be opened as often as needed.

    `named` is true for a file the user named, false for one found in a folder or an archive.
    """

    name: str
    open: Callable[[], IO[bytes]]
    named: bool = True


@contextmanager
def find_sources(path: str | Path) -> Iterator[Iterator[Source]]:
    """Find the files behind one path; they can be opened until the context ends.

    Raises:
        TranscriptError: the path is missing or empty, encrypted or damaged.
    """
    with ExitStack() as stack:
        if str(path) == STDIN:
            yield _unwrapped(_spooled(sys.stdin.buffer, STDIN, stack), stack)
            return
        found = Path(path)
        if not found.exists():
            raise TranscriptError("missing", path=path)
        if found.is_dir():
            yield _folder(found, stack)
        elif found.is_file():
            yield _unwrapped(Source(found.name, lambda: found.open("rb")), stack)
        else:
            with found.open("rb") as pipe:
                source = _spooled(pipe, found.name, stack)
            yield _unwrapped(source, stack)


def _spooled(stream: IO[bytes], name: str, stack: ExitStack) -> Source:
    """Keep a stream that can be read only once in a temporary file of the user's own."""
    spool = stack.enter_context(tempfile.NamedTemporaryFile(prefix="coach-"))  # noqa: SIM115
    shutil.copyfileobj(stream, spool, _BUFFER)
    spool.flush()
    path = Path(spool.name)
    return Source(name, lambda: path.open("rb"))


def _folder(folder: Path, stack: ExitStack) -> Iterator[Source]:
    found = False
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(name for name in names if not _is_hidden(name)):
            path = Path(place) / name
            if path.is_file():
                found = True
                shown = path.relative_to(folder).as_posix()
                opener = cast("Callable[[], IO[bytes]]", lambda path=path: path.open("rb"))
                yield from _unwrapped(Source(shown, opener, named=False), stack)
    if not found:
        raise TranscriptError("empty-folder", path=folder)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX")) or name == "Thumbs.db"


def _unwrapped(source: Source, stack: ExitStack) -> Iterator[Source]:
    """Take the outer wrapping off; the members of an archive are sources of their own.

    What cannot be opened stops everything only if the user named it; else it is a source that
    says so when it is read.
    """
    try:
        yield from _opened(source, stack)
    except TranscriptError as error:
        if source.named:
            raise
        yield replace(source, open=_failing(error))


def _failing(error: TranscriptError) -> Callable[[], IO[bytes]]:
    def fail() -> IO[bytes]:
        raise error

    return fail


def _opened(source: Source, stack: ExitStack) -> Iterator[Source]:
    start = _first_bytes(source, 4)
    if not start.startswith(_ZIP):
        yield _decompressed(source, start)
        return
    try:
        archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(source.open())))
    except zipfile.BadZipFile as error:
        raise TranscriptError("damaged", path=source.name, detail=error) from error
    infos = sorted((i for i in archive.infolist() if _is_member(i)), key=lambda i: i.filename)
    _check_archive(source, archive, infos)
    for info in infos:
        opener = cast(
            "Callable[[], IO[bytes]]",
            lambda info=info: _guarded(
                archive.open(info), max(info.compress_size, 1), f"{source.name}/{info.filename}"
            ),
        )
        named = source.named and len(infos) == 1
        member = Source(f"{source.name}/{info.filename}", opener, named=named)
        yield from _member(member)


def _member(member: Source) -> Iterator[Source]:
    """Take the wrapping off a member; archives inside archives are left alone."""
    try:
        yield _decompressed(member, _first_bytes(member, 4))
    except TranscriptError as error:
        if member.named:
            raise
        yield replace(member, open=_failing(error))


def _is_member(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not any(map(_is_hidden, PurePosixPath(info.filename).parts))


def _check_archive(source: Source, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    if "[Content_Types].xml" in archive.namelist():
        raise TranscriptError("spreadsheet", path=source.name)
    if any(info.flag_bits & 0x1 for info in infos):
        raise TranscriptError("encrypted", path=source.name)
    if not infos:
        raise TranscriptError("empty", path=source.name)
    if len(infos) > MAX_MEMBERS:
        raise TranscriptError("too-many-members", path=source.name, limit=f"{MAX_MEMBERS:,}")


def _first_bytes(source: Source, count: int) -> bytes:
    try:
        with source.open() as stream:
            return stream.read(count)
    except (*DAMAGED, NotImplementedError) as error:
        raise TranscriptError("damaged", path=source.name, detail=error) from error
    except OSError as error:
        raise TranscriptError("unreadable", path=source.name, detail=error.strerror) from error


def _decompressed(source: Source, start: bytes) -> Source:
    if start.startswith(_GZIP):
        return replace(source, open=lambda: _guarded_file(source, gzip.GzipFile))
    if start.startswith(_ZSTD):
        return replace(source, open=lambda: _guarded_file(source, _zstd))
    return source


def _zstd(*, fileobj: IO[bytes]) -> IO[bytes]:
    reader = zstandard.ZstdDecompressor().stream_reader(fileobj, read_across_frames=True)
    return cast("IO[bytes]", reader)


def _guarded_file(source: Source, unpack: Callable[..., object]) -> IO[bytes]:
    packed = _Counting(source.open())
    return io.BufferedReader(
        _Guard(cast("IO[bytes]", unpack(fileobj=packed)), packed, source.name), _BUFFER
    )


def _guarded(stream: IO[bytes], packed: int, name: str) -> IO[bytes]:
    return io.BufferedReader(_Guard(stream, packed, name), _BUFFER)


class _Counting(io.RawIOBase):
    """Counts the packed bytes that were read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Guard(io.RawIOBase):
    """Stops a stream that unpacks to many times its size; knows no more than what it read."""

    def __init__(self, stream: IO[bytes], packed: int | _Counting, name: str) -> None:
        self._stream = stream
        self._packed = packed
        self._name = name
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._unpacked += len(data)
        packed = self._packed if isinstance(self._packed, int) else self._packed.count
        if self._unpacked > RATIO_FROM and self._unpacked > MAX_RATIO * packed:
            raise TranscriptError("bomb", path=self._name, ratio=MAX_RATIO)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        if isinstance(self._packed, _Counting):
            self._packed.close()
        super().close()
