"""What is kept about an agent can be handed out and forgotten."""

from __future__ import annotations

import datetime as dt
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.audit.agents import Pseudonyms
from coach.audit.results import AuditResults
from coach.audit.run import is_intact
from coach.cli.main import app
from coach.keeping.agents import Person, erase_agent, export_agent
from coach.store.consents import Consent, ConsentRepository
from coach.store.decisions import DecisionRepository
from coach.tokens import TokenStore
from coach.transcripts import Conversation, Message
from tests.audit_fixture import KEY, conversations, run_audit
from tests.keeping.conftest import House, name_of

TODAY = dt.date(2026, 6, 1)


def person(name: str) -> Person:
    return Person.of(name, Pseudonyms(KEY))


@pytest.mark.parametrize("by", ["name", "pseudonym"])
def test_export_holds_every_turn_and_decision(house: House, by: str) -> None:
    name = name_of(1)
    asked = name if by == "name" else Pseudonyms(KEY).pseudonym(name)
    if by == "pseudonym":
        assert asked == house.pseudonym
    found = export_agent(house.engine, person(asked))
    turns = [turn for audit in found["audits"] for turn in audit["turns"]]
    with AuditResults.open(house.audit) as results:
        expected = results.rows(
            "SELECT turn_id FROM scores WHERE agent = ? ORDER BY position, turn", [house.pseudonym]
        )
    assert [turn["turn_id"] for turn in turns] == [row["turn_id"] for row in expected]
    assert len(turns) > 5
    assert [one["reason"] for one in found["decisions"]] == ["ohne Bezug"]


def test_consents_are_handed_out_and_forgotten(house: House) -> None:
    repository = ConsentRepository(house.engine)
    repository.give(Consent(house.pseudonym, "named", TODAY, "Mara"))
    exported = export_agent(house.engine, person(name_of(1)))["consents"]
    assert [(one["kind"], one["name"]) for one in exported] == [("named", "Mara")]
    erase_agent(house.engine, person(name_of(1)), today=TODAY)
    assert repository.all() == []


def test_erasing_leaves_nothing_of_an_agent_and_all_of_the_others(house: House) -> None:
    tokens = TokenStore()
    tokens.create("desk", role="agent", agent=house.pseudonym)
    tokens.close()
    with AuditResults.open(house.audit) as results:
        before = results.scores()
    quoting = ("report.html", "agreement.json", "sample-7f3a21.json", "sample-7f3a21.xlsx")
    for name in quoting:
        (house.audit / name).write_text("quotes")
    found = erase_agent(house.engine, person(name_of(1)), today=TODAY)
    others = [row for row in before.to_pylist() if row["agent"] != house.pseudonym]
    assert (found.audits, found.decisions, found.tokens) == (1, 1, 1)
    assert found.turns == before.num_rows - len(others)
    with AuditResults.open(house.audit) as results:
        assert results.scores().to_pylist() == others
        assert results.count("conversations") == len({row["position"] for row in others})
        assert results.rows("SELECT sum(uses) AS n FROM macros")[0]["n"] == sum(
            row["macro"] is not None for row in others
        )
        assert is_intact(house.audit, results.manifest)
        assert results.manifest.erased == (TODAY.isoformat(),)
    texts = [path.read_bytes() for path in house.audit.rglob("*") if path.is_file()]
    assert not any(house.pseudonym.encode() in text for text in texts)
    assert not any((house.audit / name).exists() for name in quoting)
    assert DecisionRepository(house.engine).of_run(house.run) == []
    assert export_agent(house.engine, person(name_of(1)))["audits"] == []


def test_a_shared_conversation_is_scored_again_without_the_agent(tmp_path: Path) -> None:
    first, second = conversations(2)[1], "Second"
    shared = replace(
        first,
        messages=(
            *first.messages,
            Message("customer", "Und noch etwas?", id="x"),
            Message("agent", "Gern, ich rufe Sie bis 16 Uhr an.", agent=second, id="y"),
        ),
    )
    alone = Conversation("T-9", first.messages, {}, "invented.jsonl", 9)
    with run_audit(tmp_path / "both", (shared,)) as results:
        both = results.conversations().to_pylist()[0]
        assert len(both["agents"]) == 2
    from coach.keeping.agents import _erase_from

    assert _erase_from(tmp_path / "both", person(second), TODAY) == 1
    with run_audit(tmp_path / "alone", (alone,)) as results:
        expected = results.conversations().to_pylist()[0]
    with AuditResults.open(tmp_path / "both") as results:
        left = results.conversations().to_pylist()[0]
    assert left["turns"] == expected["turns"] == 3
    assert left["agents"] == expected["agents"]
    assert left["empathy_score"] == pytest.approx(expected["empathy_score"], abs=1e-3)


def test_an_unknown_agent_changes_nothing(house: House) -> None:
    before = (house.audit / "scores.parquet").read_bytes()
    found = erase_agent(house.engine, person("nobody"), today=TODAY)
    assert (found.turns, found.audits) == (0, 0)
    assert (house.audit / "scores.parquet").read_bytes() == before


def test_commands_ask_before_they_erase_and_export_privately(house: House, tmp_path: Path) -> None:
    target = tmp_path / "mine.json"
    run = CliRunner().invoke(app, ["export", "--agent", name_of(1), "--out", str(target)])
    assert run.exit_code == 0, run.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_text(encoding="utf-8"))["audits"][0]["run"] == house.run
    refused = CliRunner().invoke(app, ["erase", "--agent", name_of(1)], input="n\n")
    assert refused.exit_code == 1
    with AuditResults.open(house.audit) as results:
        assert results.count() == 150
    done = CliRunner().invoke(app, ["erase", "--agent", name_of(1), "--yes"])
    assert done.exit_code == 0, done.output
    assert "Forgotten" in done.output
