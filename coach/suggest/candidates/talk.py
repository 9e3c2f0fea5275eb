"""What customer and agent say to each other, as far as words show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coach.suggest.cues import load_cues
from coach.text.mapped import Edit, Mapped
from coach.text.masks import find_masks
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.suggest.contracts import Draft

CUES: Final = "fitness_cues.toml"
TELLS: Final = 4
"""Words from which a message says something that one can name."""
TELLS_MUCH: Final = 7
"""Words from which a message that is surely not calm tells of something wrong."""
SURELY: Final = 0.1
"""Chance of a calm customer below which it is sure that they are not."""
BRIEF: Final = 25
"""Words up to which a reply that asks for a moment, or says goodbye, does nothing else."""
MEANS: Final = 3
"""Letters from which a word says something."""
STEM: Final = 5
"""Letters by which two words count as the same matter."""


_CUT_OFF = re.compile(r"(?:\.\.\.|…|\(cont[^)]{0,20}\))\W*(?:\d/\d)?\W*(?:[*^]\w+)?\W*$")
_PART = re.compile(r"\b([1-9])/([2-9])\W*(?:[*^]\w+)?\W*$")
"""Which of several messages this is: 2/3."""
_BEGAN = re.compile(r"\s*(?:\.\.\.|…|[2-9]/\d)")


def begins_before(text: str) -> bool:
    """Tell whether a message began in the one before."""
    part = _PART.search(text)
    return bool(_BEGAN.match(text) or (part and 1 < int(part[1]) <= int(part[2])))


def goes_on_after(text: str) -> bool:
    """Tell whether a message goes on in the next one."""
    part = _PART.search(text)
    return bool(_CUT_OFF.search(text) or (part and int(part[1]) < int(part[2])))


def says(kind: str, text: str) -> bool:
    """Tell whether a text holds words that show something; `kind` is a list of cues."""
    return bool(load_cues(CUES)[kind].search(text))


def begins(kind: str, text: str) -> bool:
    """Tell whether a text begins with such words."""
    return bool(load_cues(CUES)[kind].match(text.lstrip()))


def apologises(text: str) -> bool:
    """Tell whether words say sorry in any way."""
    return says("sorry", text)


def courteous(text: str) -> bool:
    """Tell whether words thank or apologise, however worn: gone, a reply reads colder."""
    return says("thanks", text) or apologises(text)


def complains(draft: Draft) -> bool:
    """Tell whether the customer's message told what went wrong, and the reply is about that.

    Not where it has been put right, where the customer only takes note, or where the reply goes
    on in the middle of a talk: sorry would come late, or out of nowhere.
    """
    customer = (draft.request.customer or "").strip()
    told = words_told(customer)
    calm = chance_of(draft, need=0)
    pleased = says("praise", customer) and not says("but", customer)
    surely = told >= TELLS_MUCH and calm < SURELY and not pleased
    wrong = surely or _in_trouble(customer)
    over = says("settled", customer) or (draft.need < 2 and begins("accepts", customer))
    return draft.need > 0 and told >= TELLS and wrong and not (over or _goes_on(draft))


def _in_trouble(customer: str) -> bool:
    """Tell whether a message names trouble, and not only in passing in the midst of praise."""
    found = [match[0] for match in load_cues(CUES)["trouble"].finditer(customer)]
    if says("praise", customer):
        return any(not load_cues(CUES)["hardly"].fullmatch(word) for word in found)
    return bool(found)


def _goes_on(draft: Draft) -> bool:
    """Tell whether the reply only answers "fine, then", or says goodbye."""
    body = draft.layout.body
    first = draft.layout.sentence(body[0]) if body else ""
    text = draft.own.text
    leaves = word_count(text) <= BRIEF and says("farewell", text)
    return leaves or begins("goes_on", first) or cheers(draft)


def cheers(draft: Draft) -> bool:
    """Tell whether the reply is glad with the customer."""
    return says("cheers", draft.own.text)


def words_told(message: str) -> int:
    """Return how many words of a customer's message say something: no masks, no numbers."""
    bare = Mapped.replace(message, [Edit(m.start, m.end, " ") for m in find_masks(message)]).text
    return sum(len(word) >= MEANS and word.isalpha() for word in words(bare))


def stems_of(text: str) -> frozenset[str]:
    """Return the beginnings of the words that show a matter."""
    common = load_cues(CUES)["common"]
    return frozenset(
        word[:STEM] for word in words(text) if len(word) >= STEM and not common.fullmatch(word)
    )


def chance_of(draft: Draft, *, need: int) -> float:
    """Return how likely a need is."""
    return draft.assessment.need.probabilities[need] if draft.assessment.need else float(need == 0)
