"""Whether an exemplar suits a draft: nothing repeated, nothing out of place, nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.suggest.cues import load_cues
from coach.suggest.moments import AT_START, load_moments, moment_names
from coach.suggest.protected import facts_in, names_day
from coach.suggest.slots import slots_in
from coach.text.mapped import Edit, Mapped
from coach.text.masks import find_masks
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.exemplars import Exemplar
    from coach.suggest.contracts import Draft
    from coach.suggest.moments import Moment

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
WAITED_FOR: Final = frozenset({"pass_on"})
"""Promises after which a customer waits to hear, and may be told until when."""
LATER: Final = frozenset({"invitation", "anticipation", "concrete", "own_voice"})
"""What has its place neither in a bare greeting nor in a goodbye."""
ANSWERS: Final = frozenset({"ownership", "appreciation", "feeling"})
"""What speaks of a message that has to be there."""
UNSURE: Final = 0.3
"""Chance of a calm customer from which neither pity nor apology is offered."""
SURELY: Final = 0.1
"""Chance of a calm customer below which a message that tells much tells of something wrong."""
SHORT: Final = 25
"""Words up to which a reply that asks for a moment, or says goodbye, is nothing but that."""
STIRRED: Final = 0.2
"""Chance of a strong feeling from which a feeling may be named."""
GROUNDS: Final = {
    "feeling": 0.3,
    "ownership": 0.4,
    "understanding": 0.2,
    "choice": 0.3,
    "exploring": 0.3,
    "appreciation": 0.01,
    "anticipation": 0.01,
    "invitation": 0.2,
}
"""Share of its longer words that a sentence about a situation must have from the talk: what
says something back, or lays out a choice, invents what was not there."""
SAID: Final = 6
"""Words from which a message says something that one can name."""
DATED: Final = frozenset({"date", "day", "time"})
"""Slots for a term, which the reply must have given or left open."""
REACHED: Final = frozenset({"extension"})
"""Slots for what only a letter names: who writes in a chat has no line of their own."""
NAMES: Final = frozenset({"what happened", "matter"})
"""Slots for what the customer has said."""
TOLD: Final = 12
"""Words from which a message has told something that one can thank for."""
MEANS: Final = 3
"""Letters from which a word says something."""
STEM: Final = 5
"""Letters by which two words count as the same matter."""
STUCK: Final = frozenset({"faulty", "locked", "tried"})
"""Moments at which something does not work: pity for that alone is said to nobody who is calm."""
AFTER_THE_REPLY: Final = frozenset({"asking", "confirming", "refusing"})
"""Moments that the reply itself makes: what follows has its place there."""
SAID_ONCE: Final = ("sorry", "thanks", "open_door", "feels")
"""Cues of what is not said a second time."""
OVERLAP: Final = 0.6
"""Share of a sentence's words that the draft may hold already."""

_CHECK_IN = re.compile(r"\bcheck(?:ed|ing)?[- ]?(?:in|out|points?)\b", re.IGNORECASE)
"""What sounds like finding out and is none."""
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\(cont[^)]{0,20}\))\W*(?:\d/\d)?\W*(?:[*^]\w+)?\W*$")
"""The end of a message that goes on in the next one."""
_GOES_BEFORE = re.compile(r"\s*(?:\.\.\.|…|[2-9]/\d)")
"""The beginning of a message that began in the one before."""
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
    hears: bool
    sorry: bool
    dated: bool
    cheers: bool
    stems: frozenset[str]

    @classmethod
    def of(cls, draft: Draft) -> Fitness:
        """Look at a draft."""
        cues = load_cues(CUES)
        text, customer = draft.own.text, draft.request.customer or ""
        acts = _CHECK_IN.sub(" ", text)
        marks = {mark.id for mark in draft.assessment.behaviours}
        last = [draft.layout.sentence(index) for index in draft.layout.body[-2:]]
        return cls(
            draft=draft,
            text=text,
            promised=facts_in(acts, draft.language).promises,
            open=bool(cues["pending"].search(acts) or marks & {"brush_off", "empty_promise"}),
            calm=draft.need == 0 or _chance(draft, 0) > UNSURE,
            harsh=bool(marks & HARSH) or _hurts(draft),
            refuses=bool(cues["refuses"].search(text) or marks & REFUSING),
            told=words_told(customer) >= TOLD,
            tells=words_told(customer) >= SAID,
            moved=draft.need == 2 or _chance(draft, 2) > STIRRED,
            grieves=bool(cues["grief"].search(f"{customer} {text}")),
            stems=_stems(f"{customer} {text}"),
            asks=any(sentence.rstrip().endswith("?") for sentence in last),
            asks_for=any(cues["asks_for"].search(sentence) for sentence in last),
            hears=bool(cues["hears"].search(text)),
            sorry=bool(cues["sorry"].search(text)),
            dated=names_day(text),
            cheers=bool(cues["cheers"].search(text)),
        )

    @property
    def passing(self) -> bool:
        """Whether the reply only asks for a moment or says goodbye: nothing is missing in it."""
        cues = load_cues(CUES)
        brief = word_count(self.text) <= SHORT
        if bool(cues["closes"].search(self.text)) and (self.thanked or (self.calm and brief)):
            return True
        return brief and bool(cues["holds"].search(self.text))

    def moments(self) -> tuple[Moment, ...]:
        """Return the moments of the talk that a sentence can be tied to."""
        return tuple(moment for moment in load_moments() if self._is_at(moment))

    def _is_at(self, moment: Moment) -> bool:
        customer = self.draft.request.customer or ""
        if moment.of == "customer":
            return not (self.thanked or self.cheers) and moment.shows_in(customer)
        if moment.of == "reply":
            return moment.shows_in(self.text) and (not self.calm or self._says("how", customer))
        if moment.of == "refusing":
            busy = self.asks or self.asks_for or self.open or self.hears or self.cheers
            if busy or self._says("settled", self.text):
                return False
            if self.refuses:
                return not self._says("instead", self.text)
            return not (self.calm or self.promised or self._says("closes", self.text))
        if self.refuses or self._says("closes", self.text) or self._says("opens", self.text):
            return False
        if moment.of == "asking":
            return self._waits_for("open_question")
        if moment.of == "confirming":
            return self._waits_for("confirms")
        plain = self.calm and not (self.asks or self.asks_for or self.open or self.thanked)
        if moment.of == "answered":
            clear = not (self._says("sends_on", self.text) or self._says("puzzled", customer))
            return plain and "?" in customer and clear
        books = self._says("books", self.text) and self.draft.request.channel == "chat"
        return plain and bool(customer) and "?" not in customer and books

    def _says(self, kind: str, words: str) -> bool:
        return bool(load_cues(CUES)[kind].search(words))

    def _waits_for(self, kind: str) -> bool:
        """Tell whether the reply ends by asking for something that unlocks what comes next."""
        body = self.draft.layout.body
        last = self.draft.layout.sentence(body[-1]).rstrip() if body else ""
        asks = last.endswith("?") or (self._says("asks_for", last) and not courteous(last))
        told = self.draft.need == 2 or self._says("then", self.text)
        return asks and self._says(kind, last) and not told

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
            and not (self.cheers and entry.behaviour in CALM | {"exploring"})
            and not self._repeats(entry)
            and not self._is_made_up(entry)
            and not self._misses_the_point(entry)
            and self._stands_well(entry)
            and (entry.situation != GENERAL or self._suits_any_matter(entry))
        )

    def grounding(self, entry: Exemplar) -> float:
        """Return the share of a sentence's longer words that customer or draft use too."""
        own = _stems(entry.text)
        return len(own & self.stems) / len(own) if own else 0.0

    def speaks_of_this(self, entry: Exemplar) -> bool:
        """Tell whether a sentence is tied to what was said, by its moment or by its words."""
        if entry.situation in moment_names():
            return True
        return entry.situation != GENERAL and self.grounding(entry) > 0

    def _repeats(self, entry: Exemplar) -> bool:
        """Tell whether the draft says, asks, thanks for or apologises for it already."""
        said = [load_cues(CUES)[kind] for kind in SAID_ONCE]
        own = {word for word in words(entry.text) if len(word) > 3}
        return (
            any(kind.search(entry.text) and kind.search(self.text) for kind in said)
            or ((self.asks or self.asks_for) and entry.text.endswith("?"))
            or len(own & set(words(self.text))) >= OVERLAP * max(1, len(own))
        )

    def _is_made_up(self, entry: Exemplar) -> bool:
        """Tell whether it would state or promise what the draft gives no ground for."""
        slots = slots_in(entry.text)
        if slots & DATED and not (self.dated or self.open):
            return True
        if slots & REACHED and self.draft.request.channel != "email":
            return True
        if entry.behaviour == "choice" and entry.situation not in moment_names():
            return self.refuses or not (self.promised or self.open)
        new = facts_in(entry.text, entry.language).promises
        if entry.behaviour not in AUTHENTIC:
            return bool(new) and entry.situation not in _anywhere()
        if entry.behaviour == "concrete" and (self.hears or not (self.open and slots)):
            return True
        if entry.situation == GENERAL and entry.behaviour == "concrete":
            return not self.promised & WAITED_FOR or "contact" in self.promised
        if entry.behaviour == "candor" and not (self.open and slots & CLAUSES):
            return True
        supported = self.open and entry.situation == GENERAL
        return bool(new & self.promised) or bool(new and not supported)

    @property
    def answers(self) -> bool:
        """Whether the reply speaks of anything the customer spoke of."""
        told = _stems(self.draft.request.customer or "")
        return not told or bool(told & _stems(self.text))

    def _misses_the_point(self, entry: Exemplar) -> bool:
        """Tell whether it would say back what was not said, or cheer once more at thanks."""
        if entry.behaviour == "understanding" and not self.answers:
            return True
        if entry.situation in _anywhere():
            return False
        if entry.situation == "thank_you" and (entry.behaviour == "own_voice" or self.sorry):
            return True
        return self.grounding(entry) < GROUNDS.get(entry.behaviour, 0.0)

    def _stands_well(self, entry: Exemplar) -> bool:
        """Tell whether a sentence stands well beside what the reply says and asks."""
        cut = _GOES_BEFORE.match if entry.behaviour in AT_START else _CUT_OFF.search
        if cut(self.text):
            return False
        if entry.situation in AFTER_THE_REPLY:
            return True
        if entry.behaviour in FORWARD and (self.asks or self.asks_for):
            return False
        if entry.situation not in _anywhere():
            return entry.behaviour != "own_voice" or self.open
        if self.harsh and entry.behaviour in FRIENDLY:
            return False
        if entry.situation in STUCK and entry.behaviour == "feeling":
            return self.moved and not self.grieves
        return entry.behaviour != "feeling" or not self.grieves

    def _names_trouble(self) -> bool:
        """Tell whether the customer told what went wrong, and the reply is about that."""
        customer = (self.draft.request.customer or "").strip()
        body = self.draft.layout.body
        first = self.draft.layout.sentence(body[0]) if body else ""
        brief = word_count(self.text) <= SHORT
        passing = self._says("closes", self.text if brief else first) or _begins("goes_on", first)
        over = self._says("settled", customer) or (
            self.draft.need < 2 and _begins("accepts", customer)
        )
        surely = self.told and _chance(self.draft, 0) < SURELY
        wrong = self._says("trouble", customer) or surely
        return self.tells and wrong and not (passing or over)

    def _suits_any_matter(self, entry: Exemplar) -> bool:
        behaviour = entry.behaviour
        if self.thanked and (behaviour in ANSWERS or behaviour in CALM_GENERAL):
            return False
        if behaviour == "candor" and self.calm:
            return False
        if self.calm and behaviour in CALM_GENERAL:
            return False
        if behaviour in ANSWERS and not self.draft.request.customer:
            return False
        if NAMES & slots_in(entry.text) and not self._names_trouble():
            return False
        if behaviour == "own_voice":
            asks = self.asks or self.asks_for
            return self.open and not (self.calm or self.hears or self.cheers or asks)
        if behaviour == "feeling":
            return self.moved
        kinds = ("opens", "closes", "survey")
        if behaviour in LATER and any(self._says(kind, self.text) for kind in kinds):
            return False
        if behaviour == "concrete":
            return self.draft.need > 0
        if behaviour == "anticipation":
            brief = word_count(self.text) < TOLD
            return self.draft.need < 2 and not (self.grieves or brief or self.open)
        return behaviour != "appreciation" or (self.told and self.moved)


def _anywhere() -> frozenset[str]:
    """Return the names of what is not a situation: any matter, and the moments of a talk."""
    return moment_names() | {GENERAL}


def courteous(words: str) -> bool:
    """Tell whether words thank or apologise, however worn: gone, a reply reads colder."""
    return bool(load_cues(CUES)["thanks"].search(words)) or apologises(words)


def apologises(words: str) -> bool:
    """Tell whether words say sorry in any way."""
    return bool(load_cues(CUES)["sorry"].search(words))


def words_told(message: str) -> int:
    """Return how many words of a customer's message say something: no masks, no numbers."""
    bare = Mapped.replace(message, [Edit(m.start, m.end, " ") for m in find_masks(message)]).text
    return sum(len(word) >= MEANS and word.isalpha() for word in words(bare))


def _begins(kind: str, words: str) -> bool:
    return bool(load_cues(CUES)[kind].match(words))


def _stems(text: str) -> frozenset[str]:
    common = load_cues(CUES)["common"]
    return frozenset(
        word[:STEM] for word in words(text) if len(word) >= STEM and not common.fullmatch(word)
    )


def _hurts(draft: Draft) -> bool:
    """Tell whether the reply as a whole pushes the customer away."""
    empathy = draft.assessment.empathy
    return empathy is not None and empathy.level == 0 and not empathy.abstained


def _chance(draft: Draft, need: int) -> float:
    """Return how likely a need is."""
    return draft.assessment.need.probabilities[need] if draft.assessment.need else float(need == 0)
