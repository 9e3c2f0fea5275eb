"""Reading an audit: the columns promised, figures by group, and what is withheld."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from coach.audit.errors import AuditError
from coach.audit.results import AuditResults
from coach.audit.schema import MACROS, SCORES, conversations_schema
from coach.contracts import DIMENSIONS
from tests.audit_fixture import build_audit, conversations, run_audit


def test_tables_have_the_promised_columns(audit: AuditResults) -> None:
    assert audit.scores().schema.equals(SCORES)
    assert audit.macros().schema.equals(MACROS)
    expected = conversations_schema(audit.outcomes, audit.segments)
    assert audit.conversations().schema.equals(expected)


def test_every_agent_turn_and_every_conversation_is_there_once(audit: AuditResults) -> None:
    assert audit.count("conversations") == 60
    ids = audit.scores(["turn_id"]).column("turn_id").to_pylist()
    assert len(ids) == len(set(ids)) == 150


def test_groups_with_fewer_than_five_agents_have_no_figures(audit: AuditResults) -> None:
    by_agent = audit.groups("agent")
    assert len(by_agent) == 12
    assert all(group.withheld and group.figures is None for group in by_agent)
    by_queue = audit.groups("queue")
    assert {group.name for group in by_queue} == {"delivery", "billing", "repair"}
    assert all(not group.withheld for group in by_queue)


def test_a_single_small_group_takes_another_with_it(tmp_path: Path) -> None:
    """Withheld alone, its figures would be the total less those of the groups that are shown."""
    few = {c.messages[1].agent for c in conversations()[:2]}
    given = tuple(
        replace(c, columns={**c.columns, "queue": "vip" if c.messages[1].agent in few else q})
        for i, c in enumerate(conversations())
        for q in [("delivery", "billing")[i // 2 % 2]]
    )
    with run_audit(tmp_path, given) as results:
        groups = {group.name: group for group in results.groups("queue")}
    assert groups["vip"].agents == 2
    assert {name for name, group in groups.items() if group.withheld} > {"vip"}
    for group in groups.values():
        assert (group.figures is None) == group.withheld


def test_without_named_agents_no_figure_is_about_anybody(tmp_path: Path) -> None:
    with run_audit(tmp_path, conversations(12, agents=False)) as results:
        assert not results.names_agents()
        assert not any(group.withheld for group in results.groups("channel"))


def test_figures_count_only_turns_that_called_for_the_dimension(audit: AuditResults) -> None:
    rows = audit.scores().to_pylist()
    figures = audit.total().figures
    assert figures is not None
    for name in DIMENSIONS:
        counted = [
            row for row in rows
            if not row[f"{name}_abstained"] and row[f"{name}_verdict"] != "not_needed"
        ]  # fmt: skip
        mean = sum(row[f"{name}_score"] for row in counted) / len(counted)
        zero = sum(row[f"{name}_level"] == 0 for row in counted) / len(counted)
        assert figures[name].n == len(counted)
        assert figures[name].mean == pytest.approx(mean, abs=1e-4)
        assert figures[name].at_zero == pytest.approx(zero)


def test_an_unknown_column_is_named_with_those_there_are(audit: AuditResults) -> None:
    with pytest.raises(AuditError, match="queue") as caught:
        audit.groups("reply; DROP TABLE scores")
    assert caught.value.code == "column"


def test_a_conversation_is_found_by_its_id(audit: AuditResults) -> None:
    turns = audit.conversation("T-0001")
    assert [turn["turn"] for turn in turns] == [0, 1, 2]
    assert [turn["phase"] for turn in turns] == ["opening", "middle", "closing"]
    assert audit.conversation("nobody's") == []


def test_spans_point_into_the_redacted_reply(audit: AuditResults) -> None:
    marks = 0
    for row in audit.scores().to_pylist():
        for mark in row["behaviours"]:
            assert row["reply"][mark["start"] : mark["end"]] == mark["text"]
            marks += 1
    assert marks > 50


def test_batches_hold_the_same_rows_as_the_table(audit: AuditResults) -> None:
    rows = [row for batch in audit.batches(rows=7) for row in batch.to_pylist()]
    assert rows == audit.scores().to_pylist()


def test_a_folder_without_an_audit_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="coach audit"):
        AuditResults.open(tmp_path)


def test_an_unfinished_audit_is_not_read(tmp_path: Path) -> None:
    with build_audit(tmp_path):
        pass
    (tmp_path / "macros.parquet").unlink()
    with pytest.raises(AuditError, match="not finished"):
        AuditResults.open(tmp_path)


def test_outcomes_are_numbers_and_segments_are_texts(audit: AuditResults) -> None:
    table = pq.read_table(audit.path("conversations"))
    assert audit.outcomes == ("churned", "csat")
    assert set(table.column("outcome_churned").to_pylist()) == {0.0, 1.0}
    assert audit.segments == ("queue",)
    assert audit.manifest.columns_left_out == {"customer_name": "personal"}
