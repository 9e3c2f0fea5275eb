"""The workbook graders fill in: replies without any score, and the rubric on the second sheet.

Every text is written as text and made safe besides, so that no cell ever becomes a formula, here or
after somebody saves the sheet as CSV.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from coach.cells import safe_cell
from coach.contracts import DIMENSIONS
from coach.messages import load_messages
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from coach.audit.results import AuditResults
    from coach.contracts import Language
    from coach.grading.sample import Sample
    from coach.messages import Messages

SENTENCES: Final = Path(__file__).with_name("workbook.toml")
LONGEST: Final = 8000
"""A cell holds 32,767 characters; nobody grades that much."""
_BEFORE: Final = 700
_NEEDS: Final = '"0,1,2"'
_LEVELS: Final = '"0,1,2,3"'
_WIDTHS: Final = {"before": 36, "customer": 44, "reply": 60, "remark": 30, "item": 12, "grader": 14}
TO_FILL: Final = ("need", *DIMENSIONS, "remark", "grader")
COLUMNS: Final = ("item", "language", "channel", "phase", "before", "customer", "reply", *TO_FILL)
_HEAD: Final = PatternFill("solid", fgColor="E4F0ED")
_FILL: Final = PatternFill("solid", fgColor="FFF8E5")


def write_workbook(
    results: AuditResults, sample: Sample, target: Path, *, language: Language
) -> None:
    """Write the blind workbook of a sample, with headings and rubric in one language."""
    words = load_messages(SENTENCES)
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = words.text("sheet_grades", language)
    _write_head(sheet, words, language)
    for number, row in enumerate(_rows(results, sample), start=2):
        _write_row(sheet, number, row)
    _add_choices(sheet, len(sample.items) + 1, words, language)
    _protect(sheet)
    _write_rubric(book.create_sheet(words.text("sheet_rubric", language)), words, language)
    book.save(target)


def _rows(results: AuditResults, sample: Sample) -> Iterable[dict[str, str | None]]:
    """Yield what graders see of each item, in the sample's order."""
    turns = [item.turn for item in sample.items]
    found = results.rows(
        "SELECT turn_id, conversation_id, turn, language, channel, phase, customer, reply "
        "FROM scores WHERE list_contains(?, turn_id)",
        [turns],
    )
    by_turn = {row["turn_id"]: row for row in found}
    earlier = _earlier(results, {row["conversation_id"] for row in found})
    for item in sample.items:
        row = by_turn[item.turn]
        before = [text for turn, text in earlier[row["conversation_id"]] if turn < row["turn"]]
        joined = "\n".join(before)
        yield {
            "item": item.item,
            "language": row["language"],
            "channel": row["channel"],
            "phase": row["phase"],
            "before": joined if len(joined) <= _BEFORE else "… " + joined[-_BEFORE:],
            "customer": row["customer"],
            "reply": row["reply"],
        }


def _earlier(
    results: AuditResults, conversations: Iterable[str]
) -> dict[str, list[tuple[int, str]]]:
    """Return what was said in the conversations, by turn."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in results.rows(
        "SELECT conversation_id, turn, customer, reply FROM scores "
        "WHERE list_contains(?, conversation_id) ORDER BY position, turn",
        [sorted(conversations)],
    ):
        said = "\n".join(f"› {text}" for text in (row["customer"], row["reply"]) if text)
        found.setdefault(row["conversation_id"], []).append((row["turn"], said))
    return found


def _write_head(sheet: Worksheet, words: Messages, language: Language) -> None:
    for column, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, column)
        _put(cell, words.text(f"head_{name}", language))
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 13)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_row(sheet: Worksheet, number: int, row: Mapping[str, str | None]) -> None:
    for column, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(number, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name in TO_FILL:
            cell.fill, cell.protection = _FILL, Protection(locked=False)
        elif row[name]:
            _put(cell, str(row[name])[:LONGEST])


def _add_choices(sheet: Worksheet, last: int, words: Messages, language: Language) -> None:
    """Offer the levels as a list in every cell to fill, and refuse anything else."""
    rubric = load_rubric()
    levels = ", ".join(f"{one.value} {one.name.text(language)}" for one in rubric.levels)
    needs = ", ".join(f"{one.value} {one.name.text(language)}" for one in rubric.needs)
    for name in ("need", *DIMENSIONS):
        is_need = name == "need"
        rule = DataValidation(type="list", formula1=_NEEDS if is_need else _LEVELS)
        rule.promptTitle = words.text(f"head_{name}", language)[:32]
        rule.prompt = (needs if is_need else levels)[:255]
        rule.error = words.text("only_levels", language)[:255]
        rule.showErrorMessage = rule.showInputMessage = True
        letter = get_column_letter(COLUMNS.index(name) + 1)
        rule.add(f"{letter}2:{letter}{max(last, 2)}")
        sheet.add_data_validation(rule)


def _protect(sheet: Worksheet) -> None:
    """Keep texts and names of items from being changed by mistake; there is no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _write_rubric(sheet: Worksheet, words: Messages, language: Language) -> None:
    sheet.column_dimensions["A"].width = 28
    for letter in ("B", "C", "D"):
        sheet.column_dimensions[letter].width = 60
    for row in _rubric_rows(words, language):
        sheet.append([""] * len(row))
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column == 1 or len(row) == 1:
                cell.font = Font(bold=True)


def _rubric_rows(words: Messages, language: Language) -> Iterable[Sequence[str]]:
    """Yield how to grade, the dimensions, levels and needs, and every behaviour."""
    rubric = load_rubric()
    yield (words.text("how_title", language), words.text("how", language))
    yield (words.text("version", language), rubric.version)
    for dimension in rubric.dimensions:
        yield (
            dimension.name.text(language),
            dimension.question.text(language),
            dimension.description.text(language),
        )
    for level in rubric.levels:
        yield (f"{level.value} {level.name.text(language)}", level.meaning.text(language))
    yield (words.text("head_need", language), words.text("need_how", language))
    for need in rubric.needs:
        yield (
            f"{need.value} {need.name.text(language)}",
            need.meaning.text(language),
            need.example.text(language),
        )
    yield (
        words.text("behaviours", language),
        words.text("definition", language),
        words.text("shows", language),
        words.text("not_shows", language),
    )
    for one in rubric.behaviours:
        yield (
            f"{'+' if one.polarity == '+' else '−'} {one.name.text(language)}",
            one.definition.text(language),
            one.shows.text(language),
            one.not_shows.text(language),
        )


def _put(cell: Any, text: str) -> None:  # noqa: ANN401 - a cell, merged ones included
    """Write a text that stays one."""
    written: Cell = cell
    written.value = safe_cell(text)
    written.data_type = "s"
