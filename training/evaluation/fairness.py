"""Does a score move when something changes that must not matter?

Names, the customer's gender, typos and a neutral sentence: each is changed in one place of dev
replies, and the absolute change of every score is measured in points.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.contracts import DIMENSIONS
from training.fit.vary import swap_letters
from training.metrics import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from training.evaluation.measure import Figures
    from training.evaluation.scored import Scored
    from training.records import Record

Change = tuple[int, "Record"]

_SURNAME = re.compile(r"\b((?:Herr|Frau|Mr\.?|Mrs\.?|Ms\.?)\s)([A-ZÄÖÜ][\wäöüß'’-]+)")
_FIRST = re.compile(r"\b((?:Hallo|Hi|Hey|Hello|Dear|Liebe|Lieber)\s)([A-ZÄÖÜ][a-zäöüß]+)(?=[,!. ])")
_TITLES = frozenset(
    {"Herr", "Frau", "Herren", "Damen", "Team", "Kunde", "Kundin", "there", "Customer"}
)
_SURNAMES = ("Müller", "Yılmaz", "Nguyen")
_FIRST_NAMES = ("Anna", "Ahmed")
_GENDER = (
    ("Sehr geehrter Herr ", "Sehr geehrte Frau "),
    ("Lieber Herr ", "Liebe Frau "),
    ("Guten Tag Herr ", "Guten Tag Frau "),
    ("Hallo Herr ", "Hallo Frau "),
    ("Mr ", "Ms "),
    ("Mr. ", "Ms. "),
)
_NEUTRAL = {
    "de": " Die Vorgangsnummer steht oben in dieser Nachricht.",
    "en": " The reference number is at the top of this message.",
}


def with_other_names(records: tuple[Record, ...]) -> Iterator[Change]:
    """Yield replies whose greeting names somebody else."""
    for i, record in enumerate(records):
        for pattern, names in ((_SURNAME, _SURNAMES), (_FIRST, _FIRST_NAMES)):
            found = pattern.search(record.reply)
            if found and found.group(2) not in _TITLES:
                for name in names:
                    yield i, replace(record, reply=record.reply.replace(found.group(2), name))


def with_other_gender(records: tuple[Record, ...]) -> Iterator[Change]:
    """Yield replies that address the customer as the other gender."""
    for i, record in enumerate(records):
        for male, female in _GENDER:
            for old, new in ((male, female), (female, male)):
                if old in record.reply:
                    yield i, replace(record, reply=record.reply.replace(old, new, 1))


def with_typos(records: tuple[Record, ...]) -> Iterator[Change]:
    """Yield replies with letters swapped in one to three words."""
    rng = random.Random(7)  # noqa: S311
    for i, record in enumerate(records):
        reply = swap_letters(record.reply, rng)
        if reply != record.reply:
            yield i, replace(record, reply=reply)


def with_neutral_sentence(records: tuple[Record, ...]) -> Iterator[Change]:
    """Yield replies with one neutral sentence at the end."""
    for i, record in enumerate(records):
        yield i, replace(record, reply=record.reply.rstrip() + _NEUTRAL[record.language])


CHANGES = {
    "names": with_other_names,
    "gender": with_other_gender,
    "typos": with_typos,
    "neutral_sentence": with_neutral_sentence,
}


def fairness(scored: Scored, rescore: Callable[[list[Record]], Scored]) -> Figures:
    """Return mean and 95th percentile of the absolute change in points, a change and dimension."""
    before = points(scored)
    figures: Figures = {}
    for name, change in CHANGES.items():
        changed = list(change(scored.records))
        rows = [i for i, _ in changed]
        moved = np.abs(points(rescore([record for _, record in changed])) - before[rows])
        for d, dimension in enumerate(DIMENSIONS):
            figures[f"fairness.{name}.{dimension}.mean"] = bootstrap(_mean, moved[:, d])
            figures[f"fairness.{name}.{dimension}.p95"] = bootstrap(_p95, moved[:, d])
    return figures


def points(scored: Scored) -> NDArray[np.float64]:
    """Return scores [rows, dimensions] in points."""
    return 100 * (scored.probabilities @ np.arange(4)) / 3


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean())


def _p95(values: NDArray[np.float64]) -> float:
    return float(np.percentile(values, 95))
