"""What every export becomes: conversations of messages, and the turns that are scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from coach import contracts

Role = Literal["customer", "agent", "bot", "system", "note"]
"""Who speaks. Only `agent` is scored; `bot` is context; `system` and `note` are left out."""

ROLES: tuple[Role, ...] = get_args(Role)

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as plain text: HTML, quoted mail and contact blocks are already off.

    `time` is aware and in UTC. `meta` holds what only its format knows, such as `brand`.
    """

    role: Role
    text: str
    agent: str | None = None
    time: datetime | None = None
    channel: contracts.Channel | None = None
    meta: Mapping[str, str] = field(default_factory=dict, hash=False)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation in the order it was held.

    `columns` holds every further column (csat, queue, team, …) by its own name; `source` is the
    file's name and `line` the 1-based line or record where the conversation begins.
    """

    id: str
    messages: tuple[Message, ...]
    columns: Mapping[str, Value] = field(default_factory=dict, hash=False)
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: where, why, and its beginning. `line` 0 is a whole file."""

    source: str
    line: int
    reason: str
    record: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One agent turn with what it answers.

    `index` counts the agent turns of the conversation from 0. `text` joins the turn's messages
    with line ends; `parts` says which message each range of it came from (message id, start, end;
    half-open code points). `customer` is the customer's last turn that says something. How long
    anybody took is not kept.
    """

    index: int
    agent: str | None
    time: datetime | None
    channel: contracts.Channel | None
    text: str
    parts: tuple[tuple[str, int, int], ...]
    customer: str | None
    thread: tuple[contracts.Message, ...]
    phase: contracts.Phase
