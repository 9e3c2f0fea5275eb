"""Exports of help desks and chats, as conversations and as the agent turns that are scored."""

from coach.transcripts.contracts import Conversation, Message, Rejected, Role, Turn
from coach.transcripts.errors import TranscriptError, reason_text
from coach.transcripts.fields import FieldMap, mapping_toml, parse_mapping, read_mapping
from coach.transcripts.reading import (
    Recognised,
    open_transcripts,
    read_recognised,
    recognise,
    sniff,
)
from coach.transcripts.turns import turns

__all__ = [
    "Conversation",
    "FieldMap",
    "Message",
    "Recognised",
    "Rejected",
    "Role",
    "TranscriptError",
    "Turn",
    "mapping_toml",
    "open_transcripts",
    "parse_mapping",
    "read_mapping",
    "read_recognised",
    "reason_text",
    "recognise",
    "sniff",
    "turns",
]
