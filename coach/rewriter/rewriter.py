"""Ask the house's language model to reword one passage, and let nothing personal out.

The model sees the draft and the customer's message with placeholders; its answer is checked,
gets the originals back and is offered. Whether it helps is for the proof to say, not for us.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from coach.prepare import prepare
from coach.privacy import redact_all, restore
from coach.rewriter.client import ChatClient
from coach.rewriter.prompt import Task, build_messages, read_answer
from coach.rubric import load_rubric
from coach.text.mapped import Edit, Mapped
from coach.text.masks import find_masks
from coach.text.segment import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.contracts import Assessment, Request
    from coach.privacy import Entity
    from coach.rewriter.prompt import Answer, ChatMessage
    from coach.rewriter.settings import RewriterSettings
    from coach.rubric import Rubric
    from coach.text.segment import Span

MAX_DRAFT: Final = 6_000
"""Longer drafts are not sent."""
_MAY_GROW: Final = 160
"""A small rewrite has at most twice the characters of its passage, or this many more."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_PLACEHOLDER = re.compile(r"<[^<>\s]+>")


class Completes(Protocol):
    """Something that answers a chat."""

    def complete(self, messages: Sequence[ChatMessage]) -> str:
        """Return what is said next."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """The agent's own words, redacted; `to_received` leads back to the reply as received."""

    received: str
    own: Mapped
    to_received: Mapped
    customer: str
    passages: tuple[Span, ...]
    entities: tuple[Entity, ...]

    @property
    def text(self) -> str:
        """Return what may leave the house."""
        return self.to_received.text

    def passage(self, index: int) -> str:
        """Return one passage, redacted."""
        return self.text[slice(*self.passages[index])]


class Rewriter:
    """Offers at most two small rewrites of one passage."""

    def __init__(
        self, client: Completes, *, rubric: Rubric | None = None, keep: Iterable[str] = ()
    ) -> None:
        """Take the client and what never counts as personal, such as the house's own name."""
        self._client = client
        self._rubric = rubric or load_rubric()
        self._keep = tuple(keep)

    def close(self) -> None:
        """Close the connections to the endpoint."""
        self._client.close()

    def suggest(
        self, request: Request, assessment: Assessment, goals: Sequence[str]
    ) -> tuple[str, ...]:
        """Return the whole reply once for each rewrite that can be offered.

        `goals` are dimensions to raise, or behaviours: positive ones to show, negative to lose.

        Raises:
            RewriterError: the endpoint gave no usable answer.
            CoachError: a goal is neither a dimension nor a behaviour.
        """
        edits = self.edits(request, assessment, goals)
        return tuple(Mapped.replace(request.reply, (edit,)).text for edit in edits)

    def edits(
        self, request: Request, assessment: Assessment, goals: Sequence[str]
    ) -> tuple[Edit, ...]:
        """Return the rewrites as edits of the reply as received; see `suggest`."""
        language = assessment.language
        if language is None or assessment.abstained or not goals:
            return ()
        draft = self._draft(request, assessment)
        if not draft.passages or len(draft.text) > MAX_DRAFT:
            return ()
        focus = self._focus(draft, assessment, goals)
        texts = tuple(draft.passage(index) for index in range(len(draft.passages)))
        task = Task(language, draft.customer, texts, tuple(goals), focus)
        content = self._client.complete(build_messages(task, self._rubric))
        answer = read_answer(content, passages=len(texts))
        if focus is not None and answer.passage != focus:
            return ()
        return tuple(_edits(draft, answer))

    def _draft(self, request: Request, assessment: Assessment) -> _Draft:
        language = assessment.language or "en"
        prepared = prepare(replace(request, masks="flag", language=language))
        texts = (prepared.reply.text, prepared.pair.customer)
        reply, customer = redact_all(texts, language=language, keep=self._keep)
        return _Draft(
            received=request.reply,
            own=prepared.reply,
            to_received=prepared.reply.then(reply.mapped),
            customer=customer.text,
            passages=sentences(reply.text, language),
            entities=(*reply.entities, *customer.entities),
        )

    def _focus(self, draft: _Draft, assessment: Assessment, goals: Sequence[str]) -> int | None:
        """Return the passage with the surest negative mark that a goal is about."""
        wanted = {
            *goals,
            *(mark.id for mark in assessment.behaviours if mark.dimension in goals),
        }
        marks = [m for m in assessment.behaviours if m.polarity == "-" and m.id in wanted]
        if not marks:
            return None
        mark = max(marks, key=lambda one: one.confidence)
        start, _ = draft.to_received.span_from_original(mark.start, mark.end)
        found = (n for n, span in enumerate(draft.passages) if span.start <= start < span.end)
        return next(found, None)


def build_rewriter(settings: RewriterSettings, *, keep: Iterable[str] = ()) -> Rewriter:
    """Build a rewriter over the configured endpoint."""
    return Rewriter(ChatClient(settings), keep=keep)


def _edits(draft: _Draft, answer: Answer) -> Iterator[Edit]:
    if not answer.rewrites or not _stands_as_received(draft, answer.passage):
        return
    passage = draft.passage(answer.passage)
    start, end = draft.to_received.span_to_original(*draft.passages[answer.passage])
    seen = {passage}
    for given in answer.rewrites:
        rewrite = " ".join(given.split())
        if rewrite not in seen and _keeps_the_facts(draft, passage, rewrite):
            seen.add(rewrite)
            yield Edit(start, end, restore(rewrite, draft.entities))


def _stands_as_received(draft: _Draft, index: int) -> bool:
    """Tell whether nothing was taken out of or changed in a passage before it was sent."""
    start, end = draft.to_received.span_to_original(*draft.passages[index])
    own_start, own_end = draft.own.span_from_original(start, end)
    return draft.own.text[own_start:own_end] == draft.received[start:end]


def _keeps_the_facts(draft: _Draft, passage: str, rewrite: str) -> bool:
    """Tell whether numbers, placeholders and slots of the passage are there, and none invented."""
    if not rewrite or len(rewrite) > max(2 * len(passage), len(passage) + _MAY_GROW):
        return False
    slots = Counter(mask.text for mask in find_masks(passage))
    if slots - Counter(mask.text for mask in find_masks(rewrite)):
        return False
    names = {entity.placeholder for entity in draft.entities if entity.kind == "name"}
    if set(_PLACEHOLDER.findall(rewrite)) - names - set(slots):
        return False
    return _numbers(rewrite) == _numbers(passage)


def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(_PLACEHOLDER.sub("", text)))
