"""What all pages share: the reader's language, the frame around a page, and how it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.guard import FORWARDED
from api.language import accepted_language
from api.pages.views import frame
from coach.contracts import LANGUAGES, Language

if TYPE_CHECKING:
    from fastapi import Request

    from api.settings import ApiSettings
    from coach.rubric import Rubric

HERE: Final = Path(__file__).parent
HEADERS: Final = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one service; found on `app.state.site`."""

    settings: ApiSettings
    rubric: Rubric
    templates: Environment

    def page(
        self, request: Request, template: str, language: Language, shown: dict[str, Any]
    ) -> HTMLResponse:
        """Render one page in the reader's language."""
        proxied = any(name in request.headers for name in FORWARDED)
        local = not (proxied or self.settings.listens_beyond_loopback)
        elsewhere = self.settings.languagetool_upstream is not None
        path = request.url.path
        shared = frame(language=language, path=path, local=local, elsewhere=elsewhere)
        html = self.templates.get_template(template).render(shared | shown)
        return HTMLResponse(html, headers={**HEADERS, "Content-Language": language})

    def language(self, request: Request) -> Language:
        """Return the language asked for by `?lang=`, else by the browser, else the service's."""
        asked = request.query_params.get("lang")
        for language in LANGUAGES:
            if asked == language:
                return language
        accepted = accepted_language(request.headers.get("accept-language", ""))
        return accepted or self.settings.language


def make_site(settings: ApiSettings, rubric: Rubric) -> Site:
    """Make the pages' shared part."""
    return Site(settings=settings, rubric=rubric, templates=_templates())


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
