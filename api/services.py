"""What the endpoints of one app share; made by `create_app`, found on `app.state`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

if TYPE_CHECKING:
    from api.audits.jobs import AuditJobs
    from api.connect.listening import Listening
    from api.counters import Counters
    from api.languagetool.service import LanguageToolService
    from api.queue import ScoringQueue
    from api.score.service import ScoreService
    from api.settings import ApiSettings
    from api.suggest.service import SuggestService
    from coach.coach import Coach
    from coach.coaching.own_words import OwnWords
    from coach.feedback import FeedbackCounts
    from coach.store.lazy import LazyStore
    from coach.tokens import TokenStore


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running app."""

    settings: ApiSettings
    coach: Coach
    tokens: TokenStore
    queue: ScoringQueue
    counters: Counters
    scoring: ScoreService
    suggesting: SuggestService
    languagetool: LanguageToolService
    listening: Listening
    feedback: FeedbackCounts
    store: LazyStore
    audits: AuditJobs
    own_words: OwnWords


async def services_of(request: Request) -> Services:
    """Return the parts of the app that serves a request."""
    services: Services = request.app.state.services
    return services


AppServices = Annotated[Services, Depends(services_of)]
