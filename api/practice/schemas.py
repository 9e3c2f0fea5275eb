"""Practice as JSON. A record comes with each request and goes back: nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.openapi import example
from coach.contracts import Channel, Dimension, Language
from coach.practice.record import MAX_ROUNDS, SCHEMA
from coach.practice.skills import RatingName

MAX_SUMMARY = 4000
BehaviourId = Literal[
    "understanding",
    "concrete",
    "own_voice",
    "feeling",
    "choice",
    "ownership",
    "candor",
    "welcome",
    "anticipation",
    "invitation",
    "appreciation",
    "exploring",
]
Level = Annotated[int, Field(ge=0, le=3)]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]
Id = Annotated[str, Field(min_length=1, max_length=300)]


class Strict(BaseModel):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class SkillBody(Strict):
    """How firmly one behaviour sits (FSRS)."""

    due: Day
    last: Day
    stability: float = Field(ge=0.001, le=36500)
    difficulty: float = Field(ge=1, le=10)


class RoundBody(Strict):
    """One exercise that was done."""

    day: Day
    message: Id
    focus: BehaviourId
    rating: RatingName
    shown: list[BehaviourId] = Field(max_length=12)
    before: dict[Dimension, Level]
    after: dict[Dimension, Level]
    gain: float | None = Field(ge=-100, le=100)


class RecordBody(Strict):
    """The record that the browser or a file keeps for the agent."""

    form: Literal["empathy-coach/practice/1"] = Field(SCHEMA, alias="schema")
    skills: dict[BehaviourId, SkillBody] = {}
    rounds: list[RoundBody] = Field(default=[], max_length=MAX_ROUNDS)


class NextIn(Strict):
    """What to practise."""

    model_config = example(
        language="en",
        need=1,
        record={"schema": "empathy-coach/practice/1", "skills": {}, "rounds": []},
    )

    language: Language
    record: RecordBody
    need: Literal[0, 1, 2] | None = None
    situation: Annotated[str, Field(max_length=40)] | None = None
    audit: Annotated[str, Field(max_length=32)] | None = Field(
        None, description="Practise with redacted messages of this audit instead of the bank."
    )


class NextOut(BaseModel):
    """A customer's message to answer, and the behaviour in focus."""

    message: str
    customer: str
    channel: Channel
    need: int
    situation: str
    notice: str = Field(description="What a strong reply could notice; show it after the first go.")
    trains: list[str]
    focus: BehaviourId
    focus_name: str
    focus_reason: str
    done_today: int


class SourceOut(BaseModel):
    """One audit whose customers' messages can be practised with."""

    audit: str
    finished: dt.date | None
    messages: int


class SourcesOut(BaseModel):
    """Where messages can come from beside the bank, the newest first."""

    sources: list[SourceOut]


class AttemptBody(Strict):
    """What one version showed, out of its assessment."""

    shown: list[Annotated[str, Field(max_length=40)]] = Field(max_length=50)
    levels: dict[Dimension, Level]
    scores: dict[Dimension, Annotated[float, Field(ge=0, le=100)]]


class ReviewIn(Strict):
    """A round that was done."""

    model_config = example(
        message="en-outage-1",
        focus="feeling",
        trains=["feeling", "concrete"],
        first={"shown": ["concrete"], "levels": {"empathy": 1}, "scores": {"empathy": 38.5}},
        second={
            "shown": ["feeling", "concrete"],
            "levels": {"empathy": 2},
            "scores": {"empathy": 66.0},
        },
        record={"schema": "empathy-coach/practice/1", "skills": {}, "rounds": []},
    )

    message: Id
    focus: BehaviourId
    trains: list[BehaviourId] = Field(max_length=12)
    first: AttemptBody
    second: AttemptBody | None = None
    record: RecordBody


class ReviewOut(BaseModel):
    """The record with the round in it, and what became of the behaviour in focus."""

    model_config = ConfigDict(serialize_by_alias=True)

    record: RecordBody
    rating: RatingName
    sentence: str
    due: dt.date
    gain: dict[Dimension, float]


class PictureIn(Strict):
    """The record to picture."""

    model_config = example(
        record={"schema": "empathy-coach/practice/1", "skills": {}, "rounds": []}
    )

    record: RecordBody


class SkillOut(BaseModel):
    """One behaviour in the picture."""

    behaviour: str
    name: str
    dimension: Dimension
    standing: Literal["new", "growing", "firm", "due"]
    standing_name: str
    rounds: int
    at_once: int
    steps: int = Field(ge=0, le=5, description="How long it sits: 5 are three weeks or more.")
    due: dt.date | None


class WeekOut(BaseModel):
    """One week of practice."""

    monday: dt.date
    rounds: int
    gain: float | None


class PictureOut(BaseModel):
    """The private picture; `summary` is what could be shared, `shared` what is."""

    skills: list[SkillOut]
    weeks: list[WeekOut]
    recent_days: int
    recent_gain: float | None
    summary: str
    can_share: bool = Field(description="A token that names an agent was shown.")
    shared: str | None


class ShareIn(Strict):
    """The summary the agent has read and wants their trainer to see."""

    model_config = example(summary="Practised on four days; naming a feeling now comes at once.")

    summary: Annotated[str, Field(min_length=1, max_length=MAX_SUMMARY)]


class ShareOut(BaseModel):
    """What one agent shares."""

    agent: str
    team: str | None
    shared: dt.date
    summary: str


class SharesOut(BaseModel):
    """What is shared with trainers; nobody else's practice is known to the service."""

    shares: list[ShareOut]
