"""From token probabilities to passages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.prediction import TokenSpan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.calibration import Calibration
    from models.labels import Labels

BRIDGE = 2
"""Tokens below the threshold that do not end a passage."""

SCRAP = 3
"""Words from which a passage says something by itself."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"”“’)]*\s+|\n+")
_CLAUSE_END = re.compile(r"[.!?…;:,]+[\"”“’)]*\s+|\n+")

POSITIVE_FLOOR = 0.15
"""Where no passage of a positive behaviour reaches `check`, weak ones are kept down to here: they
may be all that a level rests on."""


def find_spans(
    reply: str,
    tokens: NDArray[np.float64],
    offsets: NDArray[np.int64],
    labels: Labels,
    calibration: Calibration,
) -> tuple[TokenSpan, ...]:
    """Return passages, in reading order.

    Args:
        reply: the text the offsets point into.
        tokens: probabilities [reply tokens, behaviours].
        offsets: [reply tokens, 2], code points.
        labels: names of the columns.
        calibration: thresholds of each behaviour.

    """
    spans = []
    whole = _Reply.read(reply)
    for column, behaviour in enumerate(labels.behaviours):
        settings = calibration.behaviours[column]
        values = tokens[:, column]
        peak = settings.check
        if behaviour not in labels.negatives and len(values) and values.max() < peak:
            peak = min(peak, POSITIVE_FLOOR)
        found = []
        for first, last in _runs(values, min(settings.token, peak), peak):
            start, end = whole_words(reply, int(offsets[first, 0]), int(offsets[last, 1]))
            if start < end:
                highest = float(values[first : last + 1].max())
                found.append(TokenSpan(behaviour, start, end, highest))
        spans += found if behaviour in labels.negatives else _readable(whole, found, settings.check)
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.behaviour)))


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply, and where its sentences and clauses begin and end, in order."""

    text: str
    sentences: list[int]
    clauses: list[int]

    @classmethod
    def read(cls, text: str) -> _Reply:
        return cls(text, _places(text, _SENTENCE_END), _places(text, _CLAUSE_END))

    def words(self, start: int, end: int) -> int:
        return len(self.text[start:end].split())

    def placed(self, span: TokenSpan, start: int, end: int) -> TokenSpan:
        start, end = whole_words(self.text, start, end)
        return TokenSpan(span.behaviour, start, end, span.probability)


def _places(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [0, *(match.end() for match in pattern.finditer(text)), len(text)]


def _readable(reply: _Reply, spans: list[TokenSpan], check: float) -> list[TokenSpan]:
    """Leave out what says nothing to a reader, beside longer passages of the same behaviour.

    Where there is but a word here and there, the surest stays, with the clause it stands in. It
    counts as weak, below `check`: it is shown only where a level rests on it.
    """
    trimmed = [_without_ragged_ends(reply, span) for span in spans]
    trimmed = [span for span in trimmed if reply.words(span.start, span.end)]
    for least in (SCRAP, SCRAP - 1):
        long = [span for span in trimmed if reply.words(span.start, span.end) >= least]
        if long or not trimmed:
            return long
    surest = max(trimmed, key=lambda span: span.probability)
    start = reply.clauses[bisect_right(reply.clauses, surest.start) - 1]
    end = reply.clauses[bisect_left(reply.clauses, surest.end)]
    end = len(reply.text[:end].rstrip(" ,;:"))
    weak = min(surest.probability, float(np.nextafter(check, 0)))
    clause = reply.placed(replace(surest, probability=weak), start, end)
    return [clause] if reply.words(clause.start, clause.end) else []


def _without_ragged_ends(reply: _Reply, span: TokenSpan) -> TokenSpan:
    """Cut off a word or two that a passage takes from the sentence before or behind it."""
    start, end = span.start, span.end
    first, last = bisect_left(reply.sentences, start), bisect_right(reply.sentences, end)
    places = reply.sentences[first:last]
    inside = [place for place in places if start < place < end]
    if inside and start not in places and reply.words(start, inside[0]) < SCRAP:
        start = inside[0]
    tail = inside[-1] if inside and end not in places else end
    if start < tail and reply.words(tail, end) < SCRAP:
        end = tail
    return reply.placed(span, start, end)


def _runs(values: NDArray[np.float64], low: float, peak: float) -> Iterator[tuple[int, int]]:
    """Yield runs of tokens above `low` (short dips bridged) whose largest value reaches `peak`."""
    above = np.flatnonzero(values >= low)
    if not len(above):
        return
    breaks = np.flatnonzero(np.diff(above) > BRIDGE + 1)
    firsts = above[np.concatenate([[0], breaks + 1])]
    lasts = above[np.concatenate([breaks, [len(above) - 1]])]
    for first, last in zip(firsts, lasts, strict=True):
        if values[first : last + 1].max() >= peak:
            yield int(first), int(last)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to whole words; trim blanks, and the punctuation of the sentence before."""
    while start < end and (text[start].isspace() or text[start] in ",;:.!?)"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
