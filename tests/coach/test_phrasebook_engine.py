"""The pattern language, what wins where patterns overlap, and what a broken entry says."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.contracts import LANGUAGES, MAX_CHARACTERS
from coach.errors import CoachError
from coach.phrasebook import Pattern, build_phrasebook, fit, load_phrasebook, read_patterns
from coach.phrasebook.syntax import tokenise
from coach.rubric import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.contracts import Language
    from coach.phrasebook.entry import Scope

GOOD = """
[[pattern]]
id = "cliche-de-001"
behaviour = "cliche"
match = ["alles gute"]
action = "replace"
sie = ["Ich drücke Ihnen die Daumen"]
du = ["Ich drücke dir die Daumen"]
reason = { de = "Klingt nach Ihnen.", en = "Sounds like you." }
fires = ["Alles Gute!", "Wir wünschen alles Gute."]
silent = ["Alles ist gut.", "Gute Reise!"]
"""


def pattern(
    *match: str,
    name: str = "x",
    behaviour: str = "cliche",
    scope: Scope = "match",
    unless: tuple[str, ...] = (),
) -> Pattern:
    reason = Bilingual("Ein Grund.", "A reason.")
    return Pattern(name, behaviour, match, "remove", reason, (), (), unless, scope)


def found(text: str, *patterns: Pattern, language: Language = "de") -> list[str]:
    return [hit.text for hit in build_phrasebook(patterns, language).find(text)]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        pytest.param("alles gute", "ALLES  gute!", "ALLES  gute", id="case and blanks"),
        pytest.param("für sie", "Das ist fuer Sie.", "fuer Sie", id="ue for ü"),
        pytest.param("große grüße", "Grosse Grüsse", "Grosse Grüsse", id="ss for ß"),
        pytest.param("schöne grüße", "scho\u0308ne Grüße", "scho\u0308ne Grüße", id="decomposed"),
        pytest.param("can't help", "I can’t help.", "can’t help", id="apostrophe"),
        pytest.param("an|in kürze", "Das kommt in Kürze", "in Kürze", id="alternatives"),
        pytest.param("schnell*", "Das kommt schnellstmöglich.", "schnellstmöglich", id="stem"),
        pytest.param("bald|schnell*", "Das kommt schneller.", "schneller", id="stem or word"),
        pytest.param("sehr (sehr)? leid", "Das tut sehr sehr leid", "sehr sehr leid", id="twice"),
        pytest.param("das (tut|macht)? leid", "das macht leid", "das macht leid", id="optional"),
        pytest.param("das _ leid", "das tut leid", "das tut leid", id="any word"),
        pytest.param("das (_)? leid", "das leid", "das leid", id="at most one word"),
        pytest.param("# tage", "in 3,5 Tagen, 14 Tage", "14 Tage", id="number"),
        pytest.param("ein|# tage", "Das dauert 14 Tage", "14 Tage", id="number or word"),
        pytest.param("kunde ,", "Lieber Kunde , ja", "Kunde ,", id="mark"),
        pytest.param("2nd-level", "an den 2nd-Level", "2nd-Level", id="hyphen"),
    ],
)
def test_a_piece_finds(line: str, text: str, expected: str) -> None:
    assert found(text, pattern(line)) == [expected]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param("alles gute", "Alles, Gute", id="a mark parts words"),
        pytest.param("alles gute", "Alles\n\nGute", id="a paragraph parts words"),
        pytest.param("alles gute", "Alles Guten", id="no stem unasked"),
        pytest.param("das _ leid", "das , leid", id="a mark is no word"),
        pytest.param("das # leid", "das drei leid", id="a word is no number"),
    ],
)
def test_a_piece_stays_silent(line: str, text: str) -> None:
    assert found(text, pattern(line)) == []


@pytest.mark.parametrize(
    "line", ["alles  gute!", "(alles gute)?", "_ #", "(alles)?", "*", "a||b", "{name}"]
)
def test_a_line_outside_the_language_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"piece|anything"):
        build_phrasebook([pattern(line)], "de")


def test_the_longest_match_of_a_behaviour_wins() -> None:
    short, long = pattern("alles gute", name="short"), pattern("wir wünschen alles gute")
    assert found("Wir wünschen alles Gute und alles Gute.", short, long) == [
        "Wir wünschen alles Gute",
        "alles Gute",
    ]


def test_a_match_that_shares_a_word_with_unless_does_not_count() -> None:
    must = pattern("sie müssen", unless=("sie müssen (_)? nichts",))
    assert found("Sie müssen gar nichts tun. Sie müssen warten.", must) == ["Sie müssen"]


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        pytest.param("bis {date}", "[Bald] kommt es.", "Bis {date}", id="raised"),
        pytest.param("bis {date}", "Es kommt [bald].", "bis {date}", id="kept"),
        pytest.param("Es tut mir leid.", "Hallo, [das ist schade.]", "es tut mir leid.", id="low"),
        pytest.param("Sie schreiben:", "Hallo, [vielen Dank]", "Sie schreiben:", id="polite"),
        pytest.param("I am sorry.", "Hi, [we regret this.]", "I am sorry.", id="English I"),
        pytest.param("{name} ruft an.", "[wir] rufen an.", "{name} ruft an.", id="slot"),
        pytest.param(".", "Schön[!!!]", ".", id="mark"),
        pytest.param("es hilft, wenn Sie", "[Sie müssen] los.", "Es hilft, wenn Sie", id="start"),
        pytest.param("es hilft, wenn Sie", "Gut. [Sie müssen]", "Es hilft, wenn Sie", id="stop"),
        pytest.param("es hilft, wenn Sie", "Gut, [Sie müssen]", "es hilft, wenn Sie", id="comma"),
        pytest.param("von Ihnen", "Es ist [Ihrerseits] gut.", "von Ihnen", id="middle"),
    ],
)
def test_a_template_begins_as_its_place_does(template: str, text: str, expected: str) -> None:
    before, rest = text.split("[")
    assert fit(template, rest.split("]")[0], before=before) == expected


def test_different_behaviours_may_overlap() -> None:
    other = pattern("alles gute", behaviour="overdone")
    assert found("Wir wünschen alles Gute", other, pattern("wünschen alles gute")) == [
        "wünschen alles Gute",
        "alles Gute",
    ]


def test_sentence_scope_takes_the_whole_sentence() -> None:
    text = "😀 Hallo! Das ist, z. B. bald, gut. Ja."
    hit = build_phrasebook([pattern("bald", scope="sentence")], "de").find(text)[0]
    assert (hit.text, text[hit.start : hit.end]) == ("Das ist, z. B. bald, gut.", hit.text)


def test_a_sentence_is_taken_once() -> None:
    twice = pattern("bald|gleich", scope="sentence")
    assert found("Bald oder gleich. Gleich!", twice) == ["Bald oder gleich.", "Gleich!"]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=60)
@given(
    text=st.lists(
        st.sampled_from(
            ["Wir", "bitten", "um", "Entschuldigung", "We", "apologise", ".", "\n\n", "😀", "für",
             "any", "inconvenience", "schnellstmöglich", "as", "soon", "possible", "\u00a0", "{"]
        )
    ).map(" ".join)
)  # fmt: skip
def test_hits_lie_where_they_say(language: Language, text: str) -> None:
    hits = load_phrasebook(language).find(text)
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)
    for behaviour in {hit.pattern.behaviour for hit in hits}:
        spans = [(hit.start, hit.end) for hit in hits if hit.pattern.behaviour == behaviour]
        assert all(first[1] <= then[0] for first, then in pairwise(spans))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["wir bitten ", "as soon as ", "!", "ab-", "ä'", "1.", "\n \n"])
def test_work_grows_with_the_text_alone(language: Language, unit: str) -> None:
    """Count Python calls instead of seconds: eight times the text, at most nine times the calls."""
    book = load_phrasebook(language)
    book.find(unit)
    longest = unit * (MAX_CHARACTERS // len(unit))
    small, large = (_calls(book.find, text) for text in (longest[: len(longest) // 8], longest))
    assert large <= 9 * small + 1000
    assert len(tokenise(longest)) <= len(longest)


def _calls(function: Callable[[str], object], text: str) -> int:
    count = 0

    def tick(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        function(text)
    finally:
        sys.setprofile(before)
    return count


def test_many_hits_in_one_sentence_stay_cheap() -> None:
    book = build_phrasebook([pattern("bald"), pattern("gleich", scope="sentence")], "de")
    book.find("bald")
    text = "bald gleich " * (MAX_CHARACTERS // 12)
    small, large = (_calls(book.find, part) for part in (text[: len(text) // 8], text))
    assert large <= 9 * small + 1000


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('behaviour = "cliche"', 'behaviour = "rude"', "behaviour = 'rude'", id="tag"),
        pytest.param('"replace"', '"change"', "action = 'change' is none of", id="action"),
        pytest.param('match = ["alles gute"]', "", "match is missing", id="missing"),
        pytest.param('["alles gute"]', '"alles gute"', "match must be a list", id="no list"),
        pytest.param('["alles gute"]', '["alles gute!"]', "'gute!'", id="pattern language"),
        pytest.param('fires = ["Alles Gute!", ', "fires = [", "fires needs at least", id="fires"),
        pytest.param("Ich drücke dir", "Ich drücke Ihnen", "du 'Ich drücke Ihnen", id="du"),
        pytest.param("Ich drücke Ihnen", "Ich drücke dir", "sie 'Ich drücke dir", id="sie"),
        pytest.param('du = ["Ich drücke dir die Daumen"]', "", "sie and du together", id="half"),
        pytest.param("die Daumen", "bis {soon}", "has the slot {soon}", id="slot"),
        pytest.param("die Daumen", "weil {reason}", "must follow a colon", id="clause"),
        pytest.param("action =", "tone = 'x'\naction =", "tone is no key", id="key"),
        pytest.param('"replace"', '"remove"', "du, sie must go", id="remove"),
        pytest.param(', en = "Sounds like you."', "", "reason must be", id="reason"),
    ],
)
def test_a_broken_entry_says_where_and_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "cliche.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(CoachError) as error:
        read_patterns(tmp_path)
    assert said in str(error.value)
    assert f"{tmp_path.name}/cliche.toml, cliche-de-001: " in str(error.value)


def test_a_sound_entry_is_read(tmp_path: Path) -> None:
    (tmp_path / "cliche.toml").write_text(GOOD, encoding="utf-8")
    assert [entry.id for entry in read_patterns(tmp_path)] == ["cliche-de-001"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="holds no entries"):
        read_patterns(tmp_path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    (tmp_path / "cliche.toml").write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(CoachError, match="cliche-de-001: id stands twice"):
        read_patterns(tmp_path)


@pytest.mark.parametrize("text", ["pattern = 1", "[[patterns]]", "[[pattern]"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cliche.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match=r"cliche\.toml"):
        read_patterns(tmp_path)
