"""Mounts the pages: `/`, `/rubric`, and the files they load from `/assets`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.guard import FORWARDED
from api.language import accepted_language
from api.pages.views import frame, rubric_page, writing_page
from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Scope

    from api.settings import ApiSettings
    from coach.coach import Coach
    from coach.rubric import Rubric

HERE: Final = Path(__file__).parent
HEADERS: Final = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}


def mount_pages(app: FastAPI, settings: ApiSettings, coach: Coach) -> None:
    """Add the pages and their files to the service."""
    pages = _Pages(settings=settings, rubric=coach.rubric, templates=_templates())
    for path, page in (("/", pages.write), ("/rubric", pages.read_rubric)):
        app.add_api_route(path, page, include_in_schema=False, response_class=HTMLResponse)
    app.mount("/assets", _Assets(directory=HERE / "static"), name="assets")


class _Assets(StaticFiles):
    """Files that a browser asks about again, so that a page never meets last week's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of one service."""

    settings: ApiSettings
    rubric: Rubric
    templates: Environment

    def write(self, request: Request) -> HTMLResponse:
        """Show the page on which replies are written."""
        language = self._language(request)
        shown = writing_page(self.rubric, language, self.settings)
        return self._page(request, "index.html", language, shown)

    def read_rubric(self, request: Request) -> HTMLResponse:
        """Show the rubric to read."""
        language = self._language(request)
        return self._page(request, "rubric.html", language, rubric_page(self.rubric, language))

    def _page(
        self, request: Request, template: str, language: Language, shown: dict[str, Any]
    ) -> HTMLResponse:
        proxied = any(name in request.headers for name in FORWARDED)
        local = not (proxied or self.settings.listens_beyond_loopback)
        shared = frame(language=language, path=request.url.path, local=local)
        html = self.templates.get_template(template).render(shared | shown)
        return HTMLResponse(html, headers={**HEADERS, "Content-Language": language})

    def _language(self, request: Request) -> Language:
        asked = request.query_params.get("lang")
        for language in LANGUAGES:
            if asked == language:
                return language
        accepted = accepted_language(request.headers.get("accept-language", ""))
        return accepted or self.settings.language


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
