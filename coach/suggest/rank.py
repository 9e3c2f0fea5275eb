"""Choose what is tried and what is shown: few, different, worth the words they add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coach.contracts import Dimension
    from coach.suggest.contracts import Candidate, Suggestion, TextEdit

TRIES: Final = 6
AT_FIRST: Final = 4
"""So many are tried at once; the rest only where these do not fill the places."""
SHOWN: Final = 3
HOPEFUL: Final = 0.5
"""Promise below which a candidate is tried only while nothing has helped."""
SENTENCE: Final = 15
"""Letters from which two changes with the same words count as one."""
SAME_BEHAVIOUR: Final = 0.5
SAME_DIMENSION: Final = 0.75
"""What a candidate's promise is multiplied by for each one like it that is tried already."""
READING: Final = 4
"""Words of reading that any change costs, however few it adds."""


def house_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what other sources would do where the house has words of its own."""
    own = [candidate for candidate in candidates if candidate.source == "house"]
    return own + [
        candidate
        for candidate in candidates
        if candidate.source != "house" and not any(_meet(candidate.edits, o.edits) for o in own)
    ]


def shortlist(
    candidates: Iterable[Candidate], allowed: Callable[[Candidate], bool], *, tries: int = TRIES
) -> tuple[Candidate, ...]:
    """Return the most promising candidates that are allowed, spread over what they are for."""
    left = list({candidate.edits: candidate for candidate in candidates}.values())
    chosen: list[Candidate] = []
    while left and len(chosen) < tries:
        best = max(left, key=lambda candidate: _worth(candidate, chosen))
        left.remove(best)
        if not any(_say_the_same(best, other) for other in chosen) and allowed(best):
            chosen.append(best)
    return tuple(chosen)


def best_first(
    suggestions: Iterable[tuple[Suggestion, float]], *, shown: int = SHOWN
) -> tuple[Suggestion, ...]:
    """Return at most three by gain per added word: one a behaviour, none in another's place.

    Each comes with its fit, 0 to 1: how well it speaks of this very matter.
    """
    kept: list[Suggestion] = []
    for suggestion, _ in sorted(suggestions, key=_value, reverse=True):
        rivals = any(
            other.behaviour == suggestion.behaviour or _meet(other.edits, suggestion.edits)
            for other in kept
        )
        if not rivals and len(kept) < shown:
            kept.append(suggestion)
    return tuple(kept)


def main_gain(suggestion: Suggestion) -> tuple[Dimension, float]:
    """Return the dimension that gains most, and by how much."""
    name = max(suggestion.gain, key=lambda dimension: suggestion.gain[dimension])
    return name, suggestion.gain[name]


def hopeful(tried: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return what is tried at once: the first of those of which something is expected."""
    return tuple(candidate for candidate in tried if candidate.promise >= HOPEFUL)[:AT_FIRST]


def further(
    tried: Sequence[Candidate], first: Sequence[Candidate], proven: Iterable[Candidate]
) -> tuple[Candidate, ...]:
    """Return what is still worth trying after the first: what could fill a place that is left.

    A behaviour is shown once, and what nobody expects much of is tried only where nothing helped.
    """
    known = {candidate.behaviour for candidate in proven}
    if len(known) >= SHOWN:
        return ()
    return tuple(
        candidate
        for candidate in tried
        if candidate not in first
        and candidate.behaviour not in known
        and (not known or candidate.promise >= HOPEFUL)
    )


def _say_the_same(first: Candidate, second: Candidate) -> bool:
    """Tell whether two candidates bring in the same sentence, in whatever place."""
    one, other = (_new_words(candidate) for candidate in (first, second))
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SENTENCE and shorter in longer


def _new_words(candidate: Candidate) -> str:
    text = " ".join(edit.text for edit in candidate.edits).lower()
    return "".join(character for character in text if character.isalnum())


def _worth(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    worth = candidate.promise
    for other in chosen:
        if other.behaviour == candidate.behaviour:
            worth *= SAME_BEHAVIOUR
        elif other.claims[0] == candidate.claims[0]:
            worth *= SAME_DIMENSION
    return worth


def _value(entry: tuple[Suggestion, float]) -> float:
    suggestion, fit = entry
    return fit * main_gain(suggestion)[1] / (READING + max(0, suggestion.words_added))


def _meet(first: Sequence[TextEdit], second: Sequence[TextEdit]) -> bool:
    """Tell whether two changes touch the same place."""
    return any(a.start <= b.end and b.start <= a.end for a in first for b in second)
