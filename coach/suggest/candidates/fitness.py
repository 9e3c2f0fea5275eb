"""Whether an exemplar suits a draft: nothing repeated, nothing out of place, nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.suggest.protected import facts_in
from coach.suggest.reasons import salient_words
from coach.suggest.slots import has_slot
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.exemplars import Exemplar
    from coach.suggest.contracts import Draft

GENERAL: Final = "general"
"""The situation of sentences that are true in any."""
CALM: Final = frozenset({"feeling", "ownership"})
"""Not for a customer whom nothing has hurt."""
CALM_GENERAL: Final = frozenset({"appreciation", "exploring", "feeling"})
"""Nor these, unless they speak of the matter itself."""
AUTHENTIC: Final = frozenset({"concrete", "own_voice", "candor"})
STATES_FACTS: Final = frozenset({"concrete", "candor"})
"""What these say of the case only the agent can know: it has to be a slot."""
TOLD: Final = 12
"""Words from which a message has told something that one can thank for."""
STEM: Final = 5
"""Letters by which two words count as the same matter."""
OVERLAP: Final = 0.6
"""Share of a sentence's words that the draft may hold already."""

REFUSING: Final = frozenset({"policy_wall", "blame", "dismissal", "brush_off"})

_SORRY = re.compile(r"\b(?:leid|entschuldig\w*|verzeih\w*|sorry|apolog\w*)\b", re.IGNORECASE)
_THANKS = re.compile(r"\b(?:danke?\w*|thank\w*|appreciate\w*)\b", re.IGNORECASE)
_OPEN_DOOR = re.compile(
    r"\b(?:antwort\w* sie|antworte|melden sie sich|meld\w* dich|schreiben sie|schreib mir|"
    r"halten sie uns|geben sie (?:uns|mir)|lassen sie es|gib (?:uns|mir)|"
    r"reply (?:here|to)|let (?:me|us) know|get in touch|write (?:to )?(?:me|us))\b",
    re.IGNORECASE,
)
_PENDING = re.compile(
    r"\b(?:\w*prüf\w*|\w*klär\w*|weiter(?:ge)?leit\w*|weitergegeben|weitergereicht|bearbeit\w*|"
    r"in arbeit|sobald|rückmeldung|techniker\w*|geduld|check\w*|look(?:ing)? into|investigat\w*|"
    r"forward\w*|pass(?:ed|ing)? (?:on|this|it)|escalat\w*|process(?:ing|ed)|review\w*|engineer\w*|"
    r"as soon as|patience|team will)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:nicht möglich|leider|können wir nicht|kann ich (?:\w+ )?nicht|ausgeschlossen|keine?n? "
    r"(?:anspruch|erstattung|möglichkeit)|not possible|isn['’]t possible|can ?not|can['’]t|unable|"
    r"unfortunately|not able)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fitness:
    """What is known of a draft once, to hold many sentences against it."""

    draft: Draft
    text: str
    promised: frozenset[str]
    open: bool
    refuses: bool
    told: bool
    moved: bool
    asks: bool
    stems: frozenset[str]

    @classmethod
    def of(cls, draft: Draft) -> Fitness:
        """Look at a draft."""
        text, customer = draft.own.text, draft.request.customer or ""
        marks = {mark.id for mark in draft.assessment.behaviours}
        last = [draft.layout.sentence(index) for index in draft.layout.body[-2:]]
        return cls(
            draft=draft,
            text=text,
            promised=facts_in(text, draft.language).promises,
            open=bool(_PENDING.search(text) or marks & {"brush_off", "empty_promise"}),
            refuses=bool(_REFUSES.search(text) or marks & REFUSING),
            told=word_count(customer) >= TOLD,
            moved=draft.need == 2 or salient_words(customer) is not None,
            stems=frozenset(w[:STEM] for w in words(f"{customer} {text}") if len(w) >= STEM),
            asks=any(sentence.rstrip().endswith("?") for sentence in last),
        )

    def admits(self, entry: Exemplar) -> bool:
        """Tell whether a sentence may be offered."""
        draft = self.draft
        return (
            entry.language == draft.language
            and entry.address in {"neutral", draft.form}
            and not (draft.need == 0 and entry.behaviour in CALM)
            and not self._repeats(entry)
            and not self._is_made_up(entry)
            and (entry.situation != GENERAL or self._suits_any_matter(entry))
        )

    def grounding(self, entry: Exemplar) -> float:
        """Return the share of a sentence's longer words that customer or draft use too."""
        own = {word[:STEM] for word in words(entry.text) if len(word) >= STEM}
        return len(own & self.stems) / len(own) if own else 0.0

    def _repeats(self, entry: Exemplar) -> bool:
        """Tell whether the draft says, asks, thanks for or apologises for it already."""
        said = (_SORRY, _THANKS, _OPEN_DOOR)
        own = {word for word in words(entry.text) if len(word) > 3}
        return (
            any(kind.search(entry.text) and kind.search(self.text) for kind in said)
            or (self.asks and entry.text.endswith("?"))
            or len(own & set(words(self.text))) >= OVERLAP * max(1, len(own))
        )

    def _is_made_up(self, entry: Exemplar) -> bool:
        """Tell whether it would state or promise what the draft gives no ground for."""
        if entry.behaviour not in AUTHENTIC:
            return False
        new = facts_in(entry.text, entry.language).promises
        if entry.behaviour in STATES_FACTS and not (self.open and has_slot(entry.text)):
            return True
        return bool(new & self.promised) or bool(new and not self.open)

    def _suits_any_matter(self, entry: Exemplar) -> bool:
        behaviour = entry.behaviour
        if self.draft.need == 0 and behaviour in CALM_GENERAL:
            return False
        if behaviour == "feeling":
            return self.moved
        if behaviour == "appreciation":
            return self.told
        if behaviour == "choice":
            return bool(self.promised) and not self.refuses
        return True
