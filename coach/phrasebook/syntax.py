"""The pattern language: one line of words, compiled to a spaCy Matcher pattern.

Pieces are parted by blanks: a word in any case, `a|b` one of several, `stem*` any word that begins
so, `_` any one word, `#` a number, marks such as `,` where they matter, `(x)?` what may be left
out: `(a|b)?`, `(_)?`.
"""

from __future__ import annotations

import re
import unicodedata
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
_NUMBER: Final = r"^\d"
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


def compile_pattern(line: str) -> list[dict[str, Any]]:
    """Turn a line of the pattern language into a spaCy Matcher pattern over folded words.

    Raises:
        ValueError: the line breaks the pattern language; the message says where and how.
    """
    pieces = [_piece(piece) for piece in line.split()]
    if not any(_is_anchor(piece) for piece in pieces):
        raise ValueError("would match almost anything; name at least one word that must be there")
    return pieces


def _piece(source: str) -> dict[str, Any]:
    optional = _OPTIONAL.fullmatch(source)
    choices = (optional["choices"] if optional else source).split("|")
    test: dict[str, Any] = {"ORTH": _test(choices)}
    return test | {"OP": "?"} if optional else test


def _is_anchor(piece: dict[str, Any]) -> bool:
    return "OP" not in piece and piece["ORTH"] not in ({"REGEX": _ANY_WORD}, {"REGEX": _NUMBER})


def _test(choices: Sequence[str]) -> str | dict[str, Any]:
    if choices == ["_"]:
        return {"REGEX": _ANY_WORD}
    if choices == ["#"]:
        return {"REGEX": _NUMBER}
    words = [_word(choice) for choice in choices]
    if any(choice.endswith("*") for choice in choices):
        options = "|".join(
            re.escape(word) + (".*" if choice.endswith("*") else "")
            for choice, word in zip(choices, words, strict=True)
        )
        return {"REGEX": f"^(?:{options})$"}
    return words[0] if len(words) == 1 else {"IN": words}


def _word(choice: str) -> str:
    """Fold one word, mark or stem."""
    bare = choice.removesuffix("*")
    if [token.word for token in tokenise(bare)] != [fold(bare)] or bare in "_#()":
        raise ValueError(
            f"has the piece {choice!r}, which is no single word or mark; part words and marks by "
            "blanks, and write a|b, (x)?, stem*, _ or #"
        )
    return fold(bare)
