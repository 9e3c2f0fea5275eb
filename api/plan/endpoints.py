"""GET /v1/plan; POST /v1/plan/ideas, /praise, /pulse, /items, /items/{id} and …/rule."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Path, Request, status

from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, WRITING, problems
from api.plan.schemas import (
    AdoptIn,
    ChangeIn,
    IdeaIn,
    ItemIn,
    ItemOut,
    PlanOut,
    PraiseIn,
    PulseIn,
    RuleIn,
    RuleOut,
)
from api.plan.service import PlanService
from api.services import AppServices, Services

router = guarded_router("plan")
edit_router = guarded_router("plan_edit")
house_router = guarded_router("house_edit")

ItemId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/v1/plan", tags=["plan"], responses=problems(*READING, 503))
def plan(request: Request, services: AppServices, language: ReaderLanguage) -> PlanOut:
    """Return the board of the loyalty plan."""
    return _service(request, services).read(language)


@router.post("/v1/plan/ideas", tags=["plan"], responses=problems(*WRITING, 503))
def propose(body: IdeaIn, request: Request, services: AppServices) -> ItemOut:
    """Propose an idea: wording, goodwill, process."""
    return _service(request, services).propose(body.title, body.detail)


@router.post("/v1/plan/praise", tags=["plan"], responses=problems(*WRITING, 503))
def praise(body: PraiseIn, request: Request, services: AppServices) -> ItemOut:
    """Thank the team; who did is not kept."""
    return _service(request, services).praise(body.title)


@router.post(
    "/v1/plan/pulse",
    tags=["plan"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 503),
)
def pulse(body: PulseIn, request: Request, services: AppServices) -> None:
    """Answer the month's three questions; kept as counts that name nobody."""
    _service(request, services).count_pulse(body)


@edit_router.post("/v1/plan/items", tags=["plan"], responses=problems(*WRITING, 503))
def add(body: ItemIn, request: Request, services: AppServices) -> ItemOut:
    """Hand a rule to its owner, or begin an initiative."""
    return _service(request, services).add(body)


@edit_router.post("/v1/plan/items/{id}", tags=["plan"], responses=problems(*WRITING, 404, 503))
def change(id: ItemId, body: ChangeIn, request: Request, services: AppServices) -> ItemOut:
    """Answer an idea, adopt it, move an initiative, name owner, date and next step."""
    return _service(request, services).change(id, body)


@house_router.post(
    "/v1/plan/items/{id}/rule", tags=["plan"], responses=problems(*WRITING, 404, 409, 503)
)
def look(
    id: ItemId, body: RuleIn, request: Request, services: AppServices, language: ReaderLanguage
) -> RuleOut:
    """Show how the house rules would change with an idea; nothing is written."""
    return _service(request, services).look(id, body, language)


@house_router.post(
    "/v1/plan/items/{id}/rule/adopt", tags=["plan"], responses=problems(*WRITING, 404, 409, 503)
)
def adopt(id: ItemId, body: AdoptIn, request: Request, services: AppServices) -> ItemOut:
    """Write an idea into the house rules; the file as it was stays beside it."""
    return _service(request, services).adopt(id, body)


def _service(request: Request, services: Services) -> PlanService:
    return PlanService(
        services.store.engine(),
        services.coach,
        request.state.principal,
        dt.date.today(),
        services.settings.house,
    )
