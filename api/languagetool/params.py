"""What one check asks for, held to the protocol's rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from api.languagetool.annotations import SentText, read_data
from api.problems import ProtocolError

Mode = Literal["all", "textLevelOnly", "allButTextLevelOnly"]
MODES: tuple[Mode, ...] = get_args(Mode)
AUTO: Final = "auto"
LEVELS: Final = frozenset(
    [
        "default",
        "picky",
        "academic",
        "clarity",
        "professional",
        "creative",
        "customer",
        "jobapp",
        "objective",
        "elegant",
    ]
)
"""Levels that clients send; all but `picky` mean the same to us."""

_TRUE = frozenset({"true", "yes"})
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules and categories a client wants; ids we do not know play no part."""

    enabled_rules: frozenset[str]
    disabled_rules: frozenset[str]
    enabled_categories: frozenset[str]
    disabled_categories: frozenset[str]
    only: bool

    def allows(self, rule: str, category: str) -> bool:
        """Tell whether matches of a rule are wanted."""
        if self.only:
            return rule in self.enabled_rules or category in self.enabled_categories
        if rule in self.enabled_rules:
            return True
        return rule not in self.disabled_rules and category not in self.disabled_categories


@dataclass(frozen=True, slots=True)
class CheckParams:
    """One check: the text, the language asked for, and what is wanted of it."""

    text: SentText
    language: str
    variants: tuple[str, ...]
    mother_tongue: str
    choice: Choice
    picky: bool
    mode: Mode
    compact: bool


def read_params(fields: Mapping[str, str], *, limit: int) -> CheckParams:
    """Read the parameters of a check; `limit` is the longest text in characters.

    Raises:
        ProtocolError: one is missing, has no meaning, or contradicts another.
    """
    if "callback" in fields:
        raise ProtocolError("lt-callback")
    language = _language(fields)
    variants = _names(fields, "preferredVariants")
    if variants and language != AUTO and not _true(fields, "multilingual"):
        raise ProtocolError("lt-variants")
    level = fields.get("level", "default") or "default"
    if level not in LEVELS:
        raise ProtocolError("lt-level", levels=", ".join(sorted(LEVELS)))
    return CheckParams(
        text=_text(fields, limit),
        language=language,
        variants=variants,
        mother_tongue=fields.get("motherTongue", ""),
        choice=_choice(fields),
        picky=level == "picky",
        mode=_mode(fields),
        compact=fields.get("c") == "1",
    )


def _text(fields: Mapping[str, str], limit: int) -> SentText:
    if "text" in fields and "data" in fields:
        raise ProtocolError("lt-text-and-data")
    if "text" in fields:
        text = SentText.plain(fields["text"])
    elif "data" in fields:
        text = read_data(fields["data"])
    else:
        raise ProtocolError("lt-no-text")
    if len(text.text) > limit:
        raise ProtocolError("lt-too-long", status=413, limit=limit, length=len(text.text))
    return text


def _language(fields: Mapping[str, str]) -> str:
    language = fields.get("language", "").strip()
    if not language:
        raise ProtocolError("lt-no-language")
    if language != AUTO and not _CODE.fullmatch(language):
        raise ProtocolError("lt-language")
    return language


def _mode(fields: Mapping[str, str]) -> Mode:
    given = fields.get("mode", "all") or "all"
    for mode in MODES:
        if given == mode:
            return mode
    raise ProtocolError("lt-mode", modes=", ".join(MODES))


def _choice(fields: Mapping[str, str]) -> Choice:
    choice = Choice(
        enabled_rules=frozenset(_names(fields, "enabledRules")),
        disabled_rules=frozenset(_names(fields, "disabledRules")),
        enabled_categories=frozenset(_names(fields, "enabledCategories")),
        disabled_categories=frozenset(_names(fields, "disabledCategories")),
        only=_true(fields, "enabledOnly"),
    )
    if choice.only and (choice.disabled_rules or choice.disabled_categories):
        raise ProtocolError("lt-only-and-disabled")
    if choice.only and not (choice.enabled_rules or choice.enabled_categories):
        raise ProtocolError("lt-only-nothing")
    return choice


def _names(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in fields.get(name, "").split(",") if part.strip())


def _true(fields: Mapping[str, str], name: str) -> bool:
    return fields.get(name, "").lower() in _TRUE
