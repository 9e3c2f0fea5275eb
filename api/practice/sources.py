"""Messages of a house's own customers: from finished audits, redacted, and nothing beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.practice.schemas import SourceOut
from api.problems import InvalidFieldError
from coach.audit.errors import AuditError
from coach.audit.results import AuditResults
from coach.practice.from_audit import LEAST_MESSAGES, audit_messages, count_messages
from coach.store.audits import AuditRepository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from coach.contracts import Language
    from coach.practice import PracticeMessage

MOST_AUDITS: Final = 5


@dataclass(frozen=True, slots=True)
class Sources:
    """The audits of one store, for whoever practises; `allowed` is the house's switch."""

    engine: Engine
    allowed: bool

    def list(self, language: Language) -> list[SourceOut]:
        """Return the newest audits with enough messages in a language, at most five."""
        found = [one for one in self._counted(language) if one.messages >= LEAST_MESSAGES]
        return found[:MOST_AUDITS]

    def messages(self, audit: str, language: Language) -> tuple[PracticeMessage, ...]:
        """Return an audit's messages.

        Raises:
            InvalidFieldError: there is no such audit, or nobody may practise with it.
        """
        record = AuditRepository(self.engine).get(audit) if self.allowed else None
        try:
            if record is None:
                raise InvalidFieldError("audit", rule="field-no_audit")
            with AuditResults.open(Path(record.folder)) as results:
                return audit_messages(results, language)
        except AuditError as error:
            raise InvalidFieldError("audit", rule="field-no_audit") from error

    def _counted(self, language: Language) -> Iterator[SourceOut]:
        if not self.allowed:
            return
        for record in reversed(AuditRepository(self.engine).in_states(("done",))):
            try:
                with AuditResults.open(Path(record.folder)) as results:
                    messages = count_messages(results, language)
            except AuditError:  # its folder was moved or removed: there is nothing to read
                continue
            finished = record.finished.date() if record.finished else None
            yield SourceOut(audit=record.id, finished=finished, messages=messages)
