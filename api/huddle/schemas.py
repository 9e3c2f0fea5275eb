"""Huddles as JSON. The kit is the file people edit (`coach.huddle.kit_file`)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.openapi import example
from coach.contracts import Language
from coach.huddle.contracts import Minutes
from coach.huddle.kit_file import KitFile
from coach.rubric import BEHAVIOUR_IDS

Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]
Focus = Literal["auto", *BEHAVIOUR_IDS]  # type: ignore[valid-type]  # mypy reads no tuples here


class HuddleIn(BaseModel):
    """What kit is wanted."""

    model_config = example(audit="5f0c1d8e9a7b4c3d", focus="feeling", minutes=15, language="en")

    audit: str = Field(max_length=64, description="An id of GET /v1/audits.")
    team: str | None = Field(None, max_length=80, description="Only this team.")
    focus: Focus = Field("auto", description="auto, or a behaviour of the rubric.")
    minutes: Minutes = Field(10, description="10, or 15 with a before and after.")
    language: Language | None = Field(None, description="Of kit and replies; the reader's if none.")
    day: Day | None = Field(None, description="A day of the week it is held in; today if none.")


class HuddleOut(BaseModel):
    """A kit to edit, and what else could have been chosen."""

    kit: dict[str, Any] = Field(description="The kit, as in kit.json.")
    teams: list[str] = Field(description="The teams the audit knows.")


class ExportIn(BaseModel):
    """A kit, edited or not, to be written as a file."""

    model_config = ConfigDict(extra="forbid")

    kit: KitFile
    remember: bool = Field(
        default=True, description="Keep its focus, so that it is not chosen again for four weeks."
    )
