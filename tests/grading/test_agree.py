"""Grades in, agreement out: read back, compared, decided, and shown in the report."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.grading.agree import CUTS, agree, consensus
from coach.grading.decide import decisions_of, store_decisions
from coach.grading.errors import GradingError
from coach.grading.grades import Grade, read_grades
from coach.grading.sample import Sample, draw_sample, read_keys, write_key
from coach.grading.stored import load_agreement, save_agreement
from coach.grading.workbook import COLUMNS, write_workbook
from coach.report.decided import decided_levels
from coach.report.write import render_report
from tests.audit_fixture import build_audit


@pytest.fixture(scope="module")
def drawn(audit: AuditResults) -> Sample:
    return draw_sample(audit, size=60)


@pytest.fixture(scope="module")
def grades(audit: AuditResults, drawn: Sample) -> list[Grade]:
    """Two people: Ada says what the machine says, Ben is often one level lower."""
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    found = []
    for i, item in enumerate(drawn.items):
        for name in ("empathy", "hospitality", "authenticity"):
            level = rows[item.turn][f"{name}_level"]
            found.append(Grade(item.turn, name, level, "ada", "a remark" if i == 0 else ""))
            found.append(Grade(item.turn, name, max(0, level - i % 2), "ben", ""))
    return found


def probabilities(drawn: Sample) -> dict[str, float]:
    return {item.turn: item.probability for item in drawn.items}


def test_figures_are_those_counted_by_hand(
    audit: AuditResults, drawn: Sample, grades: list[Grade]
) -> None:
    found = agree(audit, grades, probabilities(drawn))
    assert (found.graders, found.replies) == (2, 60)
    whole = next(r for r in found.results if (r.criterion, r.language) == ("empathy", None))
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    people = [g.level for g in grades if g.criterion == "empathy"]
    machine = [rows[g.turn]["empathy_level"] for g in grades if g.criterion == "empathy"]
    assert whole.replies == 60
    assert whole.machine.exact.value == pytest.approx(np.mean(np.equal(people, machine)))
    assert whole.machine.within_one.value == 1
    expected = cohen_kappa_score(people, machine, weights="quadratic", labels=range(4))
    assert whole.machine.kappa.value == pytest.approx(expected)
    assert whole.machine.confusion.sum() == 120
    given_more = np.mean(np.array(people) >= 2) - np.mean(np.array(machine) >= 2)
    assert whole.machine.shift.value == pytest.approx(given_more)


def test_weights_bring_the_sample_back_to_all_replies(
    audit: AuditResults, drawn: Sample, grades: list[Grade]
) -> None:
    chances = probabilities(drawn)
    found = agree(audit, [g for g in grades if g.grader == "ben"], chances)
    whole = next(r for r in found.results if (r.criterion, r.language) == ("authenticity", None))
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    own = [g for g in grades if g.grader == "ben" and g.criterion == "authenticity"]
    weight = np.array([1 / chances[g.turn] for g in own])
    same = np.array([g.level == rows[g.turn]["authenticity_level"] for g in own])
    assert whole.weighted is not None
    assert whole.weighted.exact.value == pytest.approx((weight * same).sum() / weight.sum())
    assert whole.weighted.exact.n == 60
    assert whole.human is None
    assert agree(audit, own, {}).results[0].weighted is None


def test_people_are_compared_with_each_other_in_both_orders(
    audit: AuditResults, drawn: Sample, grades: list[Grade]
) -> None:
    found = agree(audit, grades, probabilities(drawn))
    whole = next(r for r in found.results if (r.criterion, r.language) == ("empathy", None))
    assert whole.human is not None
    assert whole.human.exact.n == 60
    assert np.allclose(whole.human.confusion, whole.human.confusion.T)
    assert whole.human.shift.value == pytest.approx(0)
    ada = {g.turn: g.level for g in grades if (g.criterion, g.grader) == ("empathy", "ada")}
    ben = {g.turn: g.level for g in grades if (g.criterion, g.grader) == ("empathy", "ben")}
    assert whole.human.exact.value == pytest.approx(np.mean([ada[t] == ben[t] for t in ada]))


def test_languages_add_up(audit: AuditResults, drawn: Sample, grades: list[Grade]) -> None:
    found = agree(audit, grades, probabilities(drawn))
    by = {(r.criterion, r.language): r.replies for r in found.results}
    assert by["empathy", "de"] + by["empathy", "en"] == by["empathy", None]
    assert ("need", None) not in by


def test_a_stricter_cut_sends_more_to_people(
    audit: AuditResults, drawn: Sample, grades: list[Grade]
) -> None:
    cuts = agree(audit, grades, probabilities(drawn)).cuts["empathy"]
    assert [cut.confidence for cut in cuts] == list(CUTS)
    sent = [cut.to_people.value or 0 for cut in cuts]
    assert sent == sorted(sent)
    assert sent[0] == 0
    assert sent[-1] == 1  # the fake coach is never surer than .9
    assert cuts[-1].exact.value is None


def test_the_strongest_disagreements_come_first(audit: AuditResults, drawn: Sample) -> None:
    rows = {row["turn_id"]: row for row in audit.scores().to_pylist()}
    grades = [
        Grade(item.turn, "empathy", 3 if rows[item.turn]["empathy_level"] < 2 else 0, "ada", "why")
        for item in drawn.items
    ]
    cases = agree(audit, grades, {}).cases
    apart = [abs(case.machine - case.human) for case in cases]
    assert len(cases) == 12
    assert apart == sorted(apart, reverse=True)
    assert min(apart) >= 2
    assert cases[0].remark == "why"


def test_the_median_decides_and_the_lower_of_two() -> None:
    assert consensus({"a": 1, "b": 2}) == 1
    assert consensus({"a": 0, "b": 3, "c": 2}) == 2


def test_people_far_apart_decide_nothing(audit: AuditResults, drawn: Sample) -> None:
    one, other = drawn.items[0].turn, drawn.items[1].turn
    grades = [
        Grade(one, "empathy", 0, "a", ""),
        Grade(one, "empathy", 2, "b", ""),
        Grade(other, "empathy", 2, "a", "kind"),
        Grade(other, "empathy", 3, "b", ""),
    ]
    (decision,) = decisions_of(audit, grades)
    assert (decision.turn, decision.human, decision.status) == (other, 2, "calibration")
    assert decision.reason == "kind"
    assert decision.decided_by == "a, b"
    assert decision.agent is not None


def test_decisions_are_stored_once(audit: AuditResults, drawn: Sample, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/coach.db"
    grades = [Grade(drawn.items[0].turn, "empathy", 2, "a", "")]
    decisions = decisions_of(audit, grades)
    assert store_decisions(decisions, database=database) == 1
    assert store_decisions(decisions, database=database) == 0
    levels = decided_levels(audit.manifest.run, database=database)
    assert levels == {drawn.items[0].turn: {"empathy": 2}}
    assert decided_levels("another run", database=database) == {}


def test_a_stored_comparison_is_read_back_and_only_for_its_run(
    audit: AuditResults, drawn: Sample, grades: list[Grade], tmp_path: Path
) -> None:
    found = agree(audit, grades, probabilities(drawn))
    save_agreement(tmp_path, found)
    back = load_agreement(tmp_path, found.run)
    assert back is not None
    assert back.results[0].machine.kappa == found.results[0].machine.kappa
    assert np.array_equal(back.results[0].machine.confusion, found.results[0].machine.confusion)
    assert back.cuts == found.cuts
    assert load_agreement(tmp_path, "another run") is None
    (tmp_path / "agreement.json").write_text("[]", encoding="utf-8")
    with pytest.raises(GradingError, match=r"agreement\.json"):
        load_agreement(tmp_path, found.run)


class TestReading:
    def test_our_workbook_and_its_csv(
        self, audit: AuditResults, drawn: Sample, tmp_path: Path
    ) -> None:
        path = tmp_path / "mia.xlsx"
        write_workbook(audit, drawn, path, language="de")
        fill(
            path,
            {2: {"empathy": 2, "remark": "gut"}, 3: {"need": 1, "empathy": "0 kann verletzen"}},
        )
        found = self.read(path, drawn)
        assert [(g.criterion, g.level, g.grader) for g in found] == [
            ("empathy", 2, "mia"),
            ("need", 1, "mia"),
            ("empathy", 0, "mia"),
        ]
        assert found[0].remark == "gut"
        sheet = tmp_path / "mia.csv"
        book = load_workbook(path, read_only=True)
        with sheet.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerows(book.worksheets[0].iter_rows(values_only=True))
        book.close()
        assert self.read(sheet, drawn) == found

    def test_turns_may_be_named_themselves(self, drawn: Sample, tmp_path: Path) -> None:
        turn = drawn.items[0].turn
        path = written(tmp_path, f"turn_id,empathy,grader\n{turn},3,kim\n")
        assert self.read(path, drawn) == [Grade(turn, "empathy", 3, "kim", "")]

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("turn,empathy\nnobody's,2\n", "row 2: “nobody's” belongs to no reply"),
            ("turn,empathy\n{turn},4\n", "row 2: “4” is no level"),
            ("turn,empathy\n{turn},good\n", "“good” is no level"),
            ("turn,empathy\n{turn},1\n{turn},2\n", "row 3: .* has a grade by the same person"),
            ("turn,empathy\n" + "x,1\n" * 9, "and 4 more"),
            ("a,b\n1,2\n", "lacks a column"),
            ("", "lacks a column"),
            ("turn,empathy\n{turn},\n", "hold no grade yet"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_row(
        self, drawn: Sample, tmp_path: Path, text: str, problem: str
    ) -> None:
        path = written(tmp_path, text.replace("{turn}", drawn.items[0].turn))
        with pytest.raises(GradingError, match=problem):
            self.read(path, drawn)

    @pytest.mark.parametrize("content", [b"PK\x03\x04 not a book", b"\xff\xfe\x00turn"])
    def test_a_file_that_is_no_sheet_gets_one_clear_error(
        self, drawn: Sample, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "grades.xlsx"
        path.write_bytes(content)
        with pytest.raises(GradingError, match=r"grades\.xlsx"):
            self.read(path, drawn)

    def test_a_missing_file_is_named(self, drawn: Sample, tmp_path: Path) -> None:
        with pytest.raises(GradingError, match=r"gone\.csv"):
            self.read(tmp_path / "gone.csv", drawn)

    @staticmethod
    def read(path: Path, drawn: Sample) -> list[Grade]:
        items = {item.item: item for item in drawn.items}
        turns = {item.turn for item in drawn.items}
        return read_grades([path], items=items, turns=turns, language="en")


def test_from_sample_to_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_CHROMIUM", str(tmp_path / "no-chromium"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    folder = tmp_path / "audit"
    build_audit(folder).close()
    run = CliRunner()
    book = tmp_path / "grades.xlsx"
    made = run.invoke(app, ["sample", "--audit", str(folder), "-n", "20", "--out", str(book)])
    assert made.exit_code == 0, made.output
    fill(book, {row: {"empathy": row % 3, "authenticity": 1} for row in range(2, 22)})
    done = run.invoke(app, ["agree", str(book), "--audit", str(folder)])
    assert done.exit_code == 0, done.output
    assert "40 new decisions" in " ".join(done.output.split())
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Not yet checked" not in page
    assert 'id="agreement"' in page
    assert "Person: " in page
    with AuditResults.open(folder) as results:
        german = render_report(results, "de")
        assert len(read_keys(folder)) == 20
    assert "Menschen untereinander" not in german
    assert "Abgleich mit Ihren Bewertenden" in german
    assert (
        run.invoke(app, ["agree", str(tmp_path / "no.csv"), "--audit", str(folder)]).exit_code == 2
    )


def fill(path: Path, cells: dict[int, dict[str, object]]) -> None:
    book = load_workbook(path)
    for row, values in cells.items():
        for name, value in values.items():
            book.worksheets[0].cell(row, COLUMNS.index(name) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    book.close()


def written(folder: Path, text: str) -> Path:
    path = folder / "grades.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_lie_beside_the_audit(audit: AuditResults, drawn: Sample, tmp_path: Path) -> None:
    assert write_key(tmp_path, drawn).name == f"sample-{drawn.id}.json"
