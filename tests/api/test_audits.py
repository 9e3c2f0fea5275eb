"""Audits over HTTP: upload, progress, look into, export, cancel, and a restart in between."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from coach.audit.schema import SCORES
from coach.coach import Coach
from coach.store import open_store
from coach.store.audits import AuditRepository
from coach.tokens import TokenStore
from models.prediction import Prediction, TextPair
from tests.api.conftest import MakeClient
from tests.audit_fixture import MAPPING, UNTITLED, conversations
from tests.fakes import FakeClassifier, fake_coach

WAIT = 300.0


def export(count: int = 12) -> bytes:
    """Return invented conversations as JSON lines, one message a line."""
    lines = [
        {
            "conversation_id": one.id,
            "role": message.role,
            "agent": message.agent,
            "text": message.text,
            "time": message.time.isoformat() if message.time else None,
            "queue": one.columns["queue"],
            "csat": one.columns["csat"],
        }
        for one in conversations(count)
        for message in one.messages
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


@pytest.fixture
def qa(make_client: MakeClient, tokens: TokenStore) -> TestClient:
    return signed_in(make_client(), tokens)


def signed_in(client: TestClient, tokens: TokenStore, role: str = "qa") -> TestClient:
    client.headers["Authorization"] = f"Bearer {tokens.create(role + str(id(client)), role=role)}"
    return client


def upload(client: TestClient, content: bytes | None = None, **fields: str) -> dict[str, Any]:
    files = {"files": ("march.jsonl", export() if content is None else content)}
    response = client.post("/v1/audits", files=files, data=fields)
    assert response.status_code == 202, response.text
    return response.json()


def wait_for(client: TestClient, id: str, *states: str) -> dict[str, Any]:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        found = client.get(f"/v1/audits/{id}").json()
        if found["state"] in states:
            return found
        time.sleep(0.05)
    pytest.fail(f"still {found['state']}: {found}")


@pytest.fixture
def done(qa: TestClient) -> str:
    id: str = upload(qa, name="March")["id"]
    wait_for(qa, id, "done")
    return id


def test_an_upload_is_scored_in_the_background(qa: TestClient, tmp_path: Path) -> None:
    made = upload(qa, name="March", outcomes="csat")
    assert made["state"] == "waiting"
    found = wait_for(qa, made["id"], "done", "failed")
    assert (found["state"], found["problem"]) == ("done", None)
    assert found["done"] == found["total"] == found["summary"]["turns"] > 20
    assert found["summary"]["columns"]["outcomes"] == ["csat"]
    assert found["revealed"] is None
    assert qa.get("/v1/audits").json()["audits"][0]["name"] == "March"


def look(client: TestClient, content: str | bytes, **fields: str) -> dict[str, Any]:
    files = {"files": ("march.csv", content)}
    response = client.post("/v1/audits/preview", files=files, data=fields)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_look_shows_the_guess_and_a_correction_changes_what_is_read(
    qa: TestClient, tmp_path: Path
) -> None:
    guess = look(qa, UNTITLED)
    assert [(one["name"], one["format"]) for one in guess["files"]] == [("march.csv", "csv")]
    assert "[fields]" in guess["files"][0]["mapping"]
    assert guess["turns"] == []
    assert "ticket, who, said" in guess["problem"]
    corrected = look(qa, UNTITLED, mapping=MAPPING)
    assert corrected["turns"] == [
        {"customer": "Where is my parcel?", "reply": "I will look into it today."}
    ]
    assert qa.get("/v1/audits").json() == {"audits": []}
    assert not [path for path in (tmp_path / "data" / "audits").rglob("*") if path.is_file()]


def test_a_look_is_redacted(qa: TestClient) -> None:
    talk = {
        "messages": [
            {"role": "customer", "text": "Please write to jane@example.org."},
            {"role": "agent", "agent": "Tom", "text": "Hello Jane Doe, I will. Best, Tom"},
        ]
    }
    shown = json.dumps(look(qa, json.dumps(talk).encode() + b"\n" + json.dumps(talk).encode()))
    assert "I will." in shown
    assert "jane@example.org" not in shown
    assert "Doe" not in shown


def test_an_upload_is_scored_with_its_mapping(qa: TestClient) -> None:
    made = qa.post(
        "/v1/audits", files={"files": ("march.csv", UNTITLED)}, data={"mapping": MAPPING}
    ).json()
    found = wait_for(qa, made["id"], "done", "failed")
    assert (found["state"], found["total"]) == ("done", 1)


@pytest.mark.parametrize("path", ["/v1/audits", "/v1/audits/preview"])
@pytest.mark.parametrize(
    ("mapping", "named"), [("[fields", "mapping"), ("[fields]\nshoe = 'x'", "shoe")]
)
def test_a_mapping_that_is_none_is_explained(
    qa: TestClient, path: str, mapping: str, named: str
) -> None:
    response = qa.post(path, files={"files": ("a.csv", UNTITLED)}, data={"mapping": mapping})
    assert response.status_code == 422
    assert named in response.json()["detail"]
    assert "/" not in response.json()["detail"].split("mapping")[0]


def test_a_look_at_no_export_is_explained(qa: TestClient) -> None:
    response = qa.post("/v1/audits/preview", files={"files": ("a.pdf", b"%PDF-1.4 nothing")})
    assert response.status_code == 422
    assert "PDF" in response.json()["detail"]


def test_what_was_uploaded_is_gone_once_it_is_scored(
    qa: TestClient, done: str, tmp_path: Path
) -> None:
    kept = [path for path in (tmp_path / "data" / "audits").rglob("*") if path.is_file()]
    assert "scores.parquet" in {path.name for path in kept}
    assert not any("march" in path.name for path in kept)
    held = b"".join(path.read_bytes() for path in kept)
    assert b"leila.novak@nordheim.example" not in held
    assert b"agent07" not in held


def test_conversations_are_filtered_sorted_and_paged(qa: TestClient, done: str) -> None:
    path = f"/v1/audits/{done}/conversations"
    everything = qa.get(path).json()
    assert everything["total"] == len(everything["conversations"]) == 12
    need = qa.get(path, params={"need": 2}).json()
    assert 0 < need["total"] < 12
    assert {one["need"] for one in need["conversations"]} == {2}
    marked = qa.get(path, params={"behaviour": "blame"}).json()
    assert 0 < marked["total"] < 12
    scores = [
        one["overall"]
        for one in qa.get(path, params={"sort": "lowest"}).json()["conversations"]
        if one["overall"] is not None
    ]
    assert scores == sorted(scores)
    assert qa.get(path, params={"page": 2}).json()["conversations"] == []
    assert qa.get(path, params={"sort": "position; DROP"}).status_code == 422


def test_a_conversation_shows_its_passages_with_reasons(qa: TestClient, done: str) -> None:
    path = f"/v1/audits/{done}/conversations/1"
    found = qa.get(path, params={"lang": "de"}).json()
    assert [turn["phase"] for turn in found["turns"]] == ["opening", "middle", "closing"]
    marks = [(turn, mark) for turn in found["turns"] for mark in turn["behaviours"]]
    assert marks
    for turn, mark in marks:
        assert turn["reply"][mark["start"] : mark["end"]] == mark["text"]
        assert mark["reason"]
    english = qa.get(path, params={"lang": "en"}).json()
    assert english["turns"][0]["behaviours"][0]["name"] != marks[0][1]["name"]
    assert qa.get(f"/v1/audits/{done}/conversations/999").status_code == 404


def test_files_can_be_downloaded_and_no_others(qa: TestClient, done: str) -> None:
    response = qa.get(f"/v1/audits/{done}/files/scores.csv")
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    assert SCORES.names[0] in response.text.splitlines()[0]
    assert "report.html" in qa.get(f"/v1/audits/{done}").json()["files"]
    page = qa.get(f"/v1/audits/{done}/files/report.html").text
    assert page.startswith("<!doctype html>")
    for name in ("manifest.json", "..%2F..%2Fcoach.db", "nothing.csv"):
        assert qa.get(f"/v1/audits/{done}/files/{name}").status_code == 404, name


def test_each_reader_gets_the_report_in_their_language(qa: TestClient, done: str) -> None:
    path = f"/v1/audits/{done}/files/report.html"
    pages = {one: qa.get(path, params={"lang": one}).text for one in ("en", "de", "en")}
    assert '<html lang="en">' in pages["en"]
    assert '<html lang="de">' in pages["de"]


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("trainer", 200), ("admin", 200)])
def test_agents_see_no_audits(
    make_client: MakeClient, tokens: TokenStore, role: str, status: int
) -> None:
    client = signed_in(make_client(), tokens, role)
    assert client.get("/v1/audits").status_code == status
    sent = client.post("/v1/audits", files={"files": ("a.jsonl", export(2))}).status_code
    assert sent == (202 if status == 200 else 403)


def test_loopback_without_a_token_sees_no_audits(client: TestClient) -> None:
    assert client.get("/v1/audits").status_code == 403


def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(
    make_client: MakeClient, tokens: TokenStore, tmp_path: Path
) -> None:
    client = signed_in(make_client(audit_upload_limit=2048), tokens)
    response = client.post("/v1/audits", files={"files": ("a.jsonl", export())})
    assert response.status_code == 413
    assert not (tmp_path / "data" / "audits").exists()


@pytest.mark.parametrize("content", [b"", None], ids=["empty", "json"])
def test_an_upload_without_a_file_is_explained(qa: TestClient, content: bytes | None) -> None:
    if content is None:
        response = qa.post("/v1/audits", json={"files": []})
        assert response.status_code == 415
    else:
        response = qa.post("/v1/audits", files={"files": ("a.jsonl", content)})
        assert response.status_code == 422
        assert response.json()["code"] == "audit-upload"


@pytest.mark.parametrize("name", ["漢" * 100 + ".jsonl", "../../../März 😀.jsonl", "...", "\\"])
def test_a_file_may_have_any_name(qa: TestClient, name: str) -> None:
    response = qa.post("/v1/audits", files={"files": (name, export())})
    assert response.status_code == 202, response.text
    assert wait_for(qa, response.json()["id"], "done", "failed")["problem"] is None


def test_a_file_of_no_known_kind_fails_with_a_sentence(qa: TestClient) -> None:
    id = upload(qa, b"\x00\x01\x02 nothing we know")["id"]
    found = wait_for(qa, id, "failed")
    assert found["problem"]
    german = qa.get(f"/v1/audits/{id}", params={"lang": "de"}).json()["problem"]
    assert german != found["problem"]


def test_results_that_are_not_there_yet_are_a_conflict(qa: TestClient) -> None:
    id = upload(qa, b"\x00 nothing")["id"]
    wait_for(qa, id, "failed")
    assert qa.get(f"/v1/audits/{id}/conversations").status_code == 409
    assert qa.get("/v1/audits/none").status_code == 404


def test_removing_an_audit_removes_its_files(qa: TestClient, done: str, tmp_path: Path) -> None:
    assert qa.delete(f"/v1/audits/{done}").status_code == 204
    assert qa.get(f"/v1/audits/{done}").status_code == 404
    assert list((tmp_path / "data" / "audits").iterdir()) == []


def test_audits_can_be_switched_off(make_client: MakeClient, tokens: TokenStore) -> None:
    client = signed_in(make_client(audits=False), tokens)
    assert client.get("/v1/audits").status_code == 404
    assert client.get("/v1/audits").json()["code"] == "switched-off"


class Slow(FakeClassifier):
    """Takes its time with replies, so that a test can come in between."""

    def predict(self, pair: TextPair) -> Prediction:
        time.sleep(0.02 if pair.customer else 0)
        return super().predict(pair)


@pytest.fixture
def slow() -> Coach:
    coach = fake_coach()
    coach.classifier = Slow()
    return coach


def test_cancelling_stops_and_throws_away(
    make_client: MakeClient, tokens: TokenStore, slow: Coach, tmp_path: Path
) -> None:
    client = signed_in(make_client(coach=slow), tokens)
    id = upload(client, export(60))["id"]
    waiting = upload(client, export(2), name="next")["id"]
    wait_for(client, id, "running")
    client.post(f"/v1/audits/{id}/cancel", json={})
    assert wait_for(client, id, "cancelled")["state"] == "cancelled"
    assert not (tmp_path / "data" / "audits" / id).exists()
    assert wait_for(client, waiting, "done")["state"] == "done"


def test_an_audit_survives_a_restart(
    make_client: MakeClient, tokens: TokenStore, slow: Coach, tmp_path: Path
) -> None:
    first = make_client(coach=slow)
    id = upload(signed_in(first, tokens), export(120))["id"]
    chunks = tmp_path / "data" / "audits" / id / "chunks"
    while not list(chunks.glob("*.parquet")):
        time.sleep(0.02)
    first.__exit__(None, None, None)
    engine = open_store()
    record = AuditRepository(engine).get(id)
    engine.dispose()
    assert record is not None
    assert record.state == "running"
    kept = len(list(chunks.glob("*.parquet")))
    assert kept >= 1
    second = signed_in(make_client(), tokens)
    found = wait_for(second, id, "done", "failed")
    assert found["state"] == "done"
    assert found["summary"]["turns"] == 300
