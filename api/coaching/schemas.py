"""Coaching sheets as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from api.audits.schemas import MAX_PAGE, TurnOut
from api.openapi import example
from coach.contracts import MAX_CHARACTERS, Dimension, Language, Verdict


class SheetEntry(BaseModel):
    """One sheet that could be opened; `opened` is the day its agent first did."""

    run: str
    audit: str
    finished: dt.date | None
    agent: str
    opened: dt.date | None
    own: bool


class SheetList(BaseModel):
    """The sheets the caller may know of."""

    sheets: list[SheetEntry]
    answers: bool = Field(description="The caller answers objections: see /v1/objections.")


class SheetOut(BaseModel):
    """One sheet, to show and to keep."""

    html: str = Field(description="A piece of a page.")
    document: str = Field(description="The same as an HTML file of its own.")
    markdown: str
    own: bool
    comment: str | None
    note: str | None = Field(description="What the trainer says to the agent on the sheet.")


class CommentIn(BaseModel):
    """The agent's comment; an empty one takes it back."""

    model_config = example(text="That week the tracking was down; I could not say more.")

    text: Annotated[str, Field(max_length=4000)]


class NoteIn(CommentIn):
    """The trainer's words to the agent; empty ones take them back."""


class RepliesFilter(BaseModel):
    """Which of one's own replies to list; see `coach.coaching.replies`."""

    dimension: Dimension | None = None
    verdict: Verdict | None = None
    language: Language | None = None
    text: Annotated[str, Field(max_length=100)] = ""
    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1


class OwnReplyOut(BaseModel):
    """One of the caller's own replies, and where an objection to it stands."""

    id: str = Field(description="The turn's id, to object to it.")
    scored: TurnOut
    objections: dict[Dimension, str]


class OwnRepliesOut(BaseModel):
    """A page of one's own replies, the newest first; `total` counts all that fit."""

    total: int
    page: int
    size: int
    replies: list[OwnReplyOut]


class ObjectionOut(BaseModel):
    """An objection that waits for a second look; texts are redacted."""

    run: str
    turn: str
    agent: str
    dimension: Dimension
    machine: int
    human: int
    reason: str
    line: str = Field(description="All of it in a sentence of the reader's language.")
    scored: TurnOut


class ObjectionsOut(BaseModel):
    """The objections that wait, the oldest first."""

    objections: list[ObjectionOut]


class AnswerIn(BaseModel):
    """What the second person holds to be right, and why."""

    model_config = example(
        turn="march-17:3",
        dimension="empathy",
        level=2,
        reason="You are right: the wait is named in the second sentence.",
    )

    turn: Annotated[str, Field(min_length=1, max_length=200)]
    dimension: Dimension
    level: int = Field(ge=0, le=3, description="The machine's own level leaves it as it is.")
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class WordsIn(BaseModel):
    """One's own words to a colleague, before they are kept; and what they answer, if anything."""

    model_config = example(
        text="Your second sentence took the wait seriously. Shall we try a time next?"
    )

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    said: Annotated[str, Field(max_length=MAX_CHARACTERS)] | None = None


class WordsLevelOut(BaseModel):
    """One dimension of one's own words."""

    dimension: Dimension
    name: str
    level: str = Field(description="The level in words, or that the coach is unsure.")


class WordsOut(BaseModel):
    """How one's own words may land; for whoever asked, and kept nowhere."""

    title: str
    scope: str = Field(description="What the rubric can see in words to a colleague.")
    private: str
    carried: str = Field(description="What to call the list of what carries the words.")
    carries: list[str]
    levels: list[WordsLevelOut]
    closing: str
    whole: str | None = Field(description="The text with the one suggestion in it.")


class DisputeIn(BaseModel):
    """An objection to one dimension of one score."""

    model_config = example(
        turn="march-17:3",
        dimension="empathy",
        level=2,
        reason="I named the wait in my second sentence.",
    )

    turn: Annotated[str, Field(min_length=1, max_length=200)]
    dimension: Dimension
    level: int = Field(ge=0, le=3, description="The level the agent holds to be right.")
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
