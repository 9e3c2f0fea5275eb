"""Sentences that follow a number."""

from __future__ import annotations

import pytest

from coach.messages import Messages

TABLE = Messages(
    {
        "read": {
            "de": "{n} {n?Antwort wurde|Antworten wurden} gelesen, {rest} offen.",
            "en": "{n} {n?reply was|replies were} read, {rest} open.",
        }
    }
)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 replies were read, 1 open."),
        (1, "1 reply was read, 1 open."),
        ("1", "1 reply was read, 1 open."),
        ("1,100", "1,100 replies were read, 1 open."),
    ],
)
def test_words_follow_their_number(n: object, said: str) -> None:
    assert TABLE.text("read", "en", n=n, rest=1) == said


def test_the_words_are_the_language_s_own() -> None:
    assert TABLE.text("read", "de", n=1, rest=0) == "1 Antwort wurde gelesen, 0 offen."
