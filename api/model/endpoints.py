"""GET /v1/model."""

from __future__ import annotations

from api.guard import guarded_router
from api.model.schemas import ModelOut
from api.openapi import problems
from api.services import AppServices

router = guarded_router("model")


@router.get("/v1/model", tags=["model"], responses=problems(401, 403, 421))
def model(services: AppServices) -> ModelOut:
    """Return name, version, checksum, card and measured figures of the weights."""
    return ModelOut.model_validate(services.coach.model)
