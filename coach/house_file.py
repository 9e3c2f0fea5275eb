"""Read `house.toml`, and say what is wrong with it in words its author understands."""

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

from coach.errors import HouseError
from coach.house_text import MIN_WORDS, passage_words
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class LocalText(_Part):
    """A text in German and English; a house that writes one language gives one."""

    de: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _not_empty(self) -> LocalText:
        if not (self.de or self.en):
            raise ValueError("is empty; write it in German (de), English (en) or both")
        return self


def _local(value: Any) -> Any:  # noqa: ANN401
    """Let a plain string stand for both languages."""
    return {"de": value, "en": value} if isinstance(value, str) else value


def _known(value: str) -> str:
    if value not in BEHAVIOUR_IDS:
        raise ValueError(f"is no behaviour; the rubric knows {', '.join(BEHAVIOUR_IDS)}")
    return value


def _negative(value: str) -> str:
    if value not in NEGATIVE_IDS:
        raise ValueError(f"cannot be critical; choose among {', '.join(NEGATIVE_IDS)}")
    return value


def _long_enough(value: str) -> str:
    if passage_words(value) < MIN_WORDS:
        raise ValueError(
            f"has fewer than {MIN_WORDS} words besides its slots and would be found everywhere; "
            "write the whole passage"
        )
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
            raise ValueError(
                f"has {len(self.promises)} promises; people remember three to five, so merge or "
                "add some, or leave [vision] out"
            )
        return self


class WeightsPart(_Part):
    """How much each dimension counts in `overall`."""

    empathy: Weight = 1
    hospitality: Weight = 1
    authenticity: Weight = 1

    @model_validator(mode="after")
    def _some(self) -> WeightsPart:
        if not self.empathy + self.hospitality + self.authenticity:
            raise ValueError("are all 0; give at least one dimension a weight above 0")
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
        message = f"{path} cannot be read ({error.strerror}). Check the path, or leave it out."
        raise HouseError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8 and try again."
        raise HouseError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"{path} is not valid TOML: {error}. Texts stand in quotes, lists in brackets."
        raise HouseError(message) from error
    return check_house(data, path)


def check_house(data: dict[str, Any], path: Path | str) -> HouseFile:
    """Check what a file says; `path` names it in the message.

    Raises:
        HouseError: it breaks a rule; the message names each place.
    """
    try:
        return HouseFile.model_validate(data)
    except ValidationError as error:
        problems = "\n".join(f"  {_problem(detail)}" for detail in error.errors())
        message = f"{path} breaks these rules:\n{problems}"
        raise HouseError(message) from error


def _problem(detail: ErrorDetails) -> str:
    key = _key(detail["loc"])
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "value_error":
        shown = f" = {value!r}" if isinstance(value, str | int | float) else ""
        return f"{key}{shown} {context['error']}."
    if kind == "extra_forbidden":
        return f"{key} is no key of house.toml. Remove it, or check its spelling."
    if kind == "missing":
        return f"{key} is missing. Add it."
    return f"{key} = {_short(value)}: {detail['msg']}. Correct it, or leave the key out."


def _key(parts: Sequence[int | str]) -> str:
    """Write a place as the author sees it: avoid[2].instead (counted from 1)."""
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts]
    return "".join(words).lstrip(".") or "house.toml"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
