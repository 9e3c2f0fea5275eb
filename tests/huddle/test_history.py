"""What is remembered of huddles: one a week, team and language; the focus, no text, nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, inspect

from coach.audit.results import AuditResults
from coach.huddle.history import HuddleHistory, monday
from tests.huddle.conftest import DAY, WEEK, kit_of


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'coach.db'}"


def test_a_kit_comes_back_with_its_figures(large_audit: AuditResults, tmp_path: Path) -> None:
    kit = kit_of(large_audit)
    with HuddleHistory(address(tmp_path)) as history:
        assert history.of(None, "de") == ()
        history.remember(kit)
        (held,) = history.of(None, "de")
    assert (held.week, held.behaviour, held.kind) == (WEEK, kit.focus.behaviour, "gap")
    assert held.run == large_audit.manifest.run
    assert held.figures == kit.focus.figures


def test_a_second_kit_of_a_week_replaces_the_first(
    large_audit: AuditResults, tmp_path: Path
) -> None:
    with HuddleHistory(address(tmp_path)) as history:
        history.remember(kit_of(large_audit, focus="feeling"))
        history.remember(kit_of(large_audit, focus="choice"))
        assert [held.behaviour for held in history.of(None, "de")] == ["choice"]


def test_teams_languages_and_weeks_stand_apart(large_audit: AuditResults, tmp_path: Path) -> None:
    kit = kit_of(large_audit, focus="feeling")
    with HuddleHistory(address(tmp_path)) as history:
        for week in (WEEK, WEEK - dt.timedelta(weeks=1)):
            history.remember(replace(kit, week=week))
        history.remember(replace(kit, team="north"))
        history.remember(replace(kit, language="en"))
        assert [held.week for held in history.of(None, "de")] == [WEEK, monday(WEEK - ONE_DAY)]
        assert len(history.of("north", "de")) == 1
        assert len(history.of(None, "en")) == 1


def test_nothing_but_the_focus_and_its_share_is_kept(
    large_audit: AuditResults, tmp_path: Path
) -> None:
    with HuddleHistory(address(tmp_path)) as history:
        history.remember(kit_of(large_audit))
    engine = create_engine(address(tmp_path))
    columns = {column["name"] for column in inspect(engine).get_columns("huddles")}
    engine.dispose()
    assert columns == {
        "week", "team", "language", "behaviour", "kind", "run", "minutes", "share", "low", "high",
        "occasions",
    }  # fmt: skip


def test_a_week_begins_on_monday() -> None:
    assert monday(DAY) == WEEK
    assert monday(WEEK) == WEEK
    assert monday(WEEK - ONE_DAY) == WEEK - dt.timedelta(weeks=1)


ONE_DAY = dt.timedelta(days=1)
