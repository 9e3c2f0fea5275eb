"""An assessment as a card in the terminal: strengths first, words coloured where they count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from coach.contracts import DIMENSIONS
from coach.messages import load_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from coach.contracts import Assessment, BehaviourMark, DimensionResult, Language
    from coach.rubric import Rubric

MESSAGES = Path(__file__).with_name("score.toml")

_EARNS = {
    "empathy": "underline magenta",
    "hospitality": "underline green",
    "authenticity": "underline cyan",
}
_COSTS = "underline yellow"
_BAR = 24


class Card:
    """Renders assessments in the reader's language."""

    def __init__(self, rubric: Rubric, language: Language) -> None:
        self._rubric = rubric
        self._language = language
        self._messages = load_messages(MESSAGES)

    def render(
        self, assessment: Assessment, reply: str, *, strengths_first: bool = False
    ) -> Iterator[RenderableType]:
        """Yield the parts of the card, top to bottom."""
        yield Panel(self._coloured(assessment, reply), expand=False)
        if assessment.abstained:
            yield self._say(f"abstained_{assessment.abstained}")
            return
        strengths = self._marks("strengths", assessment, "+")
        if strengths_first:
            yield from strengths
        yield self._levels(assessment)
        yield from strengths
        yield from self._marks("gaps", assessment, "-")
        if assessment.slots:
            slots = ", ".join(slot.text for slot in assessment.slots)
            yield f"{self._say('slots')}: {slots}"
        yield Text(self._say("legend"), style="dim")

    def _coloured(self, assessment: Assessment, reply: str) -> Text:
        text = Text(reply.encode("utf-8", "replace").decode("utf-8"))
        for mark in assessment.behaviours:
            if mark.tier == "inline":
                style = _COSTS if mark.polarity == "-" else _EARNS[mark.dimension]
                text.stylize(style, mark.start, mark.end)
        return text

    def _levels(self, assessment: Assessment) -> Table:
        table = Table.grid(padding=(0, 2))
        for name in DIMENSIONS:
            result = assessment.dimension(name)
            if result is not None:
                table.add_row(
                    *self._row(self._rubric.dimension(name).name.text(self._language), result)
                )
        if assessment.overall is not None:
            filled = round(assessment.overall / 100 * _BAR)
            bar = "━" * filled + "╌" * (_BAR - filled)
            table.add_row(self._say("overall"), bar, "", f"{assessment.overall:.0f}", "")
        return table

    def _row(self, name: str, result: DimensionResult) -> tuple[str, str, str, str, str]:
        filled = round(result.score / 100 * _BAR)
        verdict = self._rubric.verdict(result.verdict).name.text(self._language)
        word = self._rubric.level(result.level).name.text(self._language)
        note = self._say("unsure") if result.abstained else verdict
        return name, "━" * filled + "╌" * (_BAR - filled), word, f"{result.score:.0f}", note

    def _marks(self, title: str, assessment: Assessment, polarity: str) -> Iterator[RenderableType]:
        marks = [m for m in assessment.behaviours if m.polarity == polarity and m.tier == "inline"]
        if not marks:
            return
        table = Table.grid(padding=(0, 2))
        for mark in marks:
            table.add_row(*self._mark(mark))
        yield Text(self._say(title), style="bold")
        yield table

    def _mark(self, mark: BehaviourMark) -> tuple[Text, Text]:
        behaviour = self._rubric.behaviour(mark.id)
        style = _COSTS if mark.polarity == "-" else _EARNS[mark.dimension]
        quote = mark.text.encode("utf-8", "replace").decode("utf-8")
        why = Text(behaviour.reason.text(self._language))
        why.append(f"\n{behaviour.source.short}", style="dim")
        named = self._messages.text(
            "mark", self._language, name=behaviour.name.text(self._language), quote=quote
        )
        return Text(named, style=style), why

    def _say(self, key: str) -> str:
        return self._messages.text(key, self._language)
