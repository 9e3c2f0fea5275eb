"""Make the sheet of one agent out of an audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.coaching import choose
from coach.coaching.errors import CoachingError
from coach.coaching.figures import behaviour_counts, dimension_lines
from coach.practice.skills import PRACTISED

if TYPE_CHECKING:
    import datetime as dt

    from coach.audit.results import AuditResults
    from coach.coaching.choose import Quote
    from coach.coaching.figures import BehaviourCount, DimensionLine
    from coach.contracts import Language
    from coach.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a coaching talk starts from; nothing in it compares the agent with anybody.

    `habit` is the first of `options`, None where nothing is missing. `first` and `last` are the
    days of the first and the last reply, None where the transcripts have no times.
    """

    run: str
    agent: str
    language: Language
    replies: int
    conversations: int
    first: dt.date | None
    last: dt.date | None
    dimensions: tuple[DimensionLine, ...]
    strengths: tuple[BehaviourCount, ...]
    best: Quote | None
    with_room: Quote | None
    options: tuple[str, ...]
    team: str | None = None

    @property
    def habit(self) -> str | None:
        """Return the habit to try."""
        return self.options[0] if self.options else None


def make_sheet(results: AuditResults, agent: str, rubric: Rubric, language: Language) -> Sheet:
    """Make the sheet of an agent from their own turns; `language` chooses which ones are quoted.

    Raises:
        CoachingError: the audit has no turn of this agent.
    """
    rows = results.rows(
        "SELECT * FROM scores WHERE agent = ? ORDER BY time NULLS FIRST, position, turn", [agent]
    )
    if not rows:
        raise CoachingError("no_agent", agent=agent)
    spoken = [row for row in rows if row["language"] == language] or rows
    dimension_of = {id: rubric.behaviour(id).dimension for id in PRACTISED}
    counts = behaviour_counts(rows, dimension_of)
    offered = choose.options(counts, choose.gaps(rows), rubric=rubric)
    best = choose.best(spoken)
    habit = offered[0] if offered else None
    days = [row["time"].date() for row in rows if row["time"] is not None]
    return Sheet(
        run=results.manifest.run,
        agent=agent,
        language=language,
        replies=len(rows),
        conversations=len({row["conversation_id"] for row in rows}),
        first=min(days, default=None),
        last=max(days, default=None),
        dimensions=dimension_lines(rows),
        strengths=choose.strengths(counts),
        best=best,
        with_room=choose.with_room(spoken, habit, rubric=rubric, besides=best),
        options=offered,
        team=next((row["team"] for row in rows if row["team"]), None),
    )
