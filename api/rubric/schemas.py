"""The rubric as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from coach.contracts import Dimension, Language, Polarity, Verdict


class RubricSourceOut(BaseModel):
    """Where a behaviour comes from."""

    id: str
    short: str
    authors: str
    year: int
    title: str
    venue: str
    idea: str


class RubricBehaviourOut(BaseModel):
    """One of the 22 behaviours."""

    id: str
    dimension: Dimension
    polarity: Polarity
    name: str
    definition: str
    reason: str
    source: RubricSourceOut
    shows: str
    not_shows: str


class RubricDimensionOut(BaseModel):
    """One of the three dimensions."""

    id: Dimension
    name: str
    question: str
    description: str


class RubricLevelOut(BaseModel):
    """One of the four levels."""

    value: int
    name: str
    meaning: str


class RubricNeedOut(BaseModel):
    """One of the three degrees of need."""

    value: int
    name: str
    meaning: str
    example: str


class RubricVerdictOut(BaseModel):
    """The words for one verdict."""

    id: Verdict
    name: str
    meaning: str


class RubricOut(BaseModel):
    """Everything that is scored, in the words people read."""

    version: str
    language: Language
    dimensions: list[RubricDimensionOut]
    levels: list[RubricLevelOut]
    needs: list[RubricNeedOut]
    verdicts: list[RubricVerdictOut]
    behaviours: list[RubricBehaviourOut]
