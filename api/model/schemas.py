"""The model's description as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ModelOut(BaseModel):
    """The weights that answer."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    version: str
    sha256: str
    card: str = Field(description="The model card, in Markdown.")
    figures: dict[str, float] = Field(description="What was measured on the dev set.")
