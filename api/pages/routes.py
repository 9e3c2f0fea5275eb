"""Mounts the pages, and the files they load from `/assets`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from api.home import home_of
from api.pages.audits import audits_page
from api.pages.framed import chatwoot_page
from api.pages.huddle import huddle_page
from api.pages.own_words import PATH as WORDS_PATH
from api.pages.own_words import empty_form
from api.pages.own_words import router as words_router
from api.pages.site import HERE, Site, make_site
from api.pages.views import (
    board_page,
    connect_page,
    practice_page,
    rubric_page,
    writing_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Scope

    from api.settings import ApiSettings
    from coach.coach import Coach


def mount_pages(app: FastAPI, settings: ApiSettings, coach: Coach) -> None:
    """Add the pages and their files to the service."""
    site = make_site(settings, coach.rubric)
    app.state.site = site
    pages = _Pages(site)
    for path, page in pages.all():
        app.add_api_route(path, page, include_in_schema=False, response_class=HTMLResponse)
    app.include_router(words_router)
    app.mount(
        "/assets",
        _Assets(
            directory=HERE / "static",
            packages=[("coach.coaching", "static"), ("coach.plan", "static")],
        ),
        name="assets",
    )


class _Assets(StaticFiles):
    """Files that a browser asks about again, so that a page never meets last week's script."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages on which replies are written and the rubric is read."""

    site: Site

    def all(self) -> tuple[tuple[str, Callable[[Request], HTMLResponse]], ...]:
        """Return every page with its path."""
        return (
            ("/", self.write),
            ("/practice", self.practise),
            ("/audits", self.audit),
            ("/coaching", self.coach),
            (WORDS_PATH, self.words),
            ("/huddle", self.huddle),
            ("/plan", self.plan),
            ("/consent", self.consent),
            ("/rubric", self.read_rubric),
            ("/connect", self.connect),
            ("/chatwoot", self.beside_chatwoot),
        )

    def audit(self, request: Request) -> HTMLResponse:
        """Show the page for bulk audits; its script asks for the data, with a token."""
        language = self.site.language(request)
        shown = audits_page(self.site.rubric, language)
        return self.site.page(request, "audits.html", language, shown)

    def huddle(self, request: Request) -> HTMLResponse:
        """Show the page on which huddles are prepared; its script asks with a token."""
        language = self.site.language(request)
        shown = huddle_page(self.site.rubric, language)
        return self.site.page(request, "huddle.html", language, shown)

    def write(self, request: Request) -> HTMLResponse:
        """Show the page on which replies are written."""
        language = self.site.language(request)
        shown = writing_page(self.site.rubric, language, self.site.settings)
        return self.site.page(request, "index.html", language, shown)

    def practise(self, request: Request) -> HTMLResponse:
        """Show the page on which agents practise."""
        language = self.site.language(request)
        shown = practice_page(self.site.rubric, language, self.site.settings)
        return self.site.page(request, "practice.html", language, shown)

    def coach(self, request: Request) -> HTMLResponse:
        """Show the page of coaching sheets."""
        language = self.site.language(request)
        shown = board_page("coaching", self.site.rubric, language)
        return self.site.page(request, "coaching.html", language, shown)

    def words(self, request: Request) -> HTMLResponse:
        """Show the form in which trainers look at their own words; it needs no script."""
        return empty_form(self.site, request)

    def plan(self, request: Request) -> HTMLResponse:
        """Show the loyalty plan."""
        language = self.site.language(request)
        shown = board_page("plan", self.site.rubric, language)
        return self.site.page(request, "plan.html", language, shown)

    def consent(self, request: Request) -> HTMLResponse:
        """Show the page on which agents agree to something, or take it back."""
        language = self.site.language(request)
        shown = board_page("consent", self.site.rubric, language)
        return self.site.page(request, "consent.html", language, shown)

    def read_rubric(self, request: Request) -> HTMLResponse:
        """Show the rubric to read."""
        language = self.site.language(request)
        shown = rubric_page(self.site.rubric, language)
        return self.site.page(request, "rubric.html", language, shown)

    def connect(self, request: Request) -> HTMLResponse:
        """Show how the programs agents write in are connected."""
        language = self.site.language(request)
        shown = connect_page(language, home_of(request), self.site.settings)
        return self.site.page(request, "connect.html", language, shown)

    def beside_chatwoot(self, request: Request) -> HTMLResponse:
        """Show a conversation inside Chatwoot."""
        return chatwoot_page(self.site, request)
