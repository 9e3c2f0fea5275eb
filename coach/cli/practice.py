"""`coach practice`: answer a customer's message, see what works, improve, see the gain."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from babel.dates import format_date
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from coach.cli.card import Card
from coach.coach import CoachSettings, build_coach
from coach.contracts import Language, Request
from coach.messages import system_language
from coach.practice.choice import DOSE, Wish, next_exercise
from coach.practice.outcome import attempt_of, finish_round, gain
from coach.practice.picture import locale_of, picture_of, sentences, summary
from coach.practice.record import load_record, record_path, save_record
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.coach import Coach
    from coach.contracts import Assessment
    from coach.practice.bank import PracticeMessage
    from coach.practice.choice import Exercise
    from coach.practice.outcome import Attempt
    from coach.practice.record import PracticeRecord

END = "."


def practice(
    *,
    language: Annotated[
        Language | None, typer.Option("--lang", help="The language to practise in.")
    ] = None,
    need: Annotated[
        int | None, typer.Option(min=0, max=2, help="How much the customer needs, 0 to 2.")
    ] = None,
    situation: Annotated[str | None, typer.Option(help="A situation, such as outage.")] = None,
    audit: Annotated[
        Path | None, typer.Option(help="Practise with redacted messages of this audit.")
    ] = None,
    picture: Annotated[
        bool, typer.Option("--picture", help="Show what sits and what is due.")
    ] = False,
    share: Annotated[
        Path | None, typer.Option(help="Show a summary, and write it to this file if you agree.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Delete your practice record.")] = False,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
) -> None:
    """Practise for three minutes; what you write is kept nowhere, the record is yours alone."""
    desk = _Desk(language or system_language(), record_path())
    if forget:
        desk.forget()
    elif picture:
        desk.show_picture()
    elif share is not None:
        desk.share(share)
    else:
        wish = Wish(desk.language, need, situation)
        desk.practise(wish, _messages(audit, desk.language), house)


def _messages(audit: Path | None, language: Language) -> Sequence[PracticeMessage]:
    """Return the bank, or what an audit holds."""
    if audit is None:
        from coach.practice.bank import load_bank

        return load_bank()
    from coach.audit.results import AuditResults
    from coach.practice.from_audit import audit_messages

    with AuditResults.open(audit) as results:
        return audit_messages(results, language)


class _Desk:
    """One sitting of one person at the terminal."""

    def __init__(self, language: Language, path: Path) -> None:
        self.language = language
        self._path = path
        self._today = dt.date.today()
        self._console = Console()

    def practise(self, wish: Wish, messages: Sequence[PracticeMessage], house: Path | None) -> None:
        """Run one round."""
        record = load_record(self._path)
        exercise = next_exercise(record, messages, wish, self._today)
        if record.on(self._today) >= DOSE:
            self._print(self._say("done_already"), style="dim")
        self._show(exercise)
        reply = self._read("write")
        if not reply:
            self._print(self._say("no_reply"))
            return
        coach = build_coach(CoachSettings(house=house))
        first = self._assess(coach, exercise, reply)
        if first is None:
            return
        if exercise.message.notice:
            self._print(self._say("notice", notice=exercise.message.notice))
        improved = self._read("again")
        second = self._assess(coach, exercise, improved) if improved else None
        if second:
            self._show_gain(first, second, coach)
        self._finish(record, exercise, (first, second), coach)

    def show_picture(self) -> None:
        """Print the private picture and the summary under it."""
        rubric = load_rubric()
        shown = picture_of(load_record(self._path), self._today)
        columns = ("picture_behaviour", "picture_standing", "picture_rounds", "picture_due")
        table = Table(*(self._say(name) for name in columns), title=self._say("picture"))
        for line in shown.skills:
            due = format_date(line.due, locale=locale_of(self.language)) if line.due else ""
            table.add_row(
                rubric.behaviour(line.behaviour).name.text(self.language),
                self._say(f"standing_{line.standing}"),
                f"{line.at_once} / {line.rounds}" if line.rounds else "",
                due,
            )
        self._console.print(table)
        self._print(summary(shown, rubric, self.language))

    def share(self, path: Path) -> None:
        """Show the summary first; write it only where the agent says yes."""
        text = summary(
            picture_of(load_record(self._path), self._today), load_rubric(), self.language
        )
        self._print(text)
        if not typer.confirm(self._say("share_ask")):
            self._print(self._say("share_left"))
            return
        path.write_text(text + "\n", encoding="utf-8")
        self._print(self._say("share_done", path=path))

    def forget(self) -> None:
        """Delete the record."""
        if typer.confirm(self._say("forget_ask", path=self._path)):
            self._path.unlink(missing_ok=True)
            self._print(self._say("forgotten"))

    def _show(self, exercise: Exercise) -> None:
        behaviour = load_rubric().behaviour(exercise.focus)
        text = Text(exercise.message.text)
        self._console.print(Panel(text, title=self._say("message"), expand=False))
        self._print(self._say("focus", name=behaviour.name.text(self.language)), style="bold")
        self._print(behaviour.reason.text(self.language), style="dim")

    def _read(self, prompt: str) -> str:
        """Read lines up to one with a full stop alone, or the end of the input."""
        self._print(self._say(prompt), style="bold")
        lines: list[str] = []
        for line in sys.stdin:
            if line.strip() == END:
                break
            lines.append(line)
        return "".join(lines).strip()

    def _assess(self, coach: Coach, exercise: Exercise, reply: str) -> Attempt | None:
        """Score a version and print its card; None where the coach cannot say anything."""
        message = exercise.message
        found: Assessment = coach.assess(
            Request(reply, customer=message.text, channel=message.channel, phase="opening")
        )
        if found.abstained:
            self._print(self._say("no_score"))
            return None
        card = Card(coach.rubric, self.language)
        for part in card.render(found, reply, strengths_first=True):
            self._print(part) if isinstance(part, str) else self._console.print(part)
        return attempt_of(found)

    def _show_gain(self, first: Attempt, second: Attempt, coach: Coach) -> None:
        table = Table.grid(padding=(0, 2))
        for name, points in gain(first, second).items():
            dimension = coach.rubric.dimension(name).name.text(self.language)
            table.add_row(dimension, self._say("points", points=f"{points:+.0f}"))
        self._print(self._say("gain"), style="bold")
        self._console.print(table)

    def _finish(
        self,
        record: PracticeRecord,
        exercise: Exercise,
        attempts: tuple[Attempt, Attempt | None],
        coach: Coach,
    ) -> None:
        done = finish_round(record, exercise, attempts, rubric=coach.rubric, day=self._today)
        save_record(done, self._path)
        name = coach.rubric.behaviour(exercise.focus).name.text(self.language)
        self._print(self._say(f"rating_{done.rounds[-1].rating}", name=name))
        self._print(self._say("done", path=self._path), style="dim")

    def _print(self, text: str, *, style: str | None = None) -> None:
        self._console.print(text, style=style, markup=False, highlight=False)

    def _say(self, key: str, **values: object) -> str:
        return sentences().text(key, self.language, **values)
