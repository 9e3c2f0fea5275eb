"""Practice over HTTP: stateless, private, shared only by the agent's own step."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.audit.registry import register
from coach.audit.results import AuditResults
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient
from tests.audit_fixture import conversations, run_audit

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
    assert client.get("/v1/practice/sources?language=de").json() == {"sources": []}
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


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    run_audit(folder, conversations(60)).close()
    return folder


def registered(folder: Path) -> str:
    """Let the store know of an audit; return its id."""
    with AuditResults.open(folder) as results:
        register(results.manifest, folder, database=None, owner_role="qa")
        return results.manifest.run


def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the few messages of the tests' audit be enough."""
    monkeypatch.setattr("api.practice.sources.LEAST_MESSAGES", 1)


def test_messages_of_an_audit_come_without_reply_agent_or_number(
    make_client: MakeClient, audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(monkeypatch)
    run = registered(audit)
    client = make_client()
    (source,) = client.get("/v1/practice/sources?language=en").json()["sources"]
    assert set(source) == {"audit", "finished", "messages"}
    assert source["audit"] == run
    body = {"language": "en", "record": EMPTY, "audit": run}
    response = client.post("/v1/practice/next", json=body)
    task = response.json()
    with AuditResults.open(audit) as results:
        rows = results.rows("SELECT * FROM scores WHERE customer = ?", [task["customer"]])
    assert rows
    for row in rows:
        for secret in (row["reply"], row["agent"], row["conversation_id"], row["turn_id"]):
            assert str(secret) not in response.text
    done = review(client, {**task, "notice": ""})
    assert done["record"]["rounds"][0]["message"] == task["message"]
    assert task["message"].startswith("audit:")


def test_too_few_messages_are_no_source(make_client: MakeClient, audit: Path) -> None:
    registered(audit)
    client = make_client()
    assert client.get("/v1/practice/sources?language=de").json()["sources"] == []


@pytest.mark.parametrize("switch", ["practice_audits", "audits"])
def test_a_house_can_keep_its_audits_out_of_practice(
    make_client: MakeClient, audit: Path, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    many(monkeypatch)
    run = registered(audit)
    client = make_client(**{switch: False})
    assert client.get("/v1/practice/sources?language=en").json()["sources"] == []
    body = {"language": "en", "record": EMPTY, "audit": run}
    assert client.post("/v1/practice/next", json=body).status_code == 422


def test_an_audit_that_is_gone_is_said(client: TestClient) -> None:
    body = {"language": "de", "record": EMPTY, "audit": "gone"}
    response = client.post("/v1/practice/next?lang=de", json=body)
    assert response.status_code == 422
    assert "keine Auswertung" in response.json()["errors"][0]["message"]
