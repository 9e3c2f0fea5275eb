"""The loyalty plan as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.openapi import example
from coach.house_edit import Rule, avoid_rule, text_rule
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

    model_config = example(
        title="Say when we call back", detail="A time calms more than “as soon as possible”."
    )

    title: Title
    detail: Detail = ""


class PraiseIn(Strict):
    """Thanks to the team."""

    model_config = example(title="Thank you for staying late for the lost parcel, night shift.")

    title: Title


class PulseIn(Strict):
    """One answer, 1 to 5, to each of the three questions; kept as counts alone."""

    model_config = example(q0=4, q1=5, q2=3)

    q0: Answer
    q1: Answer
    q2: Answer


class ItemIn(Strict):
    """A rule handed to its owner, or an initiative."""

    model_config = example(
        kind="rule",
        title="Refunds above 50 euros need a manager",
        owner="Finance",
        next_step="Ask for 100 euros until March",
    )

    kind: Literal["rule", "initiative"]
    title: Title
    detail: Detail = ""
    owner: Owner | None = None
    next_step: Step | None = None
    measure: Annotated[str, Field(pattern=r"^((dimension|behaviour):[a-z_]{1,24})?$")] | None = None


class ChangeIn(Strict):
    """What is new about an entry; what is left out stays."""

    model_config = example(
        state="running",
        owner="Finance",
        due="2027-03-01",
        answer="We try 100 euros for three months.",
    )

    state: ItemState | None = None
    owner: Owner | None = None
    due: dt.date | None = None
    answer: Detail | None = None
    next_step: Step | None = None


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class AvoidIn(Strict):
    """A phrase the house no longer uses, and what it writes instead."""

    kind: Literal["avoid"]
    phrase: Line
    instead: Annotated[list[Line], Field(min_length=1, max_length=9)]
    why: Annotated[str, Field(max_length=200)] = ""

    def rule(self) -> Rule:
        """Return it as an entry of the house rules."""
        return avoid_rule(self.phrase, self.instead, self.why.strip())


class TextIn(Strict):
    """A text the house stands for."""

    kind: Literal["house_text"]
    name: Line
    text: Words

    def rule(self) -> Rule:
        """Return it as an entry of the house rules."""
        return text_rule(self.name, self.text)


RuleBody = Annotated[AvoidIn | TextIn, Field(discriminator="kind")]


class RuleIn(Strict):
    """What an idea is to become in the house rules."""

    model_config = example(
        rule={
            "kind": "avoid",
            "phrase": "as soon as possible",
            "instead": ["by 3 pm today"],
            "why": "A time can be relied on.",
        }
    )

    rule: RuleBody


class AdoptIn(Strict):
    """The same, with the digest of the file the change was looked at in."""

    model_config = example(
        rule={"kind": "avoid", "phrase": "as soon as possible", "instead": ["by 3 pm today"]},
        digest="0123456789abcdef0123456789abcdef",
    )

    rule: RuleBody
    digest: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class RuleOut(BaseModel):
    """A change to look at."""

    snippet: str = Field(description="The entry as it would stand in house.toml.")
    diff: str | None = Field(description="What changes in the file; null where it cannot change.")
    digest: str | None = Field(description="Of the file as it is; to be sent back to adopt it.")
    hint: str | None = Field(description="What to do where the service cannot write the file.")


class ItemOut(BaseModel):
    """One entry of the plan."""

    id: int
    kind: ItemKind
    state: ItemState
    title: str
    owner: str | None
    due: dt.date | None
    before: float | None
    rule: str | None = Field(None, description="What it became in the house rules.")
    rule_since: dt.date | None = None
