"""What the suggester does with each dev reply, and what it kept or broke."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.contracts import Request
from coach.suggest.contracts import apply_edits
from coach.suggest.slots import fill
from coach.text.words import word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.contracts import Dimension, Language
    from coach.suggest import Advice, Suggester, Suggestion
    from training.records import Record

_FACT = re.compile(r"\S*[\d@€$£%]\S*|https?://\S+")
_DU = re.compile(r"\b(?:du|dich|dir|dein\w*)\b", re.IGNORECASE)
_SIE = re.compile(r"(?<=[^.!?:\n\"„] )(?:Sie|Ihnen|Ihr(?:e[rmns]?)?)\b")


@dataclass(frozen=True, slots=True)
class Trial:
    """One reply with its advice and the seconds it took; `language` is that of the reply."""

    record: Record
    request: Request
    advice: Advice
    seconds: float

    @property
    def language(self) -> Language:
        """The language the coach read the reply in."""
        return self.advice.assessment.language or "en"

    @property
    def below(self) -> bool:
        """Whether the reply was scored and lies below the bar."""
        return self.advice.assessment.abstained is None and not self.advice.at_bar

    def after(self, suggestion: Suggestion) -> str:
        """Return the reply as it stands once a suggestion is used."""
        return apply_edits(self.request.reply, suggestion.edits)

    def filled(self, text: str) -> Request:
        """Return the request a text was measured with: slots filled, language fixed."""
        reply = fill(text, self.language)
        phase = self.advice.assessment.phase
        return replace(self.request, reply=reply, language=self.language, phase=phase)


@dataclass(frozen=True, slots=True)
class Gain:
    """The dimension a suggestion raises most, in points."""

    dimension: Dimension
    points: float


def gain_of(suggestion: Suggestion) -> Gain:
    """Return the largest gain."""
    dimension = max(suggestion.gain, key=lambda name: suggestion.gain[name])
    return Gain(dimension, suggestion.gain[dimension])


def run_trials(records: Iterable[Record], suggester: Suggester) -> Iterator[Trial]:
    """Ask for advice on each reply, one after the other."""
    for record in records:
        channel = record.channel if record.channel in {"chat", "email", "social"} else None
        request = Request(record.reply, customer=record.customer or None, channel=channel)  # type: ignore[arg-type]
        started = time.perf_counter()
        advice = suggester.advise(request)
        yield Trial(record, request, advice, time.perf_counter() - started)


def broken_facts(before: str, after: str) -> list[str]:
    """Return every token with a figure, sign of money or address that a change lost.

    Told apart from the product's own check on purpose: tokens, not meanings.
    """
    old, new = (
        Counter(token.strip(".,;:!?()\"'") for token in _FACT.findall(text))
        for text in (before, after)
    )
    return sorted((old - new).elements())


def broken_address(before: str, after: str) -> bool:
    """Tell whether a German text that said only Sie or only du now says both."""
    forms_before = bool(_DU.search(before)), bool(_SIE.search(before))
    forms_after = bool(_DU.search(after)), bool(_SIE.search(after))
    return sum(forms_before) == 1 and forms_after != forms_before


def is_latency_case(trial: Trial) -> bool:
    """Tell whether a reply has about 120 words."""
    return 95 <= word_count(trial.request.reply) <= 150
