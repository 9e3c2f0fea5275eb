"""Turn grades into decisions: where people agree, their level holds, and the machine's stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from coach.coaching.objections import SecondLook
from coach.contracts import DIMENSIONS
from coach.decisions import Decision
from coach.grading.agree import consensus, machine_levels
from coach.grading.grades import by_turn
from coach.store import open_store
from coach.store.decisions import DecisionRepository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.audit.results import AuditResults
    from coach.grading.grades import Grade

FAR: Final = 2
"""Where people are so many levels apart, they should talk first; nothing is decided."""
_NAME: Final = 80


def decisions_of(results: AuditResults, grades: Sequence[Grade]) -> list[Decision]:
    """Return a decision for every dimension of a reply on which people roughly agree."""
    machine = machine_levels(results, {one.turn for one in grades})
    found = []
    for dimension in DIMENSIONS:
        for turn, given in by_turn(grades, dimension).items():
            if max(given.values()) - min(given.values()) >= FAR:
                continue
            remarks = [g.remark for g in grades if g.turn == turn and g.remark]
            found.append(
                Decision(
                    turn=turn,
                    dimension=dimension,
                    machine=machine[turn].levels.get(dimension),
                    human=consensus(given),
                    reason="; ".join(dict.fromkeys(remarks)),
                    status="calibration",
                    run=results.manifest.run,
                    agent=machine[turn].agent,
                    decided_by=", ".join(sorted(given))[:_NAME],
                )
            )
    return found


def heard(run: str, *, database: str | None) -> dict[str, int]:
    """Count the objections to an audit's levels: all, open, changed and kept; empty for none.

    They are told apart from the comparison: people object to what strikes them, not to a sample.

    Raises:
        StoreError: the database cannot be opened.
    """
    engine = open_store(database)
    try:
        found = SecondLook(engine).of_run(run)
    finally:
        engine.dispose()
    if not found:
        return {}
    waiting = sum(one.open for one in found)
    kept = sum(one.status == "declined" for one in found)
    changed = len(found) - waiting - kept
    return {"total": len(found), "open": waiting, "changed": changed, "kept": kept}


def store_decisions(decisions: Sequence[Decision], *, database: str | None) -> int:
    """Add decisions to the store, those it holds already left out; return how many are new.

    Raises:
        StoreError: the database cannot be opened.
    """
    if not decisions:
        return 0
    engine = open_store(database)
    try:
        repository = DecisionRepository(engine)
        newest = repository.newest(decisions[0].run)
        fresh = [one for one in decisions if newest.get((one.turn, one.dimension)) != one]
        return repository.add(fresh, dt.datetime.now(dt.UTC).date())
    finally:
        engine.dispose()
