"""The context of a reply is the customer's last turn that says something."""

from __future__ import annotations

import pytest

from coach.contracts import Message
from coach.text.customer import answers, last_meaningful, says_something


def thread(*turns: str) -> list[Message]:
    """Build a thread from "c: …", "a: …" and "o: …"."""
    roles = {"c": "customer", "a": "agent", "o": "other"}
    return [Message(roles[turn[0]], turn[3:]) for turn in turns]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Ok danke!",
        "?",
        "???",
        "😀",
        "Vielen Dank",
        "Hallo",
        "#NAME#",
        "12345",
        "ja",
        "Thanks!",
        "Bestellnummer: 48213",
        "#NAME#, E-Mail: #EMAIL#",
        "my name is [Name]",
        "Gut.",
        "alles klar, passt",
        "jo",
        "mhm",
        "Super, dankeee!",
        "okie",
        "okee",
        "einen moment",
        "Nein, das wars.",
        "Dir auch einen schönen Tag noch!",
        "Freut mich :)",
        "cool thx",
        "great!!",
        "sounds good",
        "Thank youuuu",
        "no worries",
        "That's all, have a lovely day",
        "nope",
    ],
)
def test_these_say_nothing_new(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "mein Konto ist gesperrt",
        "wo bleibt mein paket",
        "Bestellung #NUMBER#",
        "Nein, am Montag.",
        "still broken",
        "gut, aber wann?",
        "das passt nicht",
        "das war nicht gut",
        "super, und die Rechnung?",
        "not cool",
        "great, another delay",
        "no problem found",
        "that's wrong",
        "yes, twice",
        "will you do it",
        "Hilfe!",
    ],
)
def test_these_say_something(text: str) -> None:
    assert says_something(text)


CASES = {
    "the given message": ({"customer": "Wo ist es?"}, "Wo ist es?"),
    "a nod is passed over": (
        {"thread": thread("c: Wo ist es?", "a: Ich sehe nach."), "customer": "ok"},
        "Wo ist es?",
    ),
    "a nod after the answer stands for itself": (
        {"thread": thread("c: Wo ist es?", "a: In Kassel, es kommt heute."), "customer": "Danke!"},
        "Danke!",
    ),
    "data that was asked for is passed over": (
        {"thread": thread("c: Wo ist es?", "a: Wie ist die Nummer?"), "customer": "Nr. 48213"},
        "Wo ist es?",
    ),
    "an answer further back closes what lay before it": (
        {
            "thread": thread("c: Wo ist es?", "a: Es kommt heute.", "c: Danke!", "a: Gern."),
            "customer": "ok",
        },
        "ok",
    ),
    "a greeting answers nothing": (
        {"thread": thread("c: Wo ist es?", "a: Danke für Ihre Nachricht!"), "customer": "Gern :)"},
        "Wo ist es?",
    ),
    "a nod is all there is": ({"customer": "ok"}, "ok"),
    "the newest of several": (
        {"thread": thread("c: Wo ist es?", "a: In Kassel.", "c: Und wann kommt es?")},
        "Und wann kommt es?",
    ),
    "messages in a row are one turn": (
        {"thread": thread("a: Hallo", "c: mein paket", "c: ist weg"), "customer": "seit montag"},
        "mein paket\nist weg\nseit montag",
    ),
    "a note between does not part them": (
        {"thread": thread("c: mein paket", "o: Anna ist beigetreten", "c: ist weg")},
        "mein paket\nist weg",
    ),
    "a turn with one telling message is kept whole": (
        {"thread": thread("c: ok", "c: und die rechnung?")},
        "ok\nund die rechnung?",
    ),
    "the message is not taken twice": (
        {"thread": thread("a: Hallo", "c: Wo ist es?"), "customer": "Wo ist es?"},
        "Wo ist es?",
    ),
    "the quote serves when nothing is given": ({"quoted": "Wo ist es?"}, "Wo ist es?"),
    "the quote is behind what is given": (
        {"customer": "Und wann?", "quoted": "Wo ist es?"},
        "Und wann?",
    ),
    "the quote is better than a nod": ({"customer": "danke", "quoted": "Wo ist es?"}, "Wo ist es?"),
    "nothing at all": ({}, ""),
    "blank message": ({"customer": "  ", "thread": thread("c: Wo ist es?")}, "Wo ist es?"),
}


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_the_last_meaningful_turn(given: dict[str, object], expected: str) -> None:
    assert last_meaningful(**given) == expected  # type: ignore[arg-type]


ANSWERS = {
    "It arrives tomorrow between nine and eleven.": True,
    "Es kommt morgen. Kann ich sonst noch etwas für Sie tun?": True,
    "Which order is it? I see, the lamp. I have cancelled it. The money is on its way. Done.": True,
    "Der Kollege hat es geprüft, und ich sehe nach allem, was ich hier im System finden kann, dass "
    "Ihr Paket heute in Kassel liegt und morgen bei Ihnen ankommt.": True,
    "Einen Moment bitte, ich sehe nach.": False,
    "Let me check that for you.": False,
    "Hello, I am having a look at it for you now.": False,
    "Wie lautet die Bestellnummer?": False,
    "Gern helfe ich. Bitte geben Sie mir Ihre Kontodaten an.": False,
    "Damit ich weiterhelfen kann, geben Sie bitte Ihre Kontodaten an (Name, Adresse)": False,
    "Kein Problem. Kann ich noch mit irgendetwas anderem behilflich sein?": True,
    "Please DM us your booking code.": False,
    "Guten Morgen #NAME#!": False,
    "Hallo #NAME#, danke für die Kontaktaufnahme mit Nordheim": False,
    "Hallo, danke, dass Sie sich mit uns in Verbindung gesetzt haben. Mein Name ist Uta.": False,
    "Hi, thank you for contacting Nordheim today. My name is Kim.": False,
    "Thanks for reaching out!": False,
    "Thanks for reaching out, your lamp ships today.": True,
    "Danke für Ihre Nachricht. Die Lampe kommt am Freitag.": True,
    "Vielen Dank, ich werde das jetzt untersuchen lassen.": False,
    "Lassen Sie mich einen Blick auf die Seite werfen.": False,
    "Ich muss noch einmal nach Ihrer Anschrift fragen.": False,
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items(), ids=range(len(ANSWERS)))
def test_what_answers_and_what_only_asks_or_waits(text: str, *, expected: bool) -> None:
    assert answers(text) is expected
