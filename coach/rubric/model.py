"""The rubric's values: what is scored, in the words people read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError

if TYPE_CHECKING:
    from typing import Any

    from coach.contracts import Dimension as DimensionId
    from coach.contracts import Language, Polarity
    from coach.contracts import Verdict as VerdictId


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    de: str
    en: str

    def text(self, language: Language) -> str:
        """Return the text in the reader's language."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """The paper or practice a behaviour rests on; `idea` is what we take from it."""

    id: str
    authors: str
    year: int
    title: str
    venue: str
    idea: Bilingual

    @property
    def short(self) -> str:
        """Return the citation as it stands beside a mark."""
        return f"{self.authors}, {self.venue} {self.year}"

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "id": self.id,
            "short": self.short,
            "authors": self.authors,
            "year": self.year,
            "title": self.title,
            "venue": self.venue,
            "idea": self.idea.text(language),
        }


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing a reply does that earns or costs, with why, and an example of each side."""

    id: str
    dimension: DimensionId
    polarity: Polarity
    name: Bilingual
    definition: Bilingual
    reason: Bilingual
    source: Source
    shows: Bilingual
    not_shows: Bilingual

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "id": self.id,
            "dimension": self.dimension,
            "polarity": self.polarity,
            "name": self.name.text(language),
            "definition": self.definition.text(language),
            "reason": self.reason.text(language),
            "source": self.source.to_dict(language),
            "shows": self.shows.text(language),
            "not_shows": self.not_shows.text(language),
        }


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the three things that are scored."""

    id: DimensionId
    name: Bilingual
    question: Bilingual
    description: Bilingual

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "id": self.id,
            "name": self.name.text(language),
            "question": self.question.text(language),
            "description": self.description.text(language),
        }


@dataclass(frozen=True, slots=True)
class Level:
    """One of the four levels a dimension can reach."""

    value: int
    name: Bilingual
    meaning: Bilingual

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "value": self.value,
            "name": self.name.text(language),
            "meaning": self.meaning.text(language),
        }


@dataclass(frozen=True, slots=True)
class NeedLevel:
    """How much the customer's situation calls for empathy."""

    value: int
    name: Bilingual
    meaning: Bilingual
    example: Bilingual

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "value": self.value,
            "name": self.name.text(language),
            "meaning": self.meaning.text(language),
            "example": self.example.text(language),
        }


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """The words for given, missing and not needed."""

    id: VerdictId
    name: Bilingual
    meaning: Bilingual

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "id": self.id,
            "name": self.name.text(language),
            "meaning": self.meaning.text(language),
        }


@dataclass(frozen=True, slots=True)
class Rubric:
    """Everything the product scores, in canonical order."""

    version: str
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    needs: tuple[NeedLevel, ...]
    verdicts: tuple[VerdictWords, ...]
    behaviours: tuple[Behaviour, ...]

    def behaviour(self, id: str) -> Behaviour:
        """Return a behaviour by its tag."""
        for behaviour in self.behaviours:
            if behaviour.id == id:
                return behaviour
        known = ", ".join(behaviour.id for behaviour in self.behaviours)
        raise CoachError(f"{id!r} is no behaviour of rubric {self.version}; it knows {known}.")

    def dimension(self, id: DimensionId) -> Dimension:
        """Return a dimension by its id."""
        return next(dimension for dimension in self.dimensions if dimension.id == id)

    def level(self, value: int) -> Level:
        """Return a level, 0 to 3."""
        return self.levels[value]

    def verdict(self, id: VerdictId) -> VerdictWords:
        """Return the words for a verdict."""
        return next(verdict for verdict in self.verdicts if verdict.id == id)

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the whole rubric as plain data in one language."""
        return {
            "version": self.version,
            "language": language,
            "dimensions": [dimension.to_dict(language) for dimension in self.dimensions],
            "levels": [level.to_dict(language) for level in self.levels],
            "needs": [need.to_dict(language) for need in self.needs],
            "verdicts": [verdict.to_dict(language) for verdict in self.verdicts],
            "behaviours": [behaviour.to_dict(language) for behaviour in self.behaviours],
        }
