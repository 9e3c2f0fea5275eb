"""Practice over HTTP: stateless, private, shared only by the agent's own step."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.tokens import TokenStore
from tests.api.conftest import MakeClient

EMPTY = {"schema": "empathy-coach/practice/1", "skills": {}, "rounds": []}
FIRST = {"shown": [], "levels": {"empathy": 1}, "scores": {"empathy": 30}}
SECOND = {"shown": ["understanding"], "levels": {"empathy": 3}, "scores": {"empathy": 90}}


def next_task(client: TestClient, record: object = EMPTY, **wish: object) -> dict[str, object]:
    body = {"language": "de", "record": record, **wish}
    response = client.post("/v1/practice/next?lang=de", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def review(client: TestClient, task: dict[str, object]) -> dict[str, object]:
    body = {
        "message": task["message"],
        "focus": task["focus"],
        "trains": task["trains"],
        "first": FIRST,
        "second": SECOND,
        "record": EMPTY,
    }
    response = client.post("/v1/practice/review?lang=de", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def picture(client: TestClient, record: object) -> dict[str, object]:
    response = client.post("/v1/practice/picture?lang=de", json={"record": record})
    assert response.status_code == 200, response.text
    return response.json()


def test_a_round_goes_through_the_record_and_back(client: TestClient) -> None:
    task = next_task(client, need=1)
    assert (task["need"], task["focus"], task["done_today"]) == (1, "understanding", 0)
    done = review(client, task)
    assert done["rating"] == "hard"
    assert "Lage verstanden" in str(done["sentence"])
    assert done["gain"] == {"empathy": 60.0}
    assert next_task(client, done["record"])["done_today"] == 1
    shown = picture(client, done["record"])
    assert [line["standing"] for line in shown["skills"]][:2] == ["growing", "new"]
    assert "habe ich an einem Tag geübt" in str(shown["summary"])


def test_practising_leaves_nothing_behind(client: TestClient, tmp_path: Path) -> None:
    picture(client, review(client, next_task(client))["record"])
    assert not (tmp_path / "data").exists()


def test_a_wish_without_a_message_is_said_in_the_readers_language(client: TestClient) -> None:
    body = {"language": "de", "record": EMPTY, "situation": "moon_landing"}
    response = client.post("/v1/practice/next?lang=de", json=body)
    assert response.status_code == 422
    assert "Übungsnachricht" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "record",
    [
        {**EMPTY, "schema": "other/2"},
        {**EMPTY, "skills": {"levitation": {}}},
        {**EMPTY, "skills": {"choice": {"due": "soon"}}},
        {**EMPTY, "rounds": [{}]},
    ],
)
def test_a_record_in_another_form_is_refused(client: TestClient, record: object) -> None:
    body = {"language": "de", "record": record}
    assert client.post("/v1/practice/next", json=body).status_code == 422


def test_nothing_is_reported_until_the_agent_shares_and_they_can_take_it_back(
    make_client: MakeClient, tokens: TokenStore
) -> None:
    agent = {
        "Authorization": f"Bearer {tokens.create('a', role='agent', agent='agent-7', team='north')}"
    }
    north = {"Authorization": f"Bearer {tokens.create('t', role='trainer', team='north')}"}
    south = {"Authorization": f"Bearer {tokens.create('s', role='trainer', team='south')}"}
    client = make_client(require_tokens=True)

    def seen(by: dict[str, str]) -> list[dict[str, object]]:
        return client.get("/v1/practice/shares", headers=by).json()["shares"]

    shown = client.post("/v1/practice/picture", json={"record": EMPTY}, headers=agent).json()
    assert (shown["can_share"], shown["shared"]) == (True, None)
    assert seen(north) == []
    body = {"summary": shown["summary"]}
    assert client.post("/v1/practice/share", json=body, headers=agent).status_code == 204
    assert [one["summary"] for one in seen(north)] == [shown["summary"]]
    assert seen(south) == []
    assert client.get("/v1/practice/shares", headers=agent).status_code == 403
    assert client.delete("/v1/practice/share", headers=agent).status_code == 204
    assert seen(north) == []


def test_whoever_has_no_name_cannot_share(client: TestClient) -> None:
    response = client.post("/v1/practice/share?lang=en", json={"summary": "I practised."})
    assert response.status_code == 409
    assert response.json()["code"] == "nobody"
