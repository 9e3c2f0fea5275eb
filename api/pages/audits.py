"""What the page for audits shows before its script has asked for anything."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from api.pages.catalogue import load_catalogue
from coach.contracts import CHANNELS, LANGUAGES, Language

if TYPE_CHECKING:
    from coach.rubric import Rubric

SORTS = ("order", "lowest", "highest", "newest", "uncertain")


def audits_page(rubric: Rubric, language: Language) -> dict[str, Any]:
    """Return what the page adds to the frame."""
    catalogue = load_catalogue(language)
    names = {one.id: one.name.text(language) for one in rubric.dimensions}
    return {
        "filters": _filters(rubric, language),
        "script_messages": json.dumps(catalogue.table["audits"]["script"], ensure_ascii=False),
        "script_rubric": json.dumps(names, ensure_ascii=False),
    }


def _filters(rubric: Rubric, language: Language) -> list[dict[str, Any]]:
    say = load_catalogue(language).text
    channels = [(one, say(f"audits.channel_{one}")) for one in CHANNELS]
    languages = [(one, say(f"language.{one}")) for one in LANGUAGES]
    needs = [(level, need.name.text(language)) for level, need in enumerate(rubric.needs)]
    behaviours = [(one.id, one.name.text(language)) for one in rubric.behaviours]
    sorts = [(one, say(f"audits.sort_{one}")) for one in SORTS]
    options = {
        "channel": channels,
        "language": languages,
        "situation": [*_situations(language), ("other", say("audits.situation_other"))],
        "need": needs,
        "behaviour": behaviours,
        "sort": sorts,
    }
    return [{"name": name, "options": chosen} for name, chosen in options.items()]


@cache
def _situations(language: Language) -> list[tuple[str, str]]:
    source = files("coach.suggest").joinpath("situations.toml").read_text(encoding="utf-8")
    return [(id, entry[language]) for id, entry in tomllib.loads(source).items()]
