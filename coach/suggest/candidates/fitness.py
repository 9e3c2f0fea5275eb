"""Whether an exemplar suits a draft: nothing repeated, nothing out of place, nothing made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.suggest.cues import load_cues
from coach.suggest.protected import facts_in
from coach.suggest.slots import slots_in
from coach.text.mapped import Edit, Mapped
from coach.text.masks import find_masks
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.exemplars import Exemplar
    from coach.suggest.contracts import Draft

CUES: Final = "fitness_cues.toml"
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
FORWARD: Final = frozenset({"invitation", "anticipation", "candor", "concrete"})
"""What looks ahead; odd where the reply itself asks for something first."""
ANSWERS: Final = frozenset({"ownership", "appreciation", "feeling"})
"""What speaks of a message that has to be there."""
UNSURE: Final = 0.3
"""Chance of a calm customer from which neither pity nor apology is offered."""
SHORT: Final = 25
"""Words up to which a reply that asks for a moment, or says goodbye, is nothing but that."""
STIRRED: Final = 0.2
"""Chance of a strong feeling from which a feeling may be named."""
SAID_BACK: Final = 0.2
"""Share of its longer words that a sentence which says something back must have from the talk."""
SAID: Final = 6
"""Words from which a message says something that one can name."""
NAMES: Final = frozenset({"what happened"})
"""Slots for what the customer has said."""
TOLD: Final = 12
"""Words from which a message has told something that one can thank for."""
MEANS: Final = 3
"""Letters from which a word says something."""
STEM: Final = 5
"""Letters by which two words count as the same matter."""
OVERLAP: Final = 0.6
"""Share of a sentence's words that the draft may hold already."""

REFUSING: Final = frozenset({"policy_wall", "blame", "dismissal", "brush_off"})
HARSH: Final = frozenset({"blame", "dismissal"})
"""What friendly words of any kind would stand oddly beside."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """What is known of a draft once, to hold many sentences against it."""

    draft: Draft
    text: str
    promised: frozenset[str]
    open: bool
    calm: bool
    harsh: bool
    refuses: bool
    told: bool
    tells: bool
    moved: bool
    grieves: bool
    asks: bool
    asks_for: bool
    stems: frozenset[str]

    @classmethod
    def of(cls, draft: Draft) -> Fitness:
        """Look at a draft."""
        cues = load_cues(CUES)
        text, customer = draft.own.text, draft.request.customer or ""
        marks = {mark.id for mark in draft.assessment.behaviours}
        last = [draft.layout.sentence(index) for index in draft.layout.body[-2:]]
        return cls(
            draft=draft,
            text=text,
            promised=facts_in(text, draft.language).promises,
            open=bool(cues["pending"].search(text) or marks & {"brush_off", "empty_promise"}),
            calm=draft.need == 0 or _chance(draft, 0) > UNSURE,
            harsh=bool(marks & HARSH) or _hurts(draft),
            refuses=bool(cues["refuses"].search(text) or marks & REFUSING),
            told=words_told(customer) >= TOLD,
            tells=words_told(customer) >= SAID,
            moved=draft.need == 2 or _chance(draft, 2) > STIRRED,
            grieves=bool(cues["grief"].search(f"{customer} {text}")),
            stems=frozenset(w[:STEM] for w in words(f"{customer} {text}") if len(w) >= STEM),
            asks=any(sentence.rstrip().endswith("?") for sentence in last),
            asks_for=any(cues["asks_for"].search(sentence) for sentence in last),
        )

    @property
    def passing(self) -> bool:
        """Whether the reply only asks for a moment or says goodbye: nothing is missing in it."""
        cues = load_cues(CUES)
        brief = word_count(self.text) <= SHORT
        if bool(cues["closes"].search(self.text)) and (self.thanked or (self.calm and brief)):
            return True
        return brief and bool(cues["holds"].search(self.text))

    @property
    def thanked(self) -> bool:
        """Whether the customer does little more than say thank you."""
        customer = self.draft.request.customer or ""
        brief = self.draft.need < 2 and words_told(customer) <= TOLD
        return brief and bool(load_cues(CUES)["thanks"].search(customer))

    def admits(self, entry: Exemplar) -> bool:
        """Tell whether a sentence may be offered."""
        draft = self.draft
        return (
            entry.language == draft.language
            and entry.address in {"neutral", draft.form}
            and not (self.calm and entry.behaviour in CALM)
            and not self._repeats(entry)
            and not self._is_made_up(entry)
            and not self._misses_the_point(entry)
            and (entry.situation != GENERAL or self._suits_any_matter(entry))
        )

    def grounding(self, entry: Exemplar) -> float:
        """Return the share of a sentence's longer words that customer or draft use too."""
        own = {word[:STEM] for word in words(entry.text) if len(word) >= STEM}
        return len(own & self.stems) / len(own) if own else 0.0

    def _repeats(self, entry: Exemplar) -> bool:
        """Tell whether the draft says, asks, thanks for or apologises for it already."""
        said = [load_cues(CUES)[kind] for kind in ("sorry", "thanks", "open_door")]
        own = {word for word in words(entry.text) if len(word) > 3}
        return (
            any(kind.search(entry.text) and kind.search(self.text) for kind in said)
            or (self.asks and entry.text.endswith("?"))
            or len(own & set(words(self.text))) >= OVERLAP * max(1, len(own))
        )

    def _is_made_up(self, entry: Exemplar) -> bool:
        """Tell whether it would state or promise what the draft gives no ground for."""
        if entry.behaviour == "choice":
            return self.refuses or not (self.promised or self.open)
        if entry.behaviour not in AUTHENTIC:
            return False
        slots = slots_in(entry.text)
        if entry.behaviour == "concrete" and not (self.open and slots):
            return True
        if entry.behaviour == "candor" and not (self.open and slots & CLAUSES):
            return True
        new = facts_in(entry.text, entry.language).promises
        return bool(new & self.promised) or bool(new and not self.open)

    def _misses_the_point(self, entry: Exemplar) -> bool:
        """Tell whether it would say back what was not said, or cheer once more at thanks."""
        if entry.situation == GENERAL:
            return False
        if entry.situation == "thank_you" and entry.behaviour == "own_voice":
            return True
        return entry.behaviour == "understanding" and self.grounding(entry) < SAID_BACK

    def _suits_any_matter(self, entry: Exemplar) -> bool:
        behaviour = entry.behaviour
        if self.thanked and (behaviour in ANSWERS or behaviour in CALM_GENERAL):
            return False
        if behaviour == "candor" and self.calm:
            return False
        if (self.calm and behaviour in CALM_GENERAL) or (self.harsh and behaviour in FRIENDLY):
            return False
        if behaviour in ANSWERS and not self.draft.request.customer:
            return False
        if behaviour in FORWARD and (self.asks or self.asks_for):
            return False
        if NAMES & slots_in(entry.text) and not self.tells:
            return False
        if behaviour == "feeling":
            return self.moved and not self.grieves
        if behaviour == "anticipation":
            return self.draft.need < 2 and not self.grieves
        return behaviour != "appreciation" or (self.told and self.moved)


def courteous(words: str) -> bool:
    """Tell whether words thank or apologise, however worn: gone, a reply reads colder."""
    cues = load_cues(CUES)
    return bool(cues["thanks"].search(words) or cues["sorry"].search(words))


def words_told(message: str) -> int:
    """Return how many words of a customer's message say something: no masks, no numbers."""
    bare = Mapped.replace(message, [Edit(m.start, m.end, " ") for m in find_masks(message)]).text
    return sum(len(word) >= MEANS and word.isalpha() for word in words(bare))


def _hurts(draft: Draft) -> bool:
    """Tell whether the reply as a whole pushes the customer away."""
    empathy = draft.assessment.empathy
    return empathy is not None and empathy.level == 0 and not empathy.abstained


def _chance(draft: Draft, need: int) -> float:
    """Return how likely a need is."""
    return draft.assessment.need.probabilities[need] if draft.assessment.need else float(need == 0)
