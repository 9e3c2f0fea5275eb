"""Zendesk's full export: one ticket a line, so the whole file is no valid JSON.

The first line may be a head.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.formats.zendesk import is_ticket, read_tickets
from coach.transcripts.peek import Peek

_HEAD_REASONS: Final = frozenset({"not-json", "not-object", "no-messages"})


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    """Read the tickets; a first line that is none is the export's head and no error."""
    for entry in read_tickets(peek, mapping):
        is_head = isinstance(entry, Rejected) and entry.line == 1 and entry.reason in _HEAD_REASONS
        if not (is_head and peek.shape is not None and peek.shape.top == "lines"):
            yield entry


ZENDESK_EXPORT: Final = Format("zendesk-export", is_ticket, _read)
