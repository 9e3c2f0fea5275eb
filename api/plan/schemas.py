"""The loyalty plan as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.store.plan import ItemKind, ItemState

Title = Annotated[str, Field(min_length=1, max_length=200)]
Detail = Annotated[str, Field(max_length=2000)]
Owner = Annotated[str, Field(max_length=80)]
Step = Annotated[str, Field(max_length=500)]
Answer = Annotated[int, Field(ge=1, le=5)]


class Strict(BaseModel):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PlanOut(BaseModel):
    """The board, to show and to keep; `edits` tells whether the caller may keep it up to date."""

    html: str = Field(description="A piece of a page.")
    document: str = Field(description="The same as an HTML file of its own, without forms.")
    edits: bool


class IdeaIn(Strict):
    """An idea anybody may propose."""

    title: Title
    detail: Detail = ""


class PraiseIn(Strict):
    """Thanks to the team."""

    title: Title


class PulseIn(Strict):
    """One answer, 1 to 5, to each of the three questions; kept as counts alone."""

    q0: Answer
    q1: Answer
    q2: Answer


class ItemIn(Strict):
    """A rule handed to its owner, or an initiative."""

    kind: Literal["rule", "initiative"]
    title: Title
    detail: Detail = ""
    owner: Owner | None = None
    next_step: Step | None = None
    measure: Annotated[str, Field(pattern=r"^((dimension|behaviour):[a-z_]{1,24})?$")] | None = None


class ChangeIn(Strict):
    """What is new about an entry; what is left out stays."""

    state: ItemState | None = None
    owner: Owner | None = None
    due: dt.date | None = None
    answer: Detail | None = None
    next_step: Step | None = None


class ItemOut(BaseModel):
    """One entry of the plan."""

    id: int
    kind: ItemKind
    state: ItemState
    title: str
    owner: str | None
    due: dt.date | None
    before: float | None
