"""`/coaching/words`: a look at one's own words as a plain form, for browsers without scripts.

One of the few forms the service takes: looking changes nothing and keeps nothing, and it asks for
the token of somebody who may answer, which no foreign page has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.coaching.own_words import look_at
from api.coaching.schemas import WordsIn, WordsOut
from api.errors import describe
from api.guard import GuardedRoute
from api.languagetool.address import SHOWN_AS_KEY
from api.problems import SwitchedOffError
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

    from api.guard import BodySize
    from api.pages.site import Site
    from api.services import Services
    from coach.principal import Permission

PATH = "/coaching/words"
TEMPLATE = "words.html"
MOST_FIELDS = 10


class WordsRoute(GuardedRoute):
    """Takes the form with the token in a field; whatever comes of it is a page."""

    permission: ClassVar[Permission] = "objections"
    body_size: ClassVar[BodySize] = "body_limit"

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Show an error where the form was, with what had been written."""
        guarded = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await guarded(request)
            except (CoachError, RequestValidationError) as error:
                return _trouble(request, error)

        return shown

    async def admit(self, request: Request, services: Services) -> Request:
        """Read the form within its limit, then check who asks."""
        read = Request(request.scope, self.limited(request, services))
        fields = _fields(await read.body())
        token = fields.pop("token", "").strip()
        if token:
            read.scope.setdefault("state", {})[SHOWN_AS_KEY] = token
        read.state.fields = fields
        await self.authorise(read, services)
        return read


router = APIRouter(route_class=WordsRoute)


@router.post(PATH, include_in_schema=False, response_class=HTMLResponse)
async def look(request: Request) -> HTMLResponse:
    """Look at the words of the form; nothing of them is kept."""
    services: Services = request.app.state.services
    site: Site = request.app.state.site
    if not services.settings.own_words:
        raise SwitchedOffError(function="OWN_WORDS")
    found = await look_at(
        _words(request.state.fields), services, site.language(request), request.receive
    )
    return _page(request, words=found)


def empty_form(site: Site, request: Request) -> HTMLResponse:
    """Return the page before anything was written."""
    if not site.settings.own_words:
        raise SwitchedOffError(function="OWN_WORDS")
    return site.page(request, TEMPLATE, site.language(request), _shown())


def _trouble(request: Request, error: CoachError | RequestValidationError) -> HTMLResponse:
    site: Site = request.app.state.site
    problem, headers = describe(error, site.language(request))
    said = [problem.detail, *(f"{one.field}: {one.message}" for one in problem.errors)]
    response = _page(request, trouble=" ".join(said))
    response.status_code = problem.status
    response.headers.update(headers)
    return response


def _page(request: Request, **found: Any) -> HTMLResponse:  # noqa: ANN401 - a template's values
    """Return the form as it was filled in, without the token, and what was found."""
    site: Site = request.app.state.site
    fields = getattr(request.state, "fields", {})
    written = {name: fields.get(name, "") for name in ("text", "said")}
    shown = _shown(**written, **found)
    response = site.page(request, TEMPLATE, site.language(request), shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(
    *, text: str = "", said: str = "", words: WordsOut | None = None, trouble: str = ""
) -> dict[str, Any]:
    return {"text": text, "said": said, "words": words, "trouble": trouble}


def _words(fields: dict[str, str]) -> WordsIn:
    """Return what was written. Raises `RequestValidationError` where it is nothing or too long."""
    try:
        return WordsIn(text=fields.get("text", "").strip(), said=fields.get("said", "") or None)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _fields(body: bytes) -> dict[str, str]:
    """Read a form as browsers send it; what is none has no fields."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return dict(pairs)
