"""Small changes that must not move a score, made to training replies; labels move along.

Names, a neutral sentence and typos are varied so that the network learns to look past them. The
sentences here differ from those the fairness figures are measured with.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from coach.text.mapped import Edit, Mapped
from training.records import SpanLabel

if TYPE_CHECKING:
    from training.fit.config import DataConfig
    from training.records import Record

_TITLED = re.compile(r"\b(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?) ([A-ZÄÖÜ][\w’'-]+)")
_GREETED = re.compile(
    r"\A(?:Hallo|Hi|Hey|Hello|Dear|Liebe|Lieber|Moin|Servus) ([A-ZÄÖÜ][a-zäöüß]+)\b"
)
_NO_NAMES = frozenset(
    {"Herr", "Frau", "Team", "Kunde", "Kundin", "Customer", "There", "Mr", "Ms", "Mrs", "Damen"}
)


def vary(record: Record, rng: random.Random, config: DataConfig) -> Record:
    """Return the record, now and then without its customer or changed in one small place."""
    if rng.random() < config.customer_dropout:
        record = replace(record, customer="")
    if rng.random() < config.name_rate:
        record = with_other_name(record, rng)
    if rng.random() < config.neutral_rate:
        record = with_neutral_sentence(record, rng)
    if rng.random() < config.typo_rate:
        record = replace(record, reply=swap_letters(record.reply, rng))
    return record


def with_other_name(record: Record, rng: random.Random) -> Record:
    """Give the person greeted another name."""
    for pattern, kind in ((_TITLED, "surnames"), (_GREETED, "first_names")):
        found = pattern.search(record.reply)
        if found and found.group(1) not in _NO_NAMES:
            name = rng.choice(_table()[kind])
            return _edited(record, Edit(found.start(1), found.end(1), name))
    return record


def with_neutral_sentence(record: Record, rng: random.Random) -> Record:
    """Put a sentence that says nothing to anybody at the end of a sentence or of the reply."""
    sentence = rng.choice(_table()["neutral"][record.language])
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s|\Z)", record.reply)]
    place = rng.choice([*ends[-2:], len(record.reply)])
    return _edited(record, Edit(place, place, f" {sentence}"))


def swap_letters(text: str, rng: random.Random) -> str:
    """Swap neighbouring letters inside one to three words; length and offsets stay."""
    letters = list(text)
    inner = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 3].isalpha()]
    for i in rng.sample(inner, min(len(inner), rng.randint(1, 3))):
        letters[i], letters[i + 1] = letters[i + 1], letters[i]
    return "".join(letters)


def _edited(record: Record, edit: Edit) -> Record:
    changed = Mapped.replace(record.reply, [edit])
    spans = tuple(
        SpanLabel(span.behaviour, *changed.span_from_original(span.start, span.end))
        for span in record.spans
    )
    return replace(record, reply=changed.text, spans=spans)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("training.fit").joinpath("vary.toml").read_text(encoding="utf-8"))
