"""What the language model is asked, and how its answer is read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from coach.contracts import DIMENSIONS
from coach.messages import Messages, load_messages
from coach.rewriter.settings import RewriterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Language
    from coach.rubric import Rubric

MAX_REWRITES: Final = 2
_MAX_CUSTOMER: Final = 2_000
_UNREADABLE: Final = (
    "The rewriter's model did not answer in the JSON it was asked for. "
    "Try a larger model; the coach works on without it."
)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of the chat."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be reworded, and why: all texts redacted, `focus` the index of one passage."""

    language: Language
    customer: str
    passages: tuple[str, ...]
    goals: tuple[str, ...]
    focus: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Which passage the model chose, by index, and what it would write."""

    passage: int
    rewrites: tuple[str, ...]


def build_messages(task: Task, rubric: Rubric) -> tuple[ChatMessage, ...]:
    """Put the task into words."""
    say, language = _words(), task.language
    number = "" if task.focus is None else say.text("focus", language, number=task.focus + 1)
    user = say.text(
        "user",
        language,
        customer=task.customer[-_MAX_CUSTOMER:].strip() or say.text("no_customer", language),
        passages="\n".join(f"[{n}] {text}" for n, text in enumerate(task.passages, start=1)),
        goals="\n".join(_aims(task, rubric)),
        focus=number,
    )
    system = say.text("system", language)
    return ChatMessage("system", system.strip()), ChatMessage("user", user.strip())


def read_answer(content: str, *, passages: int) -> Answer:
    """Read the model's JSON, also from between a fence or a sentence.

    Raises:
        RewriterError: it is not what was asked for; the message quotes none of it.
    """
    match = _OBJECT.search(content)
    try:
        answer = json.loads(match[0] if match else "")
        number, rewrites = answer["passage"], answer["rewrites"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise RewriterError(_UNREADABLE) from None
    if number == 0:
        return Answer(0, ())
    if type(number) is not int or not 1 <= number <= passages or not isinstance(rewrites, list):
        raise RewriterError(_UNREADABLE)
    texts = tuple(text for text in rewrites if isinstance(text, str))
    return Answer(number - 1, texts[:MAX_REWRITES])


def _aims(task: Task, rubric: Rubric) -> Iterator[str]:
    say, language = _words(), task.language
    for goal in task.goals:
        if goal in DIMENSIONS:
            dimension = rubric.dimension(goal)
            name, definition = dimension.name, dimension.question
            key = "more"
        else:
            behaviour = rubric.behaviour(goal)
            name, definition = behaviour.name, behaviour.definition
            key = "more" if behaviour.polarity == "+" else "less"
        yield say.text(
            key, language, name=name.text(language), definition=definition.text(language)
        )


@cache
def _words() -> Messages:
    return load_messages(Path(__file__).with_name("prompt.toml"))
