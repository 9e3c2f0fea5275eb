"""Agents without a name are told apart by how they sign."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coach.transcripts import Conversation, Message
from coach.transcripts.initials import signed_by, with_signers

SIGNED = {
    "Sorry for the wait. ^MM": "MM",
    "Sorry for the wait.^MM": "MM",
    "My apologies. *TMT": "TMT",
    "Please DM us. /mk": "MK",
    "We are on it. -KC": "KC",
    "Have a look here: https://x.example/a ^JA": "JA",
    "Have a look. ^JA https://x.example/a": "JA",
    "First part. ^RR 1/2": "RR",
    "I would be happy to review. ^Rachel": "Rachel",
    "We replied by DM. -Anwar": "Anwar",
    "Thanks! - Chloe": "Chloe",
    "Yes, from Leeds. ^S": "S",
    "Please share your results.  -Mary": "Mary",
    "Your booking is confirmed. Thanks-Emir": "Emir",
    "Das klären wir.\n\nViele Grüße\nJana": "Jana",
    "Das klären wir.\n\nMit freundlichen Grüßen\nTarek Sommer": "Tarek Sommer",
    "We will see to it.\n\nKind regards,\nTom Baker": "Tom Baker",
    "We will see to it.\nBest wishes, Priya": "Priya",
    "Erledigt. LG\nMia": "Mia",
}


@pytest.mark.parametrize(("text", "name"), SIGNED.items(), ids=range(len(SIGNED)))
def test_a_signature_names_the_agent(text: str, name: str) -> None:
    assert signed_by(text) == name


UNSIGNED = [
    "",
    "We are sorry to hear that.",
    "Is it a PC/PS5/Xbox?",
    "Send it by post/email",
    "It costs 5 * 3",
    "Our hours are 9-5 GMT",
    "A well-KNOWN issue",
    "Vielen Dank und viele Grüße",
    "Viele Grüße\nIhr Kundenservice",
    "Kind regards,\nThe Nordheim Team",
    "Thanks, we are on it.",
    "Please use flight AB-DE",
]


@pytest.mark.parametrize("text", UNSIGNED, ids=range(len(UNSIGNED)))
def test_no_signature_is_made_up(text: str) -> None:
    assert signed_by(text) is None


def test_a_given_name_stays_and_customers_get_none() -> None:
    held = Conversation(
        "1",
        (
            Message("customer", "Help. ^XX"),
            Message("agent", "Sure. ^MM", agent="a17"),
            Message("agent", "Done. ^MM", meta={"brand": "NordRail"}),
            Message("bot", "Hello. ^BO", time=datetime(2025, 1, 1, tzinfo=UTC)),
        ),
    )
    found = with_signers(held).messages
    assert [message.agent for message in found] == [None, "a17", "NordRail MM", None]
    assert [message.text for message in found] == [message.text for message in held.messages]
