"""Candidates from the house rules: phrases this house avoids, and its own sign-off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.contracts import DIMENSIONS
from coach.suggest.candidates.fitting import cased, replacement
from coach.suggest.contracts import Candidate, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.house import Avoid
    from coach.suggest.contracts import Draft

PROMISE: Final = 0.9
SIGN_OFF_PROMISE: Final = 0.2


class HouseSource:
    """Offers what the house would rather say."""

    name: Final = "house"

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose the house's alternatives and its sign-off."""
        for avoid in draft.house.avoid:
            yield from self._alternatives(draft, avoid)
        yield from self._sign_off(draft)

    def _alternatives(self, draft: Draft, avoid: Avoid) -> Iterator[Candidate]:
        phrase = r"\s+".join(re.escape(word) for word in avoid.phrase.split())
        for match in re.finditer(rf"(?<!\w){phrase}(?!\w)", draft.own.text, re.IGNORECASE):
            place = draft.own.span_to_original(*match.span())
            behaviour = _marked(draft, place)
            meant = draft.rubric.behaviour(behaviour).dimension
            for instead in avoid.instead[:2]:
                words = cased(draft.layout, *place, instead)
                edit = replacement(draft.layout, *place, words)
                if edit is not None:
                    yield Candidate(
                        kind="replace",
                        edits=(edit,),
                        anchor=place,
                        behaviour=behaviour,
                        claims=tuple(dict.fromkeys((meant, *DIMENSIONS))),
                        source=self.name,
                        promise=PROMISE,
                        reason=avoid.why,
                    )

    def _sign_off(self, draft: Draft) -> Iterator[Candidate]:
        layout = draft.layout
        if draft.house.sign_off is None or layout.last >= len(layout.sentences):
            return
        words = draft.house.sign_off.text(draft.language)
        start, end = layout.sentences[layout.last]
        named = layout.last + 1 < len(layout.sentences)
        formula = re.sub(r"[,\s]*\{name\}\s*$", "", words) if named else words
        if layout.text[start:end].rstrip(",!. ").lower() == formula.rstrip(",!. ").lower():
            return
        comma = "," if named and layout.text[start:end].endswith(",") else ""
        yield Candidate(
            kind="replace",
            edits=(TextEdit(start, end, formula.rstrip(",") + comma),),
            anchor=(start, end),
            behaviour="invitation",
            claims=("hospitality", "authenticity"),
            source=self.name,
            promise=SIGN_OFF_PROMISE,
        )


def _marked(draft: Draft, place: tuple[int, int]) -> str:
    """Return the negative behaviour marked there, or a stock phrase."""
    for mark in draft.assessment.behaviours:
        if mark.polarity == "-" and mark.start < place[1] and place[0] < mark.end:
            return mark.id
    return "cliche"
