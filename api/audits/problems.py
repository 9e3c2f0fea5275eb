"""What can go wrong with audits over HTTP."""

from __future__ import annotations

from api.problems import ApiError


class UnknownAuditError(ApiError):
    """There is no such audit, conversation or file."""

    code, status = "audit-unknown", 404


class AuditUnfinishedError(ApiError):
    """The audit has no results yet."""

    code, status = "audit-unfinished", 409


class UnreadableUploadError(ApiError):
    """A file that is no export, or a mapping that does not fit."""

    code, status = "audit-file", 422


class EmptyUploadError(ApiError):
    """Nothing was uploaded, or too many files at once."""

    code, status = "audit-upload", 422
