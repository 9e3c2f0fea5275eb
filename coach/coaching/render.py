"""Write a sheet as HTML, Markdown and PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
STYLES: Final = HERE / "static" / "css" / "coaching.css"


def fragment(shown: Mapping[str, Any]) -> str:
    """Return the sheet as a piece of a page."""
    return _templates().get_template("sheet.html").render(shown)


def document(shown: Mapping[str, Any]) -> str:
    """Return the sheet as a file of its own, which loads nothing."""
    styles = STYLES.read_text(encoding="utf-8")
    return _templates().get_template("document.html").render(shown, styles=styles)


def markdown(shown: Mapping[str, Any]) -> str:
    """Return the sheet as Markdown."""
    text = _templates().get_template("sheet.md").render(shown)
    return text.strip() + "\n"


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["quoted"] = lambda text: "\n".join(f"> {line}" for line in text.splitlines())
    return found
