"""Consecutive messages of one sender are one turn, with what it answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.transcripts import Conversation, Message, Role, Turn, turns

ROLES: dict[str, Role] = {
    "c": "customer",
    "a": "agent",
    "b": "bot",
    "s": "system",
    "n": "note",
}


def conversation(*lines: str) -> Conversation:
    """Build a conversation from "c: …", "a: …", "a@Jana: …" and so on."""
    messages = []
    for number, line in enumerate(lines, start=1):
        who, text = line.split(": ", 1)
        role, _, agent = who.partition("@")
        messages.append(Message(ROLES[role], text, agent=agent or None, id=f"m{number}"))
    return Conversation("1", tuple(messages))


def texts(*lines: str) -> list[str]:
    return [turn.text for turn in turns(conversation(*lines))]


TURNS = {
    "messages in a row": (["c: Hallo?", "a: Guten Tag.", "a: Was ist los?"], 1),
    "the customer parts them": (["a: Guten Tag.", "c: Hallo?", "a: Was ist los?"], 2),
    "notes do not part them": (["a: Guten Tag.", "n: VIP!", "a: Was ist los?"], 1),
    "system lines do not part them": (["a: Guten Tag.", "s: Jana joined", "a: Was los?"], 1),
    "a bot parts them": (["a: Guten Tag.", "b: Bitte bewerten", "a: Was ist los?"], 2),
    "two agents are two turns": (["a@Jana: Guten Tag.", "a@Tom: Ich übernehme."], 2),
    "a message without a name goes along": (["a: Teil eins", "a@MM: Teil zwei"], 1),
    "blank messages are nothing": (["c: Hallo?", "a:  ", "c: Noch da?"], 0),
    "only the customer": (["c: Hallo?"], 0),
}


@pytest.mark.parametrize(("lines", "count"), TURNS.values(), ids=TURNS)
def test_how_many_turns(lines: list[str], count: int) -> None:
    assert len(texts(*lines)) == count


def test_a_turn_joins_its_messages_and_says_where_each_stands() -> None:
    turn = turns(conversation("c: Mein Paket!", "a: Oh nein. ", "n: VIP", "a: Ich suche es."))[0]
    assert turn.text == "Oh nein.\nIch suche es."
    assert turn.parts == (("m2", 0, 8), ("m4", 9, 22))


def test_the_turn_takes_the_first_name_in_it() -> None:
    turn = turns(conversation("c: Wo?", "a: Teil eins", "a@MM: Teil zwei"))[0]
    assert turn.agent == "MM"


CUSTOMER = {
    "the message before": (["c: Wo ist mein Paket?", "a: In Kassel."], ["Wo ist mein Paket?"]),
    "all messages of the turn": (
        ["c: Mein Paket", "c: ist weg", "a: Oh."],
        ["Mein Paket\nist weg"],
    ),
    "a nod while the need is open": (
        ["c: Mein Paket ist weg!", "a: Einen Moment bitte.", "c: ok", "a: Es liegt in Kassel."],
        ["Mein Paket ist weg!", "Mein Paket ist weg!"],
    ),
    "a number that was asked for": (
        ["c: Mein Paket ist weg!", "a: Wie ist die Nummer?", "c: 48213", "a: Es liegt in Kassel."],
        ["Mein Paket ist weg!", "Mein Paket ist weg!"],
    ),
    "thanks after the answer are thanks": (
        ["c: Mein Paket ist weg!", "a: Es kommt morgen an.", "c: Danke!", "a: Sehr gern."],
        ["Mein Paket ist weg!", "Danke!"],
    ),
    "a parting question closes": (
        [
            "c: My parcel is lost!",
            "a: It arrives tomorrow. Is there anything else I can do?",
            "c: no thanks",
            "a: Have a lovely day.",
        ],
        ["My parcel is lost!", "no thanks"],
    ),
    "nobody asked": (["a: Hello there."], [None]),
    "a bot is not the customer": (["b: Wie kann ich helfen?", "a: Guten Tag."], [None]),
    "a follow-up without a new message": (
        ["c: Wo ist mein Paket?", "a@Jana: In Kassel.", "a@Tom: Es ist jetzt bei Ihnen."],
        ["Wo ist mein Paket?", "Wo ist mein Paket?"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), CUSTOMER.values(), ids=CUSTOMER)
def test_what_a_turn_answers(lines: list[str], expected: list[str | None]) -> None:
    assert [turn.customer for turn in turns(conversation(*lines))] == expected


PHASES = {
    "one": (["c: Wo?", "a: Da."], ["opening"]),
    "two": (["c: Wo?", "a: Da.", "c: Und wann kommt es?", "a: Morgen."], ["opening", "middle"]),
    "two and thanks": (["c: Wo?", "a: Da.", "c: Danke!", "a: Gern."], ["opening", "closing"]),
    "two and a number": (["c: Wo?", "a: Nummer?", "c: 4711", "a: Da."], ["opening", "middle"]),
    "three": (
        ["c: Wo?", "a: Da.", "c: Wann denn?", "a: Bald.", "c: Wirklich bald?", "a: Ja."],
        ["opening", "middle", "closing"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), PHASES.values(), ids=PHASES)
def test_the_phase_of_each_turn(lines: list[str], expected: list[str]) -> None:
    assert [turn.phase for turn in turns(conversation(*lines))] == expected


def test_the_thread_holds_what_came_before_without_notes() -> None:
    found = turns(
        conversation("b: Willkommen", "c: Wo?", "n: VIP", "a: Da.", "c: Wann?", "a: Jetzt.")
    )
    assert [(m.role, m.text) for m in found[1].thread] == [
        ("other", "Willkommen"),
        ("customer", "Wo?"),
        ("agent", "Da."),
        ("customer", "Wann?"),
    ]


MESSAGES = st.lists(
    st.builds(
        Message,
        st.sampled_from(list(ROLES.values())),
        st.text(alphabet="ab \n😀ß?.", max_size=12),
        agent=st.sampled_from([None, "Jana", "Tom"]),
    ),
    max_size=12,
)


@given(MESSAGES)
def test_parts_lead_back_to_every_message_that_was_said(messages: list[Message]) -> None:
    held = Conversation("1", tuple(messages))
    found: tuple[Turn, ...] = turns(held)
    parts = {name: turn.text[a:b] for turn in found for name, a, b in turn.parts}
    assert parts == {
        str(number): message.text.strip()
        for number, message in enumerate(messages, start=1)
        if message.role == "agent" and message.text.strip()
    }
    assert [turn.index for turn in found] == list(range(len(found)))
    for turn in found:
        edges = [offset for _, a, b in turn.parts for offset in (a, b)]
        assert edges == sorted(edges)
        assert (edges[0], edges[-1]) == (0, len(turn.text))
