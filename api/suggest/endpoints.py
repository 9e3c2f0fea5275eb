"""POST /v1/suggest and POST /v1/feedback."""

from __future__ import annotations

from fastapi import Request, status
from starlette.concurrency import run_in_threadpool

from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import SCORING, WRITING, problems
from api.problems import SwitchedOffError
from api.services import AppServices
from api.suggest.presenter import present_advice
from api.suggest.schemas import AdviceOut, FeedbackIn, SuggestIn
from api.suggest.service import Wish

router = guarded_router("score")


@router.post("/v1/suggest", tags=["suggest"], responses=problems(*SCORING, 404))
async def suggest(
    body: SuggestIn, request: Request, services: AppServices, language: ReaderLanguage
) -> AdviceOut:
    """Score one reply and suggest at most three changes, each with its measured gain.

    A reply at the house's bar gets praise and no suggestion. Nothing of the request is kept or
    logged.
    """
    if not services.settings.suggestions:
        raise SwitchedOffError(function="SUGGESTIONS")
    wish = Wish(body.to_request(), tuple(body.muted), body.quiet)
    advice = await services.suggesting.advise(wish, request.receive)
    return present_advice(advice, services.coach.rubric, language)


@router.post(
    "/v1/feedback",
    tags=["suggest"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404),
)
async def feedback(body: FeedbackIn, services: AppServices) -> None:
    """Count what became of a suggestion, by source and day; neither agent nor text.

    Switched off unless the house wants it.
    """
    if not services.settings.feedback:
        raise SwitchedOffError(function="FEEDBACK")
    await run_in_threadpool(services.feedback.count, body.source, body.action)
