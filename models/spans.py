"""From token probabilities to passages."""

from __future__ import annotations

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
        spans += found if behaviour in labels.negatives else _without_scraps(reply, found)
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.behaviour)))


def _without_scraps(reply: str, spans: list[TokenSpan]) -> list[TokenSpan]:
    """Leave out passages of a word or two where a behaviour also shows in a longer one."""
    long = [span for span in spans if len(reply[span.start : span.end].split()) >= SCRAP]
    return long or spans


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
