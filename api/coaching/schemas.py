"""Coaching sheets as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from coach.contracts import Dimension


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


class SheetOut(BaseModel):
    """One sheet, to show and to keep."""

    html: str = Field(description="A piece of a page.")
    document: str = Field(description="The same as an HTML file of its own.")
    markdown: str
    own: bool
    comment: str | None
    turns: list[str] = Field(description="The turns quoted, which can be objected to.")


class CommentIn(BaseModel):
    """The agent's comment; an empty one takes it back."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=4000)]


class DisputeIn(BaseModel):
    """An objection to one dimension of one score."""

    model_config = ConfigDict(extra="forbid")

    turn: Annotated[str, Field(min_length=1, max_length=200)]
    dimension: Dimension
    level: int = Field(ge=0, le=3, description="The level the agent holds to be right.")
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
