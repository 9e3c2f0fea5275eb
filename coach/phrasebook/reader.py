"""Read the phrasebook's files, and say where an entry breaks a rule."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, get_args

from coach.contracts import LANGUAGES
from coach.errors import CoachError
from coach.phrasebook.entry import CLAUSE_SLOTS, SLOTS, Action, Pattern, Scope
from coach.phrasebook.syntax import compile_pattern
from coach.rubric import BEHAVIOUR_IDS, POSITIVE_IDS, Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

MIN_EXAMPLES: Final = 2

_TEXTS: Final = ("id", "behaviour", "action", "scope", "claims")
_LISTS: Final = ("match", "unless", "sie", "du", "neutral", "fires", "silent")
_KEYS: Final = tuple(field.name for field in fields(Pattern))
_NEEDED: Final = ("id", "behaviour", "match", "action", "reason", "fires", "silent")
_SLOT = re.compile(r"\{([^{}]*)\}")
_CLAUSE_BEFORE = re.compile(r"(?:: |\b(?:dass|that) )$", re.IGNORECASE)
_SIE = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")
_DU = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
_FOREIGN: Final = {"sie": (_DU,), "du": (_SIE,), "neutral": (_SIE, _DU)}

Entry = dict[str, Any]


class _RuleError(Exception):
    """A key of an entry and the rule it breaks."""

    def __init__(self, key: str, rule: str) -> None:
        super().__init__(f"{key} {rule}.")


def read_patterns(folder: Traversable) -> tuple[Pattern, ...]:
    """Read every file of a folder, by name.

    Raises:
        CoachError: a file or an entry breaks a rule.
    """
    patterns: dict[str, Pattern] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for number, entry in enumerate(_entries(file), start=1):
            where = f"{folder.name}/{file.name}, {entry.get('id', f'entry {number}')}"
            try:
                pattern = _pattern(entry)
                if pattern.id in patterns:
                    raise _RuleError("id", "stands twice; give each entry its own")
            except _RuleError as error:
                raise CoachError(f"{where}: {error}") from error
            patterns[pattern.id] = pattern
    if not patterns:
        raise CoachError(f"{folder.name} holds no entries; the folder needs a .toml file of them.")
    return tuple(patterns.values())


def _entries(file: Traversable) -> list[Entry]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        message = f"{file.name} is not valid TOML: {error}. Texts stand in quotes, lists in []."
        raise CoachError(message) from error
    if set(table) != {"pattern"} or not isinstance(table["pattern"], list):
        raise CoachError(f"{file.name} holds something else than [[pattern]] entries; remove it.")
    return table["pattern"]


def _pattern(entry: Entry) -> Pattern:
    _check_keys(entry)
    values: Entry = {key: tuple(entry[key]) if key in _LISTS else entry[key] for key in entry}
    values["reason"] = Bilingual(**entry["reason"])
    pattern = Pattern(**values)
    _check_choices(pattern)
    _check_match(pattern)
    _check_templates(pattern)
    return pattern


def _check_keys(entry: Entry) -> None:
    for key in _NEEDED:
        if key not in entry:
            raise _RuleError(key, "is missing; add it")
    for key, value in entry.items():
        if key not in _KEYS:
            raise _RuleError(key, f"is no key of an entry; the keys are {', '.join(_KEYS)}")
        if key in _TEXTS and not (isinstance(value, str) and value):
            raise _RuleError(key, "must be a text in quotes")
        if key in _LISTS and not _is_list_of_texts(value):
            raise _RuleError(key, "must be a list of texts without empty ones")
    reason = entry["reason"]
    if not isinstance(reason, dict) or set(reason) != set(LANGUAGES) or not all(reason.values()):
        raise _RuleError("reason", "must be one sentence in German (de) and one in English (en)")


def _is_list_of_texts(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(text, str) and text.strip() for text in value)
    )


def _check_choices(pattern: Pattern) -> None:
    allowed = {
        "behaviour": BEHAVIOUR_IDS,
        "action": get_args(Action),
        "scope": get_args(Scope),
        "claims": (None, *POSITIVE_IDS),
    }
    for key, choices in allowed.items():
        value = getattr(pattern, key)
        if value not in choices:
            raise _RuleError(key, f"= {value!r} is none of {', '.join(filter(None, choices))}")
    for key in ("fires", "silent"):
        if len(getattr(pattern, key)) < MIN_EXAMPLES:
            raise _RuleError(key, f"needs at least {MIN_EXAMPLES} sentences; add near misses")


def _check_match(pattern: Pattern) -> None:
    for key in ("match", "unless"):
        for line in getattr(pattern, key):
            try:
                compile_pattern(line)
            except ValueError as error:
                raise _RuleError(key, f"{line!r} {error}") from error


def _check_templates(pattern: Pattern) -> None:
    given = {key for key in _FOREIGN if getattr(pattern, key)}
    if pattern.action == "remove" and given:
        raise _RuleError(", ".join(sorted(given)), "must go: what is removed has no template")
    if pattern.action == "replace" and given not in ({"sie", "du"}, {"neutral"}):
        raise _RuleError("sie, du, neutral", "must be sie and du together, or neutral alone")
    for key, text in _templates(pattern):
        for slot in _SLOT.finditer(text):
            if slot[1] not in SLOTS:
                known = ", ".join(sorted(SLOTS))
                raise _RuleError(key, f"has the slot {slot[0]}; only these are known: {known}")
            if slot[1] in CLAUSE_SLOTS and not _CLAUSE_BEFORE.search(text[: slot.start()]):
                raise _RuleError(key, f"{text!r}: {slot[0]} must follow a colon, “dass” or “that”")
        for address in _FOREIGN[key]:
            word = address.search(text)
            if word:
                raise _RuleError(key, f"{text!r} says {word[0]!r}; keep one form of address")


def _templates(pattern: Pattern) -> Iterator[tuple[str, str]]:
    for key in _FOREIGN:
        for text in getattr(pattern, key):
            yield key, text
