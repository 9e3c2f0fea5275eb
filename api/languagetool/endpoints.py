"""`/v2/…`: what LanguageTool's clients call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.home import home_of
from api.language import accepted_language
from api.languagetool.answer import Reader
from api.languagetool.languages import known_languages, ours
from api.languagetool.params import read_params
from api.languagetool.route import checked_router, open_router
from api.problems import ProtocolError, StoppingError
from api.services import AppServices

if TYPE_CHECKING:
    from api.languagetool.params import CheckParams
    from coach.contracts import Language

checked = checked_router()
described = open_router()

READ = ["GET", "HEAD"]


@checked.api_route("/v2/check", methods=["GET", "POST"])
async def check(request: Request, services: AppServices) -> JSONResponse:
    """Check a text: matches, replacements, and the score as an extra key."""
    fields: dict[str, str] = request.state.fields
    params = read_params(fields, limit=services.settings.text_limit)
    service = services.languagetool
    reader = _reader(request, params)
    return JSONResponse(await service.check(params, fields, request.receive, reader))


@checked.api_route("/v2/check", methods=["HEAD", "OPTIONS"])
async def probe(request: Request) -> Response:
    """Tell that checks are answered here, without one."""
    return _allowed(request, "GET, HEAD, POST, OPTIONS")


@checked.get("/v2/configinfo")
async def configinfo(request: Request, services: AppServices) -> JSONResponse:
    """Name the rules, in the language asked for."""
    asked: str = request.state.fields.get("language", "")
    if not asked:
        raise ProtocolError("lt-no-language")
    language: Language = ours(asked) or services.settings.language
    rules = [rule.to_json(language) for rule in services.languagetool.rules.all]
    limits = {"maxTextLength": services.settings.text_limit}
    software = services.languagetool.answerer.software
    return JSONResponse({"software": software, "parameter": limits, "rules": rules})


@checked.get("/v2/words")
async def list_words() -> JSONResponse:
    """Return the words people have added: there is no dictionary here, so none."""
    return JSONResponse({"words": []})


@checked.post("/v2/words/add")
async def add_word() -> JSONResponse:
    """Tell that nothing was added."""
    return JSONResponse({"added": False})


@checked.post("/v2/words/delete")
async def delete_word() -> JSONResponse:
    """Tell that nothing was deleted."""
    return JSONResponse({"deleted": False})


@checked.get("/v2/users/me")
async def account() -> Response:
    """Tell that there are no accounts, so that a client works on without one."""
    raise ProtocolError("lt-accounts", status=404)


@described.options("/v2")
@described.options("/v2/info")
@described.options("/v2/languages")
@described.options("/v2/maxtextlength")
@described.options("/v2/healthcheck")
async def options(request: Request) -> Response:
    """Tell which methods fit."""
    return _allowed(request, "GET, HEAD, OPTIONS")


@described.api_route("/v2/languages", methods=READ)
async def languages(services: AppServices) -> JSONResponse:
    """List the languages that are read, by us and by the server behind us."""
    own = [language.to_json() for language in known_languages()]
    known = {entry["longCode"] for entry in own}
    others: list[dict[str, Any]] = []
    if services.languagetool.upstream is not None:
        others = await services.languagetool.upstream.languages()
    return JSONResponse([*own, *(entry for entry in others if entry["longCode"] not in known)])


@described.api_route("/v2", methods=READ)
@described.api_route("/v2/info", methods=READ)
async def info(services: AppServices) -> JSONResponse:
    """Name the program that answers."""
    return JSONResponse({"software": services.languagetool.answerer.software})


@described.api_route("/v2/maxtextlength", methods=READ)
async def longest_text(services: AppServices) -> PlainTextResponse:
    """Name the longest text that is checked, in characters."""
    return PlainTextResponse(str(services.settings.text_limit))


@described.api_route("/v2/healthcheck", methods=READ)
async def healthcheck(services: AppServices) -> PlainTextResponse:
    """Tell that checks are answered."""
    if not services.queue.accepting:
        raise StoppingError
    return PlainTextResponse("OK")


def _allowed(request: Request, methods: str) -> Response:
    status = 204 if request.method == "OPTIONS" else 200
    return Response(status_code=status, headers={"Allow": methods})


def _reader(request: Request, params: CheckParams) -> Reader:
    """Find out in which language to answer: their mother tongue, else their browser's."""
    accepted = accepted_language(request.headers.get("accept-language", ""))
    return Reader(ours(params.mother_tongue) or accepted, home_of(request))
