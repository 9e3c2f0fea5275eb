"""POST /v1/suggest and POST /v1/feedback: what comes back, what is remembered, what is not."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from coach.feedback import FeedbackCounts
from tests.api.conftest import MakeClient

COLD: dict[str, Any] = {
    "reply": "Hello Maria, your parcel is in Leeds. We will send it as soon as possible. "
    "Calm down.",
    "customer": "My parcel is late and the wedding is on Saturday!",
    "channel": "email",
}
WARM = {
    "reply": "Hello Maria, three weeks late, that is maddening and that is our mistake. "
    "Thank you for the photo. I will call you by 4 pm.",
    "customer": "My parcel is late!",
}


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """A client with patience: the first suggestion loads the phrasebook and reads the exemplars."""
    return make_client(timeout=300)


def suggest(client: TestClient, **body: object) -> Any:  # noqa: ANN401 - any JSON value
    response = client.post("/v1/suggest", json={**COLD, **body})
    assert response.status_code == 200, response.json()
    return response.json()


def test_each_suggestion_says_why_what_and_how_much(client: TestClient) -> None:
    advice = suggest(client)
    assert 1 <= len(advice["suggestions"]) <= 3
    for card in advice["suggestions"]:
        assert card["anchor"]["text"] == COLD["reply"][slice(*_span(card["anchor"]))]
        assert card["reason"]
        assert max(card["gain"].values()) >= 5
        assert min(card["gain"].values()) >= -3
        assert card["once_filled"] == any("{" in edit["text"] for edit in card["edits"])


def test_the_assessment_is_the_one_that_score_gives(client: TestClient) -> None:
    scored = client.post("/v1/score", json=COLD).json()
    assert suggest(client)["assessment"] == scored


def test_reasons_are_in_the_readers_language(client: TestClient) -> None:
    german = client.post("/v1/suggest", json=COLD, headers={"Accept-Language": "de"}).json()
    english = client.post("/v1/suggest", json=COLD, headers={"Accept-Language": "en"}).json()
    for one, other in zip(german["suggestions"], english["suggestions"], strict=True):
        assert one["id"] == other["id"]
        assert one["reason"] != other["reason"]


def test_a_reply_at_the_bar_is_praised_in_silence(client: TestClient) -> None:
    advice = suggest(client, **WARM)
    assert advice["at_bar"]
    assert advice["suggestions"] == []
    assert {mark["id"] for mark in advice["praise"]} >= {"feeling", "ownership"}


def test_what_is_muted_stays_away_and_only_for_that_request(client: TestClient) -> None:
    first = suggest(client)["suggestions"][0]["behaviour"]
    muted = suggest(client, muted=[first])["suggestions"]
    assert first not in {card["behaviour"] for card in muted}
    assert suggest(client)["suggestions"][0]["behaviour"] == first


def test_quiet_mode_only_takes_away_what_may_hurt(client: TestClient) -> None:
    cards = suggest(client, quiet=True)["suggestions"]
    assert cards
    assert {card["behaviour"] for card in cards} <= {"dismissal", "empty_promise"}


def test_an_unknown_muted_behaviour_is_refused(client: TestClient) -> None:
    response = client.post("/v1/suggest", json={**COLD, "muted": ["charm"]})
    assert response.status_code == 422


def test_the_same_wish_is_answered_from_memory(client: TestClient) -> None:
    assert suggest(client) == suggest(client)
    assert "coach_cached_results_total 1.0" in client.get("/metrics").text


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/suggest", COLD), ("/v1/feedback", {"source": "phrasebook", "action": "accepted"})],
)
def test_what_is_switched_off_says_so(
    make_client: MakeClient, path: str, body: dict[str, object]
) -> None:
    client = make_client(suggestions=False, timeout=300)
    response = client.post(path, json=body)
    assert response.status_code == 404
    assert response.json()["code"] == "switched-off"


def test_feedback_is_counted_by_source_and_action(make_client: MakeClient) -> None:
    client = make_client(feedback=True)
    for action in ("accepted", "accepted", "dismissed"):
        sent = {"source": "exemplars", "action": action}
        assert client.post("/v1/feedback", json=sent).status_code == 204
    counts = FeedbackCounts()
    assert counts.totals() == {("exemplars", "accepted"): 2, ("exemplars", "dismissed"): 1}
    counts.close()


@pytest.mark.parametrize("extra", [{"agent": "mia"}, {"text": "Hello"}, {"id": "1"}])
def test_feedback_takes_neither_agent_nor_text(
    make_client: MakeClient, extra: dict[str, str]
) -> None:
    body = {"source": "exemplars", "action": "accepted", **extra}
    assert make_client(feedback=True).post("/v1/feedback", json=body).status_code == 422


def _span(part: dict[str, int]) -> tuple[int, int]:
    return part["start"], part["end"]
