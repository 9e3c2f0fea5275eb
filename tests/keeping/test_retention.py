"""Audits go when their time is up, and take nothing of anybody else with them."""

from __future__ import annotations

import datetime as dt

from typer.testing import CliRunner

from coach.cli.main import app
from coach.keeping.retention import expired, forget
from coach.store.audits import AuditRepository
from coach.store.decisions import DecisionRepository
from coach.store.sheets import SheetRepository
from tests.keeping.conftest import House

SOON = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)


def test_only_older_audits_have_expired(house: House) -> None:
    assert expired(house.engine, days=7, now=SOON) == []
    assert [one.id for one in expired(house.engine, days=2, now=SOON)] == [house.run]


def test_forgetting_removes_files_row_and_decisions_but_not_your_own_files(house: House) -> None:
    mine = house.audit / "my notes.txt"
    mine.write_text("mine")
    sheets = SheetRepository(house.engine)
    for run in (house.run, "another"):
        sheets.open(run, "agent-x", SOON.date())
    (record,) = expired(house.engine, days=2, now=SOON)
    assert forget(house.engine, record)
    assert list(house.audit.iterdir()) == [mine]
    assert AuditRepository(house.engine).all() == []
    assert DecisionRepository(house.engine).of_run(house.run) == []
    assert [one.run for one in sheets.of_agent("agent-x")] == ["another"]


def test_a_folder_that_holds_something_else_by_now_is_left_alone(house: House) -> None:
    (house.audit / "manifest.json").unlink()
    (record,) = expired(house.engine, days=2, now=SOON)
    assert not forget(house.engine, record)
    assert (house.audit / "scores.parquet").exists()


def test_command_shows_first_when_asked_to(house: House) -> None:
    dry = CliRunner().invoke(app, ["retention", "--days", "0", "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "would go" in dry.output
    assert (house.audit / "scores.parquet").exists()
    assert (
        "1 audit older than 0 days has been removed"
        in CliRunner().invoke(app, ["retention", "--days", "0"]).output
    )
    assert not house.audit.exists()
