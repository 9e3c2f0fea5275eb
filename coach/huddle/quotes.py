"""Find in an audit what a team can show itself: its own good replies, and messages to practise on.

Nothing here names an agent. A good reply answers a real matter (a need, or a situation that was
recognised), is good where the focus lies, gives every dimension that was called for, shows no
behaviour that costs, addresses people as the house does and can be read out as it stands
(`fitness`); a message holds no grief and nothing that could tell who wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.contracts import DIMENSIONS
from coach.huddle.figures import occasion_sql, shows_sql
from coach.huddle.fitness import may_be_example, stands_alone, takes_up
from coach.huddle.safety import HIDDEN, load_safety, may_be_shown
from coach.huddle.wording import MOST_WORDS, excerpt, message_spoken, spoken, whole_sentences
from coach.rubric import load_rubric
from coach.suggest.address import forms_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from coach.audit.results import AuditResults
    from coach.house import Address
    from coach.huddle.figures import Scope

SURE: Final = 0.7
"""How sure a passage must be to show a team what is meant."""
NO_MATTER: Final = ("other", "thank_you")
"""Situations that are none: nothing was recognised, or there was nothing to solve."""
GOOD_LEVEL: Final = 2
GOOD_SCORE: Final = 60.0
"""A reply worth showing is good as a whole, too (33 neutral, 67 good)."""
CONVINCING: Final = 70.0
"""From here on a reply need not take up a word of the message to be believed to answer it."""
LEAST_MARK: Final = 4
"""A word or two ("Hi.", "I'm sorry.") show a team nothing."""
ALIKE: Final = 10
"""Replies within so many points count as equally good; then promises and the week decide."""
LOOKED_AT: Final = 400
"""So many of the best are read until enough of them may be shown."""
PREFERRED_AMONG: Final = 4
"""Of so many times the messages needed, those with the fewest hidden places are taken."""
REPLY_WORDS: Final = (8, 80)
MESSAGE_WORDS: Final = (9, 50)
ASKED_WORDS: Final = (7, 45)
"""A reply is shown with the message it answers, or not at all."""

_REAL_MATTER: Final = (
    "(s.need >= 1 OR s.situation NOT IN (" + ", ".join(f"'{id}'" for id in NO_MATTER) + "))"
)
_NOTHING_MISSING: Final = " AND ".join(
    f"coalesce(s.{name}_verdict, '') <> 'missing'" for name in DIMENSIONS
)
"""What was called for was given: a warm reply that explains nothing is no example, nor a cold one
that names the date."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A reply of the team: what was asked, what was written, which passage shows the focus.

    `agent` says who is to be asked or thanked; it never leaves the maker of a kit.
    """

    customer: str
    text: str
    mark: str = ""
    agent: str | None = None


def good_replies(
    results: AuditResults,
    scope: Scope,
    behaviours: Sequence[str],
    *,
    promised: Sequence[str] = (),
    address: Address = "either",
    week: dt.date,
    count: int,
) -> tuple[Quote, ...]:
    """Return good replies that show one of the behaviours, of different agents.

    A German one says Sie or du as the house does, where the house has chosen. Those that keep a
    further promise of the house come first; among equals the week decides.
    """
    chosen: list[Quote] = []
    agents: set[str] = set()
    for row in _rows_of_replies(results, scope, behaviours, promised, week):
        quote = _quote(row, scope)
        known = row["agent"] is not None and row["agent"] in agents
        unlike = quote is not None and not _addresses(quote.text, scope, address)
        if quote is None or known or unlike or any(quote.text == other.text for other in chosen):
            continue
        chosen.append(quote)
        agents.add(row["agent"])
        if len(chosen) == count:
            break
    return tuple(chosen)


def messages_to_practise(
    results: AuditResults, scope: Scope, behaviour: str, *, week: dt.date, count: int
) -> tuple[str, ...]:
    """Return customers' messages that call for the behaviour and may be shown.

    Those about a matter we know come first: they say enough to be answered.
    """
    chosen: list[str] = []
    for row in _rows_of_messages(results, scope, behaviour, week):
        text = message_spoken(row["customer"], scope.language)
        low, high = MESSAGE_WORDS
        if low <= len(text.split()) <= high and may_be_shown(text) and text not in chosen:
            chosen.append(text)
        if len(chosen) == count * PREFERRED_AMONG:
            break
    chosen.sort(key=lambda text: (not stands_alone(text), text.count("[")))
    return tuple(chosen[:count])


def reply_to_improve(
    results: AuditResults,
    scope: Scope,
    behaviour: str,
    *,
    agents: Collection[str],
    week: dt.date,
) -> Quote | None:
    """Return a reply of one of these agents that the focus would have helped, if there is one."""
    about = load_rubric().behaviour(behaviour)
    shows, level = shows_sql(about), f"s.{about.dimension}_level"
    lacks = f"NOT {shows} AND {level} = 1" if about.polarity == "+" else shows
    sql = (
        "SELECT s.agent, s.customer, s.reply FROM scores s "  # noqa: S608 - our own ids
        f"JOIN conversations c USING (position) WHERE {scope.where} "
        f"AND list_contains(?, s.agent) AND {lacks} AND {occasion_sql(about)} "
        f"AND s.need >= 1 AND s.abstained IS NULL AND s.macro IS NULL "
        f"AND s.words BETWEEN {REPLY_WORDS[0]} AND {REPLY_WORDS[1]} "
        f"AND coalesce(s.situation, '') NOT IN ({_listed(load_safety().situations)}) "
        f"ORDER BY {_shuffled(week, behaviour)} LIMIT {LOOKED_AT}"
    )
    rows = results.rows(sql, [*scope.values, sorted(agents)]) if agents else []
    for row in rows:
        reply = spoken(row["reply"], scope.language)
        asked = message_spoken(row["customer"] or "", scope.language)
        fits = len(reply.split()) <= MOST_WORDS and ASKED_WORDS[0] <= len(asked.split())
        if (
            fits
            and len(asked.split()) <= ASKED_WORDS[1]
            and may_be_shown(reply)
            and may_be_shown(asked)
            and may_be_example(asked, reply, scope.language)
        ):
            return Quote(asked, reply, agent=row["agent"])
    return None


def _rows_of_replies(
    results: AuditResults,
    scope: Scope,
    behaviours: Sequence[str],
    promised: Sequence[str],
    week: dt.date,
) -> list[dict[str, Any]]:
    focus = load_rubric().behaviour(behaviours[0])
    score = f"coalesce(s.overall, s.{focus.dimension}_score)"
    whole = f"floor({score} / {ALIKE})"
    strengths = _distinct(f"b.polarity = '+' AND b.confidence >= {SURE}")
    kept = f"{_distinct(f'b.id IN ({_listed(promised)})')} DESC, " if promised else ""
    good = " OR ".join(f"({_shown_well(id)})" for id in behaviours)
    sql = (
        f"SELECT s.agent, s.customer, s.reply, {score} AS score, "  # noqa: S608 - our own ids
        f"list_filter(s.behaviours, lambda b: b.id IN ({_listed(behaviours)}) "
        f"AND b.confidence >= {SURE})[1].text AS mark "
        f"FROM scores s JOIN conversations c USING (position) WHERE {scope.where} "
        f"AND ({good}) AND NOT contains(mark, '?') AND {score} >= {GOOD_SCORE} "
        f"AND {_REAL_MATTER} AND {_NOTHING_MISSING} AND s.abstained IS NULL "
        f"AND s.macro IS NULL "
        f"AND s.words BETWEEN {REPLY_WORDS[0]} AND {REPLY_WORDS[1]} "
        f"AND {_distinct(f'b.id IN ({_listed(load_safety().behaviours)})')} = 0 "
        f"AND coalesce(s.situation, '') NOT IN ({_listed(load_safety().situations)}) "
        f"ORDER BY ({occasion_sql(focus)}) DESC, {whole} DESC, {kept}{strengths} DESC, "
        f"{_shuffled(week)} LIMIT {LOOKED_AT}"
    )
    return results.rows(sql, scope.values)


def _rows_of_messages(
    results: AuditResults, scope: Scope, behaviour: str, week: dt.date
) -> list[dict[str, Any]]:
    about = load_rubric().behaviour(behaviour)
    lacks = f"NOT {shows_sql(about)}" if about.polarity == "+" else "TRUE"
    sql = (
        "SELECT s.customer FROM scores s JOIN conversations c USING (position) "  # noqa: S608 - our own ids
        f"WHERE {scope.where} AND s.customer IS NOT NULL AND s.need >= 1 "
        f"AND s.phase = 'opening' AND coalesce(s.situation, '') "
        f"NOT IN ({_listed({*load_safety().situations, 'thank_you'})}) "
        f"ORDER BY ({occasion_sql(about)} AND {lacks}) DESC, "
        f"(coalesce(s.situation, 'other') <> 'other') DESC, {_shuffled(week, behaviour)} "
        f"LIMIT {LOOKED_AT}"
    )
    return results.rows(sql, scope.values)


def _quote(row: dict[str, Any], scope: Scope) -> Quote | None:
    """Cut a reply to what may be read out; None where it may not be shown."""
    reply, mark = spoken(row["reply"], scope.language), spoken(row["mark"], scope.language)
    text = excerpt(reply, mark, scope.language)
    if len(text.split()) < REPLY_WORDS[0] or HIDDEN in text or not may_be_shown(text):
        return None
    asked = message_spoken(row["customer"] or "", scope.language)
    low, high = ASKED_WORDS
    if not low <= len(asked.split()) <= high or not may_be_shown(asked):
        return None
    answers = row["score"] >= CONVINCING or takes_up(asked, text)
    shown = whole_sentences(text, mark, scope.language)
    if not answers or len(shown.split()) < LEAST_MARK:
        return None
    return (
        Quote(asked, text, shown, row["agent"])
        if may_be_example(asked, text, scope.language)
        else None
    )


def _addresses(text: str, scope: Scope, address: Address) -> bool:
    """Tell whether a reply addresses people as the house does, or addresses nobody."""
    return address == "either" or forms_in(text, scope.language) <= {address}


def _shown_well(id: str) -> str:
    """Return whether a reply shows a behaviour for certain and is good in its dimension, as SQL."""
    name = load_rubric().behaviour(id).dimension
    sure = f"list_filter(s.behaviours, lambda b: b.id = '{id}' AND b.confidence >= {SURE})"
    return f"len({sure}) > 0 AND s.{name}_level >= {GOOD_LEVEL} AND NOT s.{name}_abstained"


def _distinct(condition: str) -> str:
    """Count the different behaviours of a reply that fulfil a condition on `b`."""
    return (
        "len(list_distinct(list_transform("
        f"list_filter(s.behaviours, lambda b: {condition}), lambda b: b.id)))"
    )


def _shuffled(week: dt.date, behaviour: str = "") -> str:
    return f"md5(s.turn_id || '{week.isoformat()}{behaviour}')"


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(f"'{id}'" for id in sorted(ids))
