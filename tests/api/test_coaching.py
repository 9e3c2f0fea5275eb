"""Coaching sheets over HTTP: the agent first, then the trainer of the team, nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.audit.registry import register
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient
from tests.audit_fixture import conversations, run_audit


class House:
    """A service with one audit, an agent of it, and people with tokens."""

    def __init__(self, make: MakeClient, tokens: TokenStore, folder: Path) -> None:
        with run_audit(folder, conversations(120)) as results:
            register(results.manifest, folder, database=None, owner_role="qa")
            self.run = results.manifest.run
            sql = "SELECT agent, any_value(turn_id) AS turn FROM scores GROUP BY 1 ORDER BY 1"
            first, other = results.rows(sql)[:2]
        self.agent, self.turn = first["agent"], first["turn"]
        self.by = {
            "own": self._bearer(tokens, "own", role="agent", agent=self.agent),
            "other": self._bearer(tokens, "other", role="agent", agent=f"{other['agent']}x"),
            "trainer": self._bearer(tokens, "trainer", role="trainer"),
            "elsewhere": self._bearer(tokens, "elsewhere", role="trainer", team="west"),
            "qa": self._bearer(tokens, "qa", role="qa"),
        }
        self.client = make(require_tokens=True)

    def _bearer(self, tokens: TokenStore, name: str, **about: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens.create(name, **about)}"}

    def open(self, who: str, rest: str = "", **json: object) -> tuple[int, dict[str, object]]:
        path = f"/v1/coaching/{self.run}/{self.agent}{rest}?lang=de"
        method = "POST" if json else "GET"
        body = {"json": json} if json else {}
        response = self.client.request(method, path, headers=self.by[who], **body)
        return response.status_code, response.json() if response.content else {}


@pytest.fixture
def house(make_client: MakeClient, tokens: TokenStore, tmp_path: Path) -> House:
    return House(make_client, tokens, tmp_path / "audit")


def test_the_trainer_waits_until_the_agent_has_opened_it(house: House) -> None:
    status, problem = house.open("trainer")
    assert (status, problem["code"]) == (403, "sheet-waits")
    status, sheet = house.open("own")
    assert status == 200
    assert sheet["own"] is True
    status, sheet = house.open("trainer")
    assert (status, sheet["own"]) == (200, False)
    assert house.agent in str(sheet["html"])


@pytest.mark.parametrize("who", ["other", "elsewhere", "qa"])
def test_it_concerns_nobody_else(house: House, who: str) -> None:
    house.open("own")
    assert house.open(who)[0] == 403


def test_the_list_shows_what_concerns_the_caller(house: House) -> None:
    def listed(who: str) -> list[dict[str, object]]:
        return house.client.get("/v1/coaching", headers=house.by[who]).json()["sheets"]

    assert [one["agent"] for one in listed("own")] == [house.agent]
    assert listed("other") == []
    assert listed("elsewhere") == []
    assert len(listed("trainer")) == 12
    assert all(one["opened"] is None for one in listed("trainer"))
    house.open("own")
    assert sum(one["opened"] is not None for one in listed("trainer")) == 1


def test_comment_and_dispute_are_the_agents_alone(house: House) -> None:
    house.open("own")
    body = {"turn": house.turn, "dimension": "authenticity", "level": 3, "reason": "Das war ich."}
    assert house.open("trainer", "/disputes", **body)[0] == 403
    assert house.open("own", "/disputes", **body)[0] == 204
    assert house.open("own", "/comment", text="Meine erste Woche.")[0] == 204
    _, sheet = house.open("trainer")
    assert sheet["comment"] == "Meine erste Woche."
    assert "Das war ich." in str(sheet["markdown"])


def test_an_objection_to_another_turn_is_explained(house: House) -> None:
    house.open("own")
    body = {"turn": "T-none:0", "dimension": "empathy", "level": 3, "reason": "r"}
    status, problem = house.open("own", "/disputes", **body)
    assert status == 422
    assert "keine Ihrer Antworten" in str(problem["detail"])


def test_an_audit_that_is_gone_is_no_sheet(house: House) -> None:
    path = f"/v1/coaching/unknown/{house.agent}"
    assert house.client.get(path, headers=house.by["own"]).json()["code"] == "no-sheet"
