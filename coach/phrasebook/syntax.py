"""The pattern language: one line of words, compiled to a spaCy Matcher pattern.

Pieces are parted by blanks: a word in any case, `a|b` one of several, `stem*` any word that begins
so, `_` any one word, `#` a number, marks such as `,` where they matter, `(x)?` what may be left
out: `(a|b)?`, `(_)?`.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BREAK: Final = "\n"
"""How the end of a paragraph reads as a token; no pattern goes beyond it."""

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)+|[\w\u0300-\u036f]+(?:['’\-][\w\u0300-\u036f]+)*|\n\s*\n|[^\w\s]"
)
_OPTIONAL = re.compile(r"\((?P<choices>[^()\s]+)\)\?")
_ANY_WORD: Final = r"^\w"
_NUMBER: Final = r"\d.*"
_NO_ANCHORS: Final = ({"REGEX": _ANY_WORD}, {"REGEX": f"^(?:{_NUMBER})$"})
_WORD_TEST: Final = {"ORTH": {"REGEX": _ANY_WORD}}
_GAP: Final = "(_)?"
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})


class Token(NamedTuple):
    """A word or mark as patterns compare it, and where it stands in the text."""

    start: int
    end: int
    word: str


def tokenise(text: str) -> list[Token]:
    """Cut a text into words and single marks; takes one pass, whatever the text."""
    return [Token(*found.span(), fold(found[0])) for found in _TOKEN.finditer(text)]


def fold(token: str) -> str:
    """Take away what typing differs in: case, ue for ü, ss for ß, the kind of apostrophe."""
    if token.isspace():
        return BREAK
    return unicodedata.normalize("NFC", token).lower().translate(_FOLDED)


def compile_pattern(line: str) -> list[list[dict[str, Any]]]:
    """Turn a line of the pattern language into spaCy Matcher patterns over folded words.

    A row of `(_)?` becomes one pattern per length: the Matcher walks every way of leaving such
    pieces out, and a row of eight has 256 of them.

    Raises:
        ValueError: the line breaks the pattern language; the message says where and how.
    """
    variants: list[list[dict[str, Any]]] = [[]]
    for source, row in groupby(line.split()):
        pieces = [_piece(piece) for piece in row]
        if source == _GAP:
            gaps = [[_WORD_TEST] * length for length in range(len(pieces) + 1)]
            variants = [[*variant, *gap] for variant in variants for gap in gaps]
        else:
            variants = [[*variant, *pieces] for variant in variants]
    if not any(map(_is_anchor, variants[0])):
        raise ValueError("would match almost anything; name at least one word that must be there")
    return variants


def needed_words(variant: Sequence[dict[str, Any]]) -> list[frozenset[str]]:
    """Return sets of words; a text without a word of each set cannot hold the pattern."""
    tests = [piece["ORTH"] for piece in variant if "OP" not in piece]
    return [
        frozenset({test} if isinstance(test, str) else test["IN"])
        for test in tests
        if isinstance(test, str) or "IN" in test
    ]


def _piece(source: str) -> dict[str, Any]:
    optional = _OPTIONAL.fullmatch(source)
    choices = (optional["choices"] if optional else source).split("|")
    test: dict[str, Any] = {"ORTH": _test(choices)}
    return test | {"OP": "?"} if optional else test


def _is_anchor(piece: dict[str, Any]) -> bool:
    return "OP" not in piece and piece["ORTH"] not in _NO_ANCHORS


def _test(choices: Sequence[str]) -> str | dict[str, Any]:
    if choices == ["_"]:
        return {"REGEX": _ANY_WORD}
    if all(choice != "#" and not choice.endswith("*") for choice in choices):
        words = [_word(choice) for choice in choices]
        return words[0] if len(words) == 1 else {"IN": words}
    return {"REGEX": f"^(?:{'|'.join(map(_option, choices))})$"}


def _option(choice: str) -> str:
    if choice == "#":
        return _NUMBER
    return re.escape(_word(choice)) + (".*" if choice.endswith("*") else "")


def _word(choice: str) -> str:
    """Fold one word, mark or stem."""
    bare = choice.removesuffix("*")
    if [token.word for token in tokenise(bare)] != [fold(bare)] or bare in "_#()":
        raise ValueError(
            f"has the piece {choice!r}, which is no single word or mark; part words and marks by "
            "blanks, and write a|b, (x)?, stem*, _ or #"
        )
    return fold(bare)
