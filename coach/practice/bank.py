"""The bank of customers' messages: our own, 120 in each language, six for each situation.

A file a situation; adding a message touches no code. `trains` names the behaviours that a good
reply to it has reason to show, `notice` what a strong reply could notice. None of the messages
trains the model: they are for people.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.contracts import CHANNELS, LANGUAGES
from coach.errors import CoachError
from coach.messages import Messages, load_messages
from coach.practice.skills import PRACTISED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Channel, Language

BANK_SIZE: Final = 120
"""Messages in each language."""
NEEDS: Final = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class PracticeMessage:
    """One customer's message to answer; `notice` is empty where nobody has written it down."""

    id: str
    language: Language
    situation: str
    need: int
    channel: Channel
    text: str
    notice: str
    trains: tuple[str, ...]


@cache
def situation_names() -> Messages:
    """Return what the situations are called, by their id."""
    return load_messages(Path(__file__).with_name("situations.toml"))


@cache
def load_bank() -> tuple[PracticeMessage, ...]:
    """Read the bank, in the order of the files.

    Raises:
        CoachError: an entry breaks a rule; the message names it.
    """
    folder = files("coach.practice").joinpath("bank")
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    return tuple(
        message
        for path in paths
        if path.name.endswith(".toml")
        for message in _situation(path.name.removesuffix(".toml"), path.read_text(encoding="utf-8"))
    )


def _situation(situation: str, text: str) -> Iterator[PracticeMessage]:
    table = tomllib.loads(text)
    for language in LANGUAGES:
        for number, entry in enumerate(table[language], 1):
            yield _message(f"{language}-{situation}-{number}", language, situation, entry)


def _message(id: str, language: Language, situation: str, entry: dict[str, Any]) -> PracticeMessage:
    unknown = sorted(set(entry["trains"]) - set(PRACTISED))
    if unknown:
        raise CoachError(f"{id} trains {unknown}; use only {', '.join(PRACTISED)}.")
    if entry["need"] not in NEEDS or entry["channel"] not in CHANNELS:
        raise CoachError(f"{id}: need is 0, 1 or 2, and channel one of {', '.join(CHANNELS)}.")
    return PracticeMessage(
        id=id,
        language=language,
        situation=situation,
        need=entry["need"],
        channel=entry["channel"],
        text=entry["text"],
        notice=entry["notice"],
        trains=tuple(entry["trains"]),
    )
