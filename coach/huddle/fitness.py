"""What makes a reply fit to be read out: whole, serious, and about what the customer had asked.

The classifier knows how a reply reads, not whether it answers: one may be warm about a football
score as well. What only just counts as good must therefore take up a word of the message.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coach.huddle.safety import HIDDEN
from coach.text.content import content_words
from coach.text.masks import find_masks

if TYPE_CHECKING:
    from coach.contracts import Language

STEM: Final = 5
"""Words count as the same where so many first letters agree."""
GREETING_WORDS: Final = 4
"""A hidden name may stand among so many first words of a reply, and nowhere else."""

_ENDS: Final = re.compile(r"[.!?…][\"”“)]?\Z")
_EMOJI: Final = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_CALLED: Final = re.compile(
    r"(?:\A|(?<=[.!?] ))(?:hey |hi |hello )?(?:there )?([^\W\d_]+)[,!] ?", re.I
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INSIDE: Final = re.compile(r"(?<=[^\s.!?:…] )([A-Z][a-zäöüß]+(?:['’-][^\W\d_]+)*)")
_NAME: Final = re.compile(r"\[name\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fitness:
    """What keeps a text out, as read from `fitness.toml`."""

    unfit: tuple[re.Pattern[str], ...]
    piece: re.Pattern[str]
    broken: re.Pattern[str]
    goes_on: re.Pattern[str]
    openers: frozenset[str]
    capitals: frozenset[str]


def may_be_example(asked: str, reply: str, language: Language) -> bool:
    """Tell whether a reply, as it is shown, is worth standing before a team with."""
    if language == "en" and may_name_somebody(asked, reply):
        return False
    return stands_alone(asked) and _reads_well(reply)


def stands_alone(asked: str) -> bool:
    """Tell whether a message can be understood without what went before, and hides nothing."""
    goes_on = _load().goes_on.match(asked) is not None
    in_pieces = any(pattern.search(asked) for pattern in (_load().piece, _load().broken))
    return not (goes_on or in_pieces or _is_masked(asked))


def takes_up(asked: str, reply: str) -> bool:
    """Tell whether a reply takes up a word of the message it answers."""
    return bool(_stems(asked) & _stems(reply))


def _reads_well(reply: str) -> bool:
    if any(pattern.search(reply) for pattern in _load().unfit) or _EMOJI.search(reply):
        return False
    greeting = " ".join(reply.split()[:GREETING_WORDS])
    rest = _NAME.sub("", greeting, count=1) + reply[len(greeting) :]
    whole = not reply[:1].islower() and _ENDS.search(reply) is not None
    return whole and not (_is_masked(rest) or _calls_somebody(reply))


def _is_masked(text: str) -> bool:
    return HIDDEN in text or "[" in text or bool(find_masks(text))


def _calls_somebody(reply: str) -> bool:
    """Tell whether a sentence begins with a word that can only be a name redaction missed."""
    return any(
        word[:1].isupper() and word.casefold() not in _load().openers
        for word in _CALLED.findall(reply)
    )


def may_name_somebody(asked: str, reply: str) -> bool:
    """Tell whether English has a capital where only a name would, and the customer wrote it not.

    Redaction knows names by their place and by a list; this catches the rare ones it misses.
    """
    known = {word.casefold() for word in _WORD.findall(asked)} | _load().capitals
    inside = (found.group(1) for found in _INSIDE.finditer(reply))
    return any(word.casefold() not in known for word in inside)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in content_words(text)}


@cache
def _load() -> Fitness:
    table = tomllib.loads(
        files("coach.huddle").joinpath("fitness.toml").read_text(encoding="utf-8")
    )
    patterns = {
        name: re.compile(table[name], re.IGNORECASE)
        for name in ("banter", "elsewhere", "piece", "broken", "goes_on")
    }
    return Fitness(
        unfit=tuple(patterns[name] for name in ("banter", "elsewhere", "piece", "broken")),
        piece=patterns["piece"],
        broken=patterns["broken"],
        goes_on=patterns["goes_on"],
        openers=frozenset(table["openers"].split()),
        capitals=frozenset(table["capitals"].split()),
    )
