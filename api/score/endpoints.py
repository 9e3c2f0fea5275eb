"""POST /v1/score and POST /v1/score/batch."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import SCORING, problems
from api.score.batch import present_batch, score_items
from api.score.presenter import present
from api.score.schemas import AssessmentOut, BatchIn, BatchOut, ScoreIn
from api.services import AppServices

router = guarded_router("score")
batch_router = guarded_router("score", body_size="batch_body_limit")


@router.post("/v1/score", tags=["score"], responses=problems(*SCORING))
async def score(
    body: ScoreIn, request: Request, services: AppServices, language: ReaderLanguage
) -> AssessmentOut:
    """Score one reply.

    Levels, scores and verdicts of the three dimensions, and the passages that earned or cost them.
    Nothing of the request is kept or logged.
    """
    assessment = await services.scoring.score(body.to_request(), request.receive)
    return present(assessment, services.coach.rubric, language)


@batch_router.post("/v1/score/batch", tags=["score"], responses=problems(*SCORING))
async def score_batch(
    body: BatchIn, request: Request, services: AppServices, language: ReaderLanguage
) -> BatchOut:
    """Score up to 256 replies.

    Each item gets its own assessment or its own problem, in the order of the request.
    """
    items = body.items()
    outcomes = await score_items(items, services.scoring, request.receive)
    return await run_in_threadpool(present_batch, items, outcomes, services.coach.rubric, language)
