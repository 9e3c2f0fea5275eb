"""Every file of a coaching sheet opens: in LibreOffice, in Chromium, and it passes axe."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from coach.cli.main import app
from coach.coaching.errors import words
from coach.contracts import LANGUAGES, Language
from coach.practice.record import Levels, PracticeRecord, Round, save_record
from tests.audit_fixture import conversations, run_audit
from tests.system.test_huddle_files import A4, converted, plain
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

HEADINGS = ("strengths", "goal", "reality", "options", "will", "comment", "note")
COMMENT = {"de": "Meine erste Woche = viel Neues.", "en": "My first week = much that is new."}
NOTE = {"de": "Danke für die Geduld.", "en": "Thank you for your patience."}


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("audit")
    with run_audit(folder, conversations(120)) as results:
        agent = results.rows("SELECT min(agent) AS agent FROM scores")[0]["agent"]
    return folder, agent


@pytest.fixture(scope="module")
def folder(
    audit: tuple[Path, str], language: Language, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder with the files of a sheet that holds everything a sheet can hold."""
    out = tmp_path_factory.mktemp("sheet")
    database = f"sqlite:///{out / 'coach.db'}"
    common = ["coaching", "--audit", str(audit[0]), "--agent", audit[1], "--lang", language]
    common += ["--database", database]
    for more in (
        ["--comment", COMMENT[language]],
        ["--for", "trainer", "--note", NOTE[language]],
        ["--out", str(out)],
    ):
        done = CliRunner().invoke(app, [*common, *more])
        assert done.exit_code == 0, done.output
    return out


def only(folder: Path, ending: str) -> Path:
    (found,) = folder.glob(f"coaching-*.{ending}")
    return found


@pytest.mark.parametrize("ending", ["html", "md"])
def test_libreoffice_opens_the_sheet_with_every_part(
    folder: Path, language: Language, ending: str, tmp_path: Path
) -> None:
    printed = PdfReader(converted(only(folder, ending), tmp_path))
    shown = plain("".join(page.extract_text() for page in printed.pages))
    for key in HEADINGS:
        assert plain(words().text(key, language)) in shown
    assert plain(COMMENT[language]) in shown
    assert plain(NOTE[language]) in shown


def test_the_pdf_is_paper_to_write_on(folder: Path, language: Language) -> None:
    printed = PdfReader(only(folder, "pdf"))
    box = printed.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == A4
    shown = plain("".join(page.extract_text() for page in printed.pages))
    assert all(plain(words().text(key, language)) in shown for key in HEADINGS)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_file_passes_axe_and_fits_a_phone(
    browser: Browser, pages: Pages, folder: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    pages.put("/sheet.html", only(folder, "html").read_text(encoding="utf-8"))
    page.goto(pages.url("/sheet.html"))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_libreoffice_opens_what_an_agent_shares_of_their_practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    save_record(PracticeRecord(), tmp_path / "data" / "practice.json")
    shared = tmp_path / "practice.txt"
    command = ["practice", "--lang", "de", "--share", str(shared)]
    done = CliRunner().invoke(app, command, input="y\n")
    assert done.exit_code == 0, done.output
    printed = PdfReader(converted(shared, tmp_path))
    text = shared.read_text(encoding="utf-8").strip()
    assert plain(text) in plain(printed.pages[0].extract_text())


def test_libreoffice_opens_the_record_an_agent_keeps_of_their_practice(tmp_path: Path) -> None:
    day = dt.date(2026, 3, 9)
    levels: Levels = {"empathy": 1, "authenticity": 2}
    done = Round(day, "late_delivery-de-3", "feeling", "good", ("feeling",), levels, levels, 12.5)
    path = tmp_path / "practice.json"
    save_record(PracticeRecord(rounds=(done,)), path)
    printed = PdfReader(converted(path, tmp_path))
    shown = plain("".join(page.extract_text() for page in printed.pages))
    assert plain("late_delivery-de-3") in shown
    assert plain("2026-03-09") in shown
