"""The kit as a file people edit: JSON with every text in it, checked when it is read again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from coach.contracts import Dimension, Language, Polarity
from coach.huddle.contracts import (
    MAY_BE_EMPTY,
    PARTS,
    Candidate,
    Figures,
    Focus,
    Kind,
    Kit,
    LeaderNotes,
    Minutes,
    Origin,
    Promise,
    Slot,
    SlotId,
)
from coach.huddle.errors import HuddleError
from coach.rubric import BEHAVIOUR_IDS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SCHEMA: Final = "empathy-coach/huddle/1"
MAX_TEXT: Final = 2000

Text = Annotated[str, Field(max_length=MAX_TEXT)]
Ratio = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CandidateFile(_Part):
    """One candidate of a step."""

    origin: Origin
    parts: dict[str, Text]


class SlotFile(_Part):
    """One step; `chosen` counts its candidates from 0."""

    id: SlotId
    starts: Annotated[int, Field(ge=0, le=60)]
    minutes: Annotated[int, Field(ge=1, le=60)]
    chosen: Annotated[int, Field(ge=0)] = 0
    candidates: Annotated[tuple[CandidateFile, ...], Field(min_length=1, max_length=9)]
    notes: Annotated[tuple[Text, ...], Field(max_length=9)] = ()

    @model_validator(mode="after")
    def _fits(self) -> SlotFile:
        if self.chosen >= len(self.candidates):
            raise ValueError(
                f"chosen = {self.chosen}, but there are only candidates 0 to "
                f"{len(self.candidates) - 1}"
            )
        for candidate in self.candidates:
            _check_parts(self.id, candidate.parts)
        return self


class FiguresFile(_Part):
    """How often the focus was seen."""

    share: Ratio | None = None
    low: Ratio | None = None
    high: Ratio | None = None
    occasions: Annotated[int, Field(ge=0)] = 0


class FocusFile(_Part):
    """The focus and why."""

    behaviour: Annotated[str, Field(pattern=f"^({'|'.join(BEHAVIOUR_IDS)})$")]
    kind: Kind
    name: Text
    dimension: Dimension
    dimension_name: Text
    polarity: Polarity
    headline: Annotated[Text, Field(min_length=1)]
    why: Annotated[tuple[Text, ...], Field(max_length=12)]
    thin: bool
    figures: FiguresFile = FiguresFile()


class PromiseFile(_Part):
    """A promise of the house."""

    text: Text
    for_me: Text
    now: bool


class NotesFile(_Part):
    """What stands beside the kit."""

    ask: Text
    wait: Text
    thank: Text
    silence: Text
    listen: Text
    avoid: Annotated[tuple[Text, ...], Field(max_length=9)]


class KitFile(_Part):
    """The whole kit."""

    schema_: Annotated[Literal["empathy-coach/huddle/1"], Field(alias="schema")] = SCHEMA
    language: Language
    minutes: Minutes
    week: dt.date
    team: Annotated[str | None, Field(max_length=80)] = None
    house: Annotated[str, Field(max_length=200)] = ""
    run: Annotated[str | None, Field(max_length=32)] = None
    replies: Annotated[int, Field(ge=0)] = 0
    focus: FocusFile
    slots: Annotated[tuple[SlotFile, ...], Field(min_length=1, max_length=len(PARTS))]
    notes: NotesFile
    promises: Annotated[tuple[PromiseFile, ...], Field(max_length=5)] = ()
    remarks: Annotated[tuple[Text, ...], Field(max_length=9)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> KitFile:
        ids = [slot.id for slot in self.slots]
        if len(set(ids)) != len(ids):
            raise ValueError("holds a step twice; each may stand there once")
        return self

    def to_kit(self) -> Kit:
        """Return the kit."""
        slots = tuple(
            Slot(
                id=slot.id,
                starts=slot.starts,
                minutes=slot.minutes,
                candidates=tuple(Candidate(one.origin, one.parts) for one in slot.candidates),
                chosen=slot.chosen,
                notes=slot.notes,
            )
            for slot in self.slots
        )
        figures = Figures(**self.focus.figures.model_dump())
        return Kit(
            language=self.language,
            minutes=self.minutes,
            week=self.week,
            team=self.team,
            house=self.house,
            run=self.run,
            replies=self.replies,
            focus=Focus(**{**self.focus.model_dump(), "figures": figures}),
            slots=slots,
            notes=LeaderNotes(**self.notes.model_dump()),
            promises=tuple(Promise(**one.model_dump()) for one in self.promises),
            remarks=self.remarks,
        )


_FILE: Final = TypeAdapter(KitFile)


def kit_to_dict(kit: Kit) -> dict[str, Any]:
    """Return a kit as plain data."""
    plain: dict[str, Any] = asdict(kit)
    return {"schema": SCHEMA, **plain, "week": kit.week.isoformat()}


def kit_to_json(kit: Kit) -> str:
    """Return a kit as a file to edit."""
    return json.dumps(kit_to_dict(kit), ensure_ascii=False, indent=2) + "\n"


def kit_from_json(text: str) -> Kit:
    """Read a kit that somebody may have edited.

    Raises:
        HuddleError: it is no JSON, or something in it is wrong; the message names each place.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HuddleError("kit_json", error=error) from error
    try:
        return _FILE.validate_python(data).to_kit()
    except ValidationError as error:
        problems = "\n".join(f"  {_problem(detail)}" for detail in error.errors())
        raise HuddleError("kit_invalid", problems=problems) from error


def _check_parts(id: SlotId, parts: dict[str, str]) -> None:
    """Say which texts of a candidate are missing, empty or too many."""
    expected = PARTS[id]
    unknown = [name for name in parts if name not in expected]
    if unknown:
        raise ValueError(f"parts holds {', '.join(unknown)}; {id} has {', '.join(expected)}")
    empty = [
        name for name in expected if name not in MAY_BE_EMPTY and not parts.get(name, "").strip()
    ]
    if empty:
        raise ValueError(f"parts lacks a text for {', '.join(empty)}")
    missing = [name for name in expected if name not in parts]
    if missing:
        raise ValueError(f"parts lacks {', '.join(missing)}; an empty text is fine")


def _problem(detail: ErrorDetails) -> str:
    place = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]
    ).lstrip(".")
    message = detail["msg"].removeprefix("Value error, ")
    return f"{place or 'kit'}: {message}"
