"""What goes out about audits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from coach.contracts import Channel, Dimension, Language, Phase, Polarity, Tier, Verdict
from coach.store.audits import AuditState

Sort = Literal["order", "lowest", "highest", "newest", "uncertain"]
PAGE = 25
MAX_PAGE = 100_000


class AuditOut(BaseModel):
    """One audit: how far it is and, where it failed, why."""

    id: str = Field(examples=["5f0c1d8e9a7b4c3d"])
    name: str = Field(examples=["March"])
    state: AuditState
    done: int = Field(description="Agent turns scored so far.")
    total: int = Field(description="Agent turns there are; 0 while it is being read.")
    created: dt.datetime
    finished: dt.datetime | None
    problem: str | None


class AuditsOut(BaseModel):
    """All audits, the newest first."""

    audits: list[AuditOut]


class AuditDetailOut(AuditOut):
    """An audit with its figures, once it is done."""

    summary: dict[str, Any] | None = Field(description="Counts and figures as in summary.json.")
    revealed: dict[str, str] | None = Field(description="Who lifted pseudonyms, and when.")
    files: list[str] = Field(description="What can be downloaded.")


class PreviewFileOut(BaseModel):
    """How one file will be read; `mapping` is the guess as TOML, to be corrected and sent back."""

    name: str
    format: str = Field(examples=["csv"])
    mapping: str | None


class PreviewTurnOut(BaseModel):
    """One agent turn as it would be scored, redacted."""

    customer: str | None
    reply: str


class PreviewOut(BaseModel):
    """Every file with its format and guess, and turns of the first conversation with a reply.

    `problem` says why nothing can be read with these columns; the mapping can be corrected.
    """

    files: list[PreviewFileOut]
    turns: list[PreviewTurnOut]
    problem: str | None


class ConversationOut(BaseModel):
    """One conversation in a list."""

    position: int
    conversation_id: str
    agents: list[str]
    turns: int
    start: dt.datetime | None
    channel: str | None
    language: str | None
    situation: str | None
    need: int | None
    empathy_score: float | None
    hospitality_score: float | None
    authenticity_score: float | None
    overall: float | None
    thanks: bool
    escalation: bool


class ConversationsOut(BaseModel):
    """A page of conversations; `total` counts all that pass the filters."""

    total: int
    page: int
    size: int
    conversations: list[ConversationOut]


class MarkOut(BaseModel):
    """A passage of the redacted reply, with its name and reason in the reader's language."""

    id: str
    name: str
    reason: str
    dimension: Dimension
    polarity: Polarity
    start: int
    end: int
    text: str
    tier: Tier


class TurnDimensionOut(BaseModel):
    """One dimension of a turn, in words."""

    level: int
    level_name: str
    score: float
    verdict: Verdict
    verdict_name: str
    abstained: bool


class TurnOut(BaseModel):
    """One agent turn with what it answers; texts are redacted."""

    turn: int
    agent: str | None
    time: dt.datetime | None
    phase: Phase | None
    need: int | None
    need_name: str | None
    customer: str | None
    reply: str
    dimensions: dict[Dimension, TurnDimensionOut]
    overall: float | None
    abstained: str | None
    behaviours: list[MarkOut]


class WholeConversationOut(BaseModel):
    """One conversation, turn by turn."""

    conversation_id: str
    turns: list[TurnOut]


class Filters(BaseModel):
    """By what conversations are chosen and sorted."""

    channel: Channel | None = None
    language: Language | None = None
    situation: Annotated[str | None, Field(max_length=40)] = None
    need: Annotated[int | None, Field(ge=0, le=2)] = None
    behaviour: Annotated[str | None, Field(max_length=40)] = None
    sort: Sort = "order"
    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1
