"""GET /v1/coaching, GET /v1/coaching/{run}/{agent}, POST …/comment and …/disputes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Path, Request, status

from api.coaching.schemas import CommentIn, DisputeIn, SheetList, SheetOut
from api.coaching.service import CoachingService
from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, WRITING, problems
from api.services import AppServices, Services

router = guarded_router("coaching")

Run = Annotated[str, Path(max_length=32, description="The audit's id.")]
Agent = Annotated[str, Path(max_length=80, description="The agent's pseudonym.")]


@router.get("/v1/coaching", tags=["coaching"], responses=problems(*READING, 503))
def sheets(request: Request, services: AppServices) -> SheetList:
    """List one's own sheets, or for trainers those of the team."""
    return SheetList(sheets=_service(request, services).list())


@router.get("/v1/coaching/{run}/{agent}", tags=["coaching"], responses=problems(*READING, 404, 503))
def sheet(
    run: Run, agent: Agent, request: Request, services: AppServices, language: ReaderLanguage
) -> SheetOut:
    """Return a sheet: to its agent at any time, to a trainer once the agent has opened it."""
    return _service(request, services).sheet(run, agent, language)


@router.post(
    "/v1/coaching/{run}/{agent}/comment",
    tags=["coaching"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404, 503),
)
def comment(
    run: Run,
    agent: Agent,
    body: CommentIn,
    request: Request,
    services: AppServices,
    language: ReaderLanguage,
) -> None:
    """Keep the agent's comment on their sheet."""
    _service(request, services).comment(run, agent, body.text, language)


@router.post(
    "/v1/coaching/{run}/{agent}/disputes",
    tags=["coaching"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404, 503),
)
def dispute(
    run: Run,
    agent: Agent,
    body: DisputeIn,
    request: Request,
    services: AppServices,
    language: ReaderLanguage,
) -> None:
    """Object to one dimension of one score; machine and person both stay visible."""
    _service(request, services).dispute(run, agent, body, language)


def _service(request: Request, services: Services) -> CoachingService:
    return CoachingService(
        services.store.engine(),
        services.coach.rubric,
        request.state.principal,
        dt.date.today(),
    )
