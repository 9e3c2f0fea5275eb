"""Choose the focus of the week: gap × volume × trainability, in turn with what goes well.

The gap of what earns is its aim less its share, the gap of what costs is its share; either is
multiplied by the points of the dimension's score that go with it in this audit. Volume is the
number of replies that gave occasion. Trainability is a weight (`trainability.toml`). A strength is
share × effect × volume. What was the focus within four weeks waits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.huddle.texts import load_texts
from coach.rubric import BEHAVIOUR_IDS, load_rubric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.huddle.contracts import Kind
    from coach.huddle.figures import Seen
    from coach.huddle.history import Held

REST: Final = dt.timedelta(weeks=4)
STRONG: Final = 0.5
"""A strength is shown in at least this part of what its aim calls for."""
NEAREST: Final = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """The focus, and what stood beside it.

    `behaviour` is chosen as a `kind`; `runners` come next by the same measure; `resting` were the
    focus within four weeks; `repeated` says that somebody asked for one of those.
    """

    behaviour: str
    kind: Kind
    runners: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    repeated: bool = False


def choose(
    seen: Mapping[str, Seen],
    history: Sequence[Held],
    *,
    week: dt.date,
    promised: frozenset[str] = frozenset(),
) -> Choice:
    """Choose for a week; `history` are the huddles of this team, the newest first.

    Where no figure is sure enough, the focus is what is easiest to train, promises of the house
    first.
    """
    resting = resting_behaviours(history, week=week)
    wanted = _wanted(history, week)
    other: Kind = "strength" if wanted == "gap" else "gap"
    for kind in (wanted, other):
        ranked = rank(seen, kind=kind, without=resting)
        if ranked:
            return Choice(ranked[0], kind, tuple(ranked[1 : 1 + NEAREST]), resting)
    return Choice(_first_to_train(resting, promised), "start", (), resting)


def chosen_by_hand(behaviour: str, history: Sequence[Held], *, week: dt.date) -> Choice:
    """Return the choice of a person, noting whether it was the focus a short while ago."""
    resting = resting_behaviours(history, week=week)
    return Choice(behaviour, "chosen", repeated=behaviour in resting)


def rank(seen: Mapping[str, Seen], *, kind: Kind, without: Sequence[str] = ()) -> list[str]:
    """Return the behaviours that qualify as gap or strength, the most worthwhile first."""
    worth = gap_worth if kind == "gap" else strength_worth
    found = {id: worth(one) for id, one in seen.items() if id not in without}
    return sorted((id for id in found if found[id] > 0), key=lambda id: -found[id])


def gap_worth(seen: Seen) -> float:
    """Return gap × volume × trainability; 0 where an interval leaves it open."""
    texts, earns = load_texts()[seen.behaviour], _earns(seen.behaviour)
    if seen.share is None or seen.effect is None:
        return 0.0
    share = seen.share
    is_open = share.high < texts.aim if earns else share.low > 0
    moves = seen.effect.low > 0 if earns else seen.effect.high < 0
    if not (is_open and moves):
        return 0.0
    missing = texts.aim - share.value if earns else share.value
    return missing * abs(seen.effect.value) * seen.occasions * texts.trainability.weight


def strength_worth(seen: Seen) -> float:
    """Return share × effect × volume of what already goes well; 0 for what does not."""
    if not _earns(seen.behaviour) or seen.share is None or seen.effect is None:
        return 0.0
    if seen.effect.low <= 0 or seen.share.low < STRONG * load_texts()[seen.behaviour].aim:
        return 0.0
    return seen.share.value * seen.effect.value * seen.occasions


def resting_behaviours(history: Sequence[Held], *, week: dt.date) -> tuple[str, ...]:
    """Return what was the focus in the four weeks before a week."""
    recent = [held.behaviour for held in history if week - REST <= held.week < week]
    return tuple(dict.fromkeys(recent))


def _wanted(history: Sequence[Held], week: dt.date) -> Kind:
    """Take turns: after a gap a strength, otherwise a gap."""
    last = next((held for held in history if held.week < week), None)
    return "strength" if last is not None and last.kind == "gap" else "gap"


def _first_to_train(resting: Sequence[str], promised: frozenset[str]) -> str:
    texts = load_texts()
    earning = [id for id in BEHAVIOUR_IDS if _earns(id) and id not in resting]
    return max(earning, key=lambda id: (id in promised, texts[id].trainability.weight))


def _earns(id: str) -> bool:
    return load_rubric().behaviour(id).polarity == "+"
