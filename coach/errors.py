"""The one error tree: each message names the value, the rule it broke, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.contracts import Language


class CoachError(Exception):
    """Base of every error this project raises on purpose."""

    code = "error"

    def text(self, language: Language) -> str:  # noqa: ARG002
        """Return what people read; `coach.said.SaidError` says it in both languages."""
        return str(self)


class InputError(CoachError):
    """A request that cannot be scored as it stands (empty, too long, unknown option)."""

    code = "invalid-input"


class StoreError(CoachError):
    """The database cannot be reached or holds something unexpected."""

    code = "store"
