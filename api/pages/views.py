"""What a template is given: sentences, the rubric in the reader's language, the script's data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from api.connect.clients import connectable
from api.pages.catalogue import load_catalogue
from coach.contracts import LANGUAGES, Channel, Language
from coach.practice.bank import situation_names

if TYPE_CHECKING:
    from api.settings import ApiSettings
    from coach.rubric import Behaviour, Dimension, Rubric

NAVIGATION: Final = (
    ("score", "/", "nav.score"),
    ("practice", "/practice", "practice.nav"),
    ("audits", "/audits", "nav.audits"),
    ("coaching", "/coaching", "coaching.nav"),
    ("huddle", "/huddle", "huddle.nav"),
    ("plan", "/plan", "plan.nav"),
)
"""The pages every page links to: name, path, and the key of what the link says."""
FURTHER: Final = (
    ("rubric", "/rubric", "nav.rubric"),
    ("connect", "/connect", "nav.connect"),
    ("consent", "/consent", "consent.nav"),
)
"""Those met less often, folded away under "more"."""

CHANNELS: Final[tuple[Channel, ...]] = ("chat", "email", "social")


def frame(*, language: Language, path: str, local: bool, elsewhere: bool) -> dict[str, Any]:
    """Return what every page shows: its sentences, its own path, and who can read along.

    `elsewhere` tells that texts of connected programs go on to another server.
    """
    return {
        "t": load_catalogue(language).text,
        "language": language,
        "languages": LANGUAGES,
        "path": path,
        "navigation": NAVIGATION,
        "further": FURTHER,
        "here": path.strip("/").partition("/")[0] or "score",
        "local": local,
        "elsewhere": elsewhere,
    }


def writing_page(rubric: Rubric, language: Language, settings: ApiSettings) -> dict[str, Any]:
    """Return what the writing page adds to the frame."""
    return {
        "suggestions": settings.suggestions,
        "feedback": settings.feedback,
        "rubric": rubric.to_dict(language),
        "channels": CHANNELS,
        "limit": settings.text_limit,
        "script_messages": json.dumps(load_catalogue(language).script, ensure_ascii=False),
        "script_rubric": script_rubric(rubric, language),
    }


def rubric_page(rubric: Rubric, language: Language) -> dict[str, Any]:
    """Return what the rubric page adds to the frame."""
    return {"rubric": rubric.to_dict(language), "capitalised": _capitalised}


def practice_page(rubric: Rubric, language: Language, settings: ApiSettings) -> dict[str, Any]:
    """Return what the practice page adds to the frame."""
    catalogue = load_catalogue(language)
    names = situation_names()
    situations = ((id, names.text(id, language)) for id in names.table)
    return {
        "rubric": rubric.to_dict(language),
        "limit": settings.text_limit,
        "situations": sorted(situations, key=lambda pair: pair[1]),
        "script_messages": json.dumps(
            catalogue.script | catalogue.table["practice"]["script"], ensure_ascii=False
        ),
        "script_rubric": script_rubric(rubric, language),
    }


def board_page(area: str, rubric: Rubric, language: Language) -> dict[str, Any]:
    """Return what a page adds to the frame whose content its script asks for."""
    return {
        "rubric": rubric.to_dict(language),
        "script_messages": json.dumps(
            load_catalogue(language).table[area]["script"], ensure_ascii=False
        ),
        "script_rubric": script_rubric(rubric, language),
    }


def script_rubric(rubric: Rubric, language: Language) -> str:
    """Return the words of the rubric that scripts say, as JSON."""
    return json.dumps(_words(rubric, language), ensure_ascii=False)


def connect_page(language: Language, home: str, settings: ApiSettings) -> dict[str, Any]:
    """Return what the page of programs adds to the frame; `home` is the service's address."""
    parts = urlsplit(home)
    usual = "443" if parts.scheme == "https" else "80"
    values = {
        "{address}": home,
        "{host}": f"{parts.scheme}://{parts.hostname}",
        "{port}": str(parts.port or usual),
        "{token}": "",
    }
    clients = connectable()
    said = load_catalogue(language).table["connect"]["script"]
    return {
        "home": home,
        "required": settings.tokens_required,
        "clients": clients,
        "suffixes": {"v2": "/v2", "base": "", "parts": "", "token": ""},
        "snippets": {client.id: _filled(client.snippet, values) for client in clients},
        "script_messages": json.dumps(said, ensure_ascii=False),
    }


def _filled(snippet: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        snippet = snippet.replace(name, value)
    return snippet


def _words(rubric: Rubric, language: Language) -> dict[str, Any]:
    return {
        "levels": [level.name.text(language) for level in rubric.levels],
        "needs": [need.name.text(language) for need in rubric.needs],
        "verdicts": {verdict.id: verdict.name.text(language) for verdict in rubric.verdicts},
        "dimensions": {
            dimension.id: _within_a_sentence(dimension, language) for dimension in rubric.dimensions
        },
        "behaviours": {
            behaviour.id: _mark_words(behaviour, language) for behaviour in rubric.behaviours
        },
    }


def _mark_words(behaviour: Behaviour, language: Language) -> dict[str, str]:
    return {
        "name": _capitalised(behaviour.name.text(language)),
        "reason": behaviour.reason.text(language),
        "source": behaviour.source.short,
    }


def _within_a_sentence(dimension: Dimension, language: Language) -> str:
    name = dimension.name.text(language)
    return name if language == "de" else name.lower()


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
