"""ABCD, the Action-Based Conversations Dataset: dialogues of [speaker, text] with a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, convert_records
from coach.transcripts.values import inner, plain, string

SPLITS: Final = ("train", "dev", "test")
"""The parts of the full release, each a list."""

_ROLES: Final[dict[str, Role]] = {"agent": "agent", "customer": "customer", "action": "system"}
_SCENARIO: Final = ("flow", "subflow")


def _sniff(peek: Peek) -> bool:
    shape = peek.shape
    if shape is None:
        return False
    inside = "train.item." if "train.item" in shape.paths else ""
    return shape.has(f"{inside}convo_id") and (
        shape.has(f"{inside}original") or shape.has(f"{inside}delexed")
    )


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = (mapping.channel if mapping else None) or "chat"

    def convert(record: Record, line: int) -> Conversation:
        messages = tuple(
            Message(_ROLES.get(speaker, "system"), text, channel=channel, id=str(number))
            for number, (speaker, text) in enumerate(_said(record), start=1)
        )
        name = string(record.get("convo_id")) or f"{peek.source.name}:{line}"
        told = {key: string(inner(record, "scenario", key)) for key in _SCENARIO}
        given = {key: value for key, value in told.items() if value}
        return Conversation(name, messages, given, peek.source.name, line)

    if peek.shape is not None and "train.item" in peek.shape.paths:
        for split in SPLITS:
            yield from convert_records(peek, convert, f"{split}.item")
    else:
        yield from convert_records(peek, convert)


def _said(record: Record) -> Iterator[tuple[str, str]]:
    """Yield speaker and text, from the original wording if it is there."""
    listed = record.get("original") or record.get("delexed")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, list) and len(item) == 2:
            yield str(item[0]).lower(), plain(item[1])
        elif isinstance(item, dict):
            yield str(item.get("speaker", "")).lower(), plain(item.get("text"))


ABCD: Final = Format("abcd", _sniff, _read)
