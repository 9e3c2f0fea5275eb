"""What an audit writes: the columns of `scores`, `conversations` and `macros`, and of its chunks.

Texts are redacted before they are written; offsets of behaviours count code points of the redacted
reply. Scores lie between 0 and 100 (33 neutral, 67 good, 100 strong).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from coach.audit.prefixes import OUTCOME_PREFIX, SEGMENT_PREFIX
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION: Final = 1
"""Raised when a column changes its meaning; audits of another version are scored again."""

TIME: Final = pa.timestamp("us", tz="UTC")
BEHAVIOUR: Final = pa.struct(
    [
        ("id", pa.string()),
        ("dimension", pa.string()),
        ("polarity", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("confidence", pa.float32()),
        ("tier", pa.string()),
    ]
)


def _dimension_fields() -> Iterator[pa.Field]:
    """Yield what each dimension of a turn has; null where the coach abstained."""
    for name in DIMENSIONS:
        yield pa.field(f"{name}_level", pa.int8())
        yield pa.field(f"{name}_score", pa.float32())
        yield pa.field(f"{name}_confidence", pa.float32())
        yield pa.field(f"{name}_verdict", pa.string())
        yield pa.field(f"{name}_abstained", pa.bool_())
        yield pa.field(f"{name}_p", pa.list_(pa.float32()))


SCORES: Final = pa.schema(
    [
        pa.field("conversation_id", pa.string(), nullable=False),
        pa.field("turn", pa.int32(), nullable=False),
        pa.field("turn_id", pa.string(), nullable=False),
        pa.field("agent", pa.string()),
        pa.field("team", pa.string()),
        pa.field("time", TIME),
        pa.field("channel", pa.string()),
        pa.field("language", pa.string()),
        pa.field("phase", pa.string()),
        pa.field("situation", pa.string()),
        pa.field("customer", pa.string()),
        pa.field("reply", pa.string(), nullable=False),
        pa.field("words", pa.int32(), nullable=False),
        pa.field("need", pa.int8()),
        pa.field("need_p", pa.list_(pa.float32())),
        *_dimension_fields(),
        pa.field("overall", pa.float32()),
        pa.field("capped_by", pa.string()),
        pa.field("abstained", pa.string()),
        pa.field("behaviours", pa.list_(BEHAVIOUR), nullable=False),
        pa.field("macro", pa.int32()),
        pa.field("model", pa.string(), nullable=False),
        pa.field("rubric", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
    ]
)
"""One row an agent turn; `position` is the conversation's place in the input, from 0."""

CONVERSATION: Final = pa.schema(
    [
        pa.field("conversation_id", pa.string(), nullable=False),
        pa.field("agents", pa.list_(pa.string()), nullable=False),
        pa.field("team", pa.string()),
        pa.field("turns", pa.int32(), nullable=False),
        pa.field("start", TIME),
        pa.field("channel", pa.string()),
        pa.field("language", pa.string()),
        pa.field("situation", pa.string()),
        *(pa.field(f"{name}_score", pa.float32()) for name in DIMENSIONS),
        *(pa.field(f"{name}_spread", pa.float32()) for name in DIMENSIONS),
        *(pa.field(f"{name}_lowest", pa.int8()) for name in DIMENSIONS),
        pa.field("overall", pa.float32()),
        pa.field("capped_by", pa.string()),
        pa.field("need", pa.int8()),
        pa.field("thanks", pa.bool_(), nullable=False),
        pa.field("recommendation", pa.bool_(), nullable=False),
        pa.field("turnaround", pa.bool_(), nullable=False),
        pa.field("escalation", pa.bool_(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
    ]
)
"""One row a conversation; `conversations_schema` adds outcome and segment columns."""

FINGERPRINT: Final = pa.struct([("exact", pa.int64()), ("bands", pa.list_(pa.int64()))])
"""By what a reply is found again: its normalised text, hashed, and the bands of its MinHash."""

CHUNK: Final = pa.schema(
    [
        *CONVERSATION,
        pa.field("columns", pa.map_(pa.string(), pa.string()), nullable=False),
        pa.field("scores", pa.list_(pa.struct(list(SCORES))), nullable=False),
        pa.field("fingerprints", pa.list_(FINGERPRINT), nullable=False),
    ]
)
"""One row a conversation with its turns inside: what is written while an audit runs."""

MACROS: Final = pa.schema(
    [
        pa.field("macro", pa.int32(), nullable=False),
        pa.field("uses", pa.int32(), nullable=False),
        pa.field("forms", pa.int32(), nullable=False),
        pa.field("agents", pa.int32(), nullable=False),
        pa.field("first", TIME),
        pa.field("last", TIME),
        pa.field("language", pa.string()),
        pa.field("text", pa.string(), nullable=False),
        *(pa.field(f"{name}_score", pa.float32()) for name in DIMENSIONS),
        pa.field("overall", pa.float32()),
        pa.field("behaviours", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row a group of near-copies, the most used first; scores are means over its uses."""


def conversations_schema(outcomes: Iterable[str], segments: Iterable[str]) -> pa.Schema:
    """Return the columns of `conversations.parquet` with those of the input in their order."""
    return pa.schema(
        [
            *CONVERSATION,
            *(pa.field(OUTCOME_PREFIX + name, pa.float64()) for name in outcomes),
            *(pa.field(SEGMENT_PREFIX + name, pa.string()) for name in segments),
        ]
    )
