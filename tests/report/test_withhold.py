"""Fewer than five agents: nothing shown, and nothing that could be worked out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coach.audit.summary import summarise
from coach.audit.withhold import withheld
from coach.contracts import Channel
from coach.report.write import render_report
from coach.transcripts.contracts import Conversation
from tests.audit_fixture import conversations, run_audit

PEOPLE = st.frozensets(st.sampled_from("abcdefghij"), max_size=8)


def test_small_groups_are_withheld() -> None:
    groups = {"big": frozenset("abcdefghijk"), "one": frozenset("abc"), "two": frozenset("de")}
    assert withheld(groups, named=True) == {"one", "two"}


def test_a_single_small_group_takes_the_smallest_other_with_it() -> None:
    groups = {"big": frozenset("abcdefgh"), "mid": frozenset("cdefghi"), "one": frozenset("ab")}
    assert withheld(groups, named=True) == {"one", "mid"}


def test_without_names_nothing_is_about_anybody() -> None:
    assert withheld({"a": frozenset(), "b": frozenset()}, named=False) == frozenset()


@given(st.dictionaries(st.sampled_from("uvwxyz"), PEOPLE, max_size=6))
def test_what_is_not_shown_always_hides_five(groups: dict[str, frozenset[str]]) -> None:
    hidden = withheld(dict(groups), named=True)
    assert all(len(groups[name]) >= 5 for name in groups if name not in hidden)
    together = frozenset().union(*(groups[name] for name in hidden))  # type: ignore[arg-type]
    assert not hidden or len(together) >= 5 or hidden == set(groups)


def test_a_report_on_four_people_has_no_figures_but_what_customers_needed(tmp_path: Path) -> None:
    few = tuple(c for c in conversations() if agent_of(c) in {"agent00", "agent01", "agent07"})
    with run_audit(tmp_path, few) as results:
        page, summary = render_report(results, "en"), summarise(results)
        assert results.total().withheld
    assert summary["withheld"]
    assert summary["dimensions"] is None
    assert summary["verdicts"] is None
    assert "Only 3 people answer" in page
    assert "What customers needed" in page
    assert 'id="strengths"' not in page
    assert 'id="reading"' not in page
    assert "given in" not in page


def test_phone_stays_out_of_totals(tmp_path: Path) -> None:
    given = tuple(on(c, "phone") if i % 3 == 0 else c for i, c in enumerate(conversations()))
    with run_audit(tmp_path, given) as results:
        page, summary = render_report(results, "en"), summarise(results)
        phone = results.rows("SELECT count(*) AS n FROM scores WHERE channel = 'phone'")[0]["n"]
    assert summary["turns_in_totals"] == summary["turns"] - phone
    assert sum(summary["verdicts"]["authenticity"].values()) <= summary["turns_in_totals"]
    assert "phone (experimental)" in page
    assert "replies on the phone do not count" in page


def agent_of(conversation: Conversation) -> str | None:
    return next(m.agent for m in conversation.messages if m.role == "agent")


def on(conversation: Conversation, channel: Channel) -> Conversation:
    messages = tuple(replace(message, channel=channel) for message in conversation.messages)
    return replace(conversation, messages=messages)
