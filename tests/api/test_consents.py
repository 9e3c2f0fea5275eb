"""An agent agrees to be named, or to have a reply looked at, and takes it back; nobody else can."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.principal import PRINCIPAL_ROLES
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient

Bearer = dict[str, str]


@pytest.fixture
def agent(tokens: TokenStore) -> Bearer:
    secret = tokens.create("a", role="agent", agent="agent-7")
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def client(make_client: MakeClient, agent: Bearer) -> TestClient:
    return make_client(require_tokens=True)


def test_a_consent_is_given_changed_and_withdrawn(client: TestClient, agent: Bearer) -> None:
    nothing = {"agent": "agent-7", "name": None, "named": None, "before": None}
    assert client.get("/v1/consents", headers=agent).json() == nothing
    given = client.post("/v1/consents/named", json={"name": "  Mara "}, headers=agent).json()
    assert given["name"] == "Mara"
    assert given["named"]
    client.post("/v1/consents/before", json={}, headers=agent)
    changed = client.post("/v1/consents/named", json={"name": "M."}, headers=agent).json()
    assert changed["name"] == "M."
    assert changed["before"]
    for kind in ("named", "before"):
        assert client.delete(f"/v1/consents/{kind}", headers=agent).status_code == 204
    assert client.get("/v1/consents", headers=agent).json() == nothing


@pytest.mark.parametrize("role", [role for role in PRINCIPAL_ROLES if role != "agent"])
def test_no_other_role_gives_or_reads_a_consent(
    client: TestClient, tokens: TokenStore, role: str
) -> None:
    secret = tokens.create(role, role=role, agent="agent-7")
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/v1/consents", headers=headers).status_code == 403
    body = {"name": "Mara"}
    assert client.post("/v1/consents/named", json=body, headers=headers).status_code == 403
    assert client.delete("/v1/consents/named", headers=headers).status_code == 403


def test_an_access_that_names_nobody_has_nothing_to_agree_for(
    client: TestClient, tokens: TokenStore
) -> None:
    headers = {"Authorization": f"Bearer {tokens.create('n', role='agent')}"}
    assert client.get("/v1/consents", headers=headers).json()["agent"] is None
    body = {"name": "Mara"}
    assert client.post("/v1/consents/named", json=body, headers=headers).status_code == 409


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_has_letters_and_an_end(client: TestClient, agent: Bearer, name: str) -> None:
    response = client.post("/v1/consents/named", json={"name": name}, headers=agent)
    assert response.status_code == 422


def test_each_agent_sees_their_own(client: TestClient, agent: Bearer, tokens: TokenStore) -> None:
    client.post("/v1/consents/named", json={"name": "Mara"}, headers=agent)
    other = {"Authorization": f"Bearer {tokens.create('b', role='agent', agent='agent-8')}"}
    assert client.get("/v1/consents", headers=other).json()["name"] is None


def test_the_next_kit_knows_who_agreed(tmp_path: Path) -> None:
    from coach.huddle.history import HuddleHistory
    from coach.store import open_store
    from coach.store.consents import Consent, ConsentRepository

    engine = open_store(f"sqlite:///{tmp_path / 'coach.db'}")
    import datetime as dt

    repository = ConsentRepository(engine)
    repository.give(Consent("agent-7", "named", dt.date(2026, 3, 2), "Mara"))
    with HuddleHistory(engine) as history:
        assert history.consents().name_of("agent-7") == "Mara"
        repository.withdraw("agent-7", "named")
        assert history.consents().name_of("agent-7") is None
    engine.dispose()
