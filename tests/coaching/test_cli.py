"""`coach coaching` and `coach objections`: the agent's side and the second person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.coaching.errors import CoachingError
from coach.grading.decide import heard
from tests.audit_fixture import conversations, run_audit
from tests.fakes import fake_coach


class Desk:
    """One audit, one of its agents, and a database of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        self._common = ["--audit", str(folder), "--database", database, "--lang", "en"]
        self.database = database
        with AuditResults.open(folder) as results:
            self.run_id = results.manifest.run
            sql = (
                "SELECT agent, turn_id AS turn, empathy_level AS level FROM scores "
                "WHERE empathy_level IS NOT NULL ORDER BY agent, turn_id LIMIT 1"
            )
            (row,) = results.rows(sql)
        self.agent, self.turn, self.level = row["agent"], row["turn"], int(row["level"])
        self.otherwise = (self.level + 1) % 4

    def coaching(self, *more: str) -> Result:
        return self.invoke("coaching", *self._common, "--agent", self.agent, *more)

    def objections(self, *more: str) -> Result:
        return self.invoke("objections", *self._common, *more)

    def invoke(self, *command: str) -> Result:
        return CliRunner().invoke(app, list(command))

    def object(self) -> None:
        view = ("--dimension", "empathy", "--level", str(self.otherwise), "--reason", "I was kind.")
        done = self.coaching("--dispute", self.turn, *view)
        assert done.exit_code == 0, done.output

    def answer(self, *more: str) -> Result:
        view = (
            "--dimension",
            "empathy",
            "--level",
            str(self.otherwise),
            "--reason",
            "So you were.",
        )
        return self.objections("--answer", self.turn, *view, *more)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    run_audit(folder, conversations(120)).close()
    return folder


@pytest.fixture
def desk(audit: Path, tmp_path: Path) -> Desk:
    return Desk(audit, f"sqlite:///{tmp_path / 'coach.db'}")


def test_own_replies_are_listed_by_page(desk: Desk) -> None:
    first, second = desk.coaching("--replies", "1"), desk.coaching("--replies", "2")
    assert "page 1 of" in first.output
    turns = [
        {line for line in one.output.splitlines() if line.startswith("## ")}
        for one in (first, second)
    ]
    assert len(turns[0]) == 10
    assert not turns[0] & turns[1]


def test_an_objection_is_listed_answered_and_counted(desk: Desk) -> None:
    assert heard(desk.run_id, database=desk.database) == {}
    desk.object()
    listed = desk.objections().output
    assert desk.turn in listed
    assert "I was kind." in listed
    assert desk.answer().exit_code == 0
    assert "No objection is waiting" in desk.objections().output
    sheet = desk.coaching().output
    assert "you were right" in sheet
    assert "Answer: So you were." in sheet
    counted = heard(desk.run_id, database=desk.database)
    assert counted == {"total": 1, "open": 0, "changed": 1, "kept": 0}


def test_an_answer_needs_its_level(desk: Desk) -> None:
    desk.object()
    refused = desk.objections("--answer", desk.turn, "--reason", "Because.")
    assert isinstance(refused.exception, CoachingError)


def test_trying_keeps_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.coach.build_coach", lambda _: fake_coach())
    desk.object()
    tried = desk.answer("--try")
    assert tried.exit_code == 0, tried.output
    assert "How your words may land" in tried.output
    assert "cannot see whether you are right" in tried.output
    assert desk.turn in desk.objections().output
    note = ("--for", "trainer", "--note", "That was a kind week of yours.")
    assert "nothing of it is kept" in desk.coaching(*note, "--try").output
    assert "kind week" not in desk.coaching().stdout
    assert desk.coaching(*note).exit_code == 0
    assert "kind week" in desk.coaching().stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--note", "I praise myself."),
        ("--for", "trainer", "--comment", "The agent would say this."),
        ("--for", "trainer", "--replies", "1"),
    ],
    ids=["an agent's note", "a trainer's comment", "a trainer's own replies"],
)
def test_everybody_writes_what_is_theirs(desk: Desk, words: tuple[str, ...]) -> None:
    desk.coaching()
    refused = desk.coaching(*words)
    assert isinstance(refused.exception, CoachingError)
    assert words[-1] not in desk.coaching().output.splitlines()
