"""Coaching sheets over HTTP: read, list own replies, comment, object; and the trainer's note."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Path, Query, Request, status

from api.coaching.schemas import (
    CommentIn,
    DisputeIn,
    NoteIn,
    OwnRepliesOut,
    RepliesFilter,
    SheetList,
    SheetOut,
)
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
    service = _service(request, services)
    return SheetList(sheets=service.list(), answers=service.who.may("objections"))


@router.get("/v1/coaching/{run}/{agent}", tags=["coaching"], responses=problems(*READING, 404, 503))
def sheet(
    run: Run, agent: Agent, request: Request, services: AppServices, language: ReaderLanguage
) -> SheetOut:
    """Return a sheet: to its agent at any time, to a trainer once the agent has opened it."""
    return _service(request, services).sheet(run, agent, language)


@router.get(
    "/v1/coaching/{run}/{agent}/replies", tags=["coaching"], responses=problems(*READING, 404, 503)
)
def replies(
    run: Run,
    agent: Agent,
    filters: Annotated[RepliesFilter, Query()],
    request: Request,
    services: AppServices,
    language: ReaderLanguage,
) -> OwnRepliesOut:
    """Return a page of one's own replies with their levels and passages; nobody else's."""
    return _service(request, services).replies(run, agent, filters, language)


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


@router.post(
    "/v1/coaching/{run}/{agent}/note",
    tags=["coaching"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404, 503),
)
def note(
    run: Run,
    agent: Agent,
    body: NoteIn,
    request: Request,
    services: AppServices,
    language: ReaderLanguage,
) -> None:
    """Keep a trainer's words to the agent on a sheet the agent has opened."""
    _service(request, services).note(run, agent, body.text, language)


def _service(request: Request, services: Services) -> CoachingService:
    return CoachingService(
        services.store.engine(),
        services.coach.rubric,
        request.state.principal,
        dt.date.today(),
        services.coach.house.address,
    )
