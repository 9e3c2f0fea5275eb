"""The service over the weights that ship: odd texts, load, and no connection to anywhere."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from coach.coach import Coach, build_coach
from tests.api.conftest import CUSTOMER, REPLY, MakeClient, connections
from tests.api.test_bad_input import ODD_REPLIES


@pytest.fixture(scope="module")
def shipped_coach() -> Coach:
    return build_coach()


@pytest.fixture
def shipped(make_client: MakeClient, shipped_coach: Coach) -> TestClient:
    return make_client(coach=shipped_coach, workers=4, cache_entries=0, timeout=60)


@pytest.mark.parametrize("reply", [reply for reply, _ in ODD_REPLIES.values()], ids=[*ODD_REPLIES])
def test_odd_texts_are_answered(shipped: TestClient, reply: str) -> None:
    response = shipped.post("/v1/score", json={"reply": reply, "customer": CUSTOMER})
    assert response.status_code == 200, response.text
    for mark in response.json()["behaviours"]:
        assert reply[mark["start"] : mark["end"]] == mark["text"]


def test_alone_in_bulk_and_under_load_are_the_same(shipped: TestClient) -> None:
    replies = [
        REPLY,
        "Ok, mache ich gerne für Sie.",
        "We apologise for any inconvenience caused. Your ticket has been forwarded. " * 12,
        "Thank you for the photo, Maria. I will call the depot now and write to you by 4 pm.",
    ]
    alone = [shipped.post("/v1/score", json={"reply": reply}).json() for reply in replies]
    requests = {"requests": [{"reply": reply} for reply in replies * 8]}
    bulk = shipped.post("/v1/score/batch", json=requests).json()["results"]
    for index, item in enumerate(bulk):
        expected = alone[index % len(replies)]
        for dimension in ("empathy", "hospitality", "authenticity"):
            found = item["assessment"][dimension]
            assert found["level"] == expected[dimension]["level"]
            assert found["score"] == pytest.approx(expected[dimension]["score"], abs=0.1)


def test_scoring_opens_no_connection(shipped: TestClient) -> None:
    promise = "I will call you today by 4 pm, that is a promise."
    with connections() as reached:
        shipped.post("/v1/score", json={"reply": REPLY, "customer": CUSTOMER})
        shipped.post("/v1/score", json={"reply": promise})
    assert reached == []


def test_model_names_the_weights_that_answered(shipped: TestClient) -> None:
    model = shipped.get("/v1/model").json()
    answer = shipped.post("/v1/score", json={"reply": REPLY}).json()
    assert answer["model"] == f"{model['name']}@{model['version']}"
    assert len(model["sha256"]) == 64
