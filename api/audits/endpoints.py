"""/v1/audits: upload, list, look into, export, cancel, remove."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile, status
from fastapi import Path as PathPart
from fastapi.responses import FileResponse

from api.audits.browse import find_conversations, open_results, whole_conversation
from api.audits.jobs import INPUT, problem_text, service_options
from api.audits.preview import check_mapping, preview
from api.audits.problems import UnknownAuditError
from api.audits.schemas import (
    AuditDetailOut,
    AuditOut,
    AuditsOut,
    ConversationsOut,
    Filters,
    PreviewOut,
    WholeConversationOut,
)
from api.audits.uploads import FormRoute, save_uploads
from api.guard import BEARER, guarded_router
from api.language import ReaderLanguage
from api.openapi import READING, WRITING, problems
from api.problems import SwitchedOffError
from api.services import AppServices
from coach.audit.names import DOWNLOADS, REPORT
from coach.contracts import Language
from coach.store.audits import AuditRecord

UploadRoute = type(
    "UploadRoute", (FormRoute,), {"permission": "audit", "body_size": "audit_upload_limit"}
)
upload_router = APIRouter(route_class=UploadRoute, dependencies=[BEARER])
router = guarded_router("audit")

Short = Annotated[str, Form(max_length=200)]
Mapping = Annotated[
    str, Form(max_length=20_000, description="Which column holds what, as TOML; see the preview.")
]


def present(record: AuditRecord, language: Language) -> AuditOut:
    """Return what is shown of an audit."""
    return AuditOut(
        id=record.id,
        name=record.name,
        state=record.state,
        done=record.done,
        total=record.total,
        created=record.created,
        finished=record.finished,
        problem=problem_text(record, language),
    )


@upload_router.post(
    "/v1/audits",
    tags=["audits"],
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(*WRITING, 404),
)
def create(
    request: Request,
    services: AppServices,
    language: ReaderLanguage,
    files: Annotated[list[UploadFile], File(description="Exports of conversations.")],
    name: Short = "",
    format: Short = "",
    outcomes: Annotated[str, Form(max_length=2000, description="Columns, with commas.")] = "",
    segments: Annotated[str, Form(max_length=2000, description="Columns, with commas.")] = "",
    team: Short = "",
    mapping: Mapping = "",
) -> AuditOut:
    """Upload exports and score every agent turn in the background.

    What was uploaded is removed as soon as it is scored; results are redacted, agents are
    pseudonyms.
    """
    _require_on(services)
    check_mapping(mapping, language)
    id, folder = services.audits.new_folder()
    try:
        saved = save_uploads(files, folder / INPUT)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    options = service_options(
        format=format or None,
        outcomes=_listed(outcomes),
        segments=_listed(segments),
        team=team or None,
        mapping=mapping.strip() or None,
    )
    title = " ".join(name.split()) or Path(saved[0]).name
    role = request.state.principal.role
    record = services.audits.submit(id, title, saved, options, role=role)
    return present(record, language)


@upload_router.post("/v1/audits/preview", tags=["audits"], responses=problems(*WRITING, 404))
def look_first(
    services: AppServices,
    language: ReaderLanguage,
    files: Annotated[list[UploadFile], File(description="Exports of conversations.")],
    format: Short = "",
    mapping: Mapping = "",
) -> PreviewOut:
    """Say how exports would be read: format, guessed columns, first conversation. Keeps nothing."""
    _require_on(services)
    given = check_mapping(mapping, language)
    with TemporaryDirectory(prefix="preview-", dir=services.audits.place()) as folder:
        saved = save_uploads(files, Path(folder))
        paths = [Path(folder) / name for name in saved]
        return preview(paths, format=format or None, mapping=given, language=language)


@router.get("/v1/audits", tags=["audits"], responses=problems(*READING, 404))
def list_audits(services: AppServices, language: ReaderLanguage) -> AuditsOut:
    """List all audits, the newest first."""
    _require_on(services)
    records = services.audits.repository().all()
    return AuditsOut(audits=[present(record, language) for record in records])


@router.get("/v1/audits/{id}", tags=["audits"], responses=problems(*READING, 404, 409))
def one_audit(id: str, services: AppServices, language: ReaderLanguage) -> AuditDetailOut:
    """Return how far an audit is and, once it is done, its figures."""
    from coach.audit.summary import summarise

    _require_on(services)
    record = services.audits.get(id)
    shown = present(record, language).model_dump()
    if record.state != "done":
        return AuditDetailOut(**shown, summary=None, revealed=None, files=[])
    with open_results(record) as results:
        revealed = results.manifest.revealed
        return AuditDetailOut(
            **shown,
            summary=summarise(results),
            revealed=dict(revealed) if revealed else None,
            files=[
                name for name in DOWNLOADS if name == REPORT or (results.folder / name).is_file()
            ],
        )


@router.post("/v1/audits/{id}/cancel", tags=["audits"], responses=problems(*WRITING, 404))
def cancel(id: str, services: AppServices, language: ReaderLanguage) -> AuditOut:
    """Stop an audit and throw away what was uploaded for it."""
    _require_on(services)
    return present(services.audits.cancel(id), language)


@router.delete(
    "/v1/audits/{id}",
    tags=["audits"],
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(*WRITING, 404),
)
def remove(id: str, services: AppServices) -> None:
    """Remove an audit with all its files and the decisions about it."""
    _require_on(services)
    services.audits.remove(id)


@router.get(
    "/v1/audits/{id}/conversations", tags=["audits"], responses=problems(*READING, 404, 409)
)
def conversations(
    id: str, services: AppServices, filters: Annotated[Filters, Query()]
) -> ConversationsOut:
    """Return one page of an audit's conversations, filtered and sorted."""
    _require_on(services)
    with open_results(services.audits.get(id)) as results:
        return find_conversations(results, filters)


@router.get(
    "/v1/audits/{id}/conversations/{position}",
    tags=["audits"],
    responses=problems(*READING, 404, 409),
)
def conversation(
    id: str,
    position: Annotated[int, PathPart(ge=0, le=2**53)],
    services: AppServices,
    language: ReaderLanguage,
) -> WholeConversationOut:
    """Return one conversation, turn by turn, with the passages that earned or cost something."""
    _require_on(services)
    with open_results(services.audits.get(id)) as results:
        return whole_conversation(results, position, services.coach.rubric, language)


@router.get(
    "/v1/audits/{id}/files/{name}",
    tags=["audits"],
    response_class=FileResponse,
    responses=problems(*READING, 404, 409),
)
def download(id: str, name: str, services: AppServices, language: ReaderLanguage) -> FileResponse:
    """Download one of an audit's files; the report is made in the language it is asked for."""
    _require_on(services)
    record = services.audits.get(id)
    path = Path(record.folder) / name
    if name == REPORT:
        path = _report(record, language, database=services.settings.database)
    if name not in DOWNLOADS or not path.is_file():
        raise UnknownAuditError
    return FileResponse(path, filename=name, content_disposition_type="attachment")


def _report(record: AuditRecord, language: Language, *, database: str | None) -> Path:
    """Return the report in one language, with the decisions of people and the agreement of now."""
    from coach.report.decided import decided_levels
    from coach.report.write import kept_report

    with open_results(record) as results:
        decided = decided_levels(results.manifest.run, database=database)
        return kept_report(results, language, decided=decided)


def _listed(names: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in names.split(",") if part.strip())


def _require_on(services: AppServices) -> None:
    if not services.settings.audits:
        raise SwitchedOffError(function="AUDITS")
