"""Take what is personal out of a text, and put it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.privacy.entity import Entity, Found, Redacted
from coach.privacy.links import find_links
from coach.privacy.names import begins_with_first_name, find_again, find_names
from coach.privacy.presidio import find_by_presidio
from coach.privacy.rules import find_by_rules
from coach.text.mapped import Edit, Mapped
from coach.text.masks import find_masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.contracts import Language
    from coach.privacy.entity import Kind

_PLACEHOLDER = re.compile(r"<[A-Z]{3,9}_\d{1,6}>")
_BETWEEN_ADDRESS_PARTS = re.compile(r"[\s,;|·]{1,4}(?:in )?")
_MASK_SCORE = 1.1


def redact(text: str, *, language: Language, keep: Iterable[str] = ()) -> Redacted:
    """Put a placeholder such as `<EMAIL_1>` where something personal stands.

    What is in `keep` stays as it is, such as the house's own name and hotline. Masks that stand
    in the text already stay too.
    """
    return redact_all((text,), language=language, keep=keep)[0]


def redact_all(
    texts: Sequence[str],
    *,
    language: Language,
    keep: Iterable[str] = (),
    names: Iterable[str] = (),
) -> tuple[Redacted, ...]:
    """Redact texts that belong together; the same words get the same placeholder in all.

    A name that one text shows in a greeting or a signature is taken out of the others too, and so
    is what `names` holds, as far as it begins with a first name: an agent may be called "Support".
    """
    kept = {_plain(text) for text in keep}
    found = [_find(text, language, kept) for text in texts]
    known = {name for name in names if begins_with_first_name(name)} | {
        text[one.start : one.end]
        for text, places in zip(texts, found, strict=True)
        for one in places
        if one.kind == "name"
    }
    numbering = _Numbering(texts)
    return tuple(
        _redacted(
            text,
            _resolve(text, [*places, *_kept_out(text, find_again(text, known), kept)]),
            numbering,
        )
        for text, places in zip(texts, found, strict=True)
    )


def restore(text: str, entities: Iterable[Entity]) -> str:
    """Put back what placeholders stand for; a placeholder nobody knows stays."""
    originals = {entity.placeholder: entity.text for entity in entities}
    return _PLACEHOLDER.sub(lambda match: originals.get(match[0], match[0]), text)


class _Numbering:
    """Hands out placeholders, the same for the same words, none that a text holds already."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._taken = {placeholder for text in texts for placeholder in _PLACEHOLDER.findall(text)}
        self._given: dict[tuple[Kind, str], str] = {}
        self._last: dict[Kind, int] = {}

    def placeholder(self, kind: Kind, text: str) -> str:
        """Return the placeholder of some words."""
        if (kind, text) not in self._given:
            self._given[kind, text] = self._next(kind)
        return self._given[kind, text]

    def _next(self, kind: Kind) -> str:
        while True:
            self._last[kind] = self._last.get(kind, 0) + 1
            placeholder = f"<{kind.upper()}_{self._last[kind]}>"
            if placeholder not in self._taken:
                return placeholder


def _find(text: str, language: Language, kept: set[str]) -> list[Found]:
    masks = [Found(None, mask.start, mask.end, _MASK_SCORE) for mask in find_masks(text)]
    places = [
        *find_by_presidio(text, language),
        *find_by_rules(text),
        *find_links(text),
        *find_names(text),
    ]
    return _resolve(text, [*masks, *_kept_out(text, places, kept)])


def _kept_out(text: str, places: Iterable[Found], kept: set[str]) -> Iterator[Found]:
    """Make a shield of what the house wants to keep."""
    for one in places:
        keep = _plain(text[one.start : one.end]) in kept
        yield Found(None, one.start, one.end, one.score) if keep else one


def _resolve(text: str, places: Iterable[Found]) -> list[Found]:
    """Keep what does not overlap, the surest first, then the longest; shields win and stay."""
    chosen: list[Found] = []
    taken = bytearray(len(text))
    for one in sorted(set(places), key=lambda one: (-one.score, one.start - one.end, one.start)):
        if one.start < one.end and not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def _redacted(text: str, places: Iterable[Found], numbering: _Numbering) -> Redacted:
    entities: list[Entity] = []
    for kind, start, end in _joined(text, places):
        words = text[start:end]
        entities.append(Entity(kind, start, end, words, numbering.placeholder(kind, words)))
    edits = (Edit(entity.start, entity.end, entity.placeholder) for entity in entities)
    return Redacted(Mapped.replace(text, edits), tuple(entities))


def _joined(text: str, places: Iterable[Found]) -> Iterator[tuple[Kind, int, int]]:
    """Join the parts of an address that stand side by side."""
    last: tuple[Kind, int, int] | None = None
    for one in places:
        if one.kind is None:
            continue
        if last and last[0] == one.kind == "address" and _beside(text, last[2], one.start):
            last = (one.kind, last[1], one.end)
            continue
        if last:
            yield last
        last = (one.kind, one.start, one.end)
    if last:
        yield last


def _beside(text: str, end: int, start: int) -> bool:
    return _BETWEEN_ADDRESS_PARTS.fullmatch(text, end, start) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
