"""The figures of a report, against counting by hand over the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.audit.counted import Scope, scope_of
from coach.audit.results import AuditResults
from coach.audit.summary import summarise
from coach.coaching.figures import dimension_lines
from coach.plan.measured import dimension_shares
from coach.report.breakdown import breakdown
from coach.report.links import links
from coach.report.picture import coverage, picture
from coach.report.shown import best_replies, worth_reading
from coach.report.trend import trend, unit_for
from coach.transcripts.contracts import Conversation
from tests.audit_fixture import conversations, run_audit

ALL = Scope(phone=0, only_phone=False)


@pytest.fixture(scope="module")
def rows(audit: AuditResults) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = audit.scores().to_pylist()
    return found


@pytest.mark.parametrize("name", ["empathy", "hospitality", "authenticity"])
def test_means_and_shares_are_of_what_was_given_or_asked_for(
    audit: AuditResults, rows: list[dict[str, Any]], name: str
) -> None:
    whole = picture(audit, ALL, coverage(audit, ALL))
    assert whole.figures is not None
    figures = whole.figures[name]  # type: ignore[index]
    judged = [row for row in rows if not row[f"{name}_abstained"]]
    counted = [row for row in judged if row[f"{name}_verdict"] != "not_needed"]
    problem = [row for row in judged if row["need"] >= 1]
    assert figures.score.n == len(counted)
    assert figures.score.value == pytest.approx(
        sum(row[f"{name}_score"] for row in counted) / len(counted), abs=1e-4
    )
    assert figures.given.value == pytest.approx(
        sum(row[f"{name}_level"] >= 2 for row in counted) / len(counted)
    )
    assert figures.hurts.value == pytest.approx(
        sum(row[f"{name}_level"] == 0 for row in judged) / len(judged)
    )
    assert whole.met is not None
    assert whole.met[name].n == len(problem)  # type: ignore[index]
    assert whole.met[name].value == pytest.approx(  # type: ignore[index]
        sum(row[f"{name}_level"] >= 2 for row in problem) / len(problem)
    )
    assert figures.score.clusters == len({row["conversation_id"] for row in counted})


def test_report_and_summary_say_the_same_numbers(audit: AuditResults) -> None:
    """One definition of what counts: page, summary.json, groups and trend agree on this audit."""
    whole, summary = picture(audit, ALL, coverage(audit, ALL)), summarise(audit)
    assert whole.figures is not None
    assert whole.verdicts is not None
    for name, figures in whole.figures.items():
        told = summary["dimensions"][name]
        assert told["n"] == figures.score.n == figures.given.n
        assert told["mean"] == pytest.approx(figures.score.value, abs=1e-4)
        assert told["given"] == pytest.approx(figures.given.value)
        mix = summary["verdicts"][name]
        assert told["n"] == mix["given"] + mix["missing"]
        for verdict, share in whole.verdicts[name].items():
            assert mix.get(verdict, 0) / sum(mix.values()) == pytest.approx(share.value)
    assert sum(summary["need"].values()) == whole.needs[0].n
    groups = {group.name: group for group in audit.groups("queue")}
    for shown in breakdown(audit, "queue", ALL).shown:
        figures_of = groups[shown.name].figures
        assert figures_of is not None
        assert shown.figures is not None
        for name, figures in shown.figures.items():
            assert figures_of[name].n == figures.score.n
            if figures.score.has_interval:
                assert figures_of[name].mean == pytest.approx(figures.score.value, abs=1e-4)
            else:
                assert figures.score.value is None
    sheet = dimension_lines(audit.scores().to_pylist())
    for line in sheet:
        assert (line.asked, line.given) == (
            summary["dimensions"][line.dimension]["n"],
            summary["verdicts"][line.dimension]["given"],
        )
    for name, share in dimension_shares(audit).items():
        assert share.n == summary["dimensions"][name]["n"]
        assert share.value == pytest.approx(summary["dimensions"][name]["given"])


def test_verdicts_and_needs_add_up_to_all(audit: AuditResults) -> None:
    whole = picture(audit, ALL, coverage(audit, ALL))
    assert whole.verdicts is not None
    for mix in whole.verdicts.values():
        assert sum(one.value or 0 for one in mix.values()) == pytest.approx(1)
    assert sum(one.value or 0 for one in whole.needs) == pytest.approx(1)


def test_groups_add_up_to_the_whole(audit: AuditResults) -> None:
    for column in ("channel", "language", "phase", "need", "situation", "team", "queue"):
        found = breakdown(audit, column, ALL)
        missing = 150 - sum(group.turns for group in found.groups)
        assert 0 <= missing <= 9 * found.more
        assert all(group.turns >= 10 for group in found.groups)
    assert breakdown(audit, "queue", ALL).segment


def test_phases_and_needs_stand_in_their_own_order(audit: AuditResults) -> None:
    names = [group.name for group in breakdown(audit, "phase", ALL).groups]
    assert names == ["opening", "middle", "closing"]
    needs = [group.name for group in breakdown(audit, "need", ALL).groups]
    assert needs == sorted(needs, key=str)


def test_no_group_shows_a_figure_from_fewer_than_ten_conversations(audit: AuditResults) -> None:
    for column in ("channel", "situation", "need", "queue"):
        for group in breakdown(audit, column, ALL).shown:
            assert group.figures is not None
            for figures in group.figures.values():
                for one in (figures.score, figures.given, figures.hurts):
                    assert (one.value is None) == (one.low is None)


def test_a_column_nobody_knows_is_refused(audit: AuditResults) -> None:
    with pytest.raises(KeyError, match="neither a segment"):
        breakdown(audit, "reply; DROP TABLE scores", ALL)


def test_calm_customers_call_for_no_empathy(audit: AuditResults) -> None:
    by_need = {group.name: group for group in breakdown(audit, "need", ALL).groups}
    calm = by_need["0"].figures
    assert calm is not None
    assert calm["empathy"].score.value is None
    assert calm["authenticity"].score.value is not None


def test_a_small_audit_has_its_trend_by_month_and_complete(audit: AuditResults) -> None:
    """Twelve weeks of five conversations: a week is too little for a figure, a month is not."""
    found = trend(audit, ALL, coverage(audit, ALL))
    assert found.unit == "month"
    assert sum(point.turns for point in found.points) == 150
    assert [point.start for point in found.points] == [dt.date(2026, m, 1) for m in (3, 4, 5)]


def test_a_larger_audit_has_its_trend_by_week(tmp_path: Path) -> None:
    given = conversations()
    more = (*given, *_again(given, "b"), *_again(given, "c"))
    with run_audit(tmp_path, more) as results:
        found = trend(results, ALL, coverage(results, ALL))
    assert found.unit == "week"
    assert sum(point.turns for point in found.points) == 450
    assert all(point.start.weekday() == 0 for point in found.points)
    assert found.points[0].start == dt.date(2026, 3, 2)


def test_a_straggler_does_not_stretch_the_trend(tmp_path: Path) -> None:
    first, *others = conversations()
    year = dt.timedelta(days=365)
    early = replace(
        first,
        messages=tuple(replace(m, time=m.time and m.time - year) for m in first.messages),
    )
    with run_audit(
        tmp_path, (early, *others, *_again(others, "b"), *_again(others, "c"))
    ) as results:
        found = trend(results, ALL, coverage(results, ALL))
    assert found.unit == "week"
    assert found.outside == sum(m.role == "agent" for m in first.messages)
    assert found.first == dt.date(2026, 3, 3)


def _again(given: Iterable[Conversation], mark: str) -> list[Conversation]:
    return [replace(one, id=f"{mark}-{one.id}") for one in given]


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (21, "day"), (22, "week"), (182, "week"), (183, "month")]
)
def test_the_span_decides_the_unit(days: int, unit: str) -> None:
    assert unit_for(days) == unit


def test_links_allow_for_all_that_were_looked_at(audit: AuditResults) -> None:
    found = links(audit, ALL)
    assert found.links
    for link in found.links:
        assert link.adjusted_p >= link.association.p
        assert link.association.low <= link.association.r <= link.association.high
    assert {link.outcome for link in found.links if not link.found_in_text} <= {"csat", "churned"}
    assert "recommendation" in found.silent


def test_each_conversation_worth_reading_is_named_once_with_its_reason(
    audit: AuditResults,
) -> None:
    found = worth_reading(audit, ALL, {}, ("blame", "dismissal"))
    assert len({shown.conversation for shown in found}) == len(found)
    assert {shown.why for shown in found} >= {"critical", "unanswered"}
    for shown in found:
        if shown.why == "critical":
            assert {mark.id for mark in shown.marks} & {"blame", "dismissal"}
        if shown.why == "unanswered":
            assert shown.need == 2
            assert shown.levels["empathy"] <= 1


def test_a_reply_that_a_person_put_lower_is_not_shown_as_one_of_the_best(
    audit: AuditResults, rows: list[dict[str, Any]]
) -> None:
    for row in best_replies(audit, ALL, "de", {}):
        assert all(level >= 1 for level in row.levels.values())
    everything = {row["turn_id"]: {"empathy": 1} for row in rows}
    assert best_replies(audit, ALL, "de", everything) == ()  # type: ignore[arg-type]


def test_there_is_no_phone_in_this_audit(audit: AuditResults) -> None:
    assert scope_of(audit) == Scope(phone=0, only_phone=False)
