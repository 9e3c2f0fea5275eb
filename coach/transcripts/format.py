"""What a format is: how to know it, how to read it, and what it guesses about its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coach.transcripts.contracts import Conversation, Rejected
from coach.transcripts.fields import FieldMap
from coach.transcripts.peek import Peek


@dataclass(frozen=True, slots=True)
class Format:
    """One format of exports.

    `sniff` judges by content alone. A `general` format takes what no other knows. `guess` returns
    the mapping that will be used when none is given, for those formats that need one.
    """

    name: str
    sniff: Callable[[Peek], bool]
    read: Callable[[Peek, FieldMap | None], Iterator[Conversation | Rejected]]
    general: bool = False
    guess: Callable[[Peek], FieldMap] | None = None
