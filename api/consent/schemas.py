"""Consents as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.openapi import example

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class NamedIn(BaseModel):
    """How the agent wants to be thanked."""

    model_config = example(name="M. from the night shift")

    name: Name = Field(description="As it is to stand in a kit: “Mara”, “M. from the night shift”.")


class BeforeIn(BaseModel):
    """Nothing to say but yes."""

    model_config = example()


class ConsentsOut(BaseModel):
    """What the caller agrees to now; null where they do not."""

    agent: str | None = Field(description="The caller's pseudonym; null where the access has none.")
    name: str | None = Field(description="The name they are thanked by.")
    named: dt.date | None = Field(description="Since when they may be named.")
    before: dt.date | None = Field(description="Since when a reply of theirs may be a before.")
