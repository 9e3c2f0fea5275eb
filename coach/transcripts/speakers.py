"""Who speaks in captions: told by the mapping, by a telling name, or by what only agents say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.transcripts.errors import TranscriptError
from coach.transcripts.fields import FieldMap, agent_phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.transcripts.contracts import Role

Said = tuple[str, str]
"""A speaker's name and what they said."""

LISTENED: Final = 12
"""Utterances from the beginning in which an agent gives themself away."""

_WORD = re.compile(r"[^\W\d_]+")


def speaker_roles(said: Sequence[Said], mapping: FieldMap | None, source: str) -> dict[str, Role]:
    """Return the role of each speaker.

    Where only the agents are known, the others are customers; where nobody is known, the first
    of two speakers who says what agents say is the agent.

    Raises:
        TranscriptError: it cannot be told who is the agent.
    """
    names = list(dict.fromkeys(name for name, _ in said))
    given = mapping or FieldMap()
    roles = {name: role for name in names if (role := _named(name, given))}
    if "agent" not in roles.values():
        roles |= _by_phrases(said, [name for name in names if name not in roles])
    unknown = [name for name in names if name not in roles]
    if "agent" in roles.values() and (given.speakers or len(unknown) <= 1):
        roles |= dict.fromkeys(unknown, "customer")
    elif "customer" in roles.values() and len(unknown) == 1:
        roles[unknown[0]] = "agent"
    elif unknown or "agent" not in roles.values():
        shown = ", ".join(name or "–" for name in names[:8])
        raise TranscriptError("no-speakers", path=source, speakers=shown)
    return roles


def _named(name: str, given: FieldMap) -> Role | None:
    role = given.speakers.get(name.strip().lower())
    if role:
        return role
    told = (given.role(word) for word in _WORD.findall(name.lower()))
    return next((found for found in told if found), None)


def _by_phrases(said: Sequence[Said], names: Sequence[str]) -> Mapping[str, Role]:
    if len(names) > 2:
        return {}
    phrases = agent_phrases()
    for name, text in said[:LISTENED]:
        plain = " ".join(text.lower().split())
        if name in names and any(phrase in plain for phrase in phrases):
            return {name: "agent"}
    return {}
