"""The kit as a short Markdown text, for shifts that never meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.huddle.page import footer
from coach.huddle.shown import marked, paragraphs
from coach.huddle.vocabulary import Vocabulary
from coach.huddle.written import long_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.huddle.contracts import Kit, Slot

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_BLOCK: Final = re.compile(r"^(\s*)(\d+[.)]|[-+])(?=\s)")


def kit_markdown(kit: Kit) -> str:
    """Return the kit to read alone: no look back, no leader's notes."""
    words = Vocabulary(kit.language)
    where = [words.text("week", date=long_date(kit.week, kit.language))]
    where += [words.text("team", team=_plain(kit.team))] if kit.team else []
    lines = [
        f"# {_plain(kit.focus.headline)}",
        "",
        f"**{words.text('title')}** · {' · '.join(where)}",
        "",
        f"*{words.text('for_shifts')}: {words.text('for_shifts_how', minutes=kit.minutes)}*",
        "",
    ]
    for slot in kit.slots:
        if slot.id != "look_back":
            lines += [f"## {words.text(f'slot_{slot.id}')} ({_length(slot, words)})", ""]
            lines += [*_step(slot, words), ""]
    now = [promise for promise in kit.promises if promise.now]
    if now:
        lines += [f"## {words.text('promises')}", ""]
        lines += [f"- {_plain(promise.text)}" for promise in now]
        lines.append("")
    lines.append(footer(kit, words))
    return "\n".join(lines) + "\n"


def _length(slot: Slot, words: Vocabulary) -> str:
    return words.text("minute_count", minutes=slot.minutes)


def _step(slot: Slot, words: Vocabulary) -> Iterator[str]:
    parts = slot.parts
    if slot.id == "principle":
        yield _plain(parts["text"])
        if parts["source"]:
            yield f"\n*{_plain(parts['source'])}*"
    elif slot.id == "example":
        if parts["customer"]:
            yield from _quote(words.text(f"part_{slot.asked_label}"), _plain(parts["customer"]))
        piece = marked(parts)
        bold = f"**{_plain(piece.mark)}**" if piece.mark else ""
        yield from _quote(
            words.text("reply_says"), f"{_plain(piece.before)}{bold}{_plain(piece.after)}"
        )
        yield _plain(parts["thanks"])
    elif slot.id == "before_after":
        agreed = f" ({words.text('origin_consent')})" if slot.origin == "consent" else ""
        yield f"{_plain(parts['case'])}{agreed}\n"
        yield from _quote(words.text("part_before"), _plain(parts["before"]))
        yield from _quote(words.text("part_after"), _plain(parts["after"]))
    elif slot.id == "exercise":
        if parts["customer"]:
            yield from _quote(words.text(f"part_{slot.asked_label}"), _plain(parts["customer"]))
        yield _plain(parts["task"])
    else:
        yield _plain(parts["text"])


def _quote(label: str, text: str) -> Iterator[str]:
    yield f"> **{label}:** {text}\n"


def _plain(text: str) -> str:
    """Escape what Markdown would read as more than text, and keep it on one line."""
    flat = " ".join(paragraphs(text)) if "\n" in text else text
    return _BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flat))
