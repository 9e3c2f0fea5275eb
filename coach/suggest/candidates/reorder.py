"""Candidates that bring a warm sentence forward: warm first, then competent.

Li, Packard & Berger, JCR 2023.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.contracts import Candidate
from coach.suggest.layout import insertion, removal, upper_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.suggest.contracts import Draft

WARM: Final = ("feeling", "understanding", "ownership")
PROMISE: Final = 0.35
MIN_BODY: Final = 3

_LEANS_ON_BEFORE = re.compile(
    r"\W*(?:aber|doch|dennoch|trotzdem|deshalb|daher|darum|deswegen|also|außerdem|zudem|dann|danach|"
    r"dafür|dazu|damit|das|dies\w*|dort|da|er|es|sie (?:ist|wird|hat)|und|oder|sondern|jedoch|"
    r"allerdings|auch|but|however|so|also|then|after|that|this|these|those|it|they|he|she|and|or|"
    r"therefore|instead|still|there|both|which)\b",
    re.IGNORECASE,
)


class ReorderSource:
    """Moves one warm sentence behind the greeting."""

    name: Final = "reorder"

    def candidates(self, draft: Draft) -> Iterator[Candidate]:
        """Propose to begin with a sentence that shows care, if it can stand alone."""
        layout = draft.layout
        if len(layout.body) < MIN_BODY or draft.need == 0:
            return
        for mark in draft.assessment.behaviours:
            if mark.id not in WARM:
                continue
            for index in layout.body[2:]:
                start, end = layout.sentences[index]
                if start <= mark.start < end and self._stands_alone(draft, index):
                    words = upper_first(layout.sentence(index))
                    edit, _ = insertion(layout, words, layout.index_for("start"))
                    yield Candidate(
                        kind="reorder",
                        edits=(edit, removal(layout, index)),
                        anchor=(start, end),
                        behaviour=mark.id,
                        claims=(mark.dimension,),
                        source=self.name,
                        promise=PROMISE,
                    )

    def _stands_alone(self, draft: Draft, index: int) -> bool:
        """Tell whether neither it nor what follows it leans on what stood before."""
        sentences = [draft.layout.sentence(index)]
        if index + 1 < draft.layout.last:
            sentences.append(draft.layout.sentence(index + 1))
        return not any(_LEANS_ON_BEFORE.match(words) for words in sentences)
