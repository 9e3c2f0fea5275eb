"""The page for audits: upload, watch, look into, take with you; by axe, keyboard and phone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from coach.tokens import TokenStore
from tests.audit_fixture import MAPPING, UNTITLED, conversations
from tests.system.service_process import free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

STAGE = (sys.executable, "-m", "tests.system.audit_stage")
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def secret_and_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    data = tmp_path_factory.mktemp("audits")
    store = TokenStore(f"sqlite:///{data / 'coach.db'}")
    secret = store.create("qa", role="qa")
    store.close()
    with running(STAGE, port=free_port(), data=data) as address:
        yield secret, address


@pytest.fixture
def export(tmp_path: Path) -> Path:
    lines = [
        {"conversation_id": one.id, "role": m.role, "agent": m.agent, "text": m.text,
         "queue": one.columns["queue"]}
        for one in conversations(40)
        for m in one.messages
    ]  # fmt: skip
    path = tmp_path / "march.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def signed_in(open_page: OpenPage, secret_and_address: tuple[str, str], complaints: list[str]):  # noqa: ANN201
    """Open the page and hand it the token it asks for."""
    secret, address = secret_and_address

    def open_one(language: str = "en", **options: object) -> Page:
        page = open_page(f"/audits?lang={language}", base=address, **options)
        expect(page.locator("#token-form")).to_be_visible()
        assert_accessible(page)
        complaints.clear()  # the browser notes the refusal that makes the page ask
        page.locator("#token").fill(secret)
        page.locator("#token-form button").click()
        expect(page.locator("#overview")).to_be_visible()
        return page

    return open_one


def upload(page: Page, export: Path, name: str) -> None:
    page.locator("#files").set_input_files(export)
    page.locator("#name").fill(name)
    page.locator("#upload button[type=submit]").click()
    row = page.locator(".job").filter(has_text=name)
    expect(row.locator("a")).to_be_visible(timeout=PATIENCE_MS)
    row.locator("a").click()
    expect(page.locator("#audit-title")).to_have_text(name)


@pytest.mark.parametrize("language", ["en", "de"])
def test_from_upload_to_a_passage(signed_in, export: Path, language: str) -> None:  # noqa: ANN001
    page = signed_in(language)
    upload(page, export, f"March {language}")
    expect(page.locator(".figure")).to_have_count(3)
    expect(page.locator(".conversation-row")).to_have_count(25)
    assert_accessible(page)
    page.locator("select[name=behaviour]").select_option("blame")
    expect(page.locator(".conversation-row")).not_to_have_count(25)
    page.locator(".conversation-id").first.click()
    expect(page.locator("#conversation-title")).to_have_text("T-0003")
    shown = page.locator(".said mark[data-polarity=minus]").all_inner_texts()
    assert "Sie hätten lesen müssen" in shown
    assert_accessible(page)
    page.locator("#to-audit").click()
    expect(page.locator("#audit-title")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_guess_is_seen_corrected_and_scored(signed_in, tmp_path: Path, scheme: str) -> None:  # noqa: ANN001
    export = tmp_path / "swapped.csv"
    export.write_text(UNTITLED, encoding="utf-8")
    page = signed_in(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page.locator("#files").set_input_files(export)
    page.get_by_role("button", name="Look first").click()
    expect(page.locator("#look-files")).to_have_text("swapped.csv: read as csv")
    expect(page.locator("#look-turns")).to_contain_text("ticket, who, said")
    page.get_by_label("Which column holds what").fill(MAPPING)
    page.get_by_role("button", name="Look first").click()
    expect(page.locator("#look-turns .agent-said")).to_contain_text("I will look into it today.")
    expect(page.get_by_label("Which column holds what")).to_have_value(MAPPING)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)
    page.locator("#name").fill(f"Corrected {scheme}")
    page.locator("#upload button[type=submit]").click()
    row = page.locator(".job").filter(has_text=f"Corrected {scheme}")
    expect(row.locator("a")).to_be_visible(timeout=PATIENCE_MS)
    row.locator("a").click()
    expect(page.locator(".conversation-row")).to_have_count(1)


def test_results_can_be_taken_away(signed_in, export: Path) -> None:  # noqa: ANN001
    page = signed_in()
    upload(page, export, "Take away")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="scores.csv").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("conversation_id,")
    assert "leila.novak@" not in text


def test_pages_of_conversations_turn(signed_in, export: Path) -> None:  # noqa: ANN001
    page = signed_in()
    upload(page, export, "Pages")
    expect(page.locator("#previous")).to_be_disabled()
    page.locator("#next").click()
    expect(page.locator(".conversation-row")).to_have_count(15)
    expect(page.locator("#next")).to_be_disabled()


def test_an_audit_can_be_deleted(signed_in, export: Path) -> None:  # noqa: ANN001
    page = signed_in()
    upload(page, export, "Short-lived")
    page.locator("#audit a[href='#']").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete: Short-lived").click()
    expect(page.locator(".job").filter(has_text="Short-lived")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_scrolls_sideways(signed_in, export: Path, scheme: str) -> None:  # noqa: ANN001
    page = signed_in("de", viewport={"width": 360, "height": 740}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    upload(page, export, f"Phone {scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)
    page.locator(".conversation-id").nth(1).click()
    expect(page.locator(".turn").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)
