"""What a candidate must respect before it is tried: facts, address, house text, promises, time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.address import keeps_address
from coach.suggest.contracts import apply_edits
from coach.suggest.protected import facts_in, keeps_facts, promises_in
from coach.suggest.slots import slots_in
from coach.text.words import word_count

if TYPE_CHECKING:
    from coach.house import MayPromise
    from coach.suggest.contracts import Candidate, Draft

CHAT_WORDS: Final = 12
"""Words a suggestion may add in chat."""

_GOODWILL = re.compile(
    r"\b(?:gutschein|gutschrift|rabatt|kostenlos|kostenfrei|geschenkt|kulanz|erstatt\w*|voucher|"
    r"discount|free of charge|for free|refund\w*|credit\w*|waive\w*)\b",
    re.IGNORECASE,
)
_DAYS: Final = frozenset({"date", "day"})


class Check:
    """Tells whether a candidate keeps everything that is not its own to change."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._facts = facts_in(draft.text, draft.language)
        self._promises = promises_in(draft.text, draft.language)

    def __call__(self, candidate: Candidate) -> bool:
        """Check one candidate."""
        draft = self._draft
        if candidate.behaviour in draft.muted or not _suits_mode(draft, candidate):
            return False
        if candidate.anchor[0] >= candidate.anchor[1] or _touches_house_text(draft, candidate):
            return False
        after = apply_edits(draft.text, candidate.edits)
        added = word_count(after) - word_count(draft.text)
        if draft.request.channel == "chat" and added > CHAT_WORDS:
            return False
        words = " ".join(edit.text for edit in candidate.edits)
        return (
            after != draft.text
            and may_be_promised(words, draft.text, draft.house.may_promise)
            and keeps_address(draft.text, after, form=draft.form, language=draft.language)
            and keeps_facts(
                self._facts,
                facts_in(after, draft.language),
                known=draft.request.customer or "",
            )
            and self._keeps_promises(candidate, after)
        )

    def _keeps_promises(self, candidate: Candidate, after: str) -> bool:
        """Tell whether all is still promised; nothing is lost where nothing was taken away."""
        taken = any(edit.start < edit.end for edit in candidate.edits)
        if not (taken and self._promises):
            return True
        return self._promises <= promises_in(after, self._draft.language)


def may_be_promised(words: str, before: str, limits: MayPromise) -> bool:
    """Tell whether new words promise no more than the house allows."""
    slots = slots_in(words)
    if limits.goodwill_limit == 0:
        new = _GOODWILL.search(words) and not _GOODWILL.search(before)
        if "amount" in slots or new:
            return False
    return not (limits.deadline_days == 0 and slots & _DAYS)


def _suits_mode(draft: Draft, candidate: Candidate) -> bool:
    """Let only what takes something negative away through in quiet mode."""
    return not draft.quiet or draft.rubric.behaviour(candidate.behaviour).polarity == "-"


def _touches_house_text(draft: Draft, candidate: Candidate) -> bool:
    """Tell whether an edit falls into a passage the house stands for."""
    for start, end in draft.house.house_text_spans(draft.own.text):
        first, last = draft.own.span_to_original(start, end)
        for edit in candidate.edits:
            if edit.start < last and first < edit.end:
                return True
            if edit.start == edit.end and first < edit.start < last:
                return True
    return False
