"""What a person decides about a score; the machine's level and the person's both stay visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from coach.contracts import Dimension

Status = Literal["override", "disputed", "upheld", "declined", "calibration"]
"""Why the decision exists: a person's own level (`override`), an agent who asks for a second look
(`disputed`), what came of that (`upheld`, `declined`), or a grade of a calibration round."""

STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one dimension of one turn.

    `turn` is the turn's id in the audit `run`; `machine` and `human` are levels 0–3 or None where
    there is none; `agent` is the pseudonym of who wrote the turn, so that it can be forgotten.
    """

    turn: str
    dimension: Dimension
    machine: int | None
    human: int | None
    reason: str
    status: Status
    run: str = ""
    agent: str | None = None
    decided_by: str = ""
