"""Masks of exports and unfilled slots are found; ordinary text never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.masks import find_masks, neutralise

if TYPE_CHECKING:
    from coach.contracts import Language

MASKS = {
    "hash": ("Hallo #NAME#, danke", "#NAME#", "export", "name"),
    "hash organisation": ("bei #PRS_ORG# bestellt", "#PRS_ORG#", "export", "company"),
    "angle mail": ("an <email> schicken", "<email>", "export", "email"),
    "angle link": ("hier: <link>", "<link>", "export", "link"),
    "angle upper": ("Hi <PERSON>, thanks", "<PERSON>", "export", "name"),
    "crosses": ("Ihre Bestellung XXXX ist da", "XXXX", "export", None),
    "crossed date": ("am XX.XX.XXXX", "XX.XX.XXXX", "export", None),
    "crossed card": ("card XXXX-XXXX-XXXX", "XXXX-XXXX-XXXX", "export", None),
    "underscores": ("an __EMAIL__ schicken", "__EMAIL__", "export", "email"),
    "underscores lower": ("bei __company__ bestellt", "__company__", "export", "company"),
    "handle": ("thanks to @brand for it", "@brand", "export", "company"),
    "number handle": ("@115712 I see", "@115712", "export", "name"),
    "square": ("Hallo [Name],", "[Name]", "slot", "name"),
    "square compound": ("Ihre [Bestellnummer]", "[Bestellnummer]", "slot", "number"),
    "square order": ("[hier individuellen Text einfügen]", None, "slot", None),
    "square upper": ("Dear [GUEST_NAME],", "[GUEST_NAME]", "slot", "name"),
    "double braces": ("Hallo {{customer.first_name}},", "{{customer.first_name}}", "slot", None),
    "braces": ("Hi {first_name}!", "{first_name}", "slot", "first_name"),
    "braces with words": ("dann folgt {next step}.", "{next step}", "slot", "step"),
    "dollar": ("Hi ${customerName},", "${customerName}", "slot", "name"),
    "percent": ("Hallo %VORNAME%,", "%VORNAME%", "slot", "first_name"),
    "double angle": ("Hallo <<Name>>,", "<<Name>>", "slot", "name"),
    "blank": ("Ihr Termin am ____ steht", "____", "slot", None),
}


@pytest.mark.parametrize(("text", "mask", "kind", "meaning"), MASKS.values(), ids=MASKS)
def test_it_finds(text: str, mask: str | None, kind: str, meaning: str | None) -> None:
    found = find_masks(text)
    assert [m.text for m in found] == [mask or text]
    assert found[0].kind == kind
    assert text[found[0].start : found[0].end] == found[0].text
    if meaning:
        assert found[0].meaning == meaning


ORDINARY = [
    "Größe XXL und XL, Klasse A",
    "Siehe [1] und [sic], mehr im Anhang [Anlage 2].",
    "[Rückgabe](https://laden.example/link)",
    "<b>fett</b> und <a href='x'>Link</a> <br>",
    "50% bis 60% Rabatt, 5 < 6 und 7 > 3",
    "Das ist __wichtig__ für uns.",
    "#danke #service, Nr. #12 und # 5",
    "@anna schaut es sich an; service@laden.example",
    "________",
    'Fehler: {"code": 5}',
    "xoxo, xxx",
    "Hallo Frau Name,",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_it_stays_silent(text: str) -> None:
    assert find_masks(text) == []


FILLED = {
    "greeting": ("Hallo #NAME#, danke", "de", "Hallo Maria, danke"),
    "surname after title": ("Guten Tag Frau #NAME#,", "de", "Guten Tag Frau Weber,"),
    "surname after Ms": ("Dear Ms [Name],", "en", "Dear Ms Parker,"),
    "formal": ("Sehr geehrter [Name],", "de", "Sehr geehrter Herr Weber,"),
    "formal either": ("Sehr geehrte/r {name},", "de", "Sehr geehrte/r Frau Weber,"),
    "title and name": ("Dear [Title] [Name],", "en", "Dear Ms Parker,"),
    "title in the masculine": (
        "Sehr geehrter {{anrede}} {{nachname}},",
        "de",
        "Sehr geehrter Herr Weber,",
    ),
    "number": ("Bestellung #NUMBER# ist da", "de", "Bestellung 48213 ist da"),
    "crosses": ("order XXXX is on its way", "en", "order 48213 is on its way"),
    "crosses after greeting": ("Hi XXXX, done", "en", "Hi Maria, done"),
    "amount": ("Sie bekommen [Betrag].", "de", "Sie bekommen 25 Euro."),
    "amount before a currency": ("Sie bekommen [Betrag] €.", "de", "Sie bekommen 25 €."),
    "link": ("see <link> for more", "en", "see www.nordheim.example for more"),
    "leading handle": ("@115712 I see", "en", " I see"),
    "unknown slot": ("Viel Freude mit {Lieblingsfarbe}!", "de", "Viel Freude mit Lieblingsfarbe!"),
}


@pytest.mark.parametrize(("text", "language", "expected"), FILLED.values(), ids=FILLED)
def test_natural_words_take_their_place(text: str, language: Language, expected: str) -> None:
    assert neutralise(text, language).text == expected


def test_spans_of_fillers_point_at_the_masks() -> None:
    text = "Hallo #NAME#, Ihre Bestellung <order_id> kommt. 😀"
    mapped = neutralise(text, "de")
    start = mapped.text.index("48213")
    low, high = mapped.span_to_original(start, start + 5)
    assert text[low:high] == "<order_id>"


@pytest.mark.parametrize("language", ["de", "en"])
@given(text=st.text(alphabet="#NAME[]{}<>_@X %aä\n", max_size=40))
def test_text_without_masks_is_left_alone(language: Language, text: str) -> None:
    mapped = neutralise(text, language)
    assert mapped.original_length == len(text)
    if not find_masks(text):
        assert mapped.text == text


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_filler_reads_as_a_mask(language: Language) -> None:
    masks = [case[1] for case in MASKS.values() if case[1]]
    assert find_masks(neutralise(" ; ".join(masks), language).text) == []
