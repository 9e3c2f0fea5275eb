"""Behaviours as the protocol's rules: stable ids, categories, and what kind of issue each is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from coach.rubric import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Dimension, Language
    from coach.rubric import Behaviour, Rubric

Categories = Literal["style", "dimension"]


@dataclass(frozen=True, slots=True)
class Category:
    """A group of rules; clients colour by its id."""

    id: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class LanguageToolRule:
    """One rule; `behaviour` is None for slots that still want filling.

    With `text_level` it is about what the whole text lacks, else about words that stand there; the
    two halves a client may ask for in parallel are told apart by it.
    """

    id: str
    behaviour: str | None
    category: Category
    issue_type: str
    text_level: bool
    name: Bilingual
    description: Bilingual

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return it as an entry of `/v2/configinfo`."""
        return {
            "ruleId": self.id,
            "description": self.description.text(language),
            "categoryId": self.category.id,
            "categoryName": self.category.name.text(language),
            "locQualityIssueType": self.issue_type,
            "isTextLevelRule": self.text_level,
        }


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every rule by its behaviour, and the one for slots."""

    by_behaviour: Mapping[str, LanguageToolRule]
    slot: LanguageToolRule

    @property
    def all(self) -> tuple[LanguageToolRule, ...]:
        """Every rule, in the rubric's order."""
        return (*self.by_behaviour.values(), self.slot)


def load_rules(rubric: Rubric, categories: Categories) -> RuleBook:
    """Make the rules of a rubric; `categories` says how they are grouped."""
    path = Path(__file__).with_name("rules.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    style = Category(table["style"]["id"], Bilingual(**table["style"]["name"]))

    def group(dimension: Dimension) -> Category:
        if categories == "style":
            return style
        return Category(dimension.upper(), rubric.dimension(dimension).name)

    def rule(behaviour: Behaviour) -> LanguageToolRule:
        return LanguageToolRule(
            id=f"{table['prefix'][behaviour.dimension]}_{behaviour.id.upper()}",
            behaviour=behaviour.id,
            category=group(behaviour.dimension),
            issue_type=table["issue_type"].get(behaviour.id, "style"),
            text_level=behaviour.polarity == "+",
            name=behaviour.name,
            description=behaviour.definition,
        )

    slot = table["slot"]
    return RuleBook(
        by_behaviour={behaviour.id: rule(behaviour) for behaviour in rubric.behaviours},
        slot=LanguageToolRule(
            id=slot["id"],
            behaviour=None,
            category=group(slot["dimension"]),
            issue_type=slot["issue_type"],
            text_level=False,
            name=Bilingual(**slot["name"]),
            description=Bilingual(**slot["description"]),
        ),
    )
