"""Fill the steps of a kit: three candidates each, from the team where it may be, else our own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from coach.huddle.contracts import Candidate, Slot
from coach.huddle.texts import CANDIDATES, load_general, load_texts
from coach.huddle.written import listed
from coach.rubric import load_rubric

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from coach.house import House, Promise
    from coach.huddle.contracts import Minutes, Origin, SlotId
    from coach.huddle.quotes import Quote
    from coach.huddle.texts import BehaviourTexts
    from coach.huddle.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Material:
    """What the steps are filled with.

    `replies`, `before` and `messages` come from the audit and are empty where a group is too small;
    `names` are those by which agents have agreed to be thanked; `is_first` where no huddle went
    before.
    """

    behaviour: str
    house: House
    week: dt.date
    words: Vocabulary
    figure: str
    is_first: bool = False
    replies: Sequence[Quote] = ()
    before: Quote | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    messages: Sequence[str] = ()

    @property
    def texts(self) -> BehaviourTexts:
        """What we say about the focus."""
        return load_texts()[self.behaviour]


def shown_behaviours(behaviour: str) -> tuple[str, ...]:
    """Return what good examples show: the focus, or for what costs its way out."""
    texts = load_texts()[behaviour]
    return texts.way_out or (behaviour,)


def promises_kept(house: House, behaviour: str) -> tuple[Promise, ...]:
    """Return the promises of the house that the focus, or its way out, keeps."""
    wanted = {behaviour, *shown_behaviours(behaviour)}
    return tuple(promise for promise in house.vision if wanted & set(promise.behaviours))


def fill_slots(material: Material, minutes: Minutes) -> tuple[Slot, ...]:
    """Return the steps in their order, timed to the minute."""
    slots, start = [], 0
    for id, length in _plan()[str(minutes)].items():
        notes = tuple(
            note.text(material.words.language)
            for note in load_general().notes.get(_notes_for(id, material), ())
        )
        candidates = tuple(_FILL[id](material))
        slots.append(Slot(id, start, length, candidates, 0, notes))
        start += length
    return tuple(slots)


def _notes_for(id: SlotId, material: Material) -> str:
    """Return which notes fit: there is nothing to look back at, or nobody of the team to thank."""
    if id == "look_back" and material.is_first:
        return "look_back_first"
    return "example_bank" if id == "example" and not material.replies else id


def _questions(material: Material) -> Iterator[Candidate]:
    for text in _turned(material.texts.questions, material):
        yield _candidate("bank", text=text.text(material.words.language))


def _principles(material: Material) -> Iterator[Candidate]:
    """Yield ours, and in place of the last one a promise of the house that the focus keeps."""
    language = material.words.language
    own = [
        _candidate("bank", text=one.text.text(language), source=one.source.short)
        for one in _turned(material.texts.principles, material)
    ]
    promised = [
        _promise(promise, material) for promise in promises_kept(material.house, material.behaviour)
    ]
    yield from [*promised[:1], *own][:CANDIDATES]


def _promise(promise: Promise, material: Material) -> Candidate:
    words, house = material.words, material.house.name
    text = words.text(
        "promise_principle",
        promise=promise.text.text(words.language),
        for_me=promise.for_me.text(words.language),
    )
    source = words.text("promise_source_house", house=house) if house else ""
    return _candidate("house", text=text, source=source or words.text("promise_source"))


def _examples(material: Material) -> Iterator[Candidate]:
    words = material.words
    team = [
        _candidate(
            "consent" if quote.agent in material.names else "team",
            customer=quote.customer,
            text=quote.text,
            mark=quote.mark,
            thanks=_thanks(quote, material),
        )
        for quote in material.replies
    ]
    bank = [
        _candidate(
            "bank",
            customer=pair.case.text(words.language),
            text=pair.after.text(words.language, material.house.address),
            mark="",
            thanks=words.text("thanks_bank"),
        )
        for pair in _turned(material.texts.pairs, material)
    ]
    yield from [*team, *bank][:CANDIDATES]


def _thanks(quote: Quote, material: Material) -> str:
    """Thank by name only where the person agreed to it."""
    name = material.names.get(quote.agent or "")
    words = material.words
    return words.text("thanks_named", name=name) if name else words.text("thanks_team")


def _pairs(material: Material) -> Iterator[Candidate]:
    """Yield our pairs, beginning with the one that is no example of this kit.

    A reply whose author agreed comes last: the leader takes it up on purpose. Its *after* is the
    team's to write, since a finished one would correct a colleague who sits there.
    """
    language, address = material.words.language, material.house.address
    pairs = _turned(material.texts.pairs, material)
    own = [
        _candidate(
            "bank",
            case=pair.case.text(language),
            before=pair.before.text(language, address),
            after=pair.after.text(language, address),
        )
        for pair in (*pairs[1:], pairs[0])
    ]
    given = material.before
    if given is None:
        yield from own
        return
    task = material.texts.exercise.text(language)
    yield from own[: CANDIDATES - 1]
    yield _candidate(
        "consent",
        case=given.customer,
        before=given.text,
        after=material.words.text("after_together", task=task),
    )


def _exercises(material: Material) -> Iterator[Candidate]:
    language = material.words.language
    task = material.texts.exercise.text(language)
    own = [text.text(language) for text in _turned(load_general().messages, material)]
    team: list[tuple[Origin, str]] = [("team", text) for text in material.messages]
    bank: list[tuple[Origin, str]] = [("bank", text) for text in own]
    for origin, customer in [*team, *bank][:CANDIDATES]:
        yield _candidate(origin, customer=customer, task=task)


def _commitments(material: Material) -> Iterator[Candidate]:
    for text in _turned(material.texts.commitments, material):
        yield _candidate("bank", text=text.text(material.words.language))


def _look_backs(material: Material) -> Iterator[Candidate]:
    general = load_general()
    for text in general.look_back_first if material.is_first else general.look_back:
        yield _candidate("figures", figure=material.figure, text=text.text(material.words.language))


def way_out_in_words(behaviour: str, words: Vocabulary) -> str | None:
    """Return the sentence that names the way out of what costs; None for what earns."""
    if load_rubric().behaviour(behaviour).polarity == "+":
        return None
    names = [words.behaviour(id) for id in shown_behaviours(behaviour)]
    return words.text("way_out_example", names=listed(names, words.language))


def _candidate(origin: Origin, **parts: str) -> Candidate:
    return Candidate(origin, parts)


def _turned(entries: Sequence[Any], material: Material) -> tuple[Any, ...]:
    """Begin with another entry each week, so that a focus that returns does not repeat itself."""
    seed = f"{material.behaviour}{material.week.isoformat()}".encode()
    start = int.from_bytes(blake2b(seed, digest_size=4).digest()) % len(entries)
    return (*entries[start:], *entries[:start])


_FILL = {
    "question": _questions,
    "principle": _principles,
    "example": _examples,
    "before_after": _pairs,
    "exercise": _exercises,
    "commitment": _commitments,
    "look_back": _look_backs,
}


@cache
def _plan() -> dict[str, dict[SlotId, int]]:
    path = files("coach.huddle").joinpath("plan.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
