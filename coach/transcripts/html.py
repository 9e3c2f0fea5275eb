"""HTML messages as plain text, laid out by inscriptis; what they quote is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree
from lxml import html as lxml_html

from coach.text.masks import find_masks
from coach.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

_HTML_NAMES: Final = frozenset({"<title>", "<style>", "<script>", "<head>", "<body>"})
"""Tags that look like masks; as the first of a document's they are never masks."""
_LEFT_OUT: Final = (
    ".//style",
    ".//script",
    ".//title",
    ".//blockquote",
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_quote ')]",
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' yahoo_quoted ')]",
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' zendesk_quoted ')]",
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' freshdesk_quote ')]",
    ".//*[@id='divRplyFwdMsg']/following-sibling::*",
    ".//*[@id='divRplyFwdMsg']",
)
_CONFIG: Final = ParserConfig(css=CSS_PROFILES["relaxed"])
_BLANK_LINES = re.compile(r"\n{3,}")
_DEEPEST: Final = 200


def html_to_text(markup: str) -> str:
    """Return the readable text of an HTML message.

    Masks such as `<email>` stay. Markup too broken or too deep for a parser is cleaned by
    pattern instead.
    """
    try:
        root = lxml_html.fromstring(f"<div>{_with_masks(markup)}</div>", parser=_parser())
        if _depth(root) > _DEEPEST:
            return normalise(markup).text.strip()
        for element in _left_out(root):
            element.drop_tree()
        text = Inscriptis(root, _CONFIG).get_text()
    except (etree.LxmlError, ValueError, RecursionError):
        return normalise(markup).text.strip()
    kept = "\n".join(line.strip() for line in text.replace("\u00a0", " ").split("\n"))
    return _BLANK_LINES.sub("\n\n", kept).strip()


def _with_masks(markup: str) -> str:
    """Escape masks in angle brackets, which a parser would take for tags."""
    parts: list[str] = []
    done = 0
    for mask in find_masks(markup):
        if mask.text.startswith("<") and mask.text.lower() not in _HTML_NAMES:
            inner = mask.text.replace("<", "&lt;").replace(">", "&gt;")
            parts += (markup[done : mask.start], inner)
            done = mask.end
    return "".join([*parts, markup[done:]])


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)


def _left_out(root: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    for path in _LEFT_OUT:
        yield from (found for found in root.xpath(path) if found.getparent() is not None)


def _depth(root: lxml_html.HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
