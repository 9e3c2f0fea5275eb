"""POST /v1/score: what comes back, and how exact it is."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import CUSTOMER, REPLY

FIELDS = [
    "schema",
    "id",
    "language",
    "phase",
    "need",
    "empathy",
    "hospitality",
    "authenticity",
    "overall",
    "capped_by",
    "behaviours",
    "slots",
    "abstained",
    "abstained_reason",
    "model",
    "rubric",
]


def score(client: TestClient, reply: str = REPLY, **fields: object) -> dict:
    response = client.post("/v1/score", json={"reply": reply, **fields})
    assert response.status_code == 200, response.text
    return response.json()


def test_assessment_has_the_shape_of_the_contract(client: TestClient) -> None:
    found = score(client, customer=CUSTOMER, id="r-1")
    assert list(found) == FIELDS
    assert found["schema"] == "empathy-coach/assessment/1"
    assert found["id"] == "r-1"
    assert found["language"] == "de"
    assert found["need"]["level"] == 2
    assert list(found["empathy"]) == [
        "level",
        "probabilities",
        "score",
        "confidence",
        "verdict",
        "abstained",
    ]
    assert isinstance(found["overall"], float)
    assert found["model"] == "fake@1"


def test_passages_are_code_points_of_the_text_as_received(client: TestClient) -> None:
    reply = "🙂🙂 " + REPLY
    marks = score(client, reply)["behaviours"]
    assert {mark["id"] for mark in marks} >= {"feeling", "welcome", "concrete", "own_voice"}
    for mark in marks:
        assert reply[mark["start"] : mark["end"]] == mark["text"]


@pytest.mark.parametrize(
    ("query", "header", "name"),
    [
        ("?lang=de", "en", "Gefühl ernst genommen"),
        ("?lang=en", "de", "feeling taken seriously"),
        ("", "de-AT,en;q=0.5", "Gefühl ernst genommen"),
        ("", "fr, de;q=0.2, en;q=0.7", "feeling taken seriously"),
        ("", "fr", "feeling taken seriously"),
    ],
    ids=["asked de", "asked en", "accepts de", "prefers en", "neither"],
)
def test_marks_speak_the_readers_language(
    client: TestClient, query: str, header: str, name: str
) -> None:
    response = client.post(
        f"/v1/score{query}", json={"reply": REPLY}, headers={"Accept-Language": header}
    )
    feeling = next(mark for mark in response.json()["behaviours"] if mark["id"] == "feeling")
    assert feeling["name"] == name
    assert feeling["reason"]
    assert feeling["source"]["short"]


def test_context_reaches_the_coach(client: TestClient) -> None:
    thread = [
        {"role": "customer", "text": "My parcel is three weeks late and I am furious!"},
        {"role": "agent", "text": "Hello, I am having a look at it for you now."},
        {"role": "customer", "text": "ok"},
    ]
    found = score(client, "I will call the depot and tell you by 4 pm.", thread=thread)
    assert found["phase"] == "middle"
    assert found["need"]["level"] == 2


def test_lang_is_accepted_for_language(client: TestClient) -> None:
    assert score(client, "Das ist ein Text hier.", lang="de")["language"] == "de"


def test_abstention_says_why_in_the_readers_language(client: TestClient) -> None:
    response = client.post("/v1/score?lang=de", json={"reply": "Ok."})
    found = response.json()
    assert response.status_code == 200
    assert found["abstained"] == "too_short"
    assert found["abstained_reason"].startswith("Für eine Einschätzung")
    assert found["empathy"] is None


def test_same_request_again_comes_from_memory_under_its_own_id(client: TestClient) -> None:
    first = score(client, id="a")
    second = score(client, id="b")
    assert second == {**first, "id": "b"}
    assert "coach_cached_results_total 1.0" in client.get("/metrics").text


def test_results_are_not_to_be_stored_by_anybody_in_between(client: TestClient) -> None:
    response = client.post("/v1/score", json={"reply": REPLY})
    assert response.headers["cache-control"] == "no-store"
