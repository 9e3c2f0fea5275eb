"""Measure a board in an audit, and keep it beside the audit's results."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from coach.audit.files import write_whole
from coach.errors import CoachError
from coach.plan import measured
from coach.plan.voices import rules, voices

if TYPE_CHECKING:
    from pathlib import Path

    from coach.audit.results import AuditResults
    from coach.coach import Coach

SCHEMA: Final = "empathy-coach/plan/1"
FILE_NAME: Final = "plan.json"


@dataclass(frozen=True, slots=True)
class Board:
    """The measured part of a plan, as plain data; `withheld` where fewer than five agents wrote."""

    run: str
    replies: int
    conversations: int
    withheld: bool
    promises: list[dict[str, Any]]
    dimensions: dict[str, dict[str, Any]]
    groups: list[dict[str, Any]]
    voices: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    capabilities: list[dict[str, Any]]
    recognised: float | None = None
    """Share of the messages that are of a situation we know; None in older files."""

    def figure(self, measure: str) -> float | None:
        """Return the share, 0 to 1, that a measure such as `dimension:empathy` stands for."""
        kind, _, name = measure.partition(":")
        if kind == "dimension" and name in self.dimensions:
            found: float | None = self.dimensions[name]["value"]
            return found
        for one in self.capabilities:
            if kind == "behaviour" and one["behaviour"] == name:
                share: float | None = one["seen"]["value"]
                return share
        return None

    def gap(self, measure: str) -> float:
        """Return how many replies lack what a measure stands for; it ranks initiatives."""
        kind, _, name = measure.partition(":")
        if kind == "dimension" and name in self.dimensions:
            line = self.dimensions[name]
            return float(line["n"] * (1 - (line["value"] or 0)))
        found = (one["missing"] for one in self.capabilities if one["behaviour"] == name)
        return float(next(found, 0))


def make_board(results: AuditResults, coach: Coach) -> Board:
    """Measure a board; what quotes customers or agents is redacted as the audit left it."""
    shown = measured.is_shown(results)
    house, rubric = coach.house, coach.rubric
    return Board(
        run=results.manifest.run,
        replies=results.count(),
        conversations=results.count("conversations"),
        withheld=not shown,
        promises=_data(measured.promises_kept(results, house, rubric)) if shown else [],
        dimensions=_shares(results) if shown else {},
        groups=_data(measured.groups(results)),
        voices=_data(voices(results, coach)),
        rules=_data(rules(results, coach)) if shown else [],
        capabilities=_data(measured.capabilities(results, rubric)) if shown else [],
        recognised=measured.recognised(results),
    )


def save_board(board: Board, folder: Path) -> Path:
    """Write a board into the folder of its audit."""
    target = folder / FILE_NAME
    text = json.dumps({"schema": SCHEMA, **asdict(board)}, ensure_ascii=False, indent=1)
    write_whole(target, text.encode())
    return target


def load_board(folder: Path) -> Board | None:
    """Read the board of an audit, None where none was measured.

    Raises:
        CoachError: the file holds something else.
    """
    path = folder / FILE_NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("schema") != SCHEMA:
            raise ValueError(SCHEMA)
        return Board(**data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} is no plan of this version: {error}. Make it again with coach plan."
        raise CoachError(message) from error


def _shares(results: AuditResults) -> dict[str, dict[str, Any]]:
    return {str(name): asdict(one) for name, one in measured.dimension_shares(results).items()}


def _data(values: list[Any]) -> list[dict[str, Any]]:
    """Return dataclasses as what JSON gives back."""
    plain: list[dict[str, Any]] = json.loads(json.dumps([asdict(value) for value in values]))
    return plain
