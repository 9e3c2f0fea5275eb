"""What comes next, what came of it, the picture; what is shared, and where messages come from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, status

from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, WRITING, problems
from api.practice import service
from api.practice.schemas import (
    NextIn,
    NextOut,
    PictureIn,
    PictureOut,
    ReviewIn,
    ReviewOut,
    ShareIn,
    ShareOut,
    SharesOut,
    SourcesOut,
)
from api.practice.sources import Sources
from api.problems import NobodyError
from api.services import AppServices, Services
from coach.contracts import Language
from coach.practice import load_bank
from coach.store.shares import Share, ShareRepository

if TYPE_CHECKING:
    from coach.principal import Principal

router = guarded_router("practice")
shares_router = guarded_router("practice_shares")


@router.get("/v1/practice/sources", tags=["practice"], responses=problems(*READING, 503))
def sources(
    services: AppServices,
    spoken: Annotated[Language, Query(alias="language", description="Of the messages.")],
) -> SourcesOut:
    """List the audits whose customers' messages, redacted, can be practised with."""
    found = _sources(services).list(spoken) if services.store.kept else []
    return SourcesOut(sources=found)


@router.post("/v1/practice/next", tags=["practice"], responses=problems(*WRITING, 503))
def next_exercise(body: NextIn, services: AppServices, language: ReaderLanguage) -> NextOut:
    """Choose the next exercise for a record; nothing of it is kept."""
    if body.audit is None:
        messages = load_bank()
    else:
        messages = _sources(services).messages(body.audit, body.language)
    return service.choose(body, messages, services.coach.rubric, language, dt.date.today())


@router.post("/v1/practice/review", tags=["practice"], responses=problems(*WRITING))
def review(body: ReviewIn, services: AppServices, language: ReaderLanguage) -> ReviewOut:
    """Put a round into a record and say when the behaviour is due again; nothing is kept."""
    return service.review(body, services.coach.rubric, language, dt.date.today())


@router.post("/v1/practice/picture", tags=["practice"], responses=problems(*WRITING, 503))
def picture(
    body: PictureIn, request: Request, services: AppServices, language: ReaderLanguage
) -> PictureOut:
    """Picture a record, with the summary that could be shared; nothing is kept."""
    agent = _who(request).agent
    found = ShareRepository(services.store.engine()).of(agent) if agent else None
    return service.picture(body, services.coach.rubric, language, dt.date.today()).model_copy(
        update={"can_share": agent is not None, "shared": found.text if found else None}
    )


@router.post(
    "/v1/practice/share",
    tags=["practice"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 409, 503),
)
def share(body: ShareIn, request: Request, services: AppServices) -> None:
    """Let trainers read a summary, in place of what was shared before."""
    who = _who(request)
    if who.agent is None:
        raise NobodyError
    repository = ShareRepository(services.store.engine())
    repository.put(Share(who.agent, who.team, dt.date.today(), body.summary))


@router.delete(
    "/v1/practice/share",
    tags=["practice"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*READING, 415, 409, 503),
)
def take_back(request: Request, services: AppServices) -> None:
    """Take back what was shared."""
    agent = _who(request).agent
    if agent is None:
        raise NobodyError
    ShareRepository(services.store.engine()).take_back(agent)


@shares_router.get("/v1/practice/shares", tags=["practice"], responses=problems(*READING, 503))
def shares(request: Request, services: AppServices) -> SharesOut:
    """Return what agents have shared, of the caller's own team where the token names one."""
    found = ShareRepository(services.store.engine()).all(team=_who(request).team)
    return SharesOut(
        shares=[
            ShareOut(agent=one.agent, team=one.team, shared=one.shared, summary=one.text)
            for one in found
        ]
    )


def _sources(services: Services) -> Sources:
    allowed = services.settings.audits and services.settings.practice_audits
    return Sources(services.store.engine(), allowed)


def _who(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal
