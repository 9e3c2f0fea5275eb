"""The page for huddles: make a kit, swap, edit, take it away; by axe and on a phone."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pptx import Presentation

from coach.audit.manifest import read_manifest
from coach.audit.registry import register
from coach.tokens import TokenStore
from tests.audit_fixture import build_audit
from tests.system.service_process import free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

STAGE = (sys.executable, "-m", "tests.system.audit_stage")
PATIENCE_MS = 60_000
QUESTION = "What would you like to be thanked for?"


@pytest.fixture(scope="module")
def secret_and_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    data = tmp_path_factory.mktemp("huddles")
    url = f"sqlite:///{data / 'coach.db'}"
    folder = tmp_path_factory.mktemp("spring")
    build_audit(folder).close()
    manifest = read_manifest(folder)
    assert manifest is not None
    store = TokenStore(url)
    secret = store.create("trainer", role="trainer")
    store.close()
    register(manifest, folder, database=url, owner_role="qa")
    with running(STAGE, port=free_port(), data=data) as address:
        yield secret, address


@pytest.fixture
def signed_in(
    open_page: OpenPage, secret_and_address: tuple[str, str], complaints: list[str]
) -> Callable[..., Page]:
    """Open the page and hand it the token it asks for."""
    secret, address = secret_and_address

    def open_one(language: str = "en", **options: object) -> Page:
        page = open_page(f"/huddle?lang={language}", base=address, **options)
        expect(page.locator("#token-form")).to_be_visible()
        assert_accessible(page)
        complaints.clear()  # the browser notes the refusal that makes the page ask
        page.locator("#token").fill(secret)
        page.locator("#token-form button").click()
        expect(page.locator("#wanted")).to_be_visible()
        return page

    return open_one


def make(page: Page, **wish: str) -> None:
    for name, value in wish.items():
        page.locator(f"#{name}").select_option(value)
    page.locator("#make").click()
    expect(page.locator("#kit")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#kit-title")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_kit_is_made_and_passes_axe(
    signed_in: Callable[..., Page], language: str, scheme: str
) -> None:
    page = signed_in(language, color_scheme=scheme)
    make(page, minutes="15")
    expect(page.locator(".slot")).to_have_count(7)
    expect(page.locator(".slot").first.locator("input[type=radio]")).to_have_count(3)
    expect(page.locator("#team option")).to_have_count(3)
    assert_accessible(page)


def test_a_link_of_the_plan_brings_its_focus(signed_in: Callable[..., Page]) -> None:
    page = signed_in("en")
    page.goto(f"{page.url}&focus=candor")
    expect(page.locator("#focus")).to_have_value("candor")
    page.goto(page.url.replace("candor", "nonsense"))
    expect(page.locator("#focus")).to_have_value("auto")


def test_swapped_and_edited_texts_are_in_the_file(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in()
    make(page, focus="appreciation")
    slot = page.locator(".slot").first
    slot.locator("input[type=radio]").nth(1).check()
    slot.locator("textarea").fill(QUESTION)
    expect(slot.locator(".candidate-text").nth(1)).to_have_text(QUESTION)
    page.locator("#headline").fill("Thanks that fit")
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.locator("[data-format=pptx]").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "huddle.pptx"
    deck = Presentation(path)
    assert deck.slides[0].shapes.title.text == "Thanks that fit"
    shown = [shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame]
    assert QUESTION in "".join(shown)


def test_a_kit_taken_away_can_be_opened_again(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in()
    make(page, focus="choice")
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.locator("[data-format=json]").click()
    path = tmp_path / "kit.json"
    download.value.save_as(path)
    kit = json.loads(path.read_text(encoding="utf-8"))
    kit["focus"]["headline"] = "Two ways, always"
    path.write_text(json.dumps(kit), encoding="utf-8")
    page.locator("#open").set_input_files(path)
    expect(page.locator("#kit-title")).to_have_text("Two ways, always")


def test_on_a_phone_nothing_sticks_out(signed_in: Callable[..., Page]) -> None:
    page = signed_in(viewport={"width": 360, "height": 740})
    make(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
