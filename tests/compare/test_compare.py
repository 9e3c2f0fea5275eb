"""Two audits compared: differences where there are some, none where the ruler has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.compare.changes import Comparison, compare, same_mix
from coach.compare.errors import CompareError
from coach.compare.render import Said, comparison_html, comparison_json
from coach.contracts import LANGUAGES, Language
from coach.report.sums import Sums
from coach.transcripts.contracts import Conversation
from tests.audit_fixture import conversations, run_audit

KIND = "Hello Maria, that is maddening, that is our mistake. I will call you by 4 pm today."


def kinder(conversation: Conversation) -> Conversation:
    """The same conversation a quarter later, with kinder replies."""
    messages = tuple(
        replace(m, text=f"{KIND} ({i})", id=None) if m.role == "agent" else m
        for i, m in enumerate(conversation.messages)
    )
    return replace(conversation, id=f"later-{conversation.id}", messages=messages)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with run_audit(tmp_path_factory.mktemp("base")) as results:
        yield results


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    folder = tmp_path_factory.mktemp("now")
    with run_audit(folder, tuple(kinder(c) for c in conversations())) as results:
        yield results


@pytest.fixture(scope="module")
def found(base: AuditResults, now: AuditResults) -> Comparison:
    return compare(base, now)


def test_a_clear_change_is_found_with_its_interval(found: Comparison) -> None:
    change = next(
        one
        for one in found.changes
        if (one.dimension, one.measure, one.column) == ("authenticity", "score", None)
    )
    assert change.clear
    assert change.difference is not None
    assert change.base.value is not None
    assert change.now.value is not None
    assert change.difference.value == pytest.approx(change.now.value - change.base.value)
    assert change.difference.low is not None
    assert 0 < change.difference.low < (change.difference.value or 0)
    assert found.looked_at > 3


def test_every_difference_looked_at_is_counted(found: Comparison) -> None:
    assert sum(one.difference is not None for one in found.changes) == found.looked_at


def test_the_same_conversations_again_have_not_changed(base: AuditResults, tmp_path: Path) -> None:
    again = tuple(replace(c, columns={**c.columns, "queue": "one"}) for c in conversations())
    with run_audit(tmp_path, again) as results:
        found = compare(base, results)
    assert not any(one.clear for one in found.changes)
    assert all(
        one.difference is None or one.difference.value == pytest.approx(0)
        for one in found.changes
        if one.column is None
    )
    assert found.overlap == 60
    assert any("60 conversations are in both" in note for note in Said(found, "en").notes())


def sums(scores: dict[int, tuple[int, float]]) -> Sums:
    """Forty conversations for each need: how many replies of which mean score."""
    columns: dict[str, np.ndarray] = {"empathy_n": np.zeros(0)}
    for need in (0, 1, 2):
        n, mean = scores.get(need, (0, 0.0))
        counts = np.zeros((3, 40))
        counts[need] = n
        columns[f"empathy_n_need_{need}"] = counts.ravel()
        columns[f"empathy_score_need_{need}"] = counts.ravel() * mean
    columns["empathy_n"] = sum(columns[f"empathy_n_need_{need}"] for need in (0, 1, 2))  # type: ignore[assignment]
    return Sums(None, columns)


def test_another_mix_of_needs_alone_is_no_change_at_the_same_mix() -> None:
    then, later = sums({1: (3, 60), 2: (1, 30)}), sums({1: (1, 60), 2: (3, 30)})
    found = same_mix(then, later, "empathy")
    assert found is not None
    assert found.value == pytest.approx(0)
    better = same_mix(then, sums({1: (1, 70), 2: (3, 40)}), "empathy")
    assert better is not None
    assert better.value == pytest.approx(10)
    assert same_mix(then, sums({1: (1, 60)}), "empathy") is None


@pytest.mark.parametrize("broken", ["model", "rubric", "house"])
def test_another_ruler_breaks_the_line(base: AuditResults, now: AuditResults, broken: str) -> None:
    manifest = now.manifest
    changed = {
        "model": replace(manifest, model={**manifest.model, "sha256": "f" * 64}),
        "rubric": replace(manifest, rubric="9.0.0"),
        "house": replace(manifest, house={**manifest.house, "critical": ["blame"]}),
    }[broken]
    other = AuditResults(now.folder, changed)
    found = compare(base, other)
    other.close()
    assert found.breaks == (broken,)
    assert found.looked_at == 0
    assert all(one.difference is None and not one.clear for one in found.changes)
    said = Said(found, "en")
    assert "line breaks" in said.notes()[0]
    assert {line.reading for line in said.lines(whole=True)} == {"not comparable"}


def test_a_house_that_only_changed_its_name_keeps_its_line(
    base: AuditResults, now: AuditResults
) -> None:
    renamed = replace(now.manifest, house={**now.manifest.house, "name": "New name"})
    other = AuditResults(now.folder, renamed)
    assert compare(base, other).breaks == ()
    other.close()


def test_a_baseline_that_was_touched_is_none(now: AuditResults, tmp_path: Path) -> None:
    with run_audit(tmp_path) as touched:
        with (tmp_path / "scores.csv").open("a", encoding="utf-8") as out:
            out.write("one more line\n")
        with pytest.raises(CompareError, match="not what it was"):
            compare(touched, now)


def test_an_audit_is_not_compared_with_itself(base: AuditResults) -> None:
    with pytest.raises(CompareError, match="same audit"):
        compare(base, base)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_cause_and_both_languages(found: Comparison, language: Language) -> None:
    page = comparison_html(found, language)
    assert "<script" not in page
    assert Said(found, language).closing()[-1] in page
    for word in ("because of", "caused", "wegen", "verursacht"):
        assert word not in page


def test_json_holds_everything(found: Comparison) -> None:
    table = json.loads(comparison_json(found))
    assert table["breaks"] == []
    assert len(table["changes"]) == len(found.changes)
    assert table["base"]["run"] != table["now"]["run"]


def test_few_agents_are_not_compared(base: AuditResults, tmp_path: Path) -> None:
    few = tuple(c for c in conversations() if agent_of(c) == "agent00")
    with run_audit(tmp_path, few) as results:
        found = compare(base, results)
    assert found.changes == ()
    assert any("Fewer than five" in note for note in Said(found, "en").notes())


def test_the_command_prints_tables_and_writes_a_page(
    base: AuditResults, now: AuditResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    page = tmp_path / "changes.html"
    arguments = ["compare", str(base.folder), str(now.folder), "--html", str(page)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "Was sich verändert hat" in done.output
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(app, ["compare", str(base.folder), str(tmp_path)]).exit_code == 2


def agent_of(conversation: Conversation) -> str | None:
    return next(m.agent for m in conversation.messages if m.role == "agent")
