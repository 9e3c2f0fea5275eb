"""What customers say, in their words: thanks, trouble, others; and the rules behind a no."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from coach.huddle.fitness import may_name_somebody
from coach.huddle.safety import may_be_shown
from coach.huddle.wording import spoken
from coach.plan.clusters import cluster
from coach.plan.naming import shortened
from coach.text.content import content_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audit.results import AuditResults
    from coach.coach import Coach
    from coach.contracts import Language
    from coach.plan.clusters import Cluster

VoiceKind = Literal["strength", "trouble", "others"]
MOST_TEXTS: Final = 200
MOST_CLUSTERS: Final = 5
LONGEST: Final = 400
LEAST_WORDS: Final = 2
"""Thanks that name nothing are no strength of anybody."""

_LAST_WORDS: Final = """
    SELECT s.customer AS text, s.language FROM scores s JOIN conversations c USING (position)
    WHERE s.customer IS NOT NULL AND length(s.customer) BETWEEN 30 AND {longest} AND {where}
    QUALIFY row_number() OVER (PARTITION BY s.position ORDER BY s.turn {order}) = 1
    ORDER BY hash(s.turn_id) LIMIT {most}
"""
_WHERE: Final[dict[VoiceKind, tuple[str, str]]] = {
    "strength": (
        "(c.recommendation OR s.situation = 'thank_you' OR c.thanks) AND s.need = 0",
        "DESC",
    ),
    "trouble": ("(c.escalation OR s.need = 2 OR s.situation = 'service_complaint')", "ASC"),
    "others": ("TRUE", "ASC"),
}
_TERMS: Final = {"strength": 2}
"""Thanks are worded alike: only what shares two terms was thanked for the same."""
_PATTERNS: Final[dict[VoiceKind, str]] = {"strength": "gratitude", "others": "competitor"}
_PASSAGES: Final = """
    SELECT DISTINCT ON (text) mark.text AS text, s.language FROM
    (SELECT unnest(behaviours) AS mark, language FROM scores) s
    WHERE mark.id IN ('policy_wall', 'brush_off') AND length(mark.text) BETWEEN 12 AND 400
    ORDER BY hash(text) LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """One group of messages or passages: `key` stays the same as long as its words do."""

    kind: str
    key: str
    words: tuple[str, ...]
    example: str
    count: int


def voices(results: AuditResults, coach: Coach) -> list[Voice]:
    """Return what customers thank for, what troubles them, and where they find others better."""
    found: list[Voice] = []
    for kind in _WHERE:
        found += _named(kind, _texts(results, kind), coach)
    return list(told_apart(found))


def told_apart(found: Iterable[Voice]) -> Iterator[Voice]:
    """Name a group by its example where another has the same words already."""
    taken: set[frozenset[str]] = set()
    for one in found:
        name = frozenset(word.casefold() for word in one.words)
        yield replace(one, words=(shortened(one.example),)) if name in taken else one
        taken.add(name)


def rules(results: AuditResults, coach: Coach) -> list[Voice]:
    """Return the rules behind the no, grouped by how they are cited."""
    rows = results.rows(_PASSAGES, [MOST_TEXTS])
    return _named("rule", {row["text"]: row["language"] for row in rows}, coach)


def _texts(results: AuditResults, kind: VoiceKind) -> dict[str, Language | None]:
    """Return messages with their language."""
    where, order = _WHERE[kind]
    if kind in _PATTERNS:
        pattern = word_pattern(_PATTERNS[kind])
        where = f"({where}) AND regexp_matches(s.customer, '{pattern}', 'i')"
    if kind == "strength":
        pattern = word_pattern("complaint")
        where = f"({where}) AND NOT regexp_matches(s.customer, '{pattern}', 'i')"
    sql = _LAST_WORDS.format(where=f"({where})", order=order, longest=LONGEST, most=MOST_TEXTS)
    rows: list[dict[str, Any]] = results.rows(sql)
    return {row["text"]: row["language"] for row in rows if _says_something(kind, row["text"])}


def _says_something(kind: VoiceKind, text: str) -> bool:
    """Tell whether a thank-you names what for; whatever else is said says something."""
    if kind != "strength":
        return True
    return "?" not in text and len(content_words(text)) >= LEAST_WORDS


def _named(kind: str, texts: dict[str, Language | None], coach: Coach) -> list[Voice]:
    """Group texts; examples are shown as one would read them out."""
    thanks = re.compile(word_pattern("gratitude"), re.IGNORECASE)

    def shown(text: str) -> str:
        return spoken(text, texts[text] or "en")

    def unfit(text: str) -> int:
        """Rank what hurts or points to somebody last, and what may hold a rare name before it."""
        said = shown(text)
        if (kind == "trouble" and thanks.search(text)) or not may_be_shown(said):
            return 2
        return int(texts[text] == "en" and may_name_somebody("", said))

    found = cluster(list(texts), coach, unfit=unfit, shown=shown, least_terms=_TERMS.get(kind, 1))
    return [
        Voice(kind, _key(kind, one), one.words, one.example, len(one.members))
        for one in found[:MOST_CLUSTERS]
    ]


def _key(kind: str, one: Cluster) -> str:
    named = " ".join((kind, *one.words)) if one.words else f"{kind} {one.example}"
    return blake2b(named.encode(), digest_size=6).hexdigest()


@cache
def word_pattern(name: str) -> str:
    """Return a pattern of words.toml, for DuckDB (RE2)."""
    table = tomllib.loads(files("coach.plan").joinpath("words.toml").read_text(encoding="utf-8"))
    return re.sub(r"\n", "", table[name].strip())
