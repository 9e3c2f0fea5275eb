"""Suggestions and feedback as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.openapi import example
from api.score.schemas import AssessmentOut, BehaviourOut, ScoreIn
from coach.contracts import Dimension
from coach.feedback import Action, SourceName
from coach.rubric import BEHAVIOUR_IDS

BehaviourId = Annotated[str, Field(pattern=f"^({'|'.join(BEHAVIOUR_IDS)})$")]


class SuggestIn(ScoreIn):
    """One reply to make suggestions for."""

    muted: list[BehaviourId] = Field(
        default=[],
        max_length=len(BEHAVIOUR_IDS),
        description="Behaviours the agent wants no suggestions about; kept by their client alone.",
    )
    quiet: bool = Field(
        default=False, description="Suggest only what takes something away that may hurt."
    )


class EditOut(BaseModel):
    """Put `text` where the reply runs from `start` to `end` (code points)."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class AnchorOut(BaseModel):
    """The words of the reply beside which to show the suggestion."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str = Field(min_length=1)


class SuggestionOut(BaseModel):
    """A change that was tried and helps, with what it does for this customer."""

    id: str
    kind: Literal["replace", "insert", "remove", "reorder"]
    edits: list[EditOut] = Field(min_length=1, description="In offsets of the reply as sent.")
    anchor: AnchorOut
    behaviour: str
    name: str = Field(description="The behaviour's name in the reader's language.")
    reason: str = Field(description="What it does for this customer, in one phrase.")
    source: str
    words_added: int
    gain: dict[Dimension, float] = Field(description="Measured change of each dimension, points.")
    once_filled: bool = Field(
        description="The gain was measured with neutral words in the slots; fill them first."
    )


class AdviceOut(BaseModel):
    """The assessment, what goes well, and at most three suggestions."""

    model_config = ConfigDict(serialize_by_alias=True)

    assessment: AssessmentOut
    suggestions: list[SuggestionOut] = Field(max_length=3)
    praise: list[BehaviourOut]
    at_bar: bool = Field(description="Nothing is left to wish for: praise, and silence.")


class FeedbackIn(BaseModel):
    """What became of one suggestion; neither agent nor text."""

    model_config = example(source="exemplars", action="accepted")

    source: SourceName
    action: Action
