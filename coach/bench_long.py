"""What a long draft costs: scored for the first time, and again after a small change."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.contracts import MAX_CHARACTERS, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.contracts import Assessment

DRAFTS = 3
LAST_WORDS = " Ich melde mich heute noch bei Ihnen."


@dataclass(frozen=True, slots=True)
class LongDraft:
    """Seconds to score a draft of 20,000 characters, medians of `n` drafts.

    `fresh` for the first time, `word` after one word in the middle became another, `sentence`
    after a sentence was added at the end.
    """

    fresh: float
    word: float
    sentence: float
    n: int


def long_draft(
    assess: Callable[[Request], Assessment], sentences: Sequence[str], customer: str
) -> LongDraft:
    """Score drafts mixed from sentences, each as it grows and changes."""
    rng = random.Random(3)  # noqa: S311
    times: dict[str, list[float]] = {"fresh": [], "word": [], "sentence": []}
    for _ in range(DRAFTS):
        draft = _mixed(sentences, rng)
        for name, text in (
            ("fresh", draft),
            ("word", one_word_changed(draft)),
            ("sentence", draft + LAST_WORDS),
        ):
            begin = time.perf_counter()
            assess(Request(reply=text, customer=customer))
            times[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(values) for name, values in times.items()}
    return LongDraft(**medians, n=DRAFTS)


def one_word_changed(draft: str) -> str:
    """Return the draft with one word of its middle swapped for another."""
    at = draft.index(" und ", len(draft) // 2)
    return f"{draft[:at]} oder {draft[at + len(' und ') :]}"


def _mixed(sentences: Sequence[str], rng: random.Random) -> str:
    """Return whole sentences in random order, nearly as many characters as may be scored."""
    room = MAX_CHARACTERS - len(LAST_WORDS) - 1
    text = ""
    while True:
        longer = f"{text} {rng.choice(sentences)}".strip()
        if len(longer) > room:
            return text
        text = longer
