"""Look at the beginning of a file to tell its format, whatever its name."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import ijson

from coach.transcripts.decode import decode, encoding_of, is_mixed
from coach.transcripts.errors import TranscriptError
from coach.transcripts.source import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.transcripts.source import Source

HEAD: Final = 2**18
"""Bytes looked at."""
CONTAINERS: Final = (
    "conversations",
    "tickets",
    "results",
    "data",
    "items",
    "_embedded.conversations",
)
"""Where an answer of an interface keeps its list of records."""

_SHORT: Final = 40
_LINES: Final = 50
_DEPTH: Final = 8
_CONTROLS: Final = bytes({*range(32), 127} - {*b"\t\n\r\f\v\x1b"})
_BINARY: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x7fELF", "ELF"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"RIFF", "RIFF"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What JSON looks like from outside.

    `paths` are the paths that occur in a record ("comments.item.author_id"), `values` the short
    strings found at them; `prefix` leads to the records in the document, as ijson writes it.
    """

    top: Literal["object", "array", "lines"]
    prefix: str
    paths: frozenset[str]
    values: dict[str, set[str]] = field(hash=False)

    def has(self, *paths: str) -> bool:
        """Say whether all these paths occur."""
        return self.paths.issuperset(paths)

    def says(self, path: str, *values: str) -> bool:
        """Say whether one of these values occurs at a path, whatever its case."""
        return not {value.lower() for value in self.values.get(path, ())}.isdisjoint(values)


@dataclass(frozen=True, slots=True)
class Peek:
    """A source with its beginning: as bytes, as text, and as JSON if it is any."""

    source: Source
    data: bytes
    text: str
    encoding: str
    mixed: bool
    shape: Shape | None


def peek(source: Source) -> Peek:
    """Look into a source.

    Raises:
        TranscriptError: it is empty, damaged, or no text and no Parquet.
    """
    data = _read_head(source)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TranscriptError("empty", path=source.name)
    encoding = encoding_of(data)
    if data.startswith(b"PAR1"):
        return Peek(source, data, "", encoding, mixed=False, shape=None)
    _check_text(source, data, encoding)
    text = decode(data)
    shape = _shape(text.lstrip("\ufeff"), whole=len(data) < HEAD)
    return Peek(source, data, text, encoding, mixed=is_mixed(data), shape=shape)


def _read_head(source: Source) -> bytes:
    try:
        with source.open() as stream:
            parts, left = [], HEAD
            while left and (part := stream.read(left)):
                parts.append(part)
                left -= len(part)
            return b"".join(parts)
    except (*DAMAGED, NotImplementedError) as error:
        raise TranscriptError("damaged", path=source.name, detail=error) from error
    except OSError as error:
        raise TranscriptError("unreadable", path=source.name, detail=error) from error


def _check_text(source: Source, data: bytes, encoding: str) -> None:
    if data.startswith(b"PK\x03\x04"):
        raise TranscriptError("not-text", path=source.name, kind="ZIP")
    kind = next((name for start, name in _BINARY if data.startswith(start)), None)
    if kind is None and encoding == "utf-8":
        controls = len(data) - len(data.translate(None, _CONTROLS))
        kind = "binary" if controls > len(data) // 50 else None
    if kind:
        raise TranscriptError("not-text", path=source.name, kind=kind)


def _shape(text: str, *, whole: bool) -> Shape | None:
    first = text.lstrip()[:1]
    if first != "[":
        found = _shape_of_lines(text, whole=whole)
        if found:
            return found
    if first not in {"[", "{"}:
        return None
    return _shape_of_document(text, "array" if first == "[" else "object")


def _shape_of_lines(text: str, *, whole: bool) -> Shape | None:
    """Take a file as JSON lines if its first or second line is an object by itself."""
    rows = [line for line in text.splitlines() if line.strip()]
    if not whole:
        rows.pop()
    objects = [value for row in rows[:_LINES] if isinstance(value := _parsed(row), dict)]
    starts = any(isinstance(_parsed(row), dict) for row in rows[:2])
    if not starts or rows[0].strip() in {"{", "["} or (len(rows) == 1 and whole):
        return None
    paths: set[str] = set()
    values: dict[str, set[str]] = {}
    for value in objects:
        _walk(value, "", paths, values, 0)
    return Shape("lines", "", frozenset(paths), values)


def _parsed(row: str) -> object:
    try:
        return json.loads(row)
    except (ValueError, RecursionError):
        return None


def _walk(
    value: object, path: str, paths: set[str], values: dict[str, set[str]], depth: int
) -> None:
    if depth > _DEPTH:
        return
    if path:
        paths.add(path)
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}" if path else str(key), paths, values, depth + 1)
    elif isinstance(value, list):
        for inner in value[:_LINES]:
            _walk(inner, f"{path}.item" if path else "item", paths, values, depth + 1)
    elif isinstance(value, str | bool) and len(str(value)) <= _SHORT:
        values.setdefault(path, set()).add(str(value).lower())


def _shape_of_document(text: str, top: Literal["array", "object"]) -> Shape | None:
    paths: set[str] = set()
    values: dict[str, set[str]] = {}
    for path, value in _events(text):
        paths.add(path)
        if isinstance(value, str | bool) and len(str(value)) <= _SHORT:
            values.setdefault(path, set()).add(str(value).lower())
    prefix = "item" if top == "array" else _container(paths)
    inside = f"{prefix}." if prefix else ""
    return Shape(
        top,
        prefix,
        frozenset(path.removeprefix(inside) for path in paths if path.startswith(inside)),
        {p.removeprefix(inside): v for p, v in values.items() if p.startswith(inside)},
    )


def _events(text: str) -> Iterator[tuple[str, object]]:
    """Yield paths and values as far as the cut beginning goes."""
    stream = io.BytesIO(text.encode("utf-8", errors="replace"))
    try:
        for path, _, value in ijson.parse(stream, multiple_values=True):
            if path:
                yield path, value
    except ijson.JSONError:
        return


def _container(paths: set[str]) -> str:
    """Find the list of records in an object that is not a record itself."""
    if "id" in paths:
        return ""
    return next((f"{name}.item" for name in CONTAINERS if f"{name}.item" in paths), "")
