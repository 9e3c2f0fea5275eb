"""What became of a conversation, found in what the customer wrote after the first reply.

Outcomes stand beside the scores and never go into them. The cues are data, each with sentences in
which it must be found and near misses in which it must not.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STRONG_NEED: Final = 2


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that show an outcome; `unless` takes out the places where they mean the opposite."""

    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    def found_in(self, text: str) -> bool:
        """Tell whether a message shows the outcome."""
        plain = self.unless.sub(" ", text) if self.unless else text
        return self.pattern.search(plain) is not None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the text itself says of how it ended."""

    thanks: bool = False
    recommendation: bool = False
    turnaround: bool = False
    escalation: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """A customer's message and how many agent turns came before it."""

    turns_before: int
    text: str


def find_outcomes(needs: Sequence[int | None], messages: Iterable[After]) -> Outcomes:
    """Look for outcomes in a conversation.

    `needs` holds the customer's need at each agent turn, None where it was not judged. Only
    messages after the first reply count. Turnaround: the need was 2 and thanks came later.
    """
    cues = load_cues()
    answered = [one for one in messages if one.turns_before > 0]
    thanked = [one for one in answered if cues["thanks"].found_in(one.text)]
    strong = [i for i, need in enumerate(needs) if need == STRONG_NEED]
    return Outcomes(
        thanks=bool(thanked),
        recommendation=any(cues["recommendation"].found_in(one.text) for one in answered),
        turnaround=bool(strong) and any(one.turns_before > strong[0] for one in thanked),
        escalation=any(cues["escalation"].found_in(one.text) for one in answered),
    )


@cache
def load_cues() -> dict[str, Cue]:
    """Read the cues, once."""
    source = files("coach.audit").joinpath("outcomes.toml").read_text(encoding="utf-8")
    return {id: _cue(id, entry) for id, entry in tomllib.loads(source).items()}


def _cue(id: str, entry: dict[str, Any]) -> Cue:
    return Cue(
        id=id,
        pattern=_any_of([*entry["de"], *entry["en"], *entry.get("both", ())]),
        unless=_any_of(entry["unless"]) if entry.get("unless") else None,
        fires=tuple(entry["fires"]),
        silent=tuple(entry["silent"]),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
