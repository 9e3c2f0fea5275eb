"""The kit as one self-contained HTML file: a page to lead from, the leader's notes beside it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from coach.huddle.shown import marked, paragraphs
from coach.huddle.theme import load_theme
from coach.huddle.vocabulary import Vocabulary
from coach.huddle.written import count, long_date

if TYPE_CHECKING:
    from coach.huddle.contracts import Kit

ROOMY: Final = {10: 950, 15: 1150}
"""So many characters fit on one page in letters of the usual size."""


def kit_html(kit: Kit) -> str:
    """Return the kit as HTML; nothing in it is loaded from anywhere."""
    words = Vocabulary(kit.language)
    return (
        _environment()
        .get_template("kit.html")
        .render(
            kit=kit,
            t=words.text,
            date=long_date(kit.week, kit.language),
            footer=footer(kit, words),
            theme=load_theme().colours,
            css=_css(),
            dense=_is_dense(kit),
            marked=marked,
            paragraphs=paragraphs,
        )
    )


def _is_dense(kit: Kit) -> bool:
    """Tell whether the texts are so long that one printed page needs smaller letters."""
    texts = (text for slot in kit.slots for name, text in slot.parts.items() if name != "mark")
    return sum(map(len, texts)) > ROOMY[kit.minutes]


def footer(kit: Kit, words: Vocabulary) -> str:
    """Return what the kit rests on."""
    if not kit.replies:
        return words.text("footer_bank")
    return words.text("footer", replies=count(kit.replies, kit.language))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("coach.huddle"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> str:
    path = files("coach.huddle").joinpath("templates", "kit.css")
    return path.read_text(encoding="utf-8")
