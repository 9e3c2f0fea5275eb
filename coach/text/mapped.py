"""A changed text that remembers where each of its characters came from.

Only the changed places are stored; between them the two texts run in step. Offsets are half-open
and count code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Put `text` where the text from `start` to `end` stands."""

    start: int
    end: int
    text: str


class Change(NamedTuple):
    """The range `start:end` of the original became `new_start:new_end` of the new text."""

    start: int
    end: int
    new_start: int
    new_end: int


_BY_START = attrgetter("start")
_BY_NEW_START = attrgetter("new_start")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text, the length of its original, and the places where the two differ."""

    text: str
    original_length: int
    changes: tuple[Change, ...] = ()

    @classmethod
    def identity(cls, text: str) -> Mapped:
        """Map a text onto itself."""
        return cls(text, len(text))

    @classmethod
    def delete(cls, text: str, ranges: Iterable[tuple[int, int]]) -> Mapped:
        """Leave out ranges; they may touch but not overlap."""
        return cls.replace(text, (Edit(start, end, "") for start, end in ranges))

    @classmethod
    def replace(cls, text: str, edits: Iterable[Edit]) -> Mapped:
        """Apply edits that are given in the offsets of `text` and do not overlap."""
        parts: list[str] = []
        changes: list[Change] = []
        done, length = 0, 0
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
            if not done <= start <= end <= len(text):
                raise ValueError(
                    f"The edit {start}:{end} overlaps another or leaves the text of {len(text)} "
                    "characters; edits must lie inside it, one after the other."
                )
            if start == end and not new:
                continue
            parts += (text[done:start], new)
            length += start - done
            changes.append(Change(start, end, length, length + len(new)))
            length += len(new)
            done = end
        parts.append(text[done:])
        return cls("".join(parts), len(text), tuple(changes))

    def then(self, later: Mapped) -> Mapped:
        """Compose with a change of this text, so that `later.text` maps to our original."""
        if later.original_length != len(self.text):
            raise ValueError(
                f"Only a change of this very text ({len(self.text)} characters) can follow it, "
                f"not one of a text of {later.original_length}."
            )
        if not self.changes:
            return later
        if not later.changes:
            return self
        merged = tuple(_merge(self.changes, later.changes))
        return Mapped(later.text, self.original_length, merged)

    def span_to_original(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of this text to the smallest span of the original that holds it.

        A span that touches a replaced place covers all of what was replaced; text deleted before
        or after the span stays outside.
        """
        _check(start, end, len(self.text))
        if start == end:
            point = self._first(start) if start < len(self.text) else self._last(start)
            return point, point
        return self._first(start), self._last(end)

    def span_from_original(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the original into this text; what was deleted maps to an empty span."""
        _check(start, end, self.original_length)
        new_start, new_end = self._new_first(start), self._new_last(end)
        return new_start, max(new_start, new_end)

    def _first(self, position: int) -> int:
        """Return where the character at `position` begins in the original."""
        change = self._change_before(position + 1)
        if change is None:
            return position
        if position < change.new_end:
            return change.start
        return position - change.new_end + change.end

    def _last(self, position: int) -> int:
        """Return where the character before `position` ends in the original."""
        change = self._change_before(position)
        if change is None:
            return position
        if position <= change.new_end:
            return change.end
        return position - change.new_end + change.end

    def _change_before(self, position: int) -> Change | None:
        """Return the last change that begins before `position` in this text."""
        index = bisect_left(self.changes, position, key=_BY_NEW_START)
        return self.changes[index - 1] if index else None

    def _new_first(self, position: int) -> int:
        index = bisect_right(self.changes, position, key=_BY_START)
        if not index:
            return position
        change = self.changes[index - 1]
        if position < change.end:
            return change.new_start
        return position - change.end + change.new_end

    def _new_last(self, position: int) -> int:
        index = bisect_left(self.changes, position, key=_BY_START)
        if not index:
            return position
        change = self.changes[index - 1]
        if position <= change.end:
            return change.new_end
        return position - change.end + change.new_end


def _check(start: int, end: int, length: int) -> None:
    if not 0 <= start <= end <= length:
        raise ValueError(f"The span {start}:{end} lies outside the text of {length} characters.")


def _merge(first: tuple[Change, ...], second: tuple[Change, ...]) -> list[Change]:
    """Join two layers of changes; those that overlap in the text between become one.

    `before` and `after` are what has to be added to an offset of the text between to reach the
    original and the newest text.
    """
    merged: list[Change] = []
    before = after = 0
    layers = sorted(
        [(c.new_start, c.new_end, 0, c) for c in first] + [(c.start, c.end, 1, c) for c in second]
    )
    index = 0
    while index < len(layers):
        start, end = layers[index][:2]
        old_start, new_start = start + before, start + after
        first_of_group = index
        while index < len(layers) and (index == first_of_group or layers[index][0] < end):
            _, high, layer, change = layers[index]
            end = max(end, high)
            if layer == 0:
                before = change.end - change.new_end
            else:
                after = change.new_end - change.end
            index += 1
        merged.append(Change(old_start, end + before, new_start, end + after))
    return merged
