"""The levels people gave, as the database holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.store import open_store
from coach.store.decisions import DecisionRepository

if TYPE_CHECKING:
    from coach.contracts import Dimension


def decided_levels(run: str, *, database: str | None) -> dict[str, dict[Dimension, int]]:
    """Return the levels that hold for an audit, by turn and dimension.

    An open dispute is no decision yet, and a declined one leaves the machine's level.
    """
    engine = open_store(database)
    try:
        newest = DecisionRepository(engine).newest(run)
    finally:
        engine.dispose()
    found: dict[str, dict[Dimension, int]] = {}
    for (turn, dimension), one in newest.items():
        if one.human is not None and one.status not in {"disputed", "declined"}:
            found.setdefault(turn, {})[dimension] = one.human
    return found
