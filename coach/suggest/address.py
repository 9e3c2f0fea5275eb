"""Sie or du: which form a German text uses, and whether a change kept it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.contracts import Language, Request
    from coach.house import House
    from coach.suggest.contracts import Form

_DU = re.compile(
    r"\b(?:du|dich|dir|dein(?:e[rmns]?)?|euch|euer|eure[rmns]?)\b|\bihr (?:seid|habt|könnt)\b",
    re.IGNORECASE,
)
_DU_IMPERATIVE = re.compile(
    r"(?:^|[.!?,:\n]\s*|\bund )(?:bitte )?(?:schick|sende|sag|meld|schreib|schau|ruf|gib|antwort|"
    r"wend|prüf|nutz|klick|öffne|lass|komm|versuch|probier|starte?)e? (?:mir|uns|dich|bitte|gerne?|"
    r"einfach|kurz|hier|doch|mal|die|den|das|auf|dann)\b",
    re.IGNORECASE,
)
_SIE = re.compile(r"(?:(?<=[^.!?\n:„“\"\s] )|(?<=[,;] ))(?:Sie|Ihnen|Ihr(?:e[rmns]?)?)\b|\bIhnen\b")
_SIE_FIRST = re.compile(r"\b(?:Sie|Ihr(?:e[rmns]?)?)\b")
_INFORMAL_GREETING = re.compile(r"\s*(?:hi|hey|moin|huhu|servus|na)\b", re.IGNORECASE)


def forms_in(text: str, language: Language) -> frozenset[Form]:
    """Return the forms of address a text uses; English has none."""
    if language != "de":
        return frozenset()
    found: set[Form] = set()
    if _DU.search(text) or _DU_IMPERATIVE.search(text):
        found.add("du")
    if _SIE.search(text) or (not found and _SIE_FIRST.search(text)):
        found.add("sie")
    return frozenset(found)


def form_for(request: Request, language: Language, house: House) -> Form:
    """Return the form that new words take: the draft's own, then the house's, then the thread's.

    Where nothing tells, German answers with Sie, unless the greeting is a casual one.
    """
    if language != "de":
        return "neutral"
    own = forms_in(request.reply, language)
    if own:
        return "du" if "du" in own else "sie"
    if house.address != "either":
        return house.address
    said = " ".join(message.text for message in request.thread if message.role == "agent")
    for text in (said, request.customer or ""):
        forms = forms_in(text, language)
        if len(forms) == 1:
            return next(iter(forms))
    casual = _INFORMAL_GREETING.match(request.reply) or request.reply.lstrip()[:1].islower()
    return "neutral" if casual else "sie"


def keeps_address(before: str, after: str, *, form: Form, language: Language) -> bool:
    """Tell whether a change brought in no form of address that was not there."""
    old, new = forms_in(before, language), forms_in(after, language)
    return new <= old if old else new <= {form}
