"""What the customer wants: their last turn that says something."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from coach.text.masks import find_masks
from coach.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.contracts import Message


def last_meaningful(
    *, thread: Sequence[Message] = (), customer: str | None = None, quoted: str = ""
) -> str:
    """Return the customer's last turn that says something, else the last there is.

    Consecutive messages of the customer are one turn, joined by line ends; `customer` is the
    newest message, `quoted` what the reply quotes, which counts when nothing else says more.
    """
    turns = _turns(thread)
    newest = (customer or "").strip()
    if newest and not (turns and turns[-1].endswith(newest)):
        turns = _appended(turns, newest, joins=bool(thread) and thread[-1].role == "customer")
    candidates = [*reversed(turns), quoted.strip()]
    for turn in candidates:
        if says_something(turn):
            return turn
    return next((turn for turn in candidates if turn), "")


def says_something(text: str) -> bool:
    """Say whether a turn holds more than thanks, greetings, a nod, marks or a number."""
    plain = _without_masks(text)
    return any(word not in _fillers() for word in words(plain))


def _turns(thread: Iterable[Message]) -> list[str]:
    """Join the customer's consecutive messages; notes of third parties do not part them."""
    turns: list[list[str]] = []
    speaking = False
    for message in thread:
        if message.role == "customer":
            if not speaking:
                turns.append([])
            turns[-1].append(message.text.strip())
        speaking = message.role == "customer" or (speaking and message.role == "other")
    return ["\n".join(text for text in turn if text) for turn in turns]


def _appended(turns: list[str], newest: str, *, joins: bool) -> list[str]:
    if joins and turns:
        return [*turns[:-1], f"{turns[-1]}\n{newest}".strip()]
    return [*turns, newest]


def _without_masks(text: str) -> str:
    masks = find_masks(text)
    kept, done = [], 0
    for mask in masks:
        kept.append(text[done : mask.start])
        done = mask.end
    return " ".join([*kept, text[done:]])


@cache
def _fillers() -> frozenset[str]:
    table = tomllib.loads(files("coach.text").joinpath("customer.toml").read_text(encoding="utf-8"))
    return frozenset(table["fillers"].split())
