"""What a huddle says about each behaviour: questions, principles, pairs, commitments, notes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from coach.errors import CoachError
from coach.rubric import BEHAVIOUR_IDS, Bilingual, Source, load_rubric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Language
    from coach.house import Address

Occasion = Literal["any", "opening", "closing", "edge", "trouble", "trouble_start"]
Effort = Literal["words", "reading", "room"]
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
CANDIDATES: Final = 3


@dataclass(frozen=True, slots=True)
class Trainability:
    """How far ten minutes a week move a behaviour: a weight up to 1, and what it means."""

    effort: Effort
    weight: float
    words: Bilingual
    reason: Bilingual
    source: Source


@dataclass(frozen=True, slots=True)
class Principle:
    """Two sentences and what they rest on."""

    text: Bilingual
    source: Source


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply written here; `du` is the German one for a house that says du to its customers.

    `du` is None where the reply addresses nobody: then it reads the same in both forms.
    """

    de: str
    en: str
    du: str | None = None

    def text(self, language: Language, address: Address = "either") -> str:
        """Return the reply as this house would write it; Sie where the house has no wish."""
        if language == "en":
            return self.en
        return self.du if address == "du" and self.du is not None else self.de


@dataclass(frozen=True, slots=True)
class Pair:
    """The same reply before and after, both written here."""

    case: Bilingual
    before: Reply
    after: Reply


@dataclass(frozen=True, slots=True)
class BehaviourTexts:
    """Everything a huddle says about one behaviour; `aim` is 0 for what costs."""

    id: str
    topic: Bilingual
    occasion: Occasion
    aim: float
    way_out: tuple[str, ...]
    trainability: Trainability
    questions: tuple[Bilingual, ...]
    principles: tuple[Principle, ...]
    pairs: tuple[Pair, ...]
    exercise: Bilingual
    commitments: tuple[Bilingual, ...]
    listen: Bilingual
    avoid: Bilingual


@dataclass(frozen=True, slots=True)
class GeneralTexts:
    """What holds for every huddle; see `general.toml`."""

    ask: Bilingual
    wait: Bilingual
    thank: Bilingual
    silence: Bilingual
    avoid: tuple[Bilingual, ...]
    notes: Mapping[str, tuple[Bilingual, ...]]
    look_back: tuple[Bilingual, ...]
    look_back_first: tuple[Bilingual, ...]
    messages: tuple[Bilingual, ...]


@cache
def load_texts() -> Mapping[str, BehaviourTexts]:
    """Read the texts of all behaviours, in the rubric's order.

    Raises:
        CoachError: a text is missing; the message names the file and the key.
    """
    return {id: _behaviour(id) for id in BEHAVIOUR_IDS}


@cache
def load_general() -> GeneralTexts:
    """Read what holds for every huddle.

    Raises:
        CoachError: a text is missing; the message names the key.
    """
    table = _Table("general.toml", _read("general.toml"))
    notes = table.given("notes")
    return GeneralTexts(
        ask=table.text("ask"),
        wait=table.text("wait"),
        thank=table.text("thank"),
        silence=table.text("silence"),
        avoid=table.texts("avoid"),
        notes={slot: _Table(f"notes.{slot}", notes).texts(slot) for slot in notes},
        look_back=table.texts("look_back", CANDIDATES),
        look_back_first=table.texts("look_back_first", CANDIDATES),
        messages=table.texts("message"),
    )


@cache
def load_sources() -> Mapping[str, Source]:
    """Return the sources a huddle may cite: the rubric's and its own."""
    own = (_source(entry) for entry in _read("sources.toml")["source"])
    known = (behaviour.source for behaviour in load_rubric().behaviours)
    return {source.id: source for source in (*known, *own)}


@dataclass(frozen=True, slots=True)
class _Table:
    """A part of a file that says where something is missing."""

    name: str
    values: dict[str, Any]

    def given(self, key: str) -> Any:  # noqa: ANN401 - any TOML value
        if key not in self.values:
            message = f"coach/huddle/{self.name} has no {key!r}. Add it; see texts/README.md."
            raise CoachError(message)
        return self.values[key]

    def text(self, key: str) -> Bilingual:
        return self._bilingual(key, self.given(key))

    def reply(self, key: str) -> Reply:
        written = self.text(key)
        return Reply(written.de, written.en, self.given(key).get("du"))

    def texts(self, key: str, count: int | None = None) -> tuple[Bilingual, ...]:
        entries = self.given(key)
        self.count(key, entries, count)
        return tuple(self._bilingual(key, entry) for entry in entries)

    def count(self, key: str, entries: list[Any], count: int | None) -> None:
        if count is not None and len(entries) != count:
            message = f"coach/huddle/{self.name}: {key} needs {count} entries, has {len(entries)}."
            raise CoachError(message)

    def _bilingual(self, key: str, entry: dict[str, str]) -> Bilingual:
        missing = [language for language in ("de", "en") if not entry.get(language, "").strip()]
        if missing:
            message = f"coach/huddle/{self.name}: {key} has no text in {', '.join(missing)}."
            raise CoachError(message)
        return Bilingual(entry["de"], entry["en"])


def _behaviour(id: str) -> BehaviourTexts:
    table = _Table(f"texts/{id}.toml", _read(f"texts/{id}.toml"))
    positive = load_rubric().behaviour(id).polarity == "+"
    return BehaviourTexts(
        id=id,
        topic=table.text("topic"),
        occasion=_one_of(table, "occasion", OCCASIONS),
        aim=float(table.given("aim")) if positive else 0.0,
        way_out=() if positive else tuple(table.given("way_out")),
        trainability=_trainability(table),
        questions=table.texts("question", CANDIDATES),
        principles=_principles(table),
        pairs=_pairs(table),
        exercise=table.text("exercise"),
        commitments=table.texts("commitment", CANDIDATES),
        listen=table.text("listen"),
        avoid=table.text("avoid"),
    )


def _trainability(table: _Table) -> Trainability:
    given = table.given("trainability")
    efforts = _read("trainability.toml")
    effort = _one_of(_Table(table.name, given), "level", tuple(efforts))
    words = efforts[effort]
    return Trainability(
        effort=effort,
        weight=words["weight"],
        words=Bilingual(words["de"], words["en"]),
        reason=table.text("trainable"),
        source=load_sources()[given["source"]],
    )


def _principles(table: _Table) -> tuple[Principle, ...]:
    sources = load_sources()
    texts = table.texts("principle", CANDIDATES)
    cited = (sources[entry["source"]] for entry in table.given("principle"))
    return tuple(Principle(text, source) for text, source in zip(texts, cited, strict=True))


def _pairs(table: _Table) -> tuple[Pair, ...]:
    entries = table.given("pair")
    table.count("pair", entries, CANDIDATES)
    parts = (_Table(f"{table.name}, pair {number}", one) for number, one in enumerate(entries, 1))
    return tuple(Pair(one.text("case"), one.reply("before"), one.reply("after")) for one in parts)


def _one_of(table: _Table, key: str, known: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a literal
    value = table.given(key)
    if value not in known:
        message = f"coach/huddle/{table.name}: {key} = {value!r}; choose among {', '.join(known)}."
        raise CoachError(message)
    return value


def _source(entry: dict[str, Any]) -> Source:
    return Source(**{**entry, "idea": Bilingual(**entry["idea"])})


def _read(name: str) -> dict[str, Any]:
    path = files("coach.huddle").joinpath(name)
    return tomllib.loads(path.read_text(encoding="utf-8"))
