"""Choose what a sheet shows: strengths, two of the agent's own replies, one habit to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.audit.counted import applies
from coach.coaching.figures import BehaviourCount
from coach.contracts import DIMENSIONS
from coach.practice.skills import PRACTISED

if TYPE_CHECKING:
    from coach.contracts import Dimension
    from coach.rubric import Rubric

MOST_STRENGTHS: Final = 3
MOST_OPTIONS: Final = 3
LEAST_SEEN: Final = 2
LEAST_ASKED: Final = 5
LEAST_WORDS, MOST_WORDS = 6, 160
NO_MATTER: Final = (None, "other", "thank_you")
"""Situations that are none: nothing was recognised, or there was nothing to solve."""
COURTESIES: Final = frozenset({"welcome", "appreciation", "invitation"})
"""What a warm frame is made of; an example needs something within it."""
MOST_SUBSTANCE: Final = 3
"""More different behaviours than that are no merit: length is none."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a reply that show a behaviour; offsets are code points of the redacted reply."""

    behaviour: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One reply of the agent with what it answers, redacted, and the evidence in it."""

    turn: str
    customer: str | None
    reply: str
    passages: tuple[Passage, ...]
    levels: dict[Dimension, int]
    missing: tuple[Dimension, ...]


def strengths(counts: dict[str, BehaviourCount]) -> tuple[BehaviourCount, ...]:
    """Return what was seen most often where it was called for, at most three."""
    seen = [one for one in counts.values() if one.seen >= LEAST_SEEN]
    return tuple(sorted(seen, key=lambda one: -one.seen / one.asked)[:MOST_STRENGTHS])


def options(
    counts: dict[str, BehaviourCount], gaps: dict[Dimension, int], *, rubric: Rubric
) -> tuple[str, ...]:
    """Return habits that could help most, the first recommended: where it is missing most often.

    `gaps` counts by dimension the replies that called for it and did without. Among the behaviours
    of a dimension the one seen least comes first, in the order in which they are best learned.
    """

    def promise(behaviour: str) -> tuple[float, int]:
        one = counts[behaviour]
        open_share = 1 - one.seen / one.asked
        gap = gaps[rubric.behaviour(behaviour).dimension]
        return -gap * open_share, PRACTISED.index(behaviour)

    useful = [id for id in PRACTISED if counts[id].asked >= LEAST_ASKED]
    useful = [id for id in useful if gaps[rubric.behaviour(id).dimension]]
    return tuple(sorted(useful, key=promise)[:MOST_OPTIONS])


def gaps(rows: list[dict[str, Any]]) -> dict[Dimension, int]:
    """Count by dimension the replies that called for it and did without."""
    return {
        name: sum(applies(row, name) and row[f"{name}_verdict"] == "missing" for row in rows)
        for name in DIMENSIONS
    }


def best(rows: list[dict[str, Any]]) -> Quote | None:
    """Return the reply that carries most, of those that answer something if there are any."""
    shown = [row for row in _quotable(rows) if _passages(row)]
    answering = [row for row in shown if _answers(row) and not _costs(row)]
    found = answering or [row for row in shown if _answers(row)] or shown
    return _quote(max(found, key=_worth)) if found else None


def with_room(
    rows: list[dict[str, Any]], habit: str | None, *, rubric: Rubric, besides: Quote | None
) -> Quote | None:
    """Return a reply in which the habit would have helped: it is called for, and not there yet."""
    if habit is None:
        return None
    name = rubric.behaviour(habit).dimension
    open_rows = [
        row
        for row in _quotable(rows)
        if applies(row, name)
        and row[f"{name}_verdict"] == "missing"
        and row["turn_id"] != (besides.turn if besides else None)
    ]
    return _quote(max(open_rows, key=lambda row: _chance(row, name))) if open_rows else None


def _chance(row: dict[str, Any], name: Dimension) -> tuple[int, int, float]:
    """Prefer what the customer needed most, something good beside it, and a sure level."""
    return row["need"] or 0, min(1, len(_passages(row))), row[f"{name}_confidence"]


def _answers(row: dict[str, Any]) -> bool:
    """Tell whether there was something to answer: a warm goodbye is nobody's example."""
    return (row["need"] or 0) >= 1 or row["situation"] not in NO_MATTER


def _costs(row: dict[str, Any]) -> bool:
    return any(mark["polarity"] == "-" and mark["tier"] == "inline" for mark in row["behaviours"])


def _worth(row: dict[str, Any]) -> tuple[int, int, int, float]:
    """Rank by what a reply does beside its courtesies, then by its levels."""
    substance = len({mark.behaviour for mark in _passages(row)} - COURTESIES)
    levels = sum(row[f"{name}_level"] for name in DIMENSIONS)
    return min(substance, MOST_SUBSTANCE), levels, len(_passages(row)), row["overall"] or 0.0


def _quotable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return replies to read: scored, neither a word nor a page, in own words if there are any."""
    readable = [
        row for row in rows if not row["abstained"] and LEAST_WORDS <= row["words"] <= MOST_WORDS
    ]
    return [row for row in readable if row["macro"] is None] or readable


def _quote(row: dict[str, Any]) -> Quote:
    return Quote(
        turn=row["turn_id"],
        customer=row["customer"],
        reply=row["reply"],
        passages=_passages(row),
        levels={name: row[f"{name}_level"] for name in DIMENSIONS if applies(row, name)},
        missing=tuple(
            name
            for name in DIMENSIONS
            if applies(row, name) and row[f"{name}_verdict"] == "missing"
        ),
    )


def _passages(row: dict[str, Any]) -> tuple[Passage, ...]:
    return tuple(
        Passage(mark["id"], mark["start"], mark["end"], mark["text"])
        for mark in row["behaviours"]
        if mark["polarity"] == "+"
    )
