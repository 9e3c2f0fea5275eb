"""From the messages of a conversation to the agent turns that are scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach import contracts
from coach.text.customer import last_meaningful, says_something
from coach.transcripts.contracts import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.transcripts.contracts import Conversation, Message

THREAD_MESSAGES: Final = 40
"""So many messages before a turn are kept as its thread: what lies further back says little."""
CLOSING_FROM: Final = 3
"""From so many agent turns on, the last one closes the conversation."""

_THREAD_ROLE: Final[dict[str, contracts.Role]] = {
    "agent": "agent",
    "customer": "customer",
    "bot": "other",
}
_LEFT_OUT: Final = frozenset({"system", "note"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A message with its id and its place among the messages that count."""

    id: str
    place: int
    message: Message


def turns(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the agent turns in order; consecutive messages of one sender are one turn.

    Notes and system lines neither count nor part a turn. The phase of the first turn is
    `opening`; the last one's is `closing` where there are at least three, or where the customer
    did nothing but thank or take leave before it; the others' is `middle`.
    """
    said = list(_said(conversation))
    groups = [group for group in _groups(said) if group[0].message.role == "agent"]
    thread = [
        contracts.Message(_THREAD_ROLE[one.message.role], one.message.text.strip()) for one in said
    ]
    return tuple(_turn(index, group, thread, of=len(groups)) for index, group in enumerate(groups))


def _said(conversation: Conversation) -> Iterator[_Said]:
    """Yield what was said, blank messages and what nobody said to the customer left out."""
    place = 0
    for number, message in enumerate(conversation.messages, start=1):
        if message.role in _LEFT_OUT or not message.text.strip():
            continue
        yield _Said(message.id or str(number), place, message)
        place += 1


def _groups(said: Sequence[_Said]) -> list[list[_Said]]:
    """Put consecutive messages of one sender together."""
    groups: list[list[_Said]] = []
    sender: str | None = None
    for one in said:
        own = _sender(one.message)
        same = bool(groups) and groups[-1][-1].message.role == one.message.role
        if not same or (own and sender and own != sender):
            groups.append([])
            sender = None
        groups[-1].append(one)
        sender = sender or own
    return groups


def _sender(message: Message) -> str | None:
    """Tell agents apart; a message without a name goes with whoever spoke before it."""
    if message.role != "agent":
        return None
    return message.agent or message.meta.get("brand")


def _turn(
    index: int, group: Sequence[_Said], thread: Sequence[contracts.Message], *, of: int
) -> Turn:
    first = group[0].place
    before = tuple(thread[max(0, first - THREAD_MESSAGES) : first])
    text, parts = _joined(group)
    messages = [one.message for one in group]
    return Turn(
        index=index,
        agent=next((m.agent for m in messages if m.agent), None),
        time=next((m.time for m in messages if m.time), None),
        channel=next((m.channel for m in messages if m.channel), None),
        text=text,
        parts=parts,
        customer=last_meaningful(thread=before) or None,
        thread=before,
        phase=_phase(index, before, of=of),
    )


def _joined(group: Sequence[_Said]) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    parts, start = [], 0
    for one in group:
        end = start + len(one.message.text.strip())
        parts.append((one.id, start, end))
        start = end + 1
    return "\n".join(one.message.text.strip() for one in group), tuple(parts)


def _phase(index: int, before: Sequence[contracts.Message], *, of: int) -> contracts.Phase:
    if index == 0:
        return "opening"
    if index < of - 1:
        return "middle"
    return "closing" if of >= CLOSING_FROM or _takes_leave(before) else "middle"


def _takes_leave(before: Sequence[contracts.Message]) -> bool:
    """Say whether the customer's newest turn is thanks or a farewell and nothing more."""
    newest = []
    for message in reversed(before):
        if message.role == "agent":
            break
        if message.role == "customer":
            newest.append(message.text)
    text = "\n".join(newest)
    return any(character.isalpha() for character in text) and not says_something(text)
