"""Cut a text into sentences.

spaCy's blank pipelines find the tokens (no model is needed), our rules decide where a sentence
ends: chat lines, lists, dates, abbreviations, emoji, a greeting before its comma.
"""

from __future__ import annotations

import re
import threading
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language as Pipeline

    from coach.contracts import Language


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Token(NamedTuple):
    """A word or mark as spaCy cuts it; `first` in its line or not."""

    start: int
    end: int
    text: str
    first: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """The word lists behind the rules."""

    abbreviations: frozenset[str]
    may_end: frozenset[str]
    before_number: frozenset[str]
    months: frozenset[str]
    before_ordinal: frozenset[str]


LONGEST_RUN: Final = 50
"""spaCy takes quadratic time on long runs of marks without a space; we hand it shorter ones."""
WRAPPED_FROM: Final = 60
"""A line this long whose next line goes on in lower case was wrapped, it did not end."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
_GREETING = re.compile(
    r"^[ ]*(?:hallo|hi|hey|moin(?: moin)?|servus|grüezi|guten (?:morgen|tag|abend)|sehr geehrt\w*|"
    r"liebe[rs]?|dear|hello|good (?:morning|afternoon|evening|day))\b"
    r"(?![^,.!?:\n]{0,60}\b(?:dank|thank))[^,.!?:\n]{0,60},(?= ?\S)",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"\d{1,4}")
_LONG_NUMBER = re.compile(r"\d[\d.,:/\-]*\d")
_CLOSING: Final = frozenset("\"'»«“”’‘)]}*_")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_VOWEL = re.compile(r"[aeiouyäöü]", re.IGNORECASE)
_EMOTICON = re.compile(r"[:;=8xX][\-']?[)(DPpO/|*]+|<3+|\^\^")
_EMOJI_PARTS: Final = frozenset("\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_FIRST_PICTURE: Final = "\u2300"
"""Signs before it, such as degrees and trade marks, are no pictures."""
_TURN: Final = threading.Lock()


def sentences(text: str, language: Language) -> tuple[Span, ...]:
    """Return the sentences in order; together they hold every character that is no space."""
    tokens = _tokens(text, language)
    if not tokens:
        return ()
    greetings = {match.end() for match in _GREETING.finditer(text)}
    spans, start = [], tokens[0].start
    for index in range(len(tokens) - 1):
        if tokens[index].end in greetings or _ends(tokens, index, text):
            spans.append(Span(start, tokens[index].end))
            start = tokens[index + 1].start
    spans.append(Span(start, tokens[-1].end))
    return tuple(spans)


def emoji_in(text: str) -> str:
    """Return the pictures of a text one behind the other; joined ones and skin tones stay whole."""
    return "".join(c for c in text if c in _EMOJI_PARTS or _is_picture(c))


def _tokens(text: str, language: Language) -> list[Token]:
    """Tokenise; what spaCy learns of the words is forgotten again, so that memory stays flat."""
    found: list[Token] = []
    pipeline = _pipeline(language)
    done = 0
    with _TURN, pipeline.memory_zone():
        for offset, part in _parts(_SURROGATE.sub("\ufffd", text)):
            for token in pipeline.make_doc(part):
                if token.is_space:
                    continue
                start = offset + token.idx
                first = not found or "\n" in text[done:start]
                done = start + len(token)
                found.append(Token(start, done, token.text, first))
    return found


def _parts(text: str) -> Iterator[tuple[int, str]]:
    done = 0
    for match in _LONG_RUN.finditer(text):
        yield done, text[done : match.end()]
        done = match.end()
    yield done, text[done:]


@cache
def _pipeline(language: Language) -> Pipeline:
    """Build the tokeniser on first use: importing spaCy takes longer than scoring a reply."""
    import spacy

    return spacy.blank(language)


def _ends(tokens: Sequence[Token], index: int, text: str) -> bool:
    """Say whether a sentence ends after the token at `index`."""
    token, following = tokens[index], tokens[index + 1]
    gap = text[token.end : following.start]
    if "\n" in gap:
        return not _is_wrapped(text, token, following, gap)
    if _is_emoji(following.text) or _closes(following, gap) or _continues(following, gap):
        return False
    last = _before_closers(tokens, index, text)
    if last < 0:
        return False
    decorated, lower = last < index, following.text[0].islower()
    mark = tokens[last].text
    if _is_emoji(mark):
        return not lower and following.text[0].isalpha()
    if not mark.strip("!?") or mark.endswith(("!", "?")):
        return bool(gap or not lower) and not (decorated and lower and not _is_emoji(token.text))
    if not mark.strip(".…"):
        return _stop_ends(tokens, last, following.text, gap=gap)
    return mark.endswith(".") and _dotted_ends(tokens, last, following.text)


def _before_closers(tokens: Sequence[Token], index: int, text: str) -> int:
    """Step back over closing quotes, brackets and emoji to what they close."""
    last = index
    while last > 0 and (
        _is_emoji(tokens[last].text)
        or _closes(tokens[last], text[tokens[last - 1].end : tokens[last].start])
    ):
        if "\n" in text[tokens[last - 1].end : tokens[last].start]:
            return last
        last -= 1
    if last < index and tokens[last].text[-1].isalnum() and not tokens[last].text.endswith("."):
        return next((i for i in range(index, last, -1) if _is_emoji(tokens[i].text)), -1)
    return last


def _closes(token: Token, gap: str) -> bool:
    """Take a quote or bracket as closing where no space parts it from what stands before."""
    return not gap and all(character in _CLOSING for character in token.text)


def _continues(token: Token, gap: str) -> bool:
    """Take marks in a row ("?!", "!!!") as one."""
    return not gap and not token.text.strip(".!?…")


def _is_wrapped(text: str, token: Token, following: Token, gap: str) -> bool:
    line_start = text.rfind("\n", 0, token.end) + 1
    return (
        gap.count("\n") == 1
        and token.end - line_start >= WRAPPED_FROM
        and following.text[0].islower()
        and token.text[-1] not in ".!?:…"
    )


def _stop_ends(tokens: Sequence[Token], index: int, following: str, *, gap: str) -> bool:
    """Decide on a full stop or an ellipsis that stands by itself."""
    lower = following[0].islower()
    if len(tokens[index].text) > 1 or tokens[index].text == "…":
        return not lower and following[0].isalnum()
    before = tokens[index - 1].text if index else ""
    if not gap:
        return len(before) > 1 and before.isalpha() and following[0].isupper()
    if not before or not before[-1].isalnum():
        return not lower
    joined = tokens[index - 1]._replace(end=tokens[index].end, text=f"{before}.")
    if _NUMBER.fullmatch(before) or _is_short(before, following):
        return _dotted_ends([*tokens[: index - 1], joined], index - 1, following)
    return not lower or bool(_VOWEL.search(before))


def _is_short(word: str, following: str) -> bool:
    """Say whether a stop after this word marks an abbreviation."""
    rules, plain = _rules(), word.lower()
    return (
        (len(word) == 1 and word.isalpha())
        or plain in rules.abbreviations
        or plain in rules.may_end
        or (plain in rules.before_number and following[0].isdigit())
    )


def _dotted_ends(tokens: Sequence[Token], index: int, following: str) -> bool:
    """Decide on a token that carries its stop: an abbreviation, an ordinal, an initial."""
    rules = _rules()
    word = tokens[index].text.removesuffix(".")
    if _NUMBER.fullmatch(word):
        before = tokens[index - 1].text.lower() if index else ""
        ordinal = tokens[index].first or before in rules.before_ordinal
        month = following.lower().rstrip(".") in rules.months
        return not (ordinal or month or following[0].islower())
    if word.lower() in rules.may_end or _LONG_NUMBER.fullmatch(word):
        return following[0].isupper()
    return False


def _is_emoji(text: str) -> bool:
    if _EMOTICON.fullmatch(text):
        return True
    return any(c in _EMOJI_PARTS or unicodedata.category(c) == "So" for c in text)


def _is_picture(character: str) -> bool:
    return character >= _FIRST_PICTURE and unicodedata.category(character) == "So"


@cache
def _rules() -> Rules:
    table = tomllib.loads(files("coach.text").joinpath("segment.toml").read_text(encoding="utf-8"))
    return Rules(**{key: frozenset(value.split()) for key, value in table.items()})
