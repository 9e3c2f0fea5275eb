"""Whether an exemplar suits a draft: nothing repeated, nothing out of place, nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.suggest.candidates.talk import (
    BRIEF,
    apologises,
    begins,
    begins_before,
    chance_of,
    cheers,
    complains,
    courteous,
    goes_on_after,
    says,
    stems_of,
    words_told,
)
from coach.suggest.protected import names_day, promises_in
from coach.suggest.slots import slots_in
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.exemplars import Exemplar
    from coach.suggest.contracts import Draft

GENERAL: Final = "general"
"""The situation of sentences that are true in any."""
CALM: Final = frozenset({"feeling", "ownership"})
"""Not for a customer whom nothing has hurt."""
CALM_GENERAL: Final = frozenset({"appreciation", "exploring", "understanding"})
"""Nor these, unless they speak of the matter itself."""
AUTHENTIC: Final = frozenset({"concrete", "own_voice", "candor"})
CLAUSES: Final = frozenset({"reason", "what happened"})
"""Slots in which an agent says what is the case; other honesty is not ours to lend."""
FRIENDLY: Final = frozenset({"appreciation", "invitation", "own_voice", "anticipation"})
PITY: Final = frozenset({"feeling", "understanding", "ownership"})
FORWARD: Final = frozenset({"invitation", "anticipation", "concrete", "own_voice"})
"""What looks ahead; odd where the reply itself asks for something first."""
LATER: Final = frozenset({"invitation", "anticipation", "choice", "concrete", "own_voice"})
"""What has its place neither in a bare greeting nor in a goodbye."""
ANSWERS: Final = frozenset({"ownership", "appreciation", "feeling"})
"""What speaks of a message that has to be there."""
AFTER_A_NO: Final = frozenset({"reason", "alternative"})
"""Slots of what is said, of any matter, right after the sentence that refuses."""
AT_START: Final = frozenset({"feeling", "understanding", "ownership", "appreciation"})
"""What answers the customer's message, and so stands before everything else."""
UNSURE: Final = 0.3
"""Chance of a calm customer from which neither pity nor apology is offered."""
STIRRED: Final = 0.2
"""Chance of a strong feeling from which a feeling may be named."""
GROUNDS: Final = {
    "feeling": 0.5,
    "ownership": 0.4,
    "understanding": 0.5,
    "choice": 0.3,
    "concrete": 0.3,
    "candor": 0.3,
    "own_voice": 0.3,
    "exploring": 0.3,
    "appreciation": 0.01,
    "anticipation": 0.01,
    "invitation": 0.2,
}
"""Share of its longer words that a sentence about a situation must have from the talk: what
says something back, or lays out a choice, invents what was not there."""
DATED: Final = frozenset({"date", "day", "time"})
"""Slots for a term, which the reply must have given or left open."""
REPEATED: Final = frozenset({"order number"})
"""Slots for what the customer has told, and knows."""
REACHED: Final = frozenset({"extension"})
"""Slots for what only a letter names: who writes in a chat has no line of their own."""
NAMES: Final = frozenset({"what happened"})
"""Slots for what the customer has complained of."""
FOUND: Final = frozenset({"what I found"})
"""Slots for what an agent has looked up."""
GIVEN: Final = FOUND | AFTER_A_NO | {"what I can do"}
"""Slots that an agent fills with what is the case, or not at all: nothing is made up."""
TOLD: Final = 12
"""Words from which a message has told something that one can look ahead from."""
OPENLY: Final = 25
"""Words from which a message has told something that one can thank for."""
SAID_ONCE: Final = ("sorry", "thanks", "open_door", "feels")
"""Cues of what is not said a second time."""
OVERLAP: Final = 0.6
"""Share of a sentence's words that the draft may hold already."""

_CHECK_IN = re.compile(r"\bcheck(?:ed|ing)?[- ]?(?:in|out|points?)\b", re.IGNORECASE)
"""What sounds like finding out and is none."""
_HARDLY_A_NO = re.compile(
    r"\b(?:can['’]?t|can ?not) (?:even |begin to )*(?:wait|imagine|believe|thank|apologi[sz]e)\b",
    re.IGNORECASE,
)
"""What sounds like a no and is none."""
REFUSING: Final = frozenset({"policy_wall", "blame", "dismissal", "brush_off"})
HARSH: Final = frozenset({"blame", "dismissal"})
"""What friendly words of any kind would stand oddly beside."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """What is known of a draft once, to hold many sentences against it.

    `no` is the place of the last sentence that refuses, -1 where none does.
    """

    draft: Draft
    text: str
    promised: frozenset[str]
    no: int
    open: bool
    calm: bool
    harsh: bool
    refuses: bool
    complains: bool
    moved: bool
    grieves: bool
    asks: bool
    stems: frozenset[str]

    @classmethod
    def of(cls, draft: Draft) -> Fitness:
        """Look at a draft."""
        text, customer = draft.own.text, draft.request.customer or ""
        acts = _CHECK_IN.sub(" ", text)
        marks = {mark.id for mark in draft.assessment.behaviours}
        last = [draft.layout.sentence(index) for index in draft.layout.body[-2:]]
        return cls(
            draft=draft,
            text=text,
            promised=promises_in(acts, draft.language),
            no=max((index for index in draft.layout.body if _refuses(draft, index)), default=-1),
            open=says("pending", acts) or bool(marks & {"brush_off", "empty_promise"}),
            calm=draft.need == 0 or chance_of(draft, need=0) > UNSURE,
            harsh=bool(marks & HARSH) or _hurts(draft),
            refuses=says("refuses", _HARDLY_A_NO.sub(" ", text)) or bool(marks & REFUSING),
            complains=complains(draft),
            moved=draft.need == 2 or chance_of(draft, need=2) > STIRRED,
            grieves=says("grief", f"{customer} {text}"),
            asks=any(words.rstrip().endswith("?") or says("asks_for", words) for words in last),
            stems=stems_of(f"{customer} {text}"),
        )

    @property
    def passing(self) -> bool:
        """Whether the reply only asks for a moment or says goodbye: nothing is missing in it."""
        brief = word_count(self.text) <= BRIEF
        if says("closes", self.text) and (self.thanked or (self.calm and brief)):
            return True
        return brief and says("holds", self.text)

    @property
    def thanked(self) -> bool:
        """Whether the customer does little more than say thank you."""
        brief = words_told(self._customer) <= TOLD and not says("trouble", self._customer)
        return brief and "?" not in self._customer and says("thanks", self._customer)

    def admits(self, entry: Exemplar) -> bool:
        """Tell whether a sentence may be offered."""
        draft = self.draft
        return (
            entry.language == draft.language
            and entry.address in {"neutral", draft.form}
            and self._is_called_for(entry)
            and not self._repeats(entry)
            and not self._is_made_up(entry)
            and self._stands_well(entry)
            and (self._suits_any_matter if entry.situation == GENERAL else self._is_of_this)(entry)
        )

    def grounding(self, entry: Exemplar) -> float:
        """Return the share of a sentence's longer words that customer or draft use too."""
        own = stems_of(entry.text)
        return len(own & self.stems) / len(own) if own else 0.0

    def _is_called_for(self, entry: Exemplar) -> bool:
        """Tell whether the customer would wait for pity or an apology, if it is one."""
        if entry.behaviour not in CALM:
            return True
        return not (self.calm or cheers(self.draft) or says("settled", self._customer))

    @property
    def _customer(self) -> str:
        return self.draft.request.customer or ""

    def _repeats(self, entry: Exemplar) -> bool:
        """Tell whether the draft says, asks, thanks for or apologises for it already."""
        own = {word for word in words(entry.text) if len(word) > 3}
        return (
            any(says(kind, entry.text) and says(kind, self.text) for kind in SAID_ONCE)
            or (self.asks and entry.text.endswith("?"))
            or len(own & set(words(self.text))) >= OVERLAP * max(1, len(own))
        )

    def _is_made_up(self, entry: Exemplar) -> bool:
        """Tell whether it would state or promise what the draft gives no ground for."""
        slots = slots_in(entry.text)
        if slots & DATED and not (self.open or names_day(self.text)):
            return True
        if slots & REPEATED or (slots & REACHED and self.draft.request.channel != "email"):
            return True
        if entry.situation == GENERAL and slots & GIVEN:
            return False
        if entry.behaviour == "choice":
            return self.refuses or not (self.promised or self.open)
        new = promises_in(entry.text, entry.language)
        if entry.behaviour not in AUTHENTIC:
            return bool(new - self.promised)
        if entry.behaviour == "concrete" and not (self.open and slots):
            return True
        if entry.behaviour == "candor" and not (self.open and slots & CLAUSES):
            return True
        return bool(new & self.promised) or bool(new and not self.open)

    def _stands_well(self, entry: Exemplar) -> bool:
        """Tell whether a sentence stands well beside what the reply says and asks."""
        if entry.behaviour in AT_START and self.draft.layout.greets_with_a_question:
            return False
        cut = begins_before if entry.behaviour in AT_START else goes_on_after
        if cut(self.text) or (entry.behaviour in FORWARD and self.asks):
            return False
        if entry.behaviour in LATER and (says("opens", self.text) or says("survey", self.text)):
            return False
        elsewhere = says("hears", self.text) or says("sends_on", self.text)
        known = entry.situation != GENERAL and says("pending", self.text)
        return not (entry.behaviour == "concrete" and (elsewhere or known))

    def _is_of_this(self, entry: Exemplar) -> bool:
        """Tell whether a sentence about a situation speaks of what was said, and cheers no more."""
        if entry.behaviour == "own_voice" and (entry.situation == "thank_you" or not self.open):
            return False
        if entry.behaviour in PITY and self.complains and not apologises(self.text):
            # Sorry for the very thing that happened says more than what is true of its kind.
            return False
        if entry.behaviour in {"invitation", "appreciation"} and (self.complains or self.open):
            return False  # No open door where the matter is open, no thanks for a complaint
        return self.grounding(entry) >= GROUNDS.get(entry.behaviour, 0.0)

    def _suits_any_matter(self, entry: Exemplar) -> bool:
        behaviour = entry.behaviour
        if self.thanked and (behaviour in ANSWERS or behaviour in CALM_GENERAL):
            return False
        if self.calm and behaviour in CALM_GENERAL:
            return False
        if self.harsh and behaviour in FRIENDLY:
            return False
        if behaviour in ANSWERS and not self.draft.request.customer:
            return False
        if NAMES & slots_in(entry.text) and not self.complains:
            return False
        if follows_no(entry):
            answered = says("because" if behaviour == "candor" else "instead", self.text)
            return self.no >= 0 and not (self.asks or answered)
        return self._has_its_place(entry)

    def _has_its_place(self, entry: Exemplar) -> bool:
        """Tell whether a sentence that fits any matter fits this one."""
        behaviour = entry.behaviour
        if behaviour == "feeling":
            called_for = self.moved or apologises(self.text)
            return called_for and says("annoyance", entry.text) != self.grieves
        if behaviour == "concrete":
            if self._public:
                waits = self.complains and "pass_on" in self.promised
            else:
                waits = self.draft.need > 0 and says("pending", self.text)
            return waits and not self._asks_anywhere
        if behaviour == "choice":
            wanted = self.was_asked or self.complains or says("guides", self.text)
            return (
                self.draft.need < 2 and wanted and self._answers and not says("offers", self.text)
            )
        if behaviour == "own_voice" and FOUND & slots_in(entry.text):
            elsewhere = self.open or says("found", self.text) or says("sends_on", self.text)
            closed = says("open_door", self.text) or begins("yes_or_no", self.text)
            wanted = self.was_asked or says("guides", self.text)
            return wanted and self._answers and not (elsewhere or closed)
        if behaviour == "own_voice":
            mine = not (self._public or says("hears", self.text))
            return self.open and self.complains and mine
        if behaviour == "anticipation":
            busy = self.grieves or self.refuses or self.open or word_count(self.text) < TOLD
            called_for = self.was_asked or (bool(self.promised) and not self._takes_note)
            return self.draft.need < 2 and called_for and not busy
        told = words_told(self._customer) >= OPENLY
        return behaviour != "appreciation" or (told and self.draft.need == 2 and not self.refuses)

    @property
    def was_asked(self) -> bool:
        """Whether the customer's message asks something, or is not there to be looked at."""
        customer = self._customer
        return not customer or "?" in customer or says("asking", customer)

    @property
    def _answers(self) -> bool:
        """Whether the reply settles something, and neither asks back nor leaves it to others."""
        text = self.text
        busy = self.asks or self.no >= 0 or says("pending", text) or says("hears", text)
        leaves = (word_count(text) <= BRIEF and says("closes", text)) or cheers(self.draft)
        return not (busy or leaves or self.thanked or self.grieves or self._takes_note)

    @property
    def _takes_note(self) -> bool:
        """Whether the customer only agrees, and asks nothing."""
        return begins("accepts", self._customer) and "?" not in self._customer

    @property
    def _public(self) -> bool:
        return self.draft.request.channel == "social"

    @property
    def _asks_anywhere(self) -> bool:
        sentences = [self.draft.layout.sentence(index) for index in self.draft.layout.body]
        return any(words.rstrip().endswith("?") or says("asks_for", words) for words in sentences)


def follows_no(entry: Exemplar) -> bool:
    """Tell whether a sentence goes right behind the one that refuses."""
    return entry.situation == GENERAL and bool(AFTER_A_NO & slots_in(entry.text))


def _refuses(draft: Draft, index: int) -> bool:
    """Tell whether a sentence says no."""
    sentence = _HARDLY_A_NO.sub(" ", draft.layout.sentence(index))
    asks = sentence.rstrip().endswith("?")
    return says("refuses", sentence) and not (
        asks or courteous(sentence) or says("depends", sentence)
    )


def _hurts(draft: Draft) -> bool:
    """Tell whether the reply as a whole pushes the customer away."""
    empathy = draft.assessment.empathy
    return empathy is not None and empathy.level == 0 and not empathy.abstained
