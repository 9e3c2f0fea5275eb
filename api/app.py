"""`create_app`: puts the service together."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool

from api import errors
from api.audits.endpoints import router as audit_router
from api.audits.endpoints import upload_router
from api.audits.jobs import AuditJobs
from api.cache import ResultCache
from api.coaching.answering import router as answering_router
from api.coaching.endpoints import router as coaching_router
from api.connect.endpoints import router as connect_router
from api.connect.listening import Listening
from api.consent.endpoints import router as consent_router
from api.cors import cors_layer
from api.counters import Counters
from api.health.endpoints import router as health_router
from api.huddle.endpoints import router as huddle_router
from api.languagetool.address import ClientAddresses
from api.languagetool.build import make_languagetool
from api.languagetool.endpoints import checked as languagetool_router
from api.languagetool.endpoints import described as languagetool_description
from api.logs import configure_logging
from api.metrics.endpoints import router as metrics_router
from api.middleware import KnownHosts, Observe, SecurityHeaders
from api.model.endpoints import router as model_router
from api.pages import mount_pages
from api.plan.endpoints import edit_router as plan_edit_router
from api.plan.endpoints import house_router
from api.plan.endpoints import router as plan_router
from api.practice.endpoints import router as practice_router
from api.practice.endpoints import shares_router
from api.queue import ScoringQueue
from api.rubric.endpoints import router as rubric_router
from api.score.endpoints import batch_router
from api.score.endpoints import router as score_router
from api.score.service import ScoreService
from api.sentences import sentences
from api.services import Services
from api.settings import ApiSettings, SettingsError, load_settings
from api.suggest.endpoints import router as suggest_router
from api.suggest.service import Advisor, SuggestService
from coach.coach import Coach, CoachSettings, build_coach
from coach.coaching.own_words import OwnWords
from coach.contracts import Assessment
from coach.feedback import FeedbackCounts
from coach.messages import system_language
from coach.store.lazy import LazyStore
from coach.suggest import Advice, build_suggester
from coach.suggest.candidates import configured_rewriter
from coach.tokens import TokenStore

ROUTERS = (
    score_router,
    batch_router,
    suggest_router,
    upload_router,
    audit_router,
    huddle_router,
    rubric_router,
    model_router,
    health_router,
    metrics_router,
    languagetool_router,
    languagetool_description,
    practice_router,
    shares_router,
    connect_router,
    answering_router,
    coaching_router,
    plan_router,
    plan_edit_router,
    house_router,
    consent_router,
)
WAITING_WORKERS = 2
DESCRIPTION = (
    "Scores support replies for empathy, hospitality and authenticity, in German and English. "
    "Nothing leaves the machine and no message text is kept or logged."
)
NO_TELEMETRY: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
}


def create_default_app() -> FastAPI:
    """Make the app from environment and file; the factory for `uvicorn --factory`."""
    settings = load_settings()
    configure_logging(settings.log_level)
    return create_app(settings)


def create_app(
    settings: ApiSettings, *, coach: Coach | None = None, advisor: Advisor | None = None
) -> FastAPI:
    """Make the service; `advisor` makes the suggestions, by default with the same coach.

    Raises:
        SettingsError: tokens are required and there is none.
        CoachError: weights or house rules cannot be loaded, or the database cannot be opened.
    """
    tokens = TokenStore(settings.database)
    _require_a_token(settings, tokens)
    coach = coach or build_coach(_coach_settings(settings))
    advisor = advisor or build_suggester(coach, *configured_rewriter(os.environ))
    services = make_services(settings, coach, tokens, advisor)
    app = FastAPI(
        title="Empathy Coach",
        description=DESCRIPTION,
        version=app_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
        lifespan=_lifespan,
        middleware=_middleware(settings, services.counters),
    )
    app.state.services = services
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    mount_pages(app, settings, services.coach)
    return app


def make_services(
    settings: ApiSettings, coach: Coach, tokens: TokenStore, advisor: Advisor
) -> Services:
    """Make the parts the endpoints share."""
    _, workers = share_cores(settings)
    queue = ScoringQueue(coach.assess, workers=workers, characters=settings.queue_characters)
    counters = Counters(queue, levels=settings.metrics_levels)
    model = f"{coach.model.name}:{coach.model.sha256}:{coach.rubric.version}"
    cache: ResultCache[Assessment] = ResultCache(model=model, entries=settings.cache_entries)
    advice: ResultCache[Advice] = ResultCache(model=model, entries=settings.cache_entries)
    scoring = ScoreService(queue=queue, cache=cache, counters=counters, settings=settings)
    suggesting = SuggestService(
        advisor=advisor,
        scoring=scoring,
        queue=_patient_queue(settings, coach) if advisor.waits else queue,
        cache=advice,
    )
    return Services(
        settings=settings,
        coach=coach,
        tokens=tokens,
        queue=queue,
        counters=counters,
        scoring=scoring,
        suggesting=suggesting,
        languagetool=make_languagetool(settings, coach, suggesting, version=app_version()),
        listening=Listening(),
        feedback=FeedbackCounts(settings.database),
        store=LazyStore(settings.database),
        audits=AuditJobs(coach, database=settings.database, workers=settings.audit_workers),
        own_words=OwnWords(coach),
    )


def _patient_queue(settings: ApiSettings, coach: Coach) -> ScoringQueue:
    """Return a queue of its own for suggestions that wait for an endpoint: scores pass them by."""
    return ScoringQueue(coach.assess, workers=WAITING_WORKERS, characters=settings.queue_characters)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Finish the work that waits before the process ends."""
    services: Services = app.state.services
    if services.settings.audits:
        await run_in_threadpool(services.audits.resume)
    yield
    for queue in {services.queue, services.suggesting.queue}:
        await run_in_threadpool(queue.close, drain=services.settings.drain_timeout)
    services.suggesting.advisor.close()
    await services.languagetool.close()
    services.tokens.close()
    services.feedback.close()
    services.store.close()
    await run_in_threadpool(services.audits.close)


def _require_a_token(settings: ApiSettings, tokens: TokenStore) -> None:
    """Refuse to start a service that nobody could use, or that everybody could."""
    if settings.tokens_required and not tokens.has_active():
        tokens.close()
        sentence = sentences().text("startup-token", system_language(), host=settings.host)
        raise SettingsError(sentence)


def _coach_settings(settings: ApiSettings) -> CoachSettings:
    """Pass on what was set; the coach knows the defaults."""
    given = settings.model_dump(include={"weights", "house"})
    threads, workers = share_cores(settings)
    kept = {name: value for name, value in given.items() if value is not None}
    return CoachSettings(**kept, threads=threads, workers=workers)


def share_cores(settings: ApiSettings) -> tuple[int, int]:
    """Return threads for one reply and replies at a time.

    A person who types waits for one reply: two cores answer it a third faster than one, more
    hardly help.
    """
    cores = os.cpu_count() or 1
    threads = settings.threads or min(2, cores)
    return threads, settings.workers or max(1, min(4, cores // threads))


def _middleware(settings: ApiSettings, counters: Counters) -> list[Middleware]:
    return [
        Middleware(ClientAddresses),
        Middleware(Observe, counters=counters),
        Middleware(SecurityHeaders),
        Middleware(KnownHosts, names=(settings.host, *settings.allowed_hosts)),
        *cors_layer(settings.cors_origins),
    ]


def app_version() -> str:
    """Return the program's version."""
    try:
        return version("empathy-coach")
    except PackageNotFoundError:
        return "0"
