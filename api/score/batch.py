"""A batch: every item is scored or refused by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError

from api.errors import describe
from api.logs import log_failure
from api.problems import InvalidFieldError
from api.score.presenter import present
from api.score.schemas import BatchOut, BatchResult, InvalidItem, ScoreIn
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive

    from api.queue import Outcome
    from api.score.service import ScoreService
    from coach.contracts import Language, Request
    from coach.rubric import Rubric


async def score_items(
    items: Sequence[ScoreIn | InvalidItem], scoring: ScoreService, receive: Receive
) -> list[Outcome]:
    """Return an assessment or an error for each item; raises like `ScoreService.score`."""
    checked = [_request_or_error(item, scoring) for item in items]
    requests = [item for item in checked if not isinstance(item, Exception)]
    scored = iter(await scoring.score_batch(requests, receive))
    return [item if isinstance(item, Exception) else next(scored) for item in checked]


def present_batch(
    items: Sequence[ScoreIn | InvalidItem],
    outcomes: Sequence[Outcome],
    rubric: Rubric,
    language: Language,
) -> BatchOut:
    """Return the outcomes as JSON schema objects."""
    results = []
    for index, (item, outcome) in enumerate(zip(items, outcomes, strict=True)):
        result = BatchResult(index=index, id=item.id, assessment=None, error=None)
        if isinstance(outcome, Exception):
            if not isinstance(outcome, CoachError | RequestValidationError):
                log_failure(outcome)
            result.error, _ = describe(outcome, language)
        else:
            result.assessment = present(outcome, rubric, language)
        results.append(result)
    return BatchOut(results=results)


def _request_or_error(item: ScoreIn | InvalidItem, scoring: ScoreService) -> Request | Exception:
    if isinstance(item, InvalidItem):
        return RequestValidationError(item.errors)
    request = item.to_request()
    try:
        scoring.check(request)
    except InvalidFieldError as error:
        return error
    return request
