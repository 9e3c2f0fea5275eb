"""The page that help desks show in a frame: `/chatwoot`, for the origins a house has named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from api.middleware import POLICY, content_policy
from api.pages.catalogue import load_catalogue
from api.pages.views import script_rubric

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import HTMLResponse

    from api.pages.site import Site
    from coach.contracts import Language

THEMES: Final = ("light", "dark")


def chatwoot_page(site: Site, request: Request) -> HTMLResponse:
    """Return the page beside a conversation in Chatwoot; nobody else may frame it."""
    language = site.language(request)
    shown = _shown(site, language, theme=request.query_params.get("theme"))
    response = site.page(request, "chatwoot.html", language, shown)
    if site.settings.frame_origins:
        response.headers[POLICY] = content_policy(site.settings.frame_origins)
    return response


def _shown(site: Site, language: Language, *, theme: str | None) -> dict[str, Any]:
    catalogue = load_catalogue(language)
    said = catalogue.script | catalogue.table["chatwoot"]["script"]
    return {
        "rubric": site.rubric.to_dict(language),
        "limit": site.settings.text_limit,
        "theme": theme if theme in THEMES else None,
        "origins": " ".join(site.settings.frame_origins),
        "script_messages": json.dumps(said, ensure_ascii=False),
        "script_rubric": script_rubric(site.rubric, language),
    }
