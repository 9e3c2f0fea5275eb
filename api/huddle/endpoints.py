"""POST /v1/huddle and POST /v1/huddle/files/{format}."""

from __future__ import annotations

import datetime as dt

from fastapi import Response

from api.audits.browse import open_results
from api.guard import guarded_router
from api.huddle.schemas import ExportIn, HuddleIn, HuddleOut
from api.language import ReaderLanguage
from api.openapi import WRITING, problems
from api.problems import SwitchedOffError
from api.services import AppServices
from coach.huddle import HuddleOptions, make_kit
from coach.huddle.export import MEDIA_TYPES, Format, file_name, kit_bytes
from coach.huddle.history import HuddleHistory
from coach.huddle.kit_file import kit_to_dict

router = guarded_router("huddle")

_FILE = {
    "description": "The kit in the format asked for.",
    "content": {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()},
}


@router.post("/v1/huddle", tags=["huddle"], responses=problems(*WRITING, 404, 409, 503))
def make(body: HuddleIn, services: AppServices, language: ReaderLanguage) -> HuddleOut:
    """Make a kit from a finished audit; nothing is kept until a file of it is taken."""
    _require_on(services)
    options = HuddleOptions(
        language=body.language or language,
        day=body.day or dt.datetime.now().astimezone().date(),
        team=body.team,
        focus=body.focus,
        minutes=body.minutes,
        house=services.coach.house,
    )
    history = HuddleHistory(services.store.engine())
    with open_results(services.audits.get(body.audit)) as results:
        earlier = history.of(body.team, options.language)
        kit = make_kit(results, options, earlier, history.consents())
        rows = results.rows("SELECT DISTINCT team FROM scores WHERE team IS NOT NULL ORDER BY 1")
    return HuddleOut(kit=kit_to_dict(kit), teams=[row["team"] for row in rows])


@router.post(
    "/v1/huddle/files/{format}",
    tags=["huddle"],
    response_class=Response,
    responses={**problems(*WRITING, 404, 503), 200: _FILE},
)
def export(format: Format, body: ExportIn, services: AppServices) -> Response:
    """Write a kit as a file: json, html, pdf, md or pptx."""
    _require_on(services)
    kit = body.kit.to_kit()
    content = kit_bytes(kit, format)
    if body.remember:
        HuddleHistory(services.store.engine()).remember(kit)
    name = file_name(format)
    return Response(
        content,
        media_type=MEDIA_TYPES[format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _require_on(services: AppServices) -> None:
    if not services.settings.huddles:
        raise SwitchedOffError(function="HUDDLES")
