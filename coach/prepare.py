"""From a request to what the network reads, with the way back to the text as received."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from coach.contracts import MAX_CHARACTERS, Language, Request, SlotMark
from coach.errors import InputError
from coach.said import SaidError
from coach.text.customer import last_meaningful
from coach.text.language import decide
from coach.text.masks import find_masks, neutralise
from coach.text.normalise import normalise
from coach.text.quotes import strip_quotes
from coach.text.words import word_count
from models.prediction import TextPair

if TYPE_CHECKING:
    from coach.contracts import Phase
    from coach.text.mapped import Mapped

MIN_WORDS = 3


class TooLongError(SaidError, InputError):
    """A text that is too long to be scored at once; `text` says which and by how much."""

    sentences: ClassVar[Path] = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready for the network.

    `reply` maps the scored text back to the reply as received. `abstained` is None or the reason
    why there is nothing to score: `empty`, `too_short`, `language`.
    """

    request: Request
    reply: Mapped
    pair: TextPair
    language: Language | None
    phase: Phase | None
    slots: tuple[SlotMark, ...]
    abstained: str | None


def prepare(request: Request) -> Prepared:
    """Clean the texts, take quotes and signature off, find language and context.

    Raises:
        TooLongError: the reply or the customer's message is longer than 20,000 characters.
    """
    _check_lengths(request)
    received = normalise(request.reply)
    stripped = strip_quotes(received.text)
    own = received.then(stripped.body)
    customer = normalise(
        last_meaningful(thread=request.thread, customer=request.customer, quoted=stripped.quoted)
    ).text
    language = decide(own.text, customer=customer, thread=request.thread, given=request.language)
    slots = _slots(request, own)
    if request.masks == "neutral":
        own = own.then(neutralise(own.text, language or "en"))
    return Prepared(
        request=request,
        reply=own,
        pair=TextPair(own.text, customer),
        language=language,
        phase=request.phase or _phase(request),
        slots=slots,
        abstained=_abstain(own.text, language),
    )


def _check_lengths(request: Request) -> None:
    for name, text in (("reply", request.reply), ("customer", request.customer or "")):
        if len(text) > MAX_CHARACTERS:
            raise TooLongError(name, count=len(text), limit=MAX_CHARACTERS)


def _slots(request: Request, own: Mapped) -> tuple[SlotMark, ...]:
    if request.masks != "flag":
        return ()
    marks = []
    for mask in find_masks(own.text):
        if mask.kind == "slot":
            start, end = own.span_to_original(mask.start, mask.end)
            marks.append(SlotMark(start, end, request.reply[start:end]))
    return tuple(marks)


def _phase(request: Request) -> Phase | None:
    """Tell the opening from the middle by whether an agent has spoken before."""
    if not request.thread:
        return None
    return "middle" if any(message.role == "agent" for message in request.thread) else "opening"


def _abstain(text: str, language: Language | None) -> str | None:
    if not text.strip():
        return "empty"
    if word_count(text) < MIN_WORDS:
        return "too_short"
    return "language" if language is None else None
