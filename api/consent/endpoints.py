"""GET /v1/consents; POST and DELETE /v1/consents/named and /v1/consents/before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fastapi import Request, status

from api.consent.schemas import BeforeIn, ConsentsOut, NamedIn
from api.guard import guarded_router
from api.openapi import READING, WRITING, problems
from api.problems import NobodyError
from api.services import AppServices, Services
from coach.store.consents import Consent, ConsentKind, ConsentRepository

if TYPE_CHECKING:
    from coach.principal import Principal

router = guarded_router("consent")
GONE = status.HTTP_204_NO_CONTENT


@router.get("/v1/consents", tags=["consents"], responses=problems(*READING, 503))
def consents(request: Request, services: AppServices) -> ConsentsOut:
    """Return what the calling agent agrees to; nothing where the access names nobody."""
    who: Principal = request.state.principal
    if who.agent is None:
        return ConsentsOut(agent=None, name=None, named=None, before=None)
    return _shown(request, services)


@router.post("/v1/consents/named", tags=["consents"], responses=problems(*WRITING, 409, 503))
def be_named(body: NamedIn, request: Request, services: AppServices) -> ConsentsOut:
    """Agree to be thanked by name when a good reply of theirs is shown in a huddle."""
    _give(request, services, "named", body.name)
    return _shown(request, services)


@router.post("/v1/consents/before", tags=["consents"], responses=problems(*WRITING, 409, 503))
def be_before(_: BeforeIn, request: Request, services: AppServices) -> ConsentsOut:
    """Agree that a redacted reply of theirs may be one the team improves together."""
    _give(request, services, "before")
    return _shown(request, services)


@router.delete(
    "/v1/consents/named",
    tags=["consents"],
    status_code=GONE,
    responses=problems(*READING, 415, 409, 503),
)
def stay_unnamed(request: Request, services: AppServices) -> None:
    """Withdraw it; the next kit names nobody."""
    _repository(services).withdraw(_agent(request), "named")


@router.delete(
    "/v1/consents/before",
    tags=["consents"],
    status_code=GONE,
    responses=problems(*READING, 415, 409, 503),
)
def stay_out(request: Request, services: AppServices) -> None:
    """Withdraw it; the next kit holds no before of theirs."""
    _repository(services).withdraw(_agent(request), "before")


def _shown(request: Request, services: Services) -> ConsentsOut:
    agent = _agent(request)
    given = {one.kind: one for one in _repository(services).of(agent)}
    named, before = given.get("named"), given.get("before")
    return ConsentsOut(
        agent=agent,
        name=named.name if named else None,
        named=named.given if named else None,
        before=before.given if before else None,
    )


def _give(request: Request, services: Services, kind: ConsentKind, name: str | None = None) -> None:
    consent = Consent(_agent(request), kind, dt.date.today(), name)
    _repository(services).give(consent)


def _repository(services: Services) -> ConsentRepository:
    return ConsentRepository(services.store.engine())


def _agent(request: Request) -> str:
    who: Principal = request.state.principal
    if who.agent is None:
        raise NobodyError
    return who.agent
