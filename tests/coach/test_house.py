"""House rules: defaults without a file, clear words when a file is wrong, house text found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coach
from coach.house import House, HouseText, load_house
from coach.house_problems import HouseError
from coach.house_text import find_house_texts
from coach.rubric import BEHAVIOUR_IDS, Bilingual

EXAMPLES = sorted(Path(coach.__file__).parent.glob("house.example.*.toml"))

PROMISE = (
    '[[vision.promises]]\ntext = "Wir lesen."\nfor_me = "Ich lese."\nbehaviours = ["feeling"]\n'
)


def write(tmp_path: Path, text: str) -> Path:
    """Write a house file and return its path."""
    path = tmp_path / "house.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_work_without_a_file() -> None:
    house = load_house()
    assert house == House()
    assert house.address == "either"
    assert house.weights == {"empathy": 1, "hospitality": 1, "authenticity": 1}
    assert house.critical == {"blame", "dismissal"}
    assert house.bar == 2
    assert house.house_text_spans("Sie haben das Recht zu widerrufen.") == ()


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert load_house(write(tmp_path, "")) == House()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_load(path: Path) -> None:
    house = load_house(path)
    assert 3 <= len(house.vision) <= 5
    assert all(set(promise.behaviours) <= set(BEHAVIOUR_IDS) for promise in house.vision)
    assert house.sign_off is not None
    assert "{name}" in house.sign_off.de
    assert "{name}" in house.sign_off.en
    assert {text.kind for text in house.texts} == {"macro", "legal"}


def test_both_languages_have_an_example() -> None:
    assert [path.name for path in EXAMPLES] == ["house.example.de.toml", "house.example.en.toml"]


def test_values_are_read(tmp_path: Path) -> None:
    house = load_house(
        write(
            tmp_path,
            'name = "Nord"\naddress = "du"\nenglish = "us"\nbar = "strong"\n'
            'critical = ["command"]\n[weights]\nempathy = 2\n'
            '[may_promise]\ndeadline_days = 4\n[[avoid]]\nphrase = "asap"\ninstead = ["by noon"]\n',
        )
    )
    assert (house.name, house.address, house.english, house.bar) == ("Nord", "du", "us", 3)
    assert house.critical == {"command"}
    assert house.weights == {"empathy": 2, "hospitality": 1, "authenticity": 1}
    assert house.may_promise.deadline_days == 4
    assert house.avoid[0].instead == ("by noon",)


def test_a_text_in_one_language_serves_both(tmp_path: Path) -> None:
    plain = load_house(write(tmp_path, PROMISE * 3))
    assert plain.vision[0].text == Bilingual("Wir lesen.", "Wir lesen.")
    german = load_house(write(tmp_path, 'sign_off.de = "LG, {name}"'))
    assert german.sign_off == Bilingual("LG, {name}", "LG, {name}")


WRONG = {
    "unknown key": ('adress = "du"', "adress is no key of house.toml"),
    "unknown value": (
        'address = "ihr"',
        r"address = 'ihr': must be one of 'sie', 'du', 'either'",
    ),
    "unknown behaviour": (
        PROMISE.replace("feeling", "sarcasm") * 3,
        r"vision\.promises\[1\]\.behaviours\[1\] = 'sarcasm' is no behaviour; the rubric knows",
    ),
    "critical must be negative": (
        'critical = ["feeling"]',
        r"critical\[1\] = 'feeling' cannot be critical; choose among dismissal, blame",
    ),
    "too few promises": (PROMISE, "vision has 1 promises; people remember three to five"),
    "too many promises": (PROMISE * 6, "vision has 6 promises"),
    "negative weight": (
        "[weights]\nempathy = -1",
        r"weights\.empathy = -1: must not be below 0\.",
    ),
    "no weight at all": (
        "[weights]\nempathy = 0\nhospitality = 0\nauthenticity = 0",
        "weights are all 0; give at least one",
    ),
    "no alternative": ('[[avoid]]\nphrase = "asap"', r"avoid\[1\]\.instead is missing\. Add it"),
    "empty text": ('sign_off = ""', "sign_off is empty; write it in German"),
    "short house text": (
        '[[house_text]]\nname = "x"\ntext = "Hallo {name}"',
        r"house_text\[1\]\.text = 'Hallo {name}' has fewer than 3 words",
    ),
    "empty phrase": (
        '[[avoid]]\nphrase = ""\ninstead = []',
        r"avoid\[1\]\.phrase = '' is empty(.|\n)*avoid\[1\]\.instead is an empty list",
    ),
    "table as text": ('weights = "2"', r"weights = '2': must be a section of its own"),
    "text as number": ("name = 7", r"name = 7: must be a text in quotes"),
    "list as text": ('critical = "blame"', r"critical = 'blame': must be a list in brackets"),
    "number as text": ('[weights]\nempathy = "viel"', r"empathy = 'viel': must be a number"),
    "too much weight": ("[weights]\nempathy = 11", r"empathy = 11: must not be above 10\."),
    "half a day": ("[may_promise]\ndeadline_days = 1.5", r"= 1\.5: must be a whole number"),
    "currency": ('[may_promise]\ncurrency = "Euro"', r"= 'Euro': must be a currency code"),
    "broken TOML": ('name = "Nord', "is not valid TOML.*Texts stand in quotes"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_an_error_names_key_value_rule_and_way_out(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(HouseError, match=message) as caught:
        load_house(write(tmp_path, text))
    assert "house.toml" in str(caught.value)


@pytest.mark.parametrize("text", [text for text, _ in WRONG.values()], ids=WRONG)
def test_an_error_is_told_in_german_too(tmp_path: Path, text: str) -> None:
    with pytest.raises(HouseError) as caught:
        load_house(write(tmp_path, text))
    said = caught.value.text("de")
    assert "house.toml" in said
    assert not re.search(r"\b(must|should|is no|Input|Correct|Remove|Add it)\b", said)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(HouseError) as caught:
        load_house(write(tmp_path, 'adress = "du"\nbar = "perfect"'))
    assert "adress" in str(caught.value)
    assert "'perfect'" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match=r"absent\.toml cannot be read .*Check the path"):
        load_house(tmp_path / "absent.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes('name = "Möbel"'.encode("latin-1"))
    with pytest.raises(HouseError, match=r"is not UTF-8 \(byte 9\)"):
        load_house(path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('name = "Nord"', encoding="utf-8-sig")
    assert load_house(path).name == "Nord"


PASSAGE = "Ihre Nachricht ist unter der Nummer {ticket} bei uns eingegangen."
RECEIPT = HouseText("Eingang", PASSAGE)

FOUND = {
    "as written": PASSAGE,
    "slot filled": "Ihre Nachricht ist unter der Nummer 48-213 bei uns eingegangen.",
    "slot filled with words": "Ihre Nachricht ist unter der Nummer A 12 / 7 bei uns eingegangen.",
    "masked": "Ihre Nachricht ist unter der Nummer #NUMBER# bei uns eingegangen.",
    "wrapped": "Ihre  Nachricht ist\nunter der Nummer 7\n bei uns eingegangen.",
    "a word masked": "Ihre Nachricht ist unter #PRS_ORG# 7 bei uns eingegangen.",
    "other case, no full stop": "IHRE NACHRICHT ist unter der Nummer 7 bei uns eingegangen",
    "slot left empty": "Ihre Nachricht ist unter der Nummer bei uns eingegangen.",
}


@pytest.mark.parametrize("passage", FOUND.values(), ids=FOUND)
def test_house_text_is_found_however_it_is_wrapped_or_masked(passage: str) -> None:
    text = f"Hallo Frau Kern, 😀 danke. {passage} Ich lese sie heute noch."
    house = House(texts=(RECEIPT,))
    (match,) = house.house_texts(text)
    assert text[match.start : match.end] == passage
    assert (match.name, match.kind) == ("Eingang", "macro")
    assert house.house_text_spans(text) == ((match.start, match.end),)


@pytest.mark.parametrize(
    "text",
    [
        "Ihre Nachricht ist da, ich lese sie heute.",
        "Ihre Nachricht ist unter der Nummer 1 2 3 4 5 6 7 8 9 bei uns eingegangen.",
        "Nachricht ist unter der Nummer 7 bei uns eingegangen.",
        "#NAME# #NUMBER#",
        "Ihre #NUMBER# eingegangen.",
        "",
    ],
)
def test_other_text_is_no_house_text(text: str) -> None:
    assert find_house_texts(text, [RECEIPT]) == ()


def test_each_occurrence_is_found() -> None:
    text = f"{FOUND['slot filled']} {FOUND['masked']}"
    matches = find_house_texts(text, [RECEIPT])
    assert [text[m.start : m.end] for m in matches] == [FOUND["slot filled"], FOUND["masked"]]


@given(
    before=st.text(alphabet="ab #.\n", max_size=20), after=st.text(alphabet="ab #.\n", max_size=20)
)
def test_a_passage_is_found_wherever_it_stands(before: str, after: str) -> None:
    text = f"{before} {FOUND['slot filled']} {after}"
    (match,) = find_house_texts(text, [RECEIPT])
    assert text[match.start : match.end] == FOUND["slot filled"]


def test_repeating_text_ends() -> None:
    passage = HouseText("x", "a {s} a {s} a {s} a {s} b")
    assert find_house_texts("a " * 2_000, [passage]) == ()
