"""The exported loyalty plan opens: in LibreOffice with every text, in Chromium for everybody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

import coach.house
from coach.contracts import LANGUAGES, Language
from coach.house import load_house
from coach.plan.board import Board, make_board
from coach.plan.living import living_of
from coach.plan.render import document
from coach.plan.shown import PlanWords
from coach.rubric import load_rubric
from coach.store import open_store
from coach.store.plan import PlanItem, PlanRepository
from tests.audit_fixture import conversations, run_audit
from tests.fakes import fake_coach
from tests.system.test_huddle_files import converted, plain
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

DAY = dt.date(2026, 3, 9)
RULE = "avoid:schnellstmöglich"
ITEMS = (
    PlanItem("idea", "open", "Porto ab drei Tagen Verzug von selbst erstatten", created=DAY),
    PlanItem("idea", "adopted", "Kein Vertrösten", rule=RULE, rule_since=DAY, created=DAY),
    PlanItem("initiative", "running", "Termine nennen", measure="dimension:authenticity",
             before=0.2, owner="Frau Sommer", due=DAY, next_step="Liste", created=DAY),
    PlanItem("praise", "open", "Danke fürs Einspringen am Samstag", created=DAY),
)  # fmt: skip


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    with run_audit(tmp_path_factory.mktemp("audit"), conversations(120)) as results:
        return make_board(results, fake_coach())


@pytest.fixture(scope="module", params=LANGUAGES)
def path(
    request: pytest.FixtureRequest, board: Board, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    language: Language = request.param
    folder = tmp_path_factory.mktemp("plan")
    engine = open_store(f"sqlite:///{folder / 'coach.db'}")
    repository = PlanRepository(engine)
    for item in ITEMS:
        repository.add(item)
    for _ in range(5):
        repository.count_pulse(DAY.replace(day=1), (4, 3, 5))
    house = load_house(Path(coach.house.__file__).with_name("house.example.de.toml"))
    living = living_of(engine, DAY)
    engine.dispose()
    words = PlanWords(board, living, house, load_rubric(), language, DAY)
    target = folder / "plan.html"
    target.write_text(document(words.shown()), encoding="utf-8")
    return target


def test_libreoffice_opens_the_plan_with_every_entry(path: Path, tmp_path: Path) -> None:
    printed = PdfReader(converted(path, tmp_path))
    shown = plain("".join(page.extract_text() for page in printed.pages))
    for item in ITEMS:
        assert plain(item.title) in shown
    assert plain("schnellstmöglich") in shown
    assert plain("Frau Sommer") in shown


@pytest.mark.parametrize("width", [1280, 390])
def test_the_plan_passes_axe_and_fits_a_phone(
    browser: Browser, pages: Pages, path: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    pages.put("/plan.html", path.read_text(encoding="utf-8"))
    page.goto(pages.url("/plan.html"))
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
