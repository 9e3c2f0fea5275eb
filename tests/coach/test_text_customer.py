"""The context of a reply is the customer's last turn that says something."""

from __future__ import annotations

import pytest

from coach.contracts import Message
from coach.text.customer import last_meaningful, says_something


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
    ],
)
def test_these_say_nothing_new(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    ["wo bleibt mein paket", "Bestellung #NUMBER#", "Nein, am Montag.", "still broken", "Hilfe!"],
)
def test_these_say_something(text: str) -> None:
    assert says_something(text)


CASES = {
    "the given message": ({"customer": "Wo ist es?"}, "Wo ist es?"),
    "a nod is passed over": (
        {"thread": thread("c: Wo ist es?", "a: Ich sehe nach."), "customer": "ok"},
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
