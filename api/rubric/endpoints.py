"""GET /v1/rubric."""

from __future__ import annotations

from api.guard import guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, problems
from api.rubric.schemas import RubricOut
from api.services import AppServices

router = guarded_router("rubric")


@router.get("/v1/rubric", tags=["rubric"], responses=problems(*READING))
def rubric(services: AppServices, language: ReaderLanguage) -> RubricOut:
    """Return dimensions, levels, need, verdicts and the 22 behaviours with reason and source."""
    return RubricOut.model_validate(services.coach.rubric.to_dict(language))
