"""Mounts the pages: `/`, `/rubric`, and the files they load from `/assets`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.guard import FORWARDED
from api.language import accepted_language
from api.pages.views import frame, rubric_page, writing_page
from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import ApiSettings
    from coach.coach import Coach

HERE: Final = Path(__file__).parent
HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Vary": "Accept-Language",
}


def mount_pages(app: FastAPI, settings: ApiSettings, coach: Coach) -> None:
    """Add the pages and their files to the service."""
    templates = _templates()
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def write(request: Request) -> HTMLResponse:
        language = _language(request, settings.language)
        page = writing_page(coach.rubric, language, limit=settings.text_limit)
        return _page(request, "index.html", language, page)

    @router.get("/rubric")
    def rubric(request: Request) -> HTMLResponse:
        language = _language(request, settings.language)
        return _page(request, "rubric.html", language, rubric_page(coach.rubric, language))

    def _page(
        request: Request, template: str, language: Language, page: dict[str, object]
    ) -> HTMLResponse:
        proxied = any(name in request.headers for name in FORWARDED)
        local = not (proxied or settings.listens_beyond_loopback)
        shared = frame(language=language, path=request.url.path, local=local)
        html = templates.get_template(template).render(shared | page)
        return HTMLResponse(html, headers={**HEADERS, "Content-Language": language})

    app.include_router(router)
    app.mount("/assets", StaticFiles(directory=HERE / "static"), name="assets")


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _language(request: Request, default: Language) -> Language:
    asked = request.query_params.get("lang")
    for language in LANGUAGES:
        if asked == language:
            return language
    return accepted_language(request.headers.get("accept-language", "")) or default
