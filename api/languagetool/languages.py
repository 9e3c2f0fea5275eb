"""Languages as the protocol names them: `de`, `de-AT`, `auto`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class NamedLanguage:
    """A language or a regional form of one."""

    code: str
    name: str
    short: str

    def to_json(self) -> dict[str, Any]:
        """Return it as an entry of `/v2/languages`."""
        return {"name": self.name, "code": self.short, "longCode": self.code}


UNREAD: Final = NamedLanguage("zz", "No-op Language", "zz")
"""What the protocol calls a text in none of the server's languages."""


@cache
def known_languages() -> tuple[NamedLanguage, ...]:
    """Return every language and form that is read."""
    path = Path(__file__).with_name("languages.toml")
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["language"]:
        found.append(NamedLanguage(entry["code"], entry["name"], entry["code"]))
        found += [NamedLanguage(f["code"], f["name"], entry["code"]) for f in entry["forms"]]
    return tuple(found)


def ours(code: str) -> Language | None:
    """Return which of our languages a code is a form of, if any."""
    primary = code.lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == primary), None)


def named(code: str) -> NamedLanguage:
    """Return a language by its code; one that is not read goes by its code."""
    for language in known_languages():
        if language.code.lower() == code.lower():
            return language
    short = ours(code)
    if short:
        return NamedLanguage(code, named(short).name, short)
    return NamedLanguage(code, code, code.partition("-")[0])


def form_of(language: Language | None, preferred: Iterable[str]) -> NamedLanguage:
    """Return the regional form of a recognised language: the preferred one, else the usual."""
    if language is None:
        return UNREAD
    for code in preferred:
        if ours(code) == language:
            return named(code)
    return next(entry for entry in known_languages() if entry.short == language != entry.code)
