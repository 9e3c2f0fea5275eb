"""`coach suggest`: the card of one reply, and what could still help, with the measured gain."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from coach.cli.card import Card
from coach.coach import CoachSettings, build_coach
from coach.contracts import CHANNELS, LANGUAGES
from coach.messages import load_messages, system_language
from coach.serialise import request_from_json
from coach.suggest import build_suggester
from coach.suggest.candidates import configured_rewriter
from coach.suggest.rank import main_gain
from coach.suggest.serialise import advice_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from coach.contracts import Language
    from coach.rubric import Rubric
    from coach.suggest import Advice, Suggestion

MESSAGES = Path(__file__).with_name("suggest.toml")


def suggest(
    reply: Annotated[str | None, typer.Argument(help="The reply; - reads it from stdin.")] = None,
    *,
    customer: Annotated[str | None, typer.Option(help="The message it answers.")] = None,
    channel: Annotated[str | None, typer.Option(help=f"One of {', '.join(CHANNELS)}.")] = None,
    language: Annotated[str | None, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")] = None,
    muted: Annotated[list[str] | None, typer.Option(help="A behaviour to leave out.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only take away what may hurt.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
) -> None:
    """Score one reply and suggest at most three changes that were tried and help."""
    if reply is None:
        typer.echo(load_messages(MESSAGES).text("no_input", system_language()), err=True)
        raise typer.Exit(2)
    text = sys.stdin.read() if reply == "-" else reply
    given = {"channel": channel, "language": language, "customer": customer}
    request = request_from_json(json.dumps({"reply": text, **given}))
    coach = build_coach(CoachSettings(house=house))
    suggester = build_suggester(coach, *configured_rewriter(os.environ))
    advice = suggester.advise(request, muted=muted or (), quiet=quiet)
    suggester.close()
    if as_json:
        typer.echo(advice_to_json(advice))
        return
    console = Console()
    reader = system_language()
    parts = [*Card(coach.rubric, reader).render(advice.assessment, text)]
    for part in [*parts, *SuggestionCards(coach.rubric, reader).render(advice, text)]:
        console.print(part, markup=False) if isinstance(part, str) else console.print(part)


class SuggestionCards:
    """Renders suggestions in the reader's language: why, what, how long, and only then points."""

    def __init__(self, rubric: Rubric, language: Language) -> None:
        self._rubric = rubric
        self._language = language
        self._messages = load_messages(MESSAGES)

    def render(self, advice: Advice, reply: str) -> Iterator[RenderableType]:
        """Yield a line of silence or a card each."""
        if advice.assessment.abstained:
            return
        if not advice.suggestions:
            yield self._say("at_bar" if advice.at_bar else "nothing")
            return
        yield Text(self._say("title"), style="bold")
        for suggestion in advice.suggestions:
            yield Panel(self._change(suggestion, reply), title=self._why(suggestion), expand=False)

    def _why(self, suggestion: Suggestion) -> Text:
        reason = suggestion.reason.text(self._language)
        return Text(reason[:1].upper() + reason[1:])

    def _change(self, suggestion: Suggestion, reply: str) -> Text:
        text = Text()
        if suggestion.kind == "reorder":
            text.append(f"{self._say('moved')}: {suggestion.anchor.text.strip()}\n")
            return text.append(self._figures(suggestion), style="dim")
        for edit in suggestion.edits:
            old, new = reply[edit.start : edit.end], edit.text
            if suggestion.kind == "insert":  # it may change the letter behind it: that is not news
                old, new = "", new[: len(new) - len(old)]
            if old.strip():
                text.append(f"{self._say('now')}: {old.strip()}\n", style="dim strike")
            if new.strip():
                text.append(f"{self._say('then')}: {new.strip()}\n")
        return text.append(self._figures(suggestion), style="dim")

    def _figures(self, suggestion: Suggestion) -> str:
        name, points = main_gain(suggestion)
        dimension = self._rubric.dimension(name).name.text(self._language)
        parts = [
            self._say("words", count=f"{suggestion.words_added:+d}"),
            self._say("gain", dimension=dimension, points=f"{points:+.0f}"),
        ]
        if suggestion.once_filled:
            parts.append(self._say("once_filled"))
        return " · ".join(parts)

    def _say(self, key: str, **values: object) -> str:
        return self._messages.text(key, self._language, **values)
