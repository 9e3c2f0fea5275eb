"""What can end an audit on purpose."""

from __future__ import annotations

from coach.errors import CoachError


class AuditError(CoachError):
    """An audit that cannot run, go on or be read; `code` and `values` let an edge say it."""

    def __init__(self, code: str, message: str, **values: object) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


class AuditCancelledError(AuditError):
    """Somebody stopped it; what is finished stays, and the same command goes on."""

    def __init__(self) -> None:
        message = "The audit was stopped. Run the same command again and it goes on."
        super().__init__("cancelled", message)
