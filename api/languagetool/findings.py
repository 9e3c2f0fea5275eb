"""From advice to what a client underlines: negative marks, slots, suggestions; never twice a place.

Strengths are not underlined: matches are for what can be better. They ride with the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.messages import Messages, load_messages
from coach.suggest import TextEdit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.languagetool.rules import LanguageToolRule, RuleBook
    from coach.contracts import BehaviourMark, Language
    from coach.rubric import Rubric
    from coach.suggest import Advice, Suggestion

LONGEST_MOVE: Final = 400
"""A suggestion that changes more characters than this in one piece is shown without its words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of the text that is read, in code points, with what would be better there."""

    start: int
    end: int
    rule: LanguageToolRule
    message: str
    replacements: tuple[str, ...] = ()
    picky: bool = False

    def meets(self, other: Finding) -> bool:
        """Tell whether two findings share a place."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Findings:
    """Makes the findings of one text in the reader's language."""

    text: str
    rules: RuleBook
    rubric: Rubric
    language: Language

    def of(self, advice: Advice) -> Iterator[Finding]:
        """Yield what advice says, what matters most before sending first."""
        for slot in advice.assessment.slots:
            message = words().text("slot", self.language, text=slot.text)
            yield Finding(slot.start, slot.end, self.rules.slot, message)
        for suggestion in advice.suggestions:
            yield self._suggestion(suggestion)
        marks = [mark for mark in advice.assessment.behaviours if mark.polarity == "-"]
        for mark in sorted(marks, key=lambda mark: (mark.tier != "inline", -mark.confidence)):
            yield self._mark(mark)

    def _mark(self, mark: BehaviourMark) -> Finding:
        reason = self.rubric.behaviour(mark.id).reason.text(self.language)
        picky = mark.tier == "check"
        message = words().text("check", self.language, reason=reason) if picky else reason
        rule = self.rules.by_behaviour[mark.id]
        return Finding(mark.start, mark.end, rule, message, picky=picky)

    def _suggestion(self, suggestion: Suggestion) -> Finding:
        start, end = _reach(suggestion)
        key = "suggestion-once-filled" if suggestion.once_filled else "suggestion"
        replacements: tuple[str, ...] = (_replaced(self.text, suggestion, start, end),)
        if end - start > LONGEST_MOVE:
            key, replacements = "move" if suggestion.kind == "reorder" else key, ()
            start, end = suggestion.anchor.start, suggestion.anchor.end
        rule = self.rules.by_behaviour[suggestion.behaviour]
        message = words().text(
            key,
            self.language,
            name=capitalised(rule.name.text(self.language)),
            reason=suggestion.reason.text(self.language).rstrip("."),
            gains=self._gains(suggestion),
        )
        return Finding(start, end, rule, message, replacements)

    def _gains(self, suggestion: Suggestion) -> str:
        """Name the dimensions that gain, the most first."""
        gains = sorted(suggestion.gain.items(), key=lambda item: -item[1])
        told = [item for item in gains if item[1] >= 1] or gains[:1]
        return ", ".join(
            words().text(
                "gain",
                self.language,
                dimension=self.rubric.dimension(name).name.text(self.language),
                points=round(points),
            )
            for name, points in told
        )


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the first of those that share a place, and return them in the order of the text."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(finding.meets(other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)


def capitalised(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


@cache
def words() -> Messages:
    """Return the sentences of matches."""
    return load_messages(Path(__file__).with_name("messages.toml"))


def _reach(suggestion: Suggestion) -> tuple[int, int]:
    """Return the one span a client replaces: all edits and the words beside which they are shown.

    A client underlines what it replaces, so the span is never empty.
    """
    starts = [suggestion.anchor.start, *(edit.start for edit in suggestion.edits)]
    ends = [suggestion.anchor.end, *(edit.end for edit in suggestion.edits)]
    return min(starts), max(ends)


def _replaced(text: str, suggestion: Suggestion, start: int, end: int) -> str:
    edits = [TextEdit(e.start - start, e.end - start, e.text) for e in suggestion.edits]
    return apply_edits(text[start:end], edits)
