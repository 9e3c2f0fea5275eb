"""From paths to conversations: find the files, know their formats, read them one by one."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.errors import TranscriptError
from coach.transcripts.fields import FieldMap, read_mapping
from coach.transcripts.format import Format
from coach.transcripts.formats import FORMATS
from coach.transcripts.initials import with_signers
from coach.transcripts.peek import Peek, peek
from coach.transcripts.source import DAMAGED, Source, find_sources

log = logging.getLogger(__name__)

PathLike = str | Path


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file, its format, and the mapping that is guessed for it (None where none is needed)."""

    peek: Peek
    format: Format
    mapping: FieldMap | None


def open_transcripts(
    paths: Iterable[PathLike],
    *,
    format: str | None = None,
    mapping: FieldMap | PathLike | None = None,
    agent_from_signature: bool = False,
) -> Iterator[Conversation | Rejected]:
    """Read exports as a stream, in the order given; folders and archives in sorted order.

    Memory does not grow with the input. Broken records come as `Rejected` where they stand; a
    file in a folder or an archive that cannot be read at all is one of line 0. With
    `agent_from_signature`, agents without a name are told apart by how they sign.

    Raises:
        TranscriptError: a path is missing, a file named by the user cannot be read or is of no
            known format (checked for all before anything is read), or the mapping does not fit.
    """
    given = mapping if isinstance(mapping, FieldMap | None) else read_mapping(Path(mapping))
    insisted = format_named(format) if format else None
    listed = [str(path) for path in paths]
    for path in listed:
        _check(path, insisted)
    for path in listed:
        found = _read(path, insisted, given)
        yield from _named(found) if agent_from_signature else found


def sniff(path: PathLike) -> str:
    """Return the name of the format of a file, or of the first readable one in a folder.

    Raises:
        TranscriptError: it cannot be read, or is of no known format.
    """
    return next(recognise([path])).format.name


def recognise(
    paths: Iterable[PathLike], *, format: str | None = None
) -> Generator[Recognised, None, None]:
    """Yield each readable file with its format and the mapping guessed for it.

    Raises:
        TranscriptError: a file named by the user cannot be read or is of no known format.
    """
    insisted = format_named(format) if format else None
    for path in paths:
        found = False
        with find_sources(path) as sources:
            for source in sources:
                try:
                    looked = peek(source)
                    known = insisted or format_of(looked)
                    guessed = known.guess(looked) if known.guess else None
                except TranscriptError:
                    if source.named:
                        raise
                    continue
                found = True
                yield Recognised(looked, known, guessed)
        if not found:
            raise _unrecognised(str(path))


def read_recognised(
    found: Recognised, *, mapping: FieldMap | None = None, agent_from_signature: bool = False
) -> Iterator[Conversation | Rejected]:
    """Read one file that was recognised, while it is open.

    Raises:
        TranscriptError: the mapping does not fit.
    """
    entries = found.format.read(found.peek, mapping)
    yield from _named(entries) if agent_from_signature else entries


def format_named(name: str) -> Format:
    """Return a format by its name.

    Raises:
        TranscriptError: there is none of that name.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    raise TranscriptError("unknown-format", format=name, formats=format_names())


def format_names() -> str:
    """Return the names of all formats, for people."""
    return ", ".join(known.name for known in FORMATS)


def format_of(looked: Peek) -> Format:
    """Return the format of a file by its content; a general one only if no other fits.

    Raises:
        TranscriptError: none fits.
    """
    for known in sorted(FORMATS, key=lambda known: known.general):
        if known.sniff(looked):
            return known
    raise _unrecognised(looked.source.name)


def _named(entries: Iterable[Conversation | Rejected]) -> Iterator[Conversation | Rejected]:
    """Name agents by their signatures."""
    for entry in entries:
        yield with_signers(entry) if isinstance(entry, Conversation) else entry


def _unrecognised(name: str) -> TranscriptError:
    return TranscriptError("unrecognised", path=name, formats=format_names())


def _check(path: str, insisted: Format | None) -> None:
    """Stop before anything is read if a file that was named cannot be."""
    if path == "-":
        return
    with find_sources(path) as sources:
        for source in sources:
            if not source.named:
                return
            looked = peek(source)
            if insisted is None:
                format_of(looked)


def _read(
    path: str, insisted: Format | None, mapping: FieldMap | None
) -> Iterator[Conversation | Rejected]:
    recognised = False
    with ExitStack() as stack:
        for source in stack.enter_context(find_sources(path)):
            for found in _read_source(source, insisted, mapping):
                recognised = recognised or not (isinstance(found, Rejected) and found.line == 0)
                yield found
    if not recognised:
        raise _unrecognised(path)


def _read_source(
    source: Source, insisted: Format | None, mapping: FieldMap | None
) -> Iterator[Conversation | Rejected]:
    try:
        looked = peek(source)
        known = insisted or format_of(looked)
        if looked.mixed:
            note = TranscriptError("note-cp1252", path=source.name)
            log.warning("%s", note)
        yield from known.read(looked, mapping)
    except TranscriptError as error:
        if source.named and error.code != "bomb":
            raise
        yield Rejected(source.name, 0, error.code, "")
    except DAMAGED as error:
        yield Rejected(source.name, 0, "damaged", str(error))
