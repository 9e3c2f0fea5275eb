"""Reports in a real browser: accessible in light and dark, on a phone, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader
from typer.testing import CliRunner

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.compare.changes import compare
from coach.compare.render import comparison_html
from coach.grading.agree import agree
from coach.grading.grades import CRITERIA, Grade
from coach.grading.sample import draw_sample
from coach.grading.stored import save_agreement
from coach.report.pdf import print_pdf
from coach.report.write import render_report
from tests.audit_fixture import build_audit, conversations, run_audit
from tests.system.conftest import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with build_audit(tmp_path_factory.mktemp("audit")) as results:
        drawn = draw_sample(results, size=40)
        grades = [
            Grade(item.turn, criterion, i % 3, grader, "a remark")
            for i, item in enumerate(drawn.items)
            for criterion in CRITERIA
            for grader in ("ada", "ben")
        ]
        chances = {item.turn: item.probability for item in drawn.items}
        save_agreement(results.folder, agree(results, grades, chances))
        yield results


@pytest.fixture(scope="module")
def pages(audit: AuditResults, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for language in ("de", "en"):
        found[language] = folder / f"{language}.html"
        found[language].write_text(render_report(audit, language), encoding="utf-8")  # type: ignore[arg-type]
    with run_audit(folder / "now", conversations(48)) as now:
        page = comparison_html(compare(audit, now), "en")
    found["compare"] = folder / "compare.html"
    found["compare"].write_text(page, encoding="utf-8")
    return found


@pytest.mark.parametrize("name", ["de", "en", "compare"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 360)])
def test_reports_are_accessible_and_never_scroll_sideways(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(pages[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert asked == [pages[name].as_uri()]
    assert complaints == []
    page.close()


@pytest.mark.parametrize("name", ["de", "en", "compare"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    """The page's own policy forbids scripts, so axe looks at the same page without it."""
    text = pages[name].read_text(encoding="utf-8")
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.close()


def test_the_pdf_has_an_outline_and_page_numbers(pages: dict[str, Path], tmp_path: Path) -> None:
    printed = print_pdf(pages["en"], tmp_path / "report.pdf", chromium=CHROMIUM)
    with printed.open("rb") as opened:
        reader = PdfReader(opened)
        count = len(reader.pages)
        first = reader.pages[0].extract_text()
        last = reader.pages[-1].extract_text()
        titles = str(reader.outline)
    assert f"1 / {count}" in first
    assert f"{count} / {count}" in last
    for part in ("The picture", "What customers needed", "Over time"):
        assert part in first
    assert "Strengths" in titles
    assert "How these figures are made" in titles


def test_the_command_prints_beside_the_page(
    audit: AuditResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    target = tmp_path / "bericht.html"
    arguments = ["report", str(audit.folder), "--lang", "de", "--out", str(target)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert target.is_file()
    assert target.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
