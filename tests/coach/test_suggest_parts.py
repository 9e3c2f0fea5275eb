"""The parts under the suggestions: address, facts, slots, layout, reasons, choice."""

from __future__ import annotations

import pytest

from coach.contracts import Language, Request
from coach.house import House, MayPromise
from coach.prepare import prepare
from coach.rubric import BEHAVIOUR_IDS, Bilingual
from coach.suggest.address import form_for, forms_in, keeps_address
from coach.suggest.candidates.fitting import replacement, taken_out
from coach.suggest.candidates.welcome import customer_name
from coach.suggest.check import may_be_promised
from coach.suggest.contracts import Anchor, Candidate, Suggestion, TextEdit, apply_edits
from coach.suggest.layout import Layout, Place, insertion, lay_out, removal
from coach.suggest.protected import facts_in, keeps_facts, promises_in
from coach.suggest.rank import best_first, shortlist
from coach.suggest.reasons import reason_for, salient_words
from coach.suggest.slots import fill, has_slot, in_language, slots_in
from coach.text.masks import find_masks

NEW_DE = "Ich verstehe das gut."
NEW_EN = "I can see why."


def layout_of(text: str, language: Language) -> Layout:
    return lay_out(prepare(Request(text, language=language)), language)


def with_new(text: str, language: Language, place: Place) -> str:
    layout = layout_of(text, language)
    new = NEW_DE if language == "de" else NEW_EN
    edit, (start, end) = insertion(layout, new, layout.index_for(place))
    assert text[start:end].strip()
    return apply_edits(text, [edit])


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Ich habe Ihnen geschrieben.", {"sie"}),
        ("Bitte schicken Sie mir ein Foto.", {"sie"}),
        ("Sie ist gestern angekommen, deine Lampe.", {"du"}),
        ("Schick mir bitte ein Foto.", {"du"}),
        ("Das Paket liegt im Lager.", set()),
        ("Das tut uns leid für euch zwei.", {"du"}),
        ("Sie bekommen das Geld zurück.", {"sie"}),
        ("Dein Paket ist da, melden Sie sich.", {"du", "sie"}),
    ],
)
def test_forms_of_address_are_told_apart(text: str, forms: set[str]) -> None:
    assert forms_in(text, "de") == forms


@pytest.mark.parametrize(
    ("reply", "house", "customer", "form"),
    [
        ("Dein Paket ist da.", House(address="sie"), None, "du"),
        ("Das Paket ist da.", House(address="du"), None, "du"),
        ("Das Paket ist da.", House(), "Können Sie mir helfen? Ich warte auf Sie.", "sie"),
        ("Das Paket ist da.", House(), "Kannst du mir helfen?", "du"),
        ("Das Paket ist da.", House(), None, "sie"),
        ("Hey, das Paket ist da.", House(), None, "neutral"),
    ],
)
def test_new_words_take_the_form_that_is_there(
    reply: str, house: House, customer: str | None, form: str
) -> None:
    assert form_for(Request(reply, customer=customer), "de", house) == form


def test_a_change_must_not_mix_the_forms() -> None:
    before = "Ihr Paket liegt bei Ihnen."
    assert keeps_address(before, before + " Das freut Sie.", form="sie", language="de")
    assert not keeps_address(before, before + " Freut dich das?", form="sie", language="de")


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("Nr. 4711-AB kommt am Freitag.", "Nr. 4711-AB kommt am Freitag, versprochen.", True),
        ("Nr. 4711-AB kommt am Freitag.", "Nr. 4711-AB kommt bald.", False),
        ("Sie bekommen 12,50 € zurück.", "Sie bekommen 12,60 € zurück.", False),
        ("Frau Yılmaz wartet.", "Sie wartet.", False),
        ("Alles unter https://a.example/b.", "Alles im Netz.", False),
        ("Schreiben Sie an hilfe@a.example.", "Schreiben Sie uns.", False),
        ("Wir melden uns bei Ihnen.", "Ich gebe Ihnen Bescheid.", True),
        ("Wir erstatten Ihnen den Betrag.", "Wir melden uns bei Ihnen.", False),
        ("Das Paket ist da.", "Das Paket ist am 12.5. da.", False),
        ("Es ist 14 Uhr.", "Es ist 15 Uhr.", False),
    ],
)
def test_facts_and_promises_survive_or_the_change_is_refused(
    before: str, after: str, *, kept: bool
) -> None:
    facts = keeps_facts(facts_in(before, "de"), facts_in(after, "de"))
    assert (facts and promises_in(before, "de") <= promises_in(after, "de")) == kept


def test_a_fact_may_come_from_the_customer_alone() -> None:
    before, after = (facts_in(text, "de") for text in ("Guten Tag,", "Guten Tag Leyla Yılmaz,"))
    assert not keeps_facts(before, after)
    assert keeps_facts(before, after, known="Bitte helfen!\nLeyla Yılmaz")


@pytest.mark.parametrize(
    ("text", "language", "filled"),
    [
        ("Es tut mir leid, dass {what happened}.", "de", "dass die Sendung im falschen Lager lag."),
        ("The reason: {reason}.", "en", "The reason: a machine in the warehouse has failed."),
        ("Hilft Ihnen {next step} mehr?", "de", "Hilft Ihnen ein Anruf mehr?"),
        ("Bis {date} um {time}.", "de", "Bis 12. Mai um 14 Uhr."),
        ("Hello [Name],", "en", "Hello Maria,"),
    ],
)
def test_slots_are_filled_with_plain_words_that_fit(
    text: str, language: Language, filled: str
) -> None:
    assert fill(text, language).endswith(filled)
    assert not has_slot(fill(text, language))


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        (
            "Hello Maria,\n\nYour pram is here.",
            "start",
            f"Hello Maria,\n\n{NEW_EN} Your pram is here.",
        ),
        ("Your pram is here.", "start", f"{NEW_EN} Your pram is here."),
        (
            "Hello Maria, thank you for writing. Your pram is here.",
            "start",
            f"Hello Maria, thank you for writing. {NEW_EN} Your pram is here.",
        ),
        (
            "Hello Maria,\n\nYour pram is here.\n\nKind regards\nJonas",
            "end",
            f"Hello Maria,\n\nYour pram is here. {NEW_EN}\n\nKind regards\nJonas",
        ),
        ("ok the pram is here", "end", f"ok the pram is here. {NEW_EN}"),
        (
            "It comes with:\n- a bag\n- a cover",
            "end",
            f"It comes with:\n- a bag\n- a cover\n\n{NEW_EN}",
        ),
        (
            "The pram is here. Have a lovely day!",
            "end",
            f"The pram is here. {NEW_EN} Have a lovely day!",
        ),
    ],
)
def test_a_new_sentence_stands_where_it_belongs(text: str, place: Place, expected: str) -> None:
    assert with_new(text, "en", place) == expected


def test_german_goes_on_in_lower_case_behind_the_greetings_comma() -> None:
    text = "Guten Tag Frau Sommer,\n\nihr Paket ist da."
    expected = "Guten Tag Frau Sommer,\n\nich verstehe das gut. Ihr Paket ist da."
    assert with_new(text, "de", "start") == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schnellstmöglich", "bis {date}", "Wir melden uns bis {date} bei Ihnen."),
        ("Wir melden uns schnellstmöglich bei Ihnen", "Ich melde mich.", "Ich melde mich."),
        ("Wir melden uns", "Ich melde mich.", None),
    ],
)
def test_replacements_keep_the_sentence_whole(old: str, new: str, expected: str | None) -> None:
    text = "Wir melden uns schnellstmöglich bei Ihnen."
    start = text.index(old)
    edit = replacement(layout_of(text, "de"), start, start + len(old), new)
    assert (edit and apply_edits(text, [edit])) == expected


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("Thanks for your mail 😊", "Thanks for your mail 😊", "Good to hear.", "Good to hear. 😊"),
        ("Bis bald 👩‍💻! Jo", "Bis bald 👩‍💻!", "Ich rufe an.", "Ich rufe an. 👩‍💻 Jo"),
        ("We are on it 🙂🙏. Jo", "We are on it 🙂🙏", "I am on it.", "I am on it 🙂🙏. Jo"),
        ("It is 21° inside™ soon.", "inside™ soon", "by {date}", "It is 21° by {date}."),
    ],
)
def test_a_picture_stays_behind_what_takes_the_place_of_its_words(
    text: str, old: str, new: str, expected: str
) -> None:
    start = text.index(old)
    edit = replacement(layout_of(text, "en"), start, start + len(old), new)
    assert edit
    assert apply_edits(text, [edit]) == expected


@pytest.mark.parametrize(
    ("rest", "stands"),
    [(".", True), (", Jake!", True), (" with the shower.", False), (", anger, and more.", False)],
)
def test_a_clause_ends_its_sentence(rest: str, *, stands: bool) -> None:
    text = "We are sorry for any trouble" + rest
    words = "sorry that {what happened}"
    edit = replacement(layout_of(text, "en"), 7, text.index(rest), words)
    assert bool(edit) == stands


def test_neighbours_are_taken_out_together() -> None:
    text = "Hello Maria, wow! You are the best! We love you! The pram is here."
    layout = layout_of(text, "en")
    assert layout.sentence(layout.first) == "wow!"
    edit = removal(layout, layout.first, layout.first + 2)
    assert apply_edits(text, [edit]) == "Hello Maria, the pram is here."


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("Herr Hübner,\n\nder Wagen ist da.", "start", f"Herr Hübner,\n\n{NEW_DE} Der"),
        ("@JetBlue Hi, Mark. It is late.", "start", f"@JetBlue Hi, Mark. {NEW_EN} It"),
        ("Oh no! It is late.", "start", f"Oh no! {NEW_EN} It is late."),
        ("Hallo ist das die Buche? Ja.", "start", f"{NEW_DE} Hallo ist das"),
    ],
)
def test_what_only_greets_or_cries_out_stays_in_front(
    text: str, place: Place, expected: str
) -> None:
    language: Language = "de" if NEW_DE in expected else "en"
    changed = with_new(text, language, place)
    assert changed.lower().startswith(expected.lower())


def test_a_sentence_goes_with_its_blank_and_never_as_the_last_one() -> None:
    text = "Hello Maria,\n\nCalm down. The pram is here.\n\nRegards"
    start = text.index("Calm")
    edit = taken_out(layout_of(text, "en"), start, start + len("Calm down."))
    assert edit
    assert apply_edits(text, [edit]) == "Hello Maria,\n\nThe pram is here.\n\nRegards"
    alone = "Calm down."
    assert taken_out(layout_of(alone, "en"), 0, len(alone)) is None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Hallo, mein Paket fehlt. Am Samstag ist die Taufe!", "Am Samstag ist die Taufe"),
        (
            "My order 4711234 is lost. I am so worried about Saturday.",
            "I am so worried about Saturday",
        ),
        ("Do you ship to Austria?", None),
        ("Hi", None),
    ],
)
def test_a_reason_speaks_of_what_matters_to_the_customer(message: str, words: str | None) -> None:
    assert salient_words(message) == words


def test_no_reason_repeats_numbers_or_addresses() -> None:
    message = "Am Samstag unter 0171234567 erreichbar, traurig@a.example am Montag"
    assert salient_words(message) is None


@pytest.mark.parametrize("behaviour", BEHAVIOUR_IDS)
@pytest.mark.parametrize("situation", [None, "late_delivery"])
@pytest.mark.parametrize("words", [None, "am Samstag ist Taufe"])
def test_every_behaviour_has_its_phrase(
    behaviour: str, words: str | None, situation: str | None
) -> None:
    reason = reason_for(behaviour, words=words, situation=situation)
    assert reason.de != reason.en
    assert "{" not in reason.de + reason.en
    if words:
        assert words in reason.de
        assert words in reason.en


@pytest.mark.parametrize(
    ("words", "limits", "allowed"),
    [
        ("Sie bekommen {amount} zurück.", MayPromise(goodwill_limit=0), False),
        ("Sie bekommen {amount} zurück.", MayPromise(goodwill_limit=25), True),
        ("Dazu gibt es einen Gutschein.", MayPromise(goodwill_limit=0), False),
        ("Ich melde mich bis {date}.", MayPromise(deadline_days=0), False),
        ("Ich melde mich bis {time}.", MayPromise(deadline_days=0), True),
        ("Ich melde mich bis {date}.", MayPromise(), True),
    ],
)
def test_nothing_is_promised_that_the_house_does_not_allow(
    words: str, limits: MayPromise, *, allowed: bool
) -> None:
    assert may_be_promised(words, "", limits) == allowed


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Mein Paket fehlt.\nViele Grüße\nLeyla Yılmaz", "Leyla Yılmaz"),
        ("Leyla Yılmaz", None),
        ("It is late.\nKind Regards", None),
        ("It is late.\nthanks", None),
    ],
)
def test_a_name_is_taken_from_the_signature_alone(message: str, name: str | None) -> None:
    assert customer_name(message) == name


def candidate(behaviour: str, promise: float, at: int = 0) -> Candidate:
    edit = TextEdit(at, at, f"{behaviour}{promise}")
    return Candidate("insert", (edit,), (0, 1), behaviour, ("empathy",), "exemplars", promise)


def test_six_are_tried_no_two_the_same_and_not_all_alike() -> None:
    many = [candidate("feeling", 0.9 - i / 100) for i in range(9)]
    tried = shortlist([*many, *many, candidate("ownership", 0.6)], lambda _: True)
    assert len(tried) == len(set(tried)) == 6
    assert [entry.behaviour for entry in tried[:2]] == ["feeling", "ownership"]


def test_what_is_not_allowed_is_not_tried() -> None:
    tried = shortlist([candidate("feeling", 0.9)], lambda entry: entry.behaviour != "feeling")
    assert tried == ()


def suggestion(behaviour: str, gain: float, words: int, at: int) -> Suggestion:
    return Suggestion(
        id=behaviour,
        kind="insert",
        edits=(TextEdit(at, at, "x"),),
        anchor=Anchor(0, 1, "x"),
        behaviour=behaviour,
        reason=Bilingual("x", "y"),
        source="exemplars",
        words_added=words,
        gain={"empathy": gain, "hospitality": 0.0, "authenticity": 0.0},
        once_filled=False,
    )


def test_three_are_shown_the_most_gain_for_the_fewest_words_first() -> None:
    found = [
        suggestion("feeling", 20, 12, 0),
        suggestion("ownership", 15, 2, 10),
        suggestion("ownership", 14, 2, 20),
        suggestion("choice", 10, 8, 30),
        suggestion("candor", 9, 8, 30),
        suggestion("concrete", 6, 8, 50),
    ]
    assert [s.behaviour for s in best_first((s, 1.0) for s in found)] == [
        "ownership",
        "feeling",
        "choice",
    ]


def test_a_sentence_about_this_matter_goes_before_one_for_any() -> None:
    any_matter, this_matter = suggestion("feeling", 20, 6, 0), suggestion("choice", 16, 6, 30)
    assert [s.behaviour for s in best_first([(any_matter, 0.7), (this_matter, 1.0)])] == [
        "choice",
        "feeling",
    ]


@pytest.mark.parametrize(
    "text",
    ["Es tut mir leid, dass {what happened}.", "Kurz: {what happened}.", "Ich rufe bis {time} an."],
)
def test_a_german_text_calls_its_slots_in_german_and_scores_the_same(text: str) -> None:
    german = in_language(text, "de")
    assert german != text
    assert slots_in(german) == slots_in(text)
    assert fill(german, "de") == fill(text, "de")
    assert [mask.kind for mask in find_masks(german)] == ["slot"]
