"""Offsets that count UTF-16 code units, as editors and LanguageTool's clients do."""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """Turns offsets of one text: Python's code points to UTF-16 code units, and back."""

    def __init__(self, text: str) -> None:
        self._wide = [index for index, character in enumerate(text) if character > "\uffff"]
        self.length = len(text) + len(self._wide)
        """Length of the whole text in code units."""

    def offset(self, point: int) -> int:
        """Return the code units before a code point."""
        return point + bisect_left(self._wide, point)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return offset and length of a half-open span, in code units."""
        first = self.offset(start)
        return first, self.offset(end) - first

    def point(self, offset: int) -> int:
        """Return the code point that begins at or contains a code unit."""
        low, high = 0, offset
        while low < high:
            middle = (low + high + 1) // 2
            if self.offset(middle) <= offset:
                low = middle
            else:
                high = middle - 1
        return low
