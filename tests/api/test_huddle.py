"""Huddles over HTTP: who may, what comes back, files of every format, what is remembered."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pptx import Presentation

from coach.audit.registry import register
from coach.huddle.history import HuddleHistory
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient
from tests.audit_fixture import build_audit


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    build_audit(folder).close()
    return folder


@pytest.fixture
def audit_id(finished: Path, tokens: TokenStore) -> str:
    """Put the finished audit into this test's database."""
    from coach.audit.manifest import read_manifest

    manifest = read_manifest(finished)
    assert manifest is not None
    register(manifest, finished, database=None, owner_role="qa")
    return manifest.run


def signed_in(client: TestClient, tokens: TokenStore, role: str) -> TestClient:
    client.headers["Authorization"] = f"Bearer {tokens.create(role, role=role)}"
    return client


@pytest.fixture
def trainer(make_client: MakeClient, tokens: TokenStore) -> TestClient:
    return signed_in(make_client(), tokens, "trainer")


def kit_from(client: TestClient, audit: str, **wish: object) -> dict[str, Any]:
    response = client.post("/v1/huddle", json={"audit": audit, "language": "de", **wish})
    assert response.status_code == 200, response.text
    return response.json()["kit"]


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("trainer", 200), ("qa", 200)])
def test_trainers_and_qa_make_huddles_agents_do_not(
    make_client: MakeClient, tokens: TokenStore, audit_id: str, role: str, status: int
) -> None:
    client = signed_in(make_client(), tokens, role)
    response = client.post("/v1/huddle", json={"audit": audit_id})
    assert response.status_code == status


def test_a_kit_comes_with_the_teams_there_are(trainer: TestClient, audit_id: str) -> None:
    response = trainer.post("/v1/huddle", json={"audit": audit_id, "minutes": 15})
    found = response.json()
    assert found["teams"] == ["north", "south"]
    assert [slot["id"] for slot in found["kit"]["slots"]][3] == "before_after"
    assert all(len(slot["candidates"]) == 3 for slot in found["kit"]["slots"])


@pytest.mark.parametrize("format", ["html", "md", "json", "pptx"])
def test_an_edited_kit_is_written_in_each_format(
    trainer: TestClient, audit_id: str, format: str
) -> None:
    kit = kit_from(trainer, audit_id, focus="feeling")
    kit["slots"][0]["candidates"][1]["parts"]["text"] = "Was hat Sie heute gefreut?"
    kit["slots"][0]["chosen"] = 1
    response = trainer.post(f"/v1/huddle/files/{format}", json={"kit": kit})
    assert response.status_code == 200, response.text
    name = "kit.json" if format == "json" else f"huddle.{format}"
    assert f'filename="{name}"' in response.headers["content-disposition"]
    if format == "pptx":
        deck = Presentation(io.BytesIO(response.content))
        shown = "".join(s.text_frame.text for s in deck.slides[1].shapes if s.has_text_frame)
    else:
        shown = response.text
    assert "Was hat Sie heute gefreut?" in shown


def test_a_file_taken_is_remembered_a_kit_looked_at_is_not(
    trainer: TestClient, audit_id: str
) -> None:
    kit = kit_from(trainer, audit_id, focus="choice")
    with HuddleHistory() as history:
        assert history.of(None, "de") == ()
    trainer.post("/v1/huddle/files/md", json={"kit": kit, "remember": False})
    with HuddleHistory() as history:
        assert history.of(None, "de") == ()
    trainer.post("/v1/huddle/files/md", json={"kit": kit})
    with HuddleHistory() as history:
        assert [held.behaviour for held in history.of(None, "de")] == ["choice"]


def test_a_broken_kit_is_refused_with_its_places(trainer: TestClient, audit_id: str) -> None:
    kit = kit_from(trainer, audit_id)
    kit["slots"][0]["candidates"][0]["parts"]["text"] = ""
    response = trainer.post("/v1/huddle/files/html", json={"kit": kit})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith("kit.slots.0")


def test_what_is_not_there_is_named_in_the_reader_s_language(
    trainer: TestClient, audit_id: str
) -> None:
    german = {"Accept-Language": "de"}
    wrong = trainer.post("/v1/huddle", json={"audit": audit_id, "team": "west"}, headers=german)
    assert wrong.status_code == 422
    assert "north, south" in wrong.json()["detail"]
    assert "kennt kein Team" in wrong.json()["detail"]
    assert trainer.post("/v1/huddle", json={"audit": "none"}).status_code == 404


def test_without_chromium_a_pdf_says_what_to_do(
    trainer: TestClient, audit_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    kit = kit_from(trainer, audit_id)
    response = trainer.post("/v1/huddle/files/pdf", json={"kit": kit})
    assert response.status_code == 503
    assert "apt-get install chromium" in response.json()["detail"]


def test_huddles_can_be_switched_off(
    make_client: MakeClient, tokens: TokenStore, audit_id: str
) -> None:
    client = signed_in(make_client(huddles=False), tokens, "trainer")
    assert client.post("/v1/huddle", json={"audit": audit_id}).status_code == 404


def test_no_text_of_a_kit_is_kept(trainer: TestClient, audit_id: str, tmp_path: Path) -> None:
    kit = kit_from(trainer, audit_id)
    kit["slots"][0]["candidates"][0]["parts"]["text"] = "Geheimsatz Zitronenfalter?"
    trainer.post("/v1/huddle/files/md", json={"kit": json.loads(json.dumps(kit))})
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or b"Zitronenfalter" not in path.read_bytes()
