"""What came of the last focus: a change is named only where its interval excludes zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.huddle.figures import Scope, count_behaviour
from coach.huddle.share import Share
from coach.huddle.written import count, long_date, percent, points
from coach.rubric import load_rubric

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from coach.audit.results import AuditResults
    from coach.huddle.history import Held
    from coach.huddle.share import Difference
    from coach.huddle.vocabulary import Vocabulary


def last_before(history: Sequence[Held], week: dt.date) -> Held | None:
    """Return the newest huddle before a week."""
    return next((held for held in history if held.week < week), None)


def change_in_words(
    results: AuditResults, scope: Scope, last: Held | None, words: Vocabulary
) -> str:
    """Return what can be said of the last focus; the scope is that of the new kit."""
    if last is None:
        return words.text("back_first")
    given = {"date": long_date(last.week, words.language), "name": words.behaviour(last.behaviour)}
    before = share_then(last)
    if before is None:
        return words.text("back_before", **given)
    if last.run == results.manifest.run:
        return words.text("back_same", **given)
    seen = count_behaviour(results, _since(results, scope, last.week), last.behaviour)
    if seen.share is None:
        return words.text("back_few", n=count(seen.occasions, words.language), **given)
    change = seen.share - before
    return words.text(
        _key(change, last.behaviour),
        before=percent(before.value, words.language),
        after=percent(seen.share.value, words.language),
        low=points(100 * change.low, words.language),
        high=points(100 * change.high, words.language),
        **given,
    )


def share_then(last: Held) -> Share | None:
    """Return how often the focus of a huddle was seen when it was chosen."""
    figures = last.figures
    if figures.share is None or figures.low is None or figures.high is None:
        return None
    return Share(figures.share, figures.low, figures.high, figures.occasions)


def _key(change: Difference, behaviour: str) -> str:
    if not change.is_sure:
        return "back_early"
    rises = change.low > 0
    return (
        "back_better"
        if rises == (load_rubric().behaviour(behaviour).polarity == "+")
        else ("back_worse")
    )


def _since(results: AuditResults, scope: Scope, day: dt.date) -> Scope:
    """Count what was written since a day where the transcripts have times, else everything."""
    timed = results.rows("SELECT count(time) AS n FROM scores")[0]["n"]
    return Scope(scope.language, scope.team, day) if timed else scope
