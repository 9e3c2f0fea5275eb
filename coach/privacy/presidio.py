"""What Presidio recognises by itself: e-mail, IBAN and card by their check digits, phones.

Imported only when a text is redacted. No language model, no network: its own e-mail and link
recognisers would look up domains, so neither is used.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from coach.contracts import LANGUAGES
from coach.privacy.entity import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

    from coach.contracts import Language
    from coach.privacy.entity import Kind

REGIONS: Final = ("DE", "AT", "CH", "GB", "US")
_SCORES: Final[dict[Kind, float]] = {"email": 1.0, "iban": 1.0, "card": 0.97, "phone": 0.6}

_EMAIL = r"(?<![\w.+%-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,18}\b"
_CARD = r"(?<![\w-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])"
_MANY_DIGITS = re.compile(r"\d(?:[\s()/.\-–]{0,3}\d){5}")
_LIKE_A_PHONE = re.compile(r"\+|\(|0|1?[-. ]?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\Z")
_INSIDE = re.compile(r"[\w#€$£]|[.,]\d")
_NOT_A_PHONE = re.compile(r"\s?(?:€|Euro|EUR|km|kg|Stück|Punkte)|[.,]\d|\w")


def find_by_presidio(text: str, language: Language) -> Iterator[Found]:
    """Return e-mail addresses, accounts, cards and phone numbers."""
    if "@" not in text and not _MANY_DIGITS.search(text):
        return
    for result in _engine().analyze(text, language):
        kind = cast("Kind", result.entity_type)
        start = result.start + _opens_alone(text[result.start : result.end])
        if kind != "phone" or _is_phone(text, start, result.end):
            yield Found(kind, start, result.end, _SCORES[kind])


def _opens_alone(found: str) -> bool:
    """Tell whether a bracket opens that the number itself does not close."""
    return found.startswith("(") and ")" not in found


def _is_phone(text: str, start: int, end: int) -> bool:
    """Leave out runs of digits that could be a phone number somewhere and anything else too."""
    before = text[max(0, start - 1) : start]
    if _INSIDE.match(before) or _NOT_A_PHONE.match(text, end):
        return False
    return _LIKE_A_PHONE.match(text[start:end]) is not None


@cache
def _engine() -> AnalyzerEngine:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    languages: list[str] = list(LANGUAGES)
    recognizers = [one for language in LANGUAGES for one in _recognizers(language)]
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognizers, supported_languages=languages),
        nlp_engine=NoOpNlpEngine([{"lang_code": one, "model_name": ""} for one in languages]),
        supported_languages=languages,
    )


def _recognizers(language: Language) -> list[EntityRecognizer]:
    from presidio_analyzer import Pattern, PatternRecognizer
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        IbanRecognizer,
        PhoneRecognizer,
    )

    return [
        PatternRecognizer(
            "email", patterns=[Pattern("e-mail", _EMAIL, 1.0)], supported_language=language
        ),
        CreditCardRecognizer(
            [Pattern("card", _CARD, 0.5)], supported_entity="card", supported_language=language
        ),
        IbanRecognizer(supported_entity="iban", supported_language=language),
        PhoneRecognizer(
            supported_entity="phone", supported_language=language, supported_regions=REGIONS
        ),
    ]
