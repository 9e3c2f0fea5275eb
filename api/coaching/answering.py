"""GET /v1/objections, POST /v1/objections/{run}/answer, POST /v1/coaching/words."""

from __future__ import annotations

import datetime as dt

from fastapi import Request, status

from api.coaching.endpoints import Run
from api.coaching.own_words import look_at
from api.coaching.schemas import AnswerIn, ObjectionsOut, WordsIn, WordsOut
from api.coaching.second_look import SecondLookService
from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, SCORING, WRITING, problems
from api.problems import SwitchedOffError
from api.services import AppServices, Services

router = guarded_router("objections")


@router.get("/v1/objections", tags=["coaching"], responses=problems(*READING, 503))
def objections(request: Request, services: AppServices, language: ReaderLanguage) -> ObjectionsOut:
    """List the objections that wait for a second look, those of one's own team."""
    return ObjectionsOut(objections=_service(request, services).waiting(language))


@router.post(
    "/v1/objections/{run}/answer",
    tags=["coaching"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404, 503),
)
def answer(
    run: Run, body: AnswerIn, request: Request, services: AppServices, language: ReaderLanguage
) -> None:
    """Answer an objection: the level a second person holds to be right, and why."""
    _service(request, services).answer(run, body, language)


@router.post("/v1/coaching/words", tags=["coaching"], responses=problems(*SCORING, 404))
async def own_words(
    body: WordsIn, request: Request, services: AppServices, language: ReaderLanguage
) -> WordsOut:
    """Look at one's own words to a colleague before keeping them; only on request, kept nowhere."""
    if not services.settings.own_words:
        raise SwitchedOffError(function="OWN_WORDS")
    return await look_at(body, services, language, request.receive)


def _service(request: Request, services: Services) -> SecondLookService:
    return SecondLookService(
        services.store.engine(),
        services.coach.rubric,
        request.state.principal,
        dt.date.today(),
    )
