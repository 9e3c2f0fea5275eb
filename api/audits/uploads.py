"""Files people upload: a limited form, and where the files lie until the audit is done."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.audits.problems import EmptyUploadError
from api.guard import GuardedRoute
from api.problems import MediaTypeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import UploadFile

    from api.services import Services

MAX_FILES: Final = 50
MAX_FIELDS: Final = 20
MAX_NAME: Final = 100
"""Bytes of a name: file systems count those, and take 255."""

_UNSAFE = re.compile(r"[^\w.\- ]+")


class FormRoute(GuardedRoute):
    """A route that takes a form with files instead of JSON; it is read only after the checks."""

    async def admit(self, request: Request, services: Services) -> Request:
        """Check who asks, then read the form within its limit; large files go to the disk.

        Raises:
            MediaTypeError: it is no form with files.
            EmptyUploadError: the form has too many parts, or is broken.
        """
        await self.authorise(request, services)
        if not request.headers.get("content-type", "").startswith("multipart/form-data;"):
            raise MediaTypeError
        admitted = Request(request.scope, self.limited(request, services))
        try:
            await admitted.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
        except HTTPException as error:
            raise EmptyUploadError(most=MAX_FILES) from error
        return admitted


def save_uploads(files: Sequence[UploadFile], folder: Path) -> list[str]:
    """Write uploads to a folder only the service can read; return their paths inside it.

    Raises:
        EmptyUploadError: there is nothing in them.
    """
    saved = []
    for number, upload in enumerate(files):
        if not upload.filename or not upload.size:
            continue
        inside = Path(str(number)) / safe_name(upload.filename)
        target = folder / inside
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            shutil.copyfileobj(upload.file, out)
        saved.append(inside.as_posix())
    if not saved:
        raise EmptyUploadError(most=MAX_FILES)
    return saved


def safe_name(name: str) -> str:
    """Return the last part of a file's name without anything a path could be made of."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last).lstrip(". ").encode("utf-8", "replace")
    return plain[-MAX_NAME:].decode("utf-8", "ignore") or "upload"
