"""Where sentences for any matter are offered, and where they would be odd."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from coach.contracts import Assessment, Request
from coach.exemplars import Exemplar
from coach.phrasebook import load_phrasebook
from coach.rubric import NEGATIVE_IDS
from coach.suggest import Candidate, CandidateSource, Draft, Suggester, build_suggester
from coach.suggest.address import forms_in
from coach.suggest.candidates import PhrasebookSource
from coach.suggest.candidates.exemplars import general_bank
from coach.suggest.slots import fill, has_slot
from coach.text.words import word_count
from tests.fakes import fake_coach

CHAT_WORDS = 12
BROKEN = "My lamp arrived broken and nobody answers my messages!"
KAPUTT = "Meine Lampe kam kaputt an und niemand meldet sich bei mir!"


@pytest.mark.parametrize("entry", general_bank(), ids=lambda entry: entry.id)
def test_a_sentence_for_any_matter_keeps_the_rules_of_the_bank(entry: Exemplar) -> None:
    assert word_count(entry.text) <= CHAT_WORDS
    assert entry.text[0].isupper()
    assert entry.text[-1] in ".?"
    assert not has_slot(fill(entry.text, entry.language))
    expected = {entry.address} - {"neutral"}
    assert forms_in(fill(entry.text, entry.language), entry.language) == expected
    found = load_phrasebook(entry.language).find(entry.text)
    assert [hit.pattern.id for hit in found if hit.pattern.behaviour in NEGATIVE_IDS] == []


def test_every_sentence_is_there_in_both_languages_and_forms() -> None:
    for behaviour in {entry.behaviour for entry in general_bank()}:
        own = [entry for entry in general_bank() if entry.behaviour == behaviour]
        forms = [entry.address for entry in own if entry.language == "de"]
        assert forms.count("sie") == forms.count("du"), behaviour
        assert len(forms) - forms.count("du") == sum(entry.language == "en" for entry in own)


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
        ("It goes out on Monday.", BROKEN, "I'm sorry that"),
        ("Sie geht am Montag raus.", KAPUTT, "Es tut mir leid, dass"),
        ("We do ship to Austria.", "Do you ship to Austria?", "If you like, I can"),
        ("It takes four days to Austria.", "How long does it take?", "I've just checked"),
        ("It can not go back. Goodbye.", BROKEN, "It can not go back. The reason is that"),
        ("Das geht leider nicht.", KAPUTT, "Das geht leider nicht. Stattdessen kann ich Ihnen"),
    ],
)
def test_a_sentence_is_tried_in_its_place(
    tried: Callable[[str, str], str], reply: str, customer: str, sentence: str
) -> None:
    assert sentence in tried(reply, customer)


@pytest.mark.parametrize(
    ("reply", "customer", "sentence"),
    [
        ("It goes out on Monday.", "Please send the lamp on Monday.", "I'm sorry"),
        ("Kein Problem, dann am Montag.", KAPUTT, "tut mir leid"),
        ("Ok, dann machen wir das so.", KAPUTT, "tut mir leid"),
        ("It goes out on Monday.", "It was broken, now it works again, all good.", "I'm sorry"),
        ("Es kommt am Montag.", "Nein, die Lampe war nicht kaputt, nur alt.", "tut mir leid"),
        ("I am sorry about the lamp. It goes out on Monday.", BROKEN, "I'm sorry that"),
        ("We will check that for you.", "Do you ship to Oslo?", "I've just checked"),
        ("I wish you a nice day!", "Do you ship to Oslo?", "I've just checked"),
        ("Yes, from the port of Kiel.", "Are there direct ferries?", "I've just checked"),
        ("Our guide may help. Let us know if it does not!", "How do I move?", "I've just checked"),
        ("Which lamp is it?", "Do you ship to Oslo?", "If you like, I can"),
        ("It can not go back because it was worn.", BROKEN, "The reason is"),
        ("It can not go back, but I can offer you a new one.", BROKEN, "instead is"),
        ("Without a receipt it can not go back.", BROKEN, "instead is"),
        ("I cannot even begin to imagine that. It goes out.", BROKEN, "instead is"),
    ],
)
def test_it_stays_away_where_it_would_be_odd(
    tried: Callable[[str, str], str], reply: str, customer: str, sentence: str
) -> None:
    assert sentence not in tried(reply, customer)


def candidates_of(reply: str, customer: str, *sources: CandidateSource) -> list[Candidate]:
    """Return what sources propose, before anything is tried."""
    found: list[Candidate] = []

    class Watching:
        """Takes down what the others propose."""

        def candidates(self, draft: Draft) -> Iterable[Candidate]:
            found.extend(one for source in sources for one in source.candidates(draft))
            return ()

    Suggester(fake_coach(), [Watching()]).suggest(Request(reply, customer=customer))
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "I am so sorry for your experience. It goes out",
            "I'm sorry that the parcel was in the wrong depot. It goes out",
        ),
        (
            "Hello Kim,\n\nwe regret the incident. It",
            "Hello Kim,\n\nI'm sorry that the parcel was in the wrong depot. It",
        ),
        (
            "Das tut mir sehr leid. Sie geht",
            "Es tut mir leid, dass die Sendung im falschen Lager lag.",
        ),
    ],
)
def test_a_vague_apology_names_what_happened(
    tried: Callable[[str, str], str], before: str, after: str
) -> None:
    customer = KAPUTT if "tut" in before else BROKEN
    assert after in tried(
        f"{before} am Montag raus." if "tut" in before else f"{before}.", customer
    )


def test_sorry_is_said_once() -> None:
    once = "I am sorry to hear that. It is on its way."
    twice = "I am so sorry about the vase. I am sorry to hear that."
    customer = "My vase arrived broken and far too late for the party!"
    assert "sorry that {what happened}" in str(candidates_of(once, customer, PhrasebookSource()))
    assert candidates_of(twice, customer, PhrasebookSource()) == []


def test_thanks_give_way_to_sorry_only_where_somebody_complains() -> None:
    reply = "Thank you for contacting us. It is on its way. 🙏"
    calm = candidates_of(reply, "Please tell me when the lamp arrives.", PhrasebookSource())
    hurt = candidates_of(reply, BROKEN, PhrasebookSource())
    assert "I am sorry that" not in str(calm)
    assert "I am sorry that" in str(hurt)


def test_nothing_is_promised_about_the_survey() -> None:
    reply = "Danke für heute. Sie erhalten in Kürze eine Umfrage, um den Chat zu bewerten."
    assert candidates_of(reply, "Es ist kaputt!", PhrasebookSource()) == []
