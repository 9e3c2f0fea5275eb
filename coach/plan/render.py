"""Write a plan as a piece of a page, and as a file of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
STYLES: Final = HERE / "static" / "css" / "plan.css"


def fragment(shown: Mapping[str, Any]) -> str:
    """Return the plan as a piece of a page, with its forms."""
    return _templates().get_template("board.html").render(shown, forms=True)


def document(shown: Mapping[str, Any]) -> str:
    """Return the plan as a file of its own, to read and print."""
    styles = STYLES.read_text(encoding="utf-8")
    return _templates().get_template("document.html").render(shown, styles=styles, forms=False)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
