"""What became of a conversation: every cue fires where it must and stays silent where it must."""

from __future__ import annotations

import pytest

from coach.audit.columns import Spread, as_number, is_outcome, is_personal, why_left_out
from coach.audit.outcomes import After, find_outcomes, load_cues

CUES = load_cues()
FIRES = [(id, sentence) for id, cue in CUES.items() for sentence in cue.fires]
SILENT = [(id, sentence) for id, cue in CUES.items() for sentence in cue.silent]


@pytest.mark.parametrize(("id", "sentence"), FIRES)
def test_cue_fires(id: str, sentence: str) -> None:
    assert CUES[id].found_in(sentence)


@pytest.mark.parametrize(("id", "sentence"), SILENT)
def test_cue_stays_silent(id: str, sentence: str) -> None:
    assert not CUES[id].found_in(sentence)


def test_every_cue_has_sentences_of_both_kinds() -> None:
    assert all(len(cue.fires) >= 5 and len(cue.silent) >= 4 for cue in CUES.values())


def test_thanks_before_the_first_reply_are_no_outcome() -> None:
    assert not find_outcomes([0], [After(0, "Danke!")]).thanks
    assert find_outcomes([0], [After(1, "Danke!")]).thanks


@pytest.mark.parametrize(
    ("needs", "messages", "expected"),
    [
        ([2, 0], [After(1, "Na gut."), After(2, "Vielen Dank!")], True),
        ([1, 1], [After(2, "Vielen Dank!")], False),
        ([0, 2], [After(1, "Thank you."), After(2, "Hm.")], False),
        ([0, 2], [After(2, "Thank you.")], True),
        ([None, 2], [After(2, "thanks for nothing")], False),
    ],
    ids=["anger, then thanks", "no anger", "thanks, then anger", "late anger", "no thanks at all"],
)
def test_turnaround_is_strong_need_and_later_thanks(
    needs: list[int | None], messages: list[After], expected: object
) -> None:
    assert find_outcomes(needs, messages).turnaround is expected


@pytest.mark.parametrize(
    ("value", "number"),
    [(4, 4.0), ("4,5", 4.5), ("-1", -1.0), (True, 1.0), ("Good", 1.0), ("nein", 0.0),
     ("", None), ("later", None), (None, None), (float("nan"), None)],
)  # fmt: skip
def test_outcomes_are_read_as_numbers(value: str | float | None, number: float | None) -> None:
    assert as_number(value) == number


def test_usual_outcomes_are_known_and_others_can_be_named() -> None:
    assert is_outcome("CSAT", ())
    assert not is_outcome("warmth", ())
    assert is_outcome("warmth", ("warmth",))


@pytest.mark.parametrize(
    "name", ["customer_name", "requesterEmail", "Telefon", "ticket_id", "Betreff"]
)
def test_names_that_speak_of_people_are_known(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("name", ["queue", "product", "priority", "country"])
def test_names_of_categories_are_not_personal(name: str) -> None:
    assert not is_personal(name)


def test_a_column_whose_values_hardly_repeat_is_no_category() -> None:
    few, many = Spread(), Spread()
    for number in range(100):
        few.see(f"queue {number % 3}")
        many.see(f"value {number}")
    assert why_left_out("queue", few) is None
    assert why_left_out("queue", many) == "values"
    assert len(many.values or ()) <= 51
