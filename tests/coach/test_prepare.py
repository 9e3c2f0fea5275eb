import pytest

from coach.contracts import MAX_CHARACTERS, Message, Request
from coach.errors import InputError
from coach.prepare import prepare


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x00", "empty"),
        ("Ja.", "too_short"),
        ("😀😀😀", "too_short"),
        ("> nur ein Zitat", "empty"),
        ("Bonjour Madame, nous avons bien reçu votre message et nous vous répondrons.", "language"),
        ("Guten Tag, ich sehe gleich nach.", None),
        ("\ud800 Guten Tag, ich sehe nach.", None),
    ],
    ids=["nothing", "blank", "nul", "one word", "emoji", "quote", "french", "fine", "surrogate"],
)
def test_what_is_not_scored_says_why(reply: str, reason: str | None) -> None:
    assert prepare(Request(reply)).abstained == reason


@pytest.mark.parametrize(
    ("field", "words", "german"),
    [("reply", "The reply", "Die Antwort"), ("customer", "customer's message", "Die Nachricht")],
    ids=["reply", "customer"],
)
def test_too_long_a_text_is_refused_with_its_length(field: str, words: str, german: str) -> None:
    texts = {"reply": "Guten Tag.", field: "x" * (MAX_CHARACTERS + 1)}
    with pytest.raises(InputError, match=rf"{words} has 20,001 characters") as caught:
        prepare(Request(**texts))
    assert german in caught.value.text("de")


def test_a_quoted_message_becomes_the_customer_when_none_is_given() -> None:
    prepared = prepare(Request("Ich sehe gleich nach.\n\n> Wo ist mein Paket? Es eilt sehr!"))
    assert prepared.pair.reply == "Ich sehe gleich nach."
    assert prepared.pair.customer == "Wo ist mein Paket? Es eilt sehr!"


def test_the_customers_last_turn_that_says_something_is_the_context() -> None:
    thread = (
        Message("customer", "Mein Router ist seit Montag tot, ich arbeite zu Hause."),
        Message("agent", "Ich prüfe das."),
        Message("customer", "ok"),
    )
    prepared = prepare(Request("Die Leitung ist wieder da.", thread=thread))
    assert "Router" in prepared.pair.customer
    assert prepared.phase == "middle"


def test_the_first_word_of_an_agent_opens() -> None:
    thread = (Message("customer", "Hallo?"),)
    assert prepare(Request("Guten Tag, was ist los?", thread=thread)).phase == "opening"
    assert prepare(Request("Guten Tag, was ist los?")).phase is None


def test_an_unfilled_slot_is_pointed_out_in_a_draft_only() -> None:
    reply = "Hallo [Name], ich sehe gleich nach."
    slots = prepare(Request(reply)).slots
    assert [reply[s.start : s.end] for s in slots] == ["[Name]"]
    neutral = prepare(Request(reply, masks="neutral"))
    assert neutral.slots == ()
    assert "[Name]" not in neutral.pair.reply
