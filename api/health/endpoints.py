"""GET /healthz and GET /readyz: open to everybody, as they say nothing about anybody."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.openapi import problems
from api.problems import StoppingError
from api.services import AppServices

router = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """The service is there."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", responses=problems(421))
async def healthz() -> HealthOut:
    """Tell that the process answers."""
    return HealthOut()


@router.get("/readyz", responses=problems(421, 503))
async def readyz(services: AppServices) -> HealthOut:
    """Tell that the model is loaded and new work is taken."""
    if not services.queue.accepting:
        raise StoppingError
    return HealthOut()
