"""Read and check `house.toml`; `coach.house_problems` says what is wrong with one."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coach.house_problems import HouseError, HouseRulesError
from coach.house_text import MIN_WORDS, passage_words
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS

if TYPE_CHECKING:
    from pathlib import Path


def _broken(rule: str, **values: object) -> PydanticCustomError:
    """Return a broken rule of our own; its sentence stands in `house_problems.toml`."""
    return PydanticCustomError(rule, "breaks {rule}", {"rule": rule, **values})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class LocalText(_Part):
    """A text in German and English; a house that writes one language gives one."""

    de: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _not_empty(self) -> LocalText:
        if not (self.de or self.en):
            raise _broken("empty_text")
        return self


def _local(value: Any) -> Any:  # noqa: ANN401
    """Let a plain string stand for both languages."""
    return {"de": value, "en": value} if isinstance(value, str) else value


def _known(value: str) -> str:
    if value not in BEHAVIOUR_IDS:
        raise _broken("no_behaviour", known=", ".join(BEHAVIOUR_IDS))
    return value


def _negative(value: str) -> str:
    if value not in NEGATIVE_IDS:
        raise _broken("not_critical", known=", ".join(NEGATIVE_IDS))
    return value


def _long_enough(value: str) -> str:
    if passage_words(value) < MIN_WORDS:
        raise _broken("too_few_words", words=MIN_WORDS)
    return value


Local = Annotated[LocalText, BeforeValidator(_local)]
BehaviourId = Annotated[str, AfterValidator(_known)]
CriticalId = Annotated[str, AfterValidator(_negative)]
Weight = Annotated[float, Field(ge=0, le=10)]
NotEmpty = Annotated[str, Field(min_length=1)]


class PromisePart(_Part):
    """One promise of the vision."""

    text: Local
    for_me: Local
    behaviours: Annotated[tuple[BehaviourId, ...], Field(min_length=1)]


class VisionPart(_Part):
    """Three to five promises in plain words."""

    promises: tuple[PromisePart, ...] = ()

    @model_validator(mode="after")
    def _three_to_five(self) -> VisionPart:
        if self.promises and not 3 <= len(self.promises) <= 5:
            raise _broken("promises", count=len(self.promises))
        return self


class WeightsPart(_Part):
    """How much each dimension counts in `overall`."""

    empathy: Weight = 1
    hospitality: Weight = 1
    authenticity: Weight = 1

    @model_validator(mode="after")
    def _some(self) -> WeightsPart:
        if not self.empathy + self.hospitality + self.authenticity:
            raise _broken("no_weight")
        return self


class AvoidPart(_Part):
    """A phrase to avoid, and what to say instead."""

    phrase: NotEmpty
    instead: Annotated[tuple[NotEmpty, ...], Field(min_length=1)]
    why: Local | None = None


class HouseTextPart(_Part):
    """A macro or a passage the law asks for."""

    name: NotEmpty
    text: Annotated[str, AfterValidator(_long_enough)]
    kind: Literal["macro", "legal"] = "macro"


class MayPromisePart(_Part):
    """What an agent may promise without asking anybody."""

    deadline_days: Annotated[int, Field(ge=0, le=365)] | None = None
    goodwill_limit: Annotated[float, Field(ge=0)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class HouseFile(_Part):
    """The whole file; every key may be left out."""

    name: str = ""
    address: Literal["sie", "du", "either"] = "either"
    english: Literal["us", "gb"] = "gb"
    sign_off: Local | None = None
    bar: Literal["good", "strong"] = "good"
    critical: tuple[CriticalId, ...] = ("blame", "dismissal")
    vision: VisionPart = VisionPart()
    weights: WeightsPart = WeightsPart()
    may_promise: MayPromisePart = MayPromisePart()
    avoid: tuple[AvoidPart, ...] = ()
    house_text: tuple[HouseTextPart, ...] = ()


def read_house_file(path: Path) -> HouseFile:
    """Read and check the file.

    Raises:
        HouseError: the file cannot be read or breaks a rule; the message names each place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise HouseError("unreadable", path=path, error=error.strerror) from error
    except UnicodeDecodeError as error:
        raise HouseError("encoding", path=path, byte=error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise HouseError("toml", path=path, error=error) from error
    return check_house(data, path)


def check_house(data: dict[str, Any], path: Path | str) -> HouseFile:
    """Check what a file says; `path` names it in the message.

    Raises:
        HouseError: it breaks a rule; the message names each place.
    """
    try:
        return HouseFile.model_validate(data)
    except ValidationError as error:
        raise HouseRulesError(path, error.errors()) from error
