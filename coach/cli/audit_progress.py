"""How far an audit is, in the terminal: turns, rate, time left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from coach.closing import Closing
from coach.messages import load_messages

if TYPE_CHECKING:
    from rich.console import Console

    from coach.contracts import Language

_MESSAGES = Path(__file__).with_name("audit.toml")


class _Rate(TextColumn):
    """Turns a second, as measured over the last while."""

    def __init__(self, words: str) -> None:
        super().__init__("")
        self._words = words

    def render(self, task: Task) -> Text:
        """Show nothing until there is something to measure."""
        speed = task.finished_speed or task.speed
        return Text(self._words.format(rate=f"{speed:.0f}") if speed else "")


class Bar(Closing):
    """Shows the stage, the bar, the rate and the time left; a context manager."""

    def __init__(self, console: Console, language: Language) -> None:
        self._say = load_messages(_MESSAGES)
        self._language = language
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(self._say.text("rate", language, rate="{rate}")),
            TimeRemainingColumn(),
            console=console,
            speed_estimate_period=120,
        )
        self._task: TaskID = self._progress.add_task("", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()

    def planned(self, *, turns: int, done: int) -> None:
        """Show how much there is, and what is done already."""
        self._progress.update(self._task, total=turns, completed=done)

    def advance(self, turns: int) -> None:
        """Show that so many more are done."""
        self._progress.advance(self._task, turns)

    def stage(self, name: str) -> None:
        """Show what is being done."""
        described = self._say.text(f"stage_{name}", self._language)
        self._progress.update(self._task, description=described)
