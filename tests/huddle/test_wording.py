"""Texts as they are read aloud: no handles, no signatures, hidden places in words."""

from __future__ import annotations

import pytest

from coach.contracts import Language
from coach.huddle.safety import is_identifying, is_painful, may_be_shown
from coach.huddle.wording import excerpt, message_spoken, spoken, whole_sentences


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("@user I will call you today. ^JH", "en", "I will call you today."),
        ("I will call you today. *TMT", "en", "I will call you today."),
        ("I am on it. -Sam", "en", "I am on it."),
        ("Two flights had no Wi-Fi", "en", "Two flights had no Wi-Fi"),
        ("I will call you today. *<NAME_1>", "en", "I will call you today."),
        ("Guten Tag #NAME#, ich rufe an.", "de", "Guten Tag [Name], ich rufe an."),
        ("Das #PRS_ORG# Sofa kommt.", "de", "Das [Firma] Sofa kommt."),
        ("Hi Cody, we have flights at noon.", "en", "Hi [name], we have flights at noon."),
        ("Hi, Rob, the seat is free. 1/2 *<NAME_1>", "en", "Hi, [name], the seat is free."),
        ("@user , I was surprised.", "en", "I was surprised."),
        ("We read &amp; answer. (1/2)", "en", "We read & answer."),
        ("Schreiben Sie an <EMAIL_1> bitte.", "de", "Schreiben Sie an […] bitte."),
    ],
)
def test_spoken(text: str, language: Language, expected: str) -> None:
    assert spoken(text, language) == expected


def test_a_message_loses_the_lines_around_it() -> None:
    text = "Sehr geehrte Damen und Herren,\nmein Sofa kommt nicht.\nMit freundlichen Grüßen\n#NAME#"
    assert message_spoken(text, "de") == "Mein Sofa kommt nicht."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bitte holen Sie den Schrank ab. Bestellnummer #NUMBER#",
         "Bitte holen Sie den Schrank ab."),
        ("Wo bleibt der Schrank? Meine Nummer: #NUMBER#", "Wo bleibt der Schrank?"),
        ("Wo bleibt der Schrank? Seit zwei Wochen", "Wo bleibt der Schrank? Seit zwei Wochen"),
    ],
)  # fmt: skip
def test_a_label_whose_number_is_hidden_goes_with_it(text: str, expected: str) -> None:
    assert message_spoken(text, "de") == expected


def test_a_long_reply_is_cut_to_whole_sentences_around_the_passage() -> None:
    filler = "Wir haben Ihre Angaben in aller Ruhe gelesen und geprüft. " * 12
    text = f"{filler}Ich rufe heute im Lager an. {filler}".strip()
    found = excerpt(text, "Ich rufe heute", "de")
    assert "Ich rufe heute im Lager an." in found
    assert len(found.split()) < 60
    assert found.endswith(".")


def test_a_passage_grows_to_its_sentence_and_in_a_single_one_to_its_clauses() -> None:
    text = "Das war unser Fehler. Ich rufe heute im Lager an."
    assert whole_sentences(text, "rufe heute", "de") == "Ich rufe heute im Lager an."
    single = "Ich rufe heute im Lager an, dann wissen wir mehr."
    assert whole_sentences(single, "rufe heute im", "de") == "Ich rufe heute im Lager an"
    assert whole_sentences(single, "heute im Lager an, dann", "de") == single
    assert whole_sentences(text, "steht hier nicht", "de") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Meine Mutter ist gestorben.", "I lost my job, I am unemployed.", "Das ist doch Scheiße!",
        "My father passed away last week.", "Ich muss morgen ins Krankenhaus.",
        "I will call the police.",
    ],
)  # fmt: skip
def test_hardship_is_painful(text: str) -> None:
    assert is_painful(text)
    assert not may_be_shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mein Sofa kommt seit drei Wochen nicht an.",
        "The app crashes whenever I upload a photo.",
        "Wir fahren am Freitag los, kommt das Zelt bis dahin?",
    ],
)
def test_everyday_trouble_may_be_shown(text: str) -> None:
    assert may_be_shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meine Nummer ist 48021376.", "Ask @JohnDoe77 about it.", "See https://example.org/x",
        "I told Michael that it is late.", "Flight DL1403 was never offered.",
        "Bestellung […] für [Name] an […].",
        "Order ABC123XYZ is late.",
    ],
)  # fmt: skip
def test_what_points_to_somebody_is_identifying(text: str) -> None:
    assert is_identifying(text)
