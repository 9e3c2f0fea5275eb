"""Papers for the people whose texts are scored: a notice, a data sheet, a draft works agreement.

Drafts without legal review; each says so at its head.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from coach.contracts import Language

DOCUMENTS: Final = ("notice", "datasheet", "agreement")


def document(name: str, language: Language) -> str:
    """Return one paper as Markdown.

    Raises:
        KeyError: there is no paper of that name.
    """
    if name not in DOCUMENTS:
        raise KeyError(name)
    return files("coach.privacy.documents").joinpath(f"{name}.{language}.md").read_text("utf-8")
