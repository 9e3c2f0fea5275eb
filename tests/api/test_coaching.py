"""Coaching sheets over HTTP: the agent first, then the trainer of the team, nobody else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from coach.audit.registry import register
from coach.audit.results import AuditResults
from coach.report.decided import decided_levels
from coach.tokens import TokenStore
from tests.api.conftest import MakeClient
from tests.audit_fixture import conversations, run_audit


class House:
    """A service with one audit, an agent of it, and people with tokens."""

    def __init__(self, make: MakeClient, tokens: TokenStore, folder: Path) -> None:
        with AuditResults.open(folder) as results:
            register(results.manifest, folder, database=None, owner_role="qa")
            self.run = results.manifest.run
            sql = "SELECT agent, min(turn_id) AS turn FROM scores GROUP BY 1 ORDER BY 1"
            first, other = results.rows(sql)[:2]
            level = "SELECT authenticity_level AS level FROM scores WHERE turn_id = ?"
            self.level = int(results.rows(level, [first["turn"]])[0]["level"])
        self.agent, self.turn = first["agent"], first["turn"]
        self.otherwise = (self.level + 1) % 4
        self.by = {
            "own": self._bearer(tokens, "own", role="agent", agent=self.agent),
            "other": self._bearer(tokens, "other", role="agent", agent=f"{other['agent']}x"),
            "colleague": self._bearer(tokens, "colleague", role="agent", agent=other["agent"]),
            "trainer": self._bearer(tokens, "trainer", role="trainer"),
            "elsewhere": self._bearer(tokens, "elsewhere", role="trainer", team="west"),
            "qa": self._bearer(tokens, "qa", role="qa"),
            "admin": self._bearer(tokens, "admin", role="admin"),
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

    def ask(self, who: str, path: str, **json: object) -> tuple[int, dict[str, object]]:
        method, body = ("POST", {"json": json}) if json else ("GET", {})
        response = self.client.request(method, path, headers=self.by[who], **body)
        return response.status_code, response.json() if response.content else {}

    def object(self) -> None:
        self.open("own")
        status, _ = self.open(
            "own",
            "/disputes",
            turn=self.turn,
            dimension="authenticity",
            level=self.otherwise,
            reason="Das war ich.",
        )
        assert status == 204

    def answer(self, who: str, level: int, reason: str = "Der Name steht da.") -> int:
        body = {"turn": self.turn, "dimension": "authenticity", "level": level, "reason": reason}
        return self.ask(who, f"/v1/objections/{self.run}/answer", **body)[0]

    def waiting(self, who: str) -> list[dict[str, object]]:
        status, found = self.ask(who, "/v1/objections?lang=de")
        assert status == 200
        return found["objections"]  # type: ignore[return-value]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    run_audit(folder, conversations(120)).close()
    return folder


@pytest.fixture
def house(make_client: MakeClient, tokens: TokenStore, audit: Path) -> House:
    return House(make_client, tokens, audit)


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
    level = house.otherwise
    body = {"turn": house.turn, "dimension": "authenticity", "level": level, "reason": "Ich war's."}
    assert house.open("trainer", "/disputes", **body)[0] == 403
    assert house.open("own", "/disputes", **body)[0] == 204
    assert house.open("own", "/comment", text="Meine erste Woche.")[0] == 204
    _, sheet = house.open("trainer")
    assert sheet["comment"] == "Meine erste Woche."
    assert "Ich war's." in str(sheet["markdown"])


def test_an_objection_to_another_turn_is_explained(house: House) -> None:
    house.open("own")
    body = {"turn": "T-none:0", "dimension": "empathy", "level": 3, "reason": "r"}
    status, problem = house.open("own", "/disputes", **body)
    assert status == 422
    assert "keine Ihrer Antworten" in str(problem["detail"])


def test_an_audit_that_is_gone_is_no_sheet(house: House) -> None:
    path = f"/v1/coaching/unknown/{house.agent}"
    assert house.client.get(path, headers=house.by["own"]).json()["code"] == "no-sheet"


def test_an_agent_lists_their_own_replies_page_by_page(house: House) -> None:
    _, first = house.open("own", "/replies")
    assert first["size"] == 10
    replies = first["replies"]
    assert all(one["scored"]["agent"] == house.agent for one in replies)
    path = f"/v1/coaching/{house.run}/{house.agent}/replies"
    seen = [one["id"] for one in replies]
    page = 1
    while len(seen) < first["total"]:
        page += 1
        seen += [one["id"] for one in house.ask("own", f"{path}?page={page}")[1]["replies"]]
    assert len(set(seen)) == first["total"]
    times = [one["scored"]["time"] for one in replies]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    "query",
    ["dimension=empathy&verdict=missing", "language=de", "verdict=given"],
)
def test_own_replies_are_filtered(house: House, query: str) -> None:
    path = f"/v1/coaching/{house.run}/{house.agent}/replies"
    everything = house.ask("own", path)[1]["total"]
    status, found = house.ask("own", f"{path}?{query}")
    assert status == 200
    assert 0 < found["total"] < everything
    for one in found["replies"]:
        if "empathy" in query:
            assert one["scored"]["dimensions"]["empathy"]["verdict"] == "missing"


def test_a_reply_is_found_by_its_words_or_its_id(house: House) -> None:
    path = f"/v1/coaching/{house.run}/{house.agent}/replies"
    found = house.ask("own", f"{path}?text={house.turn.upper()}")[1]
    assert [one["id"] for one in found["replies"]] == [house.turn]
    words = " ".join(found["replies"][0]["scored"]["reply"].split()[:3]).upper()
    again = house.ask("own", f"{path}?text={quote(words)}")[1]
    assert house.turn in [one["id"] for one in again["replies"]] or again["total"] > 10
    assert again["total"] >= 1
    assert house.ask("own", f"{path}?text=%25")[1]["total"] == 0


@pytest.mark.parametrize("who", ["other", "colleague", "trainer", "qa"])
def test_nobody_lists_the_replies_of_somebody_else(house: House, who: str) -> None:
    house.open("own")
    assert house.open(who, "/replies")[0] == 403


def test_an_objection_waits_for_a_second_person_and_its_answer_reaches_the_agent(
    house: House,
) -> None:
    house.object()
    for who in ("trainer", "qa"):
        (waiting,) = house.waiting(who)
        assert (waiting["turn"], waiting["reason"]) == (house.turn, "Das war ich.")
        assert waiting["scored"]["reply"]
    _, replies = house.open("own", "/replies")
    stands = {one["id"]: one["objections"] for one in replies["replies"]}
    assert stands.get(house.turn, {"authenticity": "disputed"}) == {"authenticity": "disputed"}
    assert house.answer("qa", house.otherwise) == 204
    assert house.waiting("trainer") == []
    _, sheet = house.open("own")
    assert "Sie hatten recht" in str(sheet["markdown"])
    assert "Antwort: Der Name steht da." in str(sheet["markdown"])


def test_the_levels_that_hold_follow_the_answer(house: House) -> None:
    house.object()
    assert decided_levels(house.run, database=None) == {}
    house.answer("trainer", house.level)
    assert decided_levels(house.run, database=None) == {}
    house.object()
    house.answer("trainer", house.otherwise)
    decided = {house.turn: {"authenticity": house.otherwise}}
    assert decided_levels(house.run, database=None) == decided


def test_an_objection_is_answered_once(house: House) -> None:
    house.object()
    assert house.answer("trainer", house.level) == 204
    assert house.answer("qa", house.level) == 422


@pytest.mark.parametrize("who", ["own", "colleague", "admin", "elsewhere"])
def test_others_answer_no_objection(house: House, who: str) -> None:
    house.object()
    assert house.answer(who, house.level) == 403
    assert len(house.waiting("trainer")) == 1


def test_another_team_sees_no_objection(house: House) -> None:
    house.object()
    assert house.waiting("elsewhere") == []


def test_the_level_given_already_is_no_objection(house: House) -> None:
    house.open("own")
    body = {"turn": house.turn, "dimension": "authenticity", "level": house.level, "reason": "r"}
    status, problem = house.open("own", "/disputes", **body)
    assert status == 422
    assert "schon vergeben" in str(problem["detail"])


def test_a_note_goes_to_the_agent_and_waits_for_them_too(house: House) -> None:
    assert house.open("trainer", "/note", text="Schöne Woche.")[0] == 403
    house.open("own")
    assert house.open("own", "/note", text="Ich lobe mich.")[0] == 403
    assert house.open("elsewhere", "/note", text="Hallo.")[0] == 403
    assert house.open("trainer", "/note", text="Schöne Woche.")[0] == 204
    assert "Schöne Woche." in str(house.open("own")[1]["html"])


def test_own_words_are_looked_at_on_request_and_leave_nothing(house: House, tmp_path: Path) -> None:
    secret = "Ihr Kommentar XYZZY wurde zur Kenntnis genommen, wir prüfen das schnellstmöglich."
    before = house.client.get("/metrics", headers=house.by["qa"]).text
    status, found = house.ask(
        "trainer", "/v1/coaching/words?lang=de", text=secret, said="Ich war allein am Telefon."
    )
    assert status == 200
    assert [one["dimension"] for one in found["levels"]] == ["empathy", "authenticity"]
    assert "nicht sehen" in found["scope"]
    assert "aufbewahrt" in found["private"]
    assert found["whole"] is None or "XYZZY" in found["whole"]
    after = house.client.get("/metrics", headers=house.by["qa"]).text
    assert counted(after) == counted(before)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"XYZZY" in content for content in kept)


def test_own_words_are_looked_at_without_a_script(house: House, tmp_path: Path) -> None:
    secret = house.by["trainer"]["Authorization"].removeprefix("Bearer ")
    form = {"text": "Das XYZZY wird zur Kenntnis genommen.", "said": "Ich war <allein>."}
    response = house.client.post("/coaching/words?lang=de", data={**form, "token": secret})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-store"
    for said in ("Wie Ihre Worte ankommen können", "XYZZY", "Ich war &lt;allein&gt;.", "Empathie:"):
        assert said in response.text
    assert secret not in response.text
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"XYZZY" in content for content in kept)


@pytest.mark.parametrize(
    ("who", "text", "status", "said"),
    [("own", "Ein Satz von mir.", 403, "agent"), ("nobody", "Ein Satz von mir.", 401, "token"),
     ("trainer", "", 422, "text"), ("trainer", "x" * 4001, 422, "4000")],
)  # fmt: skip
def test_the_form_says_on_its_page_what_is_wrong_and_keeps_what_was_written(
    house: House, who: str, text: str, status: int, said: str
) -> None:
    token = house.by[who]["Authorization"].removeprefix("Bearer ") if who in house.by else "ec_no"
    response = house.client.post("/coaching/words?lang=en", data={"text": text, "token": token})
    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert said in response.text.partition('role="alert"')[2].partition("</p>")[0]
    assert f">{text}</textarea>" in response.text


def counted(metrics: str) -> list[str]:
    """Return the lines that count replies."""
    return [line for line in metrics.splitlines() if "repl" in line or "level" in line]


@pytest.mark.parametrize("who", ["own", "admin"])
def test_own_words_are_for_those_who_answer(house: House, who: str) -> None:
    assert house.ask(who, "/v1/coaching/words", text="Das ist ein Satz von mir.")[0] == 403


def test_a_house_can_do_without(make_client: MakeClient, tokens: TokenStore) -> None:
    headers = {"Authorization": f"Bearer {tokens.create('t', role='trainer')}"}
    client = make_client(own_words=False)
    body = {"text": "Das ist ein Satz von mir."}
    response = client.post("/v1/coaching/words", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (404, "switched-off")
    assert client.get("/coaching/words").status_code == 404
    assert client.post("/coaching/words", data=body, headers=headers).status_code == 404
