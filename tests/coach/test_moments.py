"""Moments of a talk: where each shows, where it must not, and what is said to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from coach.contracts import Assessment, Request
from coach.exemplars import Exemplar, load_exemplars
from coach.phrasebook import load_phrasebook
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS
from coach.suggest import build_suggester
from coach.suggest.address import forms_in
from coach.suggest.moments import Moment, load_moments, moment_names
from coach.suggest.slots import fill, has_slot
from coach.text.words import word_count
from tests.fakes import fake_coach

MOMENTS = {moment.id: moment for moment in load_moments()}
EXEMPLARS = [entry for moment in MOMENTS.values() for entry in moment.exemplars]
BY_WORDS = [moment for moment in MOMENTS.values() if moment.cues]
CHAT_WORDS = 12


@pytest.mark.parametrize("moment", BY_WORDS, ids=lambda moment: moment.id)
def test_a_moment_shows_where_it_must_and_nowhere_else(moment: Moment) -> None:
    assert len(moment.fires) >= 2
    assert len(moment.silent) >= 2
    assert [text for text in moment.fires if not moment.shows_in(text)] == []
    assert [text for text in moment.silent if moment.shows_in(text)] == []


def test_what_the_layout_decides_has_no_cues() -> None:
    assert {moment.of for moment in MOMENTS.values() if not moment.cues} == {
        "refusing",
        "asking",
        "confirming",
        "answered",
        "stated",
    }


@pytest.mark.parametrize("entry", EXEMPLARS, ids=lambda entry: entry.id)
def test_a_sentence_keeps_the_rules_of_the_bank(entry: Exemplar) -> None:
    assert entry.behaviour in BEHAVIOUR_IDS
    assert entry.behaviour not in NEGATIVE_IDS
    assert word_count(entry.text) <= CHAT_WORDS
    assert entry.text[0].isupper()
    assert entry.text[-1] in ".?"
    assert not has_slot(fill(entry.text, entry.language))
    expected = {entry.address} - {"neutral"}
    assert forms_in(fill(entry.text, entry.language), entry.language) == expected
    found = load_phrasebook(entry.language).find(entry.text)
    assert [hit.pattern.id for hit in found if hit.pattern.behaviour in NEGATIVE_IDS] == []


def test_each_moment_speaks_both_languages_and_both_forms() -> None:
    for moment in MOMENTS.values():
        for behaviour in {entry.behaviour for entry in moment.exemplars}:
            own = [entry for entry in moment.exemplars if entry.behaviour == behaviour]
            forms = {entry.address for entry in own if entry.language == "de"}
            assert forms in ({"sie", "du"}, {"neutral"}), (moment.id, behaviour)
            assert any(entry.language == "en" for entry in own), (moment.id, behaviour)


def test_no_moment_is_called_like_a_situation() -> None:
    assert not moment_names() & {entry.situation for entry in load_exemplars()}


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """Return what is tried on a reply, one text a line, whatever it gains."""

    def suggest(reply: str, customer: str) -> str:
        coach = fake_coach()
        score, seen = coach.score_many, []

        def watching(requests: Iterable[Request]) -> Iterator[Assessment]:
            given = list(requests)
            seen.extend(request.reply for request in given)
            return score(given)

        monkeypatch.setattr(coach, "score_many", watching)
        build_suggester(coach).suggest(Request(reply, customer=customer, channel="chat"))
        return "\n".join(seen)

    return suggest


@pytest.mark.parametrize(
    ("reply", "customer", "sentence"),
    [
        ("Which lamp is it, the round one?", "I need a bulb for my lamp.", "Once I know that"),
        ("Welche Lampe ist es denn?", "Ich brauche eine Birne.", "Sobald ich das weiß"),
        ("We do ship to Austria.", "Do you ship to Austria?", "Does that answer it"),
        ("Your table is booked for two.", "Two people, please.", "If you'd like to change"),
        ("Please tap Settings, then Reset.", "My router is down, error!", "If it still won't work"),
        ("Two tables for Friday, is that right?", "Two tables, please.", "If that's right, I can"),
        ("It left on Monday.", "The third time it is late!", "more than once"),
        ("Das Paket ist unterwegs.", "Ich warte seit Tagen, zu spät!", "So lange zu warten"),
    ],
)
def test_a_sentence_is_tried_at_its_moment(
    tried: Callable[[str, str], str], reply: str, customer: str, sentence: str
) -> None:
    assert sentence in tried(reply, customer)


@pytest.mark.parametrize(
    ("reply", "customer", "sentence"),
    [
        ("It is set. Is there anything else?", "I need a bulb.", "Once I know that"),
        ("Unfortunately we do not ship there.", "Do you ship to Oslo?", "Does that answer it"),
        ("We will check that for you.", "Do you ship to Oslo?", "Does that answer it"),
        ("You can check in online.", "My router is down, error, still!", "I'll write to you again"),
        ("Great to hear, kudos to Ines!", "My router was down, error, still!", "I'm sorry"),
        ("It comes on Monday.", "Nein, das Paket war nicht kaputt.", "tut mir leid"),
        ("Glad it runs.", "Thanks, I tried it and it works.", "You've tried"),
        ("Have you tried another lamp?", "I need a bulb for my lamp.", "Once I know that"),
        ("It is frustrating, I know.", "The third time it is late!", "more than once"),
    ],
)
def test_it_stays_away_where_it_would_be_odd(
    tried: Callable[[str, str], str], reply: str, customer: str, sentence: str
) -> None:
    assert sentence not in tried(reply, customer)
