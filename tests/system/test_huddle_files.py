"""Every file of a kit opens: slides in LibreOffice, the page in Chromium, both as pictures."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from coach.audit.results import AuditResults
from coach.contracts import LANGUAGES, Language
from coach.house import load_house
from coach.huddle import Kit
from coach.huddle.export import write_kit
from tests.audit_fixture import build_audit
from tests.huddle.conftest import kit_of
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

MOST_SECONDS = 180
A4 = (595, 842)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with build_audit(tmp_path_factory.mktemp("audit")) as results:
        yield results


@pytest.fixture(scope="module", params=LANGUAGES)
def kit(request: pytest.FixtureRequest, audit: AuditResults) -> Kit:
    import coach.house

    language: Language = request.param
    house = load_house(Path(coach.house.__file__).with_name(f"house.example.{language}.toml"))
    return kit_of(audit, language=language, minutes=15, focus="ownership", house=house)


@pytest.fixture(scope="module")
def folder(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    written = {path.name for path in write_kit(kit, folder)}
    assert written == {"kit.json", "huddle.html", "huddle.pdf", "huddle.md", "huddle.pptx"}
    return folder


def plain(text: str) -> str:
    """Take ligatures apart and leave blanks out: printing sets both as it likes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def converted(path: Path, out: Path) -> Path:
    """Let LibreOffice open a file and print it."""
    command = [
        str(shutil.which("soffice")),
        f"-env:UserInstallation={(out / 'profile').as_uri()}",
        "--headless", "--convert-to", "pdf", "--outdir", str(out), str(path),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, timeout=MOST_SECONDS)
    result = out / f"{path.stem}.pdf"
    assert result.is_file(), done.stderr.decode()
    return result


def test_libreoffice_opens_the_slides_with_every_text(
    kit: Kit, folder: Path, tmp_path: Path
) -> None:
    printed = PdfReader(converted(folder / "huddle.pptx", tmp_path))
    assert len(printed.pages) == 1 + len(kit.slots)
    for slot, page in zip(kit.slots, printed.pages[1:], strict=True):
        shown = plain(page.extract_text())
        for name, text in slot.parts.items():
            if name not in {"mark"} and text:
                assert plain(text) in shown, (slot.id, name)


def test_libreoffice_opens_the_page(folder: Path, tmp_path: Path) -> None:
    printed = PdfReader(converted(folder / "huddle.html", tmp_path))
    assert len(printed.pages) >= 1


def test_slides_are_pictures_with_something_on_them(folder: Path, tmp_path: Path) -> None:
    printed = converted(folder / "huddle.pptx", tmp_path)
    command = [str(shutil.which("pdftoppm")), "-r", "30", "-png", str(printed), str(tmp_path / "s")]
    subprocess.run(command, check=True, timeout=MOST_SECONDS)
    pictures = sorted(tmp_path.glob("s-*.png"))
    assert len(pictures) == 8
    assert all(picture.stat().st_size > 1500 for picture in pictures)


def test_the_pdf_is_one_page_to_lead_from_and_one_for_the_leader(kit: Kit, folder: Path) -> None:
    printed = PdfReader(folder / "huddle.pdf")
    assert len(printed.pages) == 2
    box = printed.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == A4
    first, second = (plain(page.extract_text()) for page in printed.pages)
    for slot in kit.slots:
        text = slot.parts.get("task") or slot.parts.get("after") or slot.parts["text"]
        assert plain(text) in first
    assert plain(kit.notes.silence) in second
    assert plain(kit.notes.silence) not in first


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_passes_axe_and_fits_a_phone(
    browser: Browser, pages: Pages, folder: Path, width: int
) -> None:
    html = (folder / "huddle.html").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    pages.put("/huddle.html", html)
    page.goto(pages.url("/huddle.html"))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
