"""What `coach huddle` does once its options are read."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from coach.audit.errors import AuditError
from coach.audit.results import AuditResults
from coach.house import load_house
from coach.huddle import HuddleError, HuddleOptions, kit_from_json, make_kit
from coach.huddle.export import write_kit
from coach.huddle.history import HuddleHistory
from coach.huddle.pdf import has_chromium
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Language
    from coach.huddle import Kit
    from coach.huddle.contracts import Minutes

MESSAGES = Path(__file__).with_name("huddle.toml")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one call."""

    audit: Path
    out: Path
    team: str | None
    focus: str
    minutes: int
    language: Language | None
    day: dt.date | None
    house: Path | None
    database: str | None

    @property
    def options(self) -> HuddleOptions:
        """The same for the huddle; a kit speaks the reader's language where none is named."""
        minutes: Minutes = 15 if self.minutes == 15 else 10
        return HuddleOptions(
            language=self.language or system_language(),
            day=self.day or dt.datetime.now().astimezone().date(),
            team=self.team,
            focus=self.focus,
            minutes=minutes,
            house=load_house(self.house),
        )


def run_huddle(asked: Asked) -> None:
    """Make a kit from an audit, write it, and remember its focus."""
    options = asked.options
    with _clear_errors():
        with (
            AuditResults.open(asked.audit) as results,
            HuddleHistory(asked.database) as history,
        ):
            earlier = history.of(asked.team, options.language)
            kit = make_kit(results, options, earlier, history.consents())
            _write(kit, asked.out)
            history.remember(kit)
        _say("focus", headline=kit.focus.headline)
        for reason in kit.focus.why:
            _say("why", reason=reason)
        _say("edit", path=asked.out / "kit.json", out=asked.out)


def run_export(edited: Path | None, audit: Path | None, out: Path) -> None:
    """Write an edited kit again."""
    with _clear_errors():
        if edited is None or audit is not None:
            raise HuddleError("source")
        try:
            text = edited.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise HuddleError("kit_unreadable", path=edited, error=error) from error
        _write(kit_from_json(text), out)


def _write(kit: Kit, out: Path) -> None:
    for path in write_kit(kit, out):
        _say("written", path=path)
    if not has_chromium():
        _say("no_pdf")


@contextmanager
def _clear_errors() -> Iterator[None]:
    """End the command with a sentence in the reader's language when something is wrong."""
    try:
        yield
    except (AuditError, HuddleError) as error:
        _console().print(error.text(system_language()), style="bold", markup=False)
        raise typer.Exit(2) from error


def _console() -> Console:
    return Console(stderr=True)


def _say(key: str, **values: object) -> None:
    sentence = load_messages(MESSAGES).text(key, system_language(), **values)
    _console().print(sentence, markup=False, highlight=False, soft_wrap=True)
