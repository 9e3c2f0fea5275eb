"""The loyalty plan over HTTP: all read and propose, trainers and admins answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.audit.registry import register
from coach.plan.board import make_board, save_board
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient
from tests.audit_fixture import conversations, run_audit
from tests.fakes import fake_coach

Bearer = dict[str, str]


@pytest.fixture
def agent(tokens: TokenStore) -> Bearer:
    secret = tokens.create("a", role="agent", agent="agent-7")
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def trainer(tokens: TokenStore) -> Bearer:
    return {"Authorization": f"Bearer {tokens.create('t', role='trainer')}"}


@pytest.fixture
def client(make_client: MakeClient, agent: Bearer, trainer: Bearer, tmp_path: Path) -> TestClient:
    folder = tmp_path / "audit"
    with run_audit(folder, conversations(120)) as results:
        register(results.manifest, folder, database=None, owner_role="qa")
        save_board(make_board(results, fake_coach()), folder)
    return make_client(require_tokens=True)


def read(client: TestClient, by: Bearer) -> str:
    response = client.get("/v1/plan?lang=de", headers=by)
    assert response.status_code == 200, response.text
    return str(response.json()["html"])


def test_an_idea_goes_from_proposal_to_the_house_rules(
    client: TestClient, agent: Bearer, trainer: Bearer
) -> None:
    body = {"title": "Porto erstatten", "detail": "ab drei Tagen Verzug"}
    idea = client.post("/v1/plan/ideas", json=body, headers=agent).json()
    assert (idea["kind"], idea["state"]) == ("idea", "open")
    path = f"/v1/plan/items/{idea['id']}"
    owner = {"owner": "Frau Sommer", "due": "2026-04-01"}
    assert client.post(path, json=owner, headers=agent).status_code == 403
    assert client.post(path, json=owner, headers=trainer).json()["due"] == "2026-04-01"
    adopted = {"state": "adopted", "answer": "Ja, ab Montag."}
    client.post(path, json=adopted, headers=trainer)
    html = read(client, agent)
    for words in (
        "Porto erstatten",
        "Frau Sommer",
        "1. April 2026",
        "noch nicht in den Haus",
    ):
        assert words in html


def test_an_initiative_remembers_the_figure_it_began_with(
    client: TestClient, trainer: Bearer
) -> None:
    body = {"kind": "initiative", "title": "Konkret werden", "measure": "dimension:authenticity"}
    made = client.post("/v1/plan/items", json=body, headers=trainer).json()
    assert 0 < made["before"] < 1
    assert "Echtheit: vorher" in read(client, trainer)


def test_a_state_of_another_kind_is_refused(
    client: TestClient, agent: Bearer, trainer: Bearer
) -> None:
    idea = client.post("/v1/plan/ideas", json={"title": "t"}, headers=agent).json()
    path = f"/v1/plan/items/{idea['id']}"
    response = client.post(path, json={"state": "running"}, headers=trainer)
    assert response.json()["code"] == "no-item"


def test_the_pulse_names_nobody_and_appears_from_five_on(client: TestClient, agent: Bearer) -> None:
    answers = {"q0": 4, "q1": 4, "q2": 4}
    for _ in range(4):
        assert client.post("/v1/plan/pulse", json=answers, headers=agent).status_code == 204
    assert "Ab fünf Antworten" in read(client, agent)
    client.post("/v1/plan/pulse", json=answers, headers=agent)
    assert "5 Antworten, von 1" in read(client, agent)


@pytest.mark.parametrize("answers", [{"q0": 6, "q1": 1, "q2": 1}, {"q0": 1, "q1": 1}])
def test_the_pulse_has_three_answers_of_five_steps(
    client: TestClient, agent: Bearer, answers: dict[str, int]
) -> None:
    assert client.post("/v1/plan/pulse", json=answers, headers=agent).status_code == 422


RULE = {"kind": "avoid", "phrase": "wie bereits erwähnt", "instead": ["noch einmal in Ruhe"]}


@pytest.fixture
def admin(tokens: TokenStore) -> Bearer:
    return {"Authorization": f"Bearer {tokens.create('adm', role='admin')}"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.toml"
    path.write_text("# Unser Haus\nname = 'Nord'\n", encoding="utf-8")
    return path


def test_an_admin_writes_an_idea_into_the_house_rules_after_looking_at_it(
    make_client: MakeClient, agent: Bearer, trainer: Bearer, admin: Bearer, house: Path
) -> None:
    client = make_client(require_tokens=True, house=house)
    body = {"title": "Kein „wie bereits erwähnt“ mehr"}
    path = f"/v1/plan/items/{client.post('/v1/plan/ideas', json=body, headers=agent).json()['id']}"
    for other in (agent, trainer):
        refused = client.post(f"{path}/rule", json={"rule": RULE}, headers=other)
        assert refused.status_code == 403
    looked = client.post(f"{path}/rule", json={"rule": RULE}, headers=admin).json()
    assert '+phrase = "wie bereits erwähnt"' in looked["diff"]
    assert looked["hint"] is None
    assert "wie bereits" not in house.read_text(encoding="utf-8")
    adopt = {"rule": RULE, "digest": looked["digest"]}
    done = client.post(f"{path}/rule/adopt", json=adopt, headers=admin).json()
    assert (done["state"], done["rule"]) == ("adopted", "avoid:wie bereits erwähnt")
    assert house.read_text(encoding="utf-8").startswith("# Unser Haus\nname = 'Nord'\n")
    assert len(list(house.parent.glob("house.toml.*.bak"))) == 1
    assert "in den Hausregeln seit" in read(client, agent)
    again = client.post(f"{path}/rule/adopt", json=adopt, headers=admin)
    assert (again.status_code, again.json()["code"]) == (409, "house-edit")
    house.write_text("name = 'Nord'\n", encoding="utf-8")
    assert "inzwischen wieder herausgenommen" in read(client, agent)


def test_without_house_rules_the_entry_is_handed_over(
    client: TestClient, agent: Bearer, admin: Bearer
) -> None:
    idea = client.post("/v1/plan/ideas", json={"title": "t"}, headers=agent).json()
    path = f"/v1/plan/items/{idea['id']}/rule?lang=de"
    looked = client.post(path, json={"rule": RULE}, headers=admin).json()
    assert (looked["diff"], looked["digest"]) == (None, None)
    assert "COACH_HOUSE" in looked["hint"]
    assert looked["snippet"] in looked["hint"]


def test_only_an_admin_sees_the_forms_that_write_rules(
    client: TestClient, agent: Bearer, trainer: Bearer, admin: Bearer
) -> None:
    client.post("/v1/plan/ideas", json={"title": "t"}, headers=agent)
    assert "data-rule" in read(client, admin)
    assert "data-rule" not in read(client, trainer)
    assert "data-rule" not in read(client, agent)
