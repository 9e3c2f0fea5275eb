"""What the customer wants: their last turn that says something."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from coach.text.masks import find_masks
from coach.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.contracts import Message

HOLDING_WORDS: Final = 20
"""An agent who asks for a moment in more words than this has said something besides."""
LAST_SENTENCES: Final = 3
"""A question further up than this was answered in the same turn."""

GREETING_REST: Final = 5
"""So many words may follow a greeting formula: "for contacting Nordheim today"."""
_STRETCHED = re.compile(r"(\w)\1{2,}")
"""What people stretch: "dankeee", "soooo"."""
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


def last_meaningful(
    *, thread: Sequence[Message] = (), customer: str | None = None, quoted: str = ""
) -> str:
    """Return the customer's last turn that says something, else the last there is.

    Consecutive messages of the customer are one turn, joined by line ends; `customer` is the
    newest message, `quoted` what the reply quotes, which counts when nothing else says more. A
    nod is passed over as long as the turn before it is unanswered: after the answer, thanks are
    thanks.
    """
    turns = _turns(thread)
    newest = (customer or "").strip()
    if newest and not (turns and turns[-1].endswith(newest)):
        turns = _appended(turns, newest, joins=bool(thread) and thread[-1].role == "customer")
        if thread and thread[-1].role != "customer" and _answered_last(thread):
            turns = turns[-1:]
    candidates = [*reversed(turns), quoted.strip()]
    for turn in candidates:
        if says_something(turn):
            return turn
    return next((turn for turn in candidates if turn), "")


def says_something(text: str) -> bool:
    """Say whether a turn holds more than thanks, greetings, a nod, a number, or data asked for."""
    plain = _without_masks(text)
    return any(not _fillers() & {word, _STRETCHED.sub(r"\1", word)} for word in words(plain))


def answers(text: str) -> bool:
    """Say whether an agent's turn answers.

    It ends in no question, asks for nothing and for no moment, and does more than greet.
    """
    cues = _cues()
    sentences = [match[0] for match in _SENTENCE.finditer(text) if match[0].strip()]
    kept = [sentence for sentence in sentences if not cues["anything_else"].search(sentence)]
    last = " ".join(kept[-LAST_SENTENCES:])
    if "?" in last or cues["asking"].search(last) or not _does_more_than_greet(sentences):
        return False
    whole = " ".join(kept)
    return not (cues["holding"].search(whole) and len(words(whole)) <= HOLDING_WORDS)


def _does_more_than_greet(sentences: Iterable[str]) -> bool:
    return any(says_something(one) and not _greets(one) for one in sentences)


def _greets(sentence: str) -> bool:
    """Say whether a sentence ends with a greeting formula and a few words more."""
    match = _cues()["greeting"].search(sentence)
    rest = sentence[match.end() :] if match else ""
    return match is not None and "," not in rest and len(words(rest)) <= GREETING_REST


def _turns(thread: Iterable[Message]) -> list[str]:
    """Join the customer's consecutive messages; notes of third parties do not part them.

    What lies before the last answer is dropped when the customer spoke after it.
    """
    turns: list[list[str]] = []
    reply: list[str] = []
    speaking = False
    for message in thread:
        if message.role == "customer":
            if not speaking:
                if reply and answers("\n".join(reply)):
                    turns = []
                turns.append([])
                reply = []
            turns[-1].append(message.text.strip())
        elif message.role == "agent":
            reply.append(message.text)
        speaking = message.role == "customer" or (speaking and message.role == "other")
    return ["\n".join(text for text in turn if text) for turn in turns]


def _answered_last(thread: Sequence[Message]) -> bool:
    """Say whether what agents said since the customer's last message answers it."""
    reply: list[str] = []
    for message in reversed(thread):
        if message.role == "customer":
            break
        if message.role == "agent":
            reply.append(message.text)
    return bool(reply) and answers("\n".join(reversed(reply)))


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
def _table() -> dict[str, Any]:
    return tomllib.loads(files("coach.text").joinpath("customer.toml").read_text(encoding="utf-8"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(f"{_table()['fillers']} {_table()['labels']}".split())


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """Compile the word lists that tell a pause, a greeting and a parting question."""
    return {
        key: re.compile(rf"\b(?:{'|'.join(map(re.escape, _table()[key]))})", re.IGNORECASE)
        for key in ("holding", "anything_else", "asking", "greeting")
    }
