"""POST /v1/score/batch: every item for itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from coach.coach import Coach
from coach.contracts import Assessment, Request
from tests.api.conftest import CUSTOMER, REPLY, MakeClient


def batch(client: TestClient, *requests: object, **query: str) -> list[dict]:
    response = client.post("/v1/score/batch", json={"requests": list(requests)}, params=query)
    assert response.status_code == 200, response.text
    return response.json()["results"]


def test_each_item_has_a_result_or_an_error_in_order(client: TestClient) -> None:
    results = batch(
        client,
        {"reply": REPLY, "id": "good"},
        {"reply": 7, "id": "bad"},
        "nothing",
        {"reply": "x" * 20_001},
        {"reply": "Thank you for the photo, I will call them.", "id": "last"},
    )
    assert [item["index"] for item in results] == [0, 1, 2, 3, 4]
    assert [item["id"] for item in results] == ["good", "bad", None, None, "last"]
    assert [item["error"] is None for item in results] == [True, False, False, False, True]
    assert results[0]["assessment"]["id"] == "good"
    assert results[1]["error"]["errors"] == [{"field": "reply", "message": "must be a text"}]


def test_errors_speak_the_readers_language(client: TestClient) -> None:
    (found,) = batch(client, {}, lang="de")
    assert found["error"]["errors"] == [{"field": "reply", "message": "fehlt"}]


def test_batch_gives_what_single_requests_give(client: TestClient) -> None:
    requests = [
        {"reply": REPLY, "customer": CUSTOMER},
        {"reply": "We apologise for any inconvenience caused by this."},
        {"reply": "Ok."},
    ]
    singles = [client.post("/v1/score", json=item).json() for item in requests]
    assert [item["assessment"] for item in batch(client, *requests)] == singles


def test_text_limit_of_the_settings_holds_item_by_item(make_client: MakeClient) -> None:
    client = make_client(text_limit=50)
    results = batch(client, {"reply": "Ich rufe Sie heute an."}, {"reply": "lang " * 11})
    assert results[0]["error"] is None
    assert results[1]["error"]["errors"][0]["message"] == "may have 50 characters at most"


@pytest.mark.parametrize("count", [0, 257], ids=["none", "257"])
def test_batch_takes_1_to_256_items(client: TestClient, count: int) -> None:
    body = {"requests": [{"reply": "Ok."}] * count}
    assert client.post("/v1/score/batch", json=body).status_code == 422


def test_256_items_are_taken(client: TestClient) -> None:
    assert (
        len(batch(client, *[{"reply": f"Ich rufe Sie an, Nummer {n}."} for n in range(256)])) == 256
    )


class _Moody:
    """A coach that breaks on one reply."""

    def __init__(self, coach: Coach) -> None:
        self.model, self.rubric = coach.model, coach.rubric
        self.classifier, self.house = coach.classifier, coach.house
        self._coach = coach

    def assess(self, request: Request) -> Assessment:
        if request.reply.startswith("break"):
            raise RuntimeError(request.reply)
        return replace(self._coach.assess(request), id=request.id)


def test_one_item_that_breaks_the_coach_leaves_the_others_alone(
    make_client: MakeClient, coach: Coach
) -> None:
    client = make_client(coach=_Moody(coach))
    results = batch(client, {"reply": REPLY}, {"reply": "break this secret"})
    assert results[0]["error"] is None
    assert results[1]["error"]["status"] == 500
    assert "secret" not in str(results[1])
