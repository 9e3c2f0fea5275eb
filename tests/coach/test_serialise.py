import json

import pytest

from coach.contracts import Message, Request
from coach.errors import InputError
from coach.serialise import assessment_to_json, record_id, request_from_json
from tests.fakes import fake_coach


def test_a_record_reads_with_lang_for_language_and_a_thread() -> None:
    line = json.dumps(
        {
            "id": 7,
            "reply": "Gern.",
            "lang": "de",
            "channel": "chat",
            "thread": [{"role": "customer", "text": "Danke!"}],
            "queue": "ignored",
        }
    )
    assert request_from_json(line) == Request(
        "Gern.",
        thread=(Message("customer", "Danke!"),),
        channel="chat",
        language="de",
        id="7",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ("{}", '"reply" is missing'),
        ('{"reply": 3}', '"reply" is missing or no text'),
        ('{"reply": "x", "language": "fr"}', "one of de, en"),
        ('{"reply": "x", "channel": 3}', "one of chat"),
        ('{"reply": "x", "customer": []}', "must be a text"),
        ('{"reply": "x", "thread": "hi"}', '"thread" must be a list'),
        ('{"reply": "x", "thread": [{"role": "boss", "text": "hi"}]}', '"thread" must be a list'),
        ("[" * 100_000, "nested too deeply|not JSON"),
    ],
)
def test_a_bad_record_says_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        request_from_json(line)


@pytest.mark.parametrize(("line", "id"), [('{"id": "a"}', "a"), ('{"id": 3}', "3"), ("{", None)])
def test_the_id_of_a_bad_record_is_kept_where_there_is_one(line: str, id: str | None) -> None:
    assert record_id(line) == id


def test_an_assessment_is_one_line_of_json_even_with_a_lone_surrogate() -> None:
    assessment = fake_coach().score("Das ist ärgerlich \ud800, ich rufe an.", language="de")
    line = assessment_to_json(assessment)
    assert "\n" not in line
    row = json.loads(line.encode())
    assert row["schema"] == "empathy-coach/assessment/1"
    assert {"empathy", "hospitality", "authenticity", "overall", "behaviours", "need"} <= set(row)
