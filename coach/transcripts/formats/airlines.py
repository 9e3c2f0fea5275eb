"""Threads of airlines in one CSV row each: `<cust__ … __cust>` and `<rep__ … __rep>` in a column.

The opening tweet is in `first_utterance`, what followed in `context`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.errors import BrokenRecordError
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.formats.csv_table import header, table_rows
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, checked, rejected
from coach.transcripts.values import columns, plain, string

_MARK = re.compile(r"<(?P<open>cust|rep)__\s|\s?__(?P<close>cust|rep)>")
_ADDRESSED = re.compile(r"\A(?:__cust__\s*)+")
"""To whom a reply goes. The mask stands for a handle; read as a name it would be a greeting."""
_ROLES: Final[dict[str, Role]] = {"cust": "customer", "rep": "agent"}
_READ: Final = frozenset({"first_tweet_id", "first_utterance", "context"})


def _sniff(peek: Peek) -> bool:
    return "<cust__" in peek.text and {"first_utterance", "context"} <= set(header(peek))


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = (mapping.channel if mapping else None) or "social"
    for entry in table_rows(peek):
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, row = entry
        try:
            messages = tuple(
                Message(role, text, channel=channel, id=str(number))
                for number, (role, text) in enumerate(_marked(row), start=1)
            )
            name = string(row.get("first_tweet_id")) or f"{peek.source.name}:{line}"
            rest = columns(row, without=_READ)
            yield checked(Conversation(name, messages, rest, peek.source.name, line))
        except BrokenRecordError as error:
            yield rejected(peek, line, error.reason, row)


def _marked(row: Record) -> list[tuple[Role, str]]:
    """Return who said what; a thread with text outside its markers is broken."""
    found: list[tuple[Role, str]] = []
    for column in ("first_utterance", "context"):
        text = str(row.get(column) or "")
        speaker, done = "", 0
        for mark in _MARK.finditer(text):
            inside = text[done : mark.start()]
            if mark["close"] != (speaker or None) or (not speaker and inside.strip()):
                raise BrokenRecordError("bad-markers")
            if speaker:
                found.append((_ROLES[speaker], _ADDRESSED.sub("", plain(inside))))
            speaker, done = mark["open"] or "", mark.end()
        if speaker or text[done:].strip():
            raise BrokenRecordError("bad-markers")
    return found


AIRLINES: Final = Format("airlines", _sniff, _read)
