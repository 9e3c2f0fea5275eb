"""Look into uploads before they are scored: how each will be read, so that it can be corrected."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from api.audits.jobs import MAPPING
from api.audits.problems import UnreadableUploadError
from api.audits.schemas import PreviewFileOut, PreviewOut, PreviewTurnOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coach.contracts import Language
    from coach.transcripts import FieldMap, Recognised

LOOKED_AT: Final = 200
"""So many records are read at most to find a conversation with a reply."""
SHOWN: Final = 5
_LONGEST: Final = 600


def check_mapping(text: str, language: Language) -> FieldMap | None:
    """Read the mapping that came with an upload; None where there is none.

    Raises:
        UnreadableUploadError: it is not right; the message says where.
    """
    from coach.transcripts import TranscriptError, parse_mapping

    try:
        return parse_mapping(text, name=MAPPING) if text.strip() else None
    except TranscriptError as error:
        raise UnreadableUploadError(detail=error.text(language)) from error


def preview(
    paths: Sequence[Path], *, format: str | None, mapping: FieldMap | None, language: Language
) -> PreviewOut:
    """Return how files will be read, and the first conversation with a reply, redacted.

    Raises:
        UnreadableUploadError: a file cannot be read.
    """
    from coach.transcripts import TranscriptError, recognise

    files: list[PreviewFileOut] = []
    turns: list[PreviewTurnOut] = []
    problem = None
    try:
        for found in recognise(paths, format=format):
            files.append(_file(found))
            if turns or problem:
                continue
            try:
                turns = list(_first_turns(found, mapping))
            except TranscriptError as error:  # the columns do not say enough: they can be corrected
                problem = error.text(language)
    except TranscriptError as error:
        raise UnreadableUploadError(detail=error.text(language)) from error
    return PreviewOut(files=files, turns=turns, problem=problem)


def _file(found: Recognised) -> PreviewFileOut:
    from coach.transcripts import mapping_toml

    guess = mapping_toml(found.mapping) if found.mapping else None
    return PreviewFileOut(name=found.peek.source.name, format=found.format.name, mapping=guess)


def _first_turns(found: Recognised, mapping: FieldMap | None) -> Iterator[PreviewTurnOut]:
    """Yield the turns of the first conversation that has any, without what is personal."""
    from coach.privacy import redact_all
    from coach.transcripts import Conversation, read_recognised, turns

    entries = islice(read_recognised(found, mapping=mapping), LOOKED_AT)
    talks = (turns(one) for one in entries if isinstance(one, Conversation))
    for turn in next(filter(None, talks), ())[:SHOWN]:
        texts = (turn.customer or "")[:_LONGEST], turn.text[:_LONGEST]
        customer, reply = redact_all(texts, language="de")
        yield PreviewTurnOut(customer=customer.text or None, reply=reply.text)
