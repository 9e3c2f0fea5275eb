"""Sentences are cut where a reader would cut them, in chats, mails and lists."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.text.segment import sentences

if TYPE_CHECKING:
    from coach.contracts import Language

# "|" stands where a sentence ends.
GERMAN = {
    "plain": "Das Paket ist da. |Ich schicke es morgen los.",
    "abbreviations": "Das sind z. B. Nr. 5 und ca. 3 Tage, d. h. bzw. inkl. Versand. |Danke.",
    "titles": "Dr. Meier und Prof. Kern melden sich. |Bis dann.",
    "ordinal date": "Der Termin am 3. Mai um 14.30 Uhr steht. |Bis dahin.",
    "ordinals": "Am 3. Werktag, beim 2. Versuch, im 1. Stock. |Ja.",
    "number at the end": "Der Bus kommt um 3. |Danach gehen wir.",
    "year at the end": "Das war im Jahr 2024. |Seitdem nicht mehr.",
    "long number at the end": "Der Stand ist 48.211. |Danke für das Foto.",
    "decimals": "Das sind 1.299,50 € und 3.5 kg. |Gut so?",
    "links": "Siehe www.laden.example/a.b und a.b@laden.example. |Dort steht alles.",
    "ellipsis": "Moment... |Ich sehe nach ... und melde mich… |Gleich.",
    "emoji after the mark": "Super! 😊👍 |Wir prüfen das.",
    "emoji instead of a mark": "Alles klar 👍 |Wir prüfen das.",
    "emoji family": "Schön! 👨‍👩‍👧 |Bis bald.",
    "emoticon": "Alles gut :) |Bis morgen.",
    "emoji before lower case": "Das 😊 paket kommt.",
    "marks in a row": "Echt?! |Ja!!! |Gut.",
    "quote": "Sie schrieben: „Wo ist es?“ |Hier ist es.",
    "quote goes on": "Auf die Frage „Wo ist es?“ antworte ich gern.",
    "bracket": "Das geht (wirklich!) auch so. |(Siehe oben.) |Danke.",
    "lower case chat": "ok. |ich sehe nach. |moment bitte",
    "missing space": "Danke.|Bis dann.",
    "chat lines": "Hallo Frau Kern|\nich sehe nach|\n\nmoment",
    "list": "1. Foto vom Zähler|\n2. Name der Vermieterin",
    "greeting line": "Sehr geehrte Frau Kern,|\n\nIhr Paket ist da.",
    "greeting before its comma": "Hallo Frau Kern,| danke für die Fotos.",
    "greeting and thanks in one": "Hallo Frau Kern Vielen Dank, dass Sie schreiben.",
    "sign-off": "Bis dann.|\n\nLiebe Grüße|\nAnna",
    "wrapped line": (
        "Das ist eine lange Zeile, die ein Mailprogramm umbrochen hat und die\n"
        "in der nächsten weitergeht. |Neu."
    ),
    "usw": "Fotos, Rechnung usw. |Dann geht es schnell.",
    "initial": "Herr A. Kern kommt. |Gut.",
    "colon": "So geht es weiter: Ich rufe an.",
}
ENGLISH = {
    "plain": "The parcel is here. |I will send it tomorrow.",
    "abbreviations": "Mr. Smith, e.g. or i.e. approx. five days, No. 5. |Thanks.",
    "times": "We open at 5 p.m. on Monday. |Come at 9 a.m. |Thanks.",
    "countries": "It ships from the U.S. |Delivery takes a week.",
    "decimals": "It weighs 3.5 kg and costs $4.99. |Fine?",
    "initials": "J. K. Kern wrote it. |Good.",
    "no as an answer": "The answer is no. |Sorry.",
    "quotes": 'You wrote “where is it?” |Here it is. |"Really?" |Yes.',
    "greeting": "Hi Anna,| thanks for the photos.",
    "not a greeting": "Good to know, we will check.",
    "contractions": "It's ours, I'm sorry. |We'll fix it.",
    "ellipsis": "Well... |I see.",
}
CASES = [("de", text) for text in GERMAN.values()] + [("en", text) for text in ENGLISH.values()]


@pytest.mark.parametrize(
    ("language", "marked"), CASES, ids=[f"de {k}" for k in GERMAN] + [f"en {k}" for k in ENGLISH]
)
def test_sentences_end_where_a_reader_ends_them(language: Language, marked: str) -> None:
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [text[start:end] for start, end in sentences(text, language)] == expected


@pytest.mark.parametrize("text", ["", "  ", "\n\n\t"], ids=repr)
def test_no_words_no_sentences(text: str) -> None:
    assert sentences(text, "de") == ()


@settings(deadline=None)
@given(st.text(alphabet='aB .!?…,:\n😀👍„“"()3z.B', max_size=60), st.sampled_from(["de", "en"]))
def test_sentences_are_in_order_and_hold_every_character(text: str, language: Language) -> None:
    spans = sentences(text, language)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    inside = {i for span in spans for i in range(span.start, span.end)}
    assert all(character.isspace() for i, character in enumerate(text) if i not in inside)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_cut(text: str) -> None:
    joined = "".join("".join(text[s.start : s.end].split()) for s in sentences(text, "en"))
    assert joined == "".join(text.split())


@pytest.mark.parametrize("text", [")" * 20_000, "a." * 10_000, "😀" * 20_000, "!?" * 10_000])
def test_hostile_text_ends(text: str) -> None:
    spans = sentences(text, "de")
    assert (spans[0].start, spans[-1].end) == (0, len(text))


def test_threads_agree() -> None:
    text = GERMAN["ordinals"].replace("|", "")
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: sentences(text, "de"), range(64)))
    assert found == {sentences(text, "de")}


def test_reading_a_text_does_not_import_spacy() -> None:
    code = (
        "import sys; import coach.text.segment, coach.text.language, coach.text.quotes; "
        "from coach.text.language import decide; decide('Das Paket ist da.'); "
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
