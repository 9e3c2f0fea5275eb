"""The sample: spread over strata, repeatable, blind, and safe to open."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from coach.audit.results import AuditResults
from coach.contracts import DIMENSIONS, LANGUAGES, Language
from coach.grading.errors import GradingError
from coach.grading.sample import allocate, draw_sample, read_keys, stratum_of, write_key
from coach.grading.workbook import COLUMNS, TO_FILL, write_workbook
from coach.transcripts.contracts import Conversation, Message
from tests.audit_fixture import conversations, run_audit

SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 400), min_size=1)


@given(SIZES, st.integers(1, 500))
def test_a_sample_is_as_large_as_it_can_be_and_no_stratum_gives_more_than_it_has(
    sizes: dict[str, int], total: int
) -> None:
    given_ = allocate(sizes, total)
    assert sum(given_.values()) == min(total, sum(sizes.values()))
    assert all(0 <= given_[key] <= size for key, size in sizes.items())
    if total >= 2 * len(sizes):
        assert all(given_[key] >= min(2, size) for key, size in sizes.items())


def test_rare_strata_get_more_than_their_share() -> None:
    given_ = allocate({"common": 9900, "rare": 100}, 110)
    assert given_ == {"common": 100, "rare": 10}


def test_the_same_seed_draws_the_same_replies_and_another_does_not(audit: AuditResults) -> None:
    first = draw_sample(audit, size=30)
    assert draw_sample(audit, size=30) == first
    other = draw_sample(audit, size=30, seed=2)
    assert {i.turn for i in other.items} != {i.turn for i in first.items}
    assert other.id != first.id


def test_chances_add_up_to_all_replies(audit: AuditResults) -> None:
    drawn = draw_sample(audit, size=40)
    assert len(drawn.items) == 40
    assert sum(1 / item.probability for item in drawn.items) == pytest.approx(150)
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    counted = Counter(stratum_of(row) for row in rows.values())
    for stratum, (size, taken) in drawn.strata.items():
        assert counted[stratum] == size
        assert taken == sum(item.stratum == stratum for item in drawn.items)
    assert all(stratum_of(rows[item.turn]) == item.stratum for item in drawn.items)


def test_items_are_in_no_order_that_tells_their_stratum(audit: AuditResults) -> None:
    strata = [item.stratum for item in draw_sample(audit, size=60).items]
    assert strata != sorted(strata)
    assert sum(a == b for a, b in pairwise(strata)) < 40


def test_the_key_is_read_back(audit: AuditResults, tmp_path: Path) -> None:
    drawn = draw_sample(audit, size=10)
    write_key(tmp_path, drawn)
    assert read_keys(tmp_path) == {item.item: item for item in drawn.items}
    (tmp_path / "sample-broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(GradingError, match="sample-broken"):
        read_keys(tmp_path)


def test_nothing_scored_is_nothing_to_grade(tmp_path: Path) -> None:
    messages = (Message("customer", "Hallo?"), Message("agent", "Ja."))
    given_ = tuple(Conversation(str(i), messages, {}, "tiny.jsonl", i) for i in range(3))
    with (
        run_audit(tmp_path, given_) as results,
        pytest.raises(GradingError, match="nothing to grade"),
    ):
        draw_sample(results)


@pytest.mark.parametrize("language", LANGUAGES)
def test_graders_see_texts_and_the_rubric_and_nothing_of_the_machine(
    audit: AuditResults, tmp_path: Path, language: Language
) -> None:
    drawn = draw_sample(audit, size=30)
    path = tmp_path / "grades.xlsx"
    write_workbook(audit, drawn, path, language=language)
    book = load_workbook(path)
    grades, rubric = book.worksheets
    assert [cell.value for cell in grades["A"]][1:] == [item.item for item in drawn.items]
    for row in grades.iter_rows(min_row=2, values_only=True):
        cells = dict(zip(COLUMNS, row, strict=True))
        assert all(cells[name] is None for name in TO_FILL)
        assert cells["reply"]
    everything = json.dumps([list(r) for r in grades.iter_rows(values_only=True)])
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    for item in drawn.items:
        assert item.turn not in everything
        assert item.stratum not in everything
        assert str(rows[item.turn]["conversation_id"]) not in everything
    assert grades.column_dimensions["A"].hidden is False
    assert rubric.max_row > 30
    assert len(book.worksheets) == 2
    book.close()


def test_levels_come_from_a_list(audit: AuditResults, tmp_path: Path) -> None:
    path = tmp_path / "grades.xlsx"
    write_workbook(audit, draw_sample(audit, size=12), path, language="en")
    book = load_workbook(path)
    rules = book.worksheets[0].data_validations.dataValidation
    assert sorted(rule.formula1 for rule in rules) == ['"0,1,2"', *['"0,1,2,3"'] * len(DIMENSIONS)]
    assert all(rule.type == "list" and rule.showErrorMessage for rule in rules)
    book.close()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", " ="])
def test_no_cell_becomes_a_formula(tmp_path: Path, start: str) -> None:
    evil = start + 'HYPERLINK("http://x.example","y") that is maddening'
    given_ = tuple(with_texts(c, evil) for c in conversations(15))
    with run_audit(tmp_path / "audit", given_) as results:
        path = tmp_path / "grades.xlsx"
        write_workbook(results, draw_sample(results, size=15), path, language="en")
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert not str(cell.value or "").lstrip().startswith(("=", "+", "-", "@"))
    book.close()


def with_texts(conversation: Conversation, text: str) -> Conversation:
    messages = tuple(replace(message, text=text) for message in conversation.messages)
    return replace(conversation, messages=messages)
