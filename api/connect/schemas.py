"""What was heard, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field


class HeardOut(BaseModel):
    """A program that was heard a moment ago."""

    client: str = Field(description="Which program; no person, no text.")
    seconds: int = Field(ge=0, description="How long ago.")


class ConnectOut(BaseModel):
    """The programs heard since somebody began to look."""

    heard: list[HeardOut]
