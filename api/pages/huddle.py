"""What the page for huddles shows before its script has asked for anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from api.pages.catalogue import load_catalogue
from coach.huddle.contracts import LENGTHS, ORIGINS, PARTS
from coach.huddle.vocabulary import Vocabulary

if TYPE_CHECKING:
    from coach.contracts import Language
    from coach.rubric import Rubric

NOTES = ("ask", "wait", "thank", "silence", "listen")


def huddle_page(rubric: Rubric, language: Language) -> dict[str, Any]:
    """Return what the page adds to the frame."""
    catalogue, words = load_catalogue(language), Vocabulary(language)
    parts = sorted({part for names in PARTS.values() for part in names})
    labels = {
        "slots": {id: words.text(f"slot_{id}") for id in PARTS},
        "parts": {part: words.text(f"part_{part}") for part in parts},
        "origins": {origin: words.text(f"origin_{origin}") for origin in ORIGINS},
        "notes": {note: words.text(f"note_{note}") for note in (*NOTES, "avoid")},
    }
    return {
        "behaviours": [
            {"id": one.id, "name": one.name.text(language)} for one in rubric.behaviours
        ],
        "lengths": LENGTHS,
        "labels": json.dumps(labels, ensure_ascii=False),
        "script_messages": json.dumps(catalogue.table["huddle"]["script"], ensure_ascii=False),
    }
