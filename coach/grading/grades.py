"""Read what graders filled in: our workbook, or any CSV or XLSX with the same columns."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from coach.contracts import DIMENSIONS, LANGUAGES
from coach.grading.errors import GradingError
from coach.grading.workbook import COLUMNS, SENTENCES
from coach.messages import load_messages

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from coach.contracts import Dimension, Language
    from coach.grading.sample import Item

Criterion = Literal["need", "empathy", "hospitality", "authenticity"]
CRITERIA: Final[tuple[Criterion, ...]] = ("need", *DIMENSIONS)
HIGHEST: Final[dict[Criterion, int]] = {"need": 2, **dict.fromkeys(DIMENSIONS, 3)}
MOST_SHOWN: Final = 5
"""So many problems are named; the rest is counted."""
_EXTRA: Final = {"turn": "turn", "turn_id": "turn"}


@dataclass(frozen=True, slots=True)
class Grade:
    """One level a person gave one criterion of one reply; `remark` is theirs."""

    turn: str
    criterion: Criterion
    level: int
    grader: str
    remark: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, str]


def read_grades(
    paths: Iterable[Path],
    *,
    items: Mapping[str, Item],
    turns: Container[str],
    language: Language,
) -> list[Grade]:
    """Read grades from files; where a row names no grader, the file's name stands for them.

    Raises:
        GradingError: a file cannot be read, lacks columns, or holds what is no item or level.
    """
    found: list[Grade] = []
    for path in paths:
        reader = _Reader(path, items, turns, language)
        found += reader.grades({(one.turn, one.criterion, one.grader) for one in found})
    if not found:
        raise GradingError("nothing_graded")
    return found


class _Reader:
    """Reads one file, collecting what is wrong before it says so."""

    def __init__(
        self,
        path: Path,
        items: Mapping[str, Item],
        turns: Container[str],
        language: Language,
    ) -> None:
        self._path = path
        self._items = items
        self._turns = turns
        self._language = language
        self._problems: list[str] = []

    def grades(self, seen: set[tuple[str, Criterion, str]]) -> list[Grade]:
        """Return the file's grades; `seen` holds those of earlier files."""
        found = []
        for row in self._rows():
            for one in self._of_row(row):
                key = (one.turn, one.criterion, one.grader)
                if key in seen:
                    self._note("row_twice", row, row.cells.get("item") or one.turn)
                seen.add(key)
                found.append(one)
        if self._problems:
            shown = self._problems[:MOST_SHOWN]
            if len(self._problems) > MOST_SHOWN:
                shown.append(self._say("more", n=len(self._problems) - MOST_SHOWN))
            raise GradingError("bad_rows", path=self._path, problems="; ".join(shown))
        return found

    def _of_row(self, row: _Row) -> Iterator[Grade]:
        cells = row.cells
        filled = [(name, cells[name]) for name in CRITERIA if cells.get(name)]
        if not filled:
            return
        turn = self._turn(row)
        for name, text in filled:
            level = _level(text, HIGHEST[name])
            if level is None:
                self._note("row_level", row, text)
            elif turn is not None:
                grader = cells.get("grader") or self._path.stem
                yield Grade(turn, name, level, grader, cells.get("remark", ""))

    def _turn(self, row: _Row) -> str | None:
        named = row.cells.get("item", "")
        if named in self._items:
            return self._items[named].turn
        turn = row.cells.get("turn", "")
        if turn in self._turns:
            return turn
        self._note("row_item", row, named or turn)
        return None

    def _rows(self) -> Iterator[_Row]:
        lines = self._lines()
        head = [_heading(text) for text in next(lines, [])]
        if not ({"item", "turn"} & set(head) and set(CRITERIA) & set(head)):
            raise GradingError(
                "no_headings",
                path=self._path,
                dimensions=", ".join(CRITERIA),
                found=", ".join(one for one in head if one) or "–",
            )
        for number, line in enumerate(lines, start=2):
            cells = dict(zip(head, line, strict=False))
            if any(cells.values()):
                yield _Row(number, cells)

    def _lines(self) -> Iterator[list[str]]:
        try:
            with self._path.open("rb") as opened:
                is_book = opened.read(2) == b"PK"
            yield from self._book() if is_book else self._sheet()
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise GradingError("no_grades", path=self._path, error=error) from error
        except (InvalidFileException, zipfile.BadZipFile, KeyError) as error:
            raise GradingError("no_grades", path=self._path, error=error) from error

    def _book(self) -> Iterator[list[str]]:
        with self._path.open("rb") as opened:
            book = load_workbook(opened, read_only=True, data_only=True)
            try:
                for row in book.worksheets[0].iter_rows(values_only=True):
                    yield [_text(value) for value in row]
            finally:
                book.close()

    def _sheet(self) -> Iterator[list[str]]:
        with self._path.open(encoding="utf-8-sig", newline="") as opened:
            start = opened.read(4096)
            opened.seek(0)
            head = start.partition("\n")[0]
            delimiter = max((",", ";", "\t"), key=head.count)
            for row in csv.reader(opened, delimiter=delimiter):
                yield [_text(value) for value in row]

    def _note(self, key: str, row: _Row, value: str) -> None:
        self._problems.append(self._say(key, row=row.number, value=value))

    def _say(self, key: str, **values: object) -> str:
        return GradingError(key, **values).text(self._language)


def by_turn(grades: Sequence[Grade], criterion: Criterion) -> dict[str, dict[str, int]]:
    """Return the levels of one criterion, by turn and grader."""
    found: dict[str, dict[str, int]] = {}
    for one in grades:
        if one.criterion == criterion:
            found.setdefault(one.turn, {})[one.grader] = one.level
    return found


def _text(value: object) -> str:
    """Return a cell as plain text, without the apostrophe that made it safe."""
    text = "" if value is None else str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _level(text: str, highest: int) -> int | None:
    """Read "2", "2.0" or "2 good"; None where it is no level."""
    digits = text.split()[0].removesuffix(".0") if text.split() else ""
    return int(digits) if digits in {str(level) for level in range(highest + 1)} else None


@cache
def _headings() -> dict[str, str]:
    """Return the columns by every heading they have in our workbooks, and by their own names."""
    words = load_messages(SENTENCES)
    found = {name: name for name in COLUMNS} | _EXTRA
    for name in COLUMNS:
        for language in LANGUAGES:
            found[words.text(f"head_{name}", language).lower()] = name
    return found


def _heading(text: str) -> str:
    return _headings().get(text.strip().lower(), "")


def dimension_of(criterion: Criterion) -> Dimension | None:
    """Return the dimension of a criterion; the need is none."""
    return None if criterion == "need" else criterion
