"""What can be asked of an audit; what decides its results goes into the run's id."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from coach.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.contracts import Language

EngineName = Literal["local", "ray"]

CHUNK_TURNS: Final = 400
"""Agent turns in a chunk; a run that is killed loses at most one chunk of each worker."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of` parts, counted from 1; a shard takes every `of`-th chunk."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `2/3`.

        Raises:
            AuditError: it does not have that form.
        """
        number, _, of = text.partition("/")
        if number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of):
            return cls(int(number), int(of))
        raise AuditError("shard", value=text)

    def takes(self, index: int) -> bool:
        """Tell whether a chunk belongs to this shard."""
        return index % self.of == self.number - 1


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What decides the results of an audit.

    `mapping` is the text of the column mapping file. `outcomes` and `segments` name columns of
    the input; `team` names the column that holds the team.
    """

    format: str | None = None
    mapping: str | None = None
    outcomes: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    team: str | None = None
    language: Language | None = None
    agent_from_signature: bool = False
    reveal_agents: bool = False
    chunk_turns: int = CHUNK_TURNS

    def to_dict(self) -> dict[str, Any]:
        """Return the options as the manifest holds them."""
        named = {"outcomes": list(self.outcomes), "segments": list(self.segments)}
        return {**asdict(self), **named}


def options_from(table: Mapping[str, Any]) -> AuditOptions:
    """Read options back from the form `AuditOptions.to_dict` gives them."""
    named = {name: tuple(table[name]) for name in ("outcomes", "segments")}
    return AuditOptions(**{**table, **named})


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How the work is spread; none of it changes the results.

    `workers` is the number of replies scored at a time in one process, `processes` how many
    processes score, each with the weights loaded once.
    """

    name: EngineName = "local"
    workers: int | None = None
    processes: int = 1
    ray_address: str | None = None
    weights: Path | None = None
    house: Path | None = None
