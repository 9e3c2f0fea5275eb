"""The page that connects programs: addresses, steps, and the live check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import requests
from playwright.sync_api import expect

from api.connect.clients import connectable
from coach.tokens import TokenStore
from tests.system.service_process import PATIENCE_S, STAGE, free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

OFFICE = {"User-Agent": "LibreOffice 24.8.2.1 denylistedbackend/8.10.1 OpenSSL/3.0.15"}
HEARD = re.compile(r"We (just )?heard from LibreOffice")
LETTER = {"text": "Hello Ms Novak, thank you.", "language": "en-GB"}


def address(page: Page, client: str) -> str:
    return page.locator(f"#{client}-address").input_value()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_connecting_is_accessible(open_page: OpenPage, language: str, scheme: str) -> None:
    page = open_page(f"/connect?lang={language}", color_scheme=scheme)
    expect(page.locator("#heard")).not_to_be_empty()
    assert_accessible(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_scrolls_sideways_at_360_px(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/connect?lang={language}", viewport={"width": 360, "height": 740})
    expect(page.locator("#heard")).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)


def test_each_program_has_its_address_and_three_steps(open_page: OpenPage, stage: str) -> None:
    page = open_page("/connect?lang=en")
    assert address(page, "libreoffice") == f"{stage}/v2"
    assert address(page, "obsidian") == stage
    assert page.locator(".client").count() == len(connectable())
    for client in page.locator(".client").all():
        expect(client.locator("ol li")).to_have_count(3)
    expect(page.locator("#python .snippet")).to_contain_text(f'remote_server="{stage}/"')
    expect(page.locator("#emacs .snippet")).to_contain_text('"http://127.0.0.1"')


def test_the_warning_stands_first(open_page: OpenPage) -> None:
    page = open_page("/connect?lang=de")
    warning = page.get_by_role("complementary")
    expect(warning).to_contain_text("schaltet den eigenen Server ohne Hinweis ab")
    assert warning.bounding_box()["y"] < page.locator("#token-title").bounding_box()["y"]


def test_an_address_is_copied(open_page: OpenPage, stage: str) -> None:
    page = open_page("/connect?lang=en", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("#libreoffice .copy")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{stage}/v2"


def test_we_say_when_we_hear_from_a_program(open_page: OpenPage, stage: str) -> None:
    page = open_page("/connect?lang=en")
    status = page.get_by_role("status")
    expect(status).to_have_text("Nothing heard yet. We are listening.")
    requests.head(f"{stage}/v2/check", headers=OFFICE, timeout=PATIENCE_S)
    expect(status).to_have_text(HEARD)
    expect(page.locator("#libreoffice .client-heard")).to_be_visible()
    expect(page.locator("#obsidian .client-heard")).to_be_hidden()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a service that asks for a token, and one."""
    data = tmp_path_factory.mktemp("closed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_DATA", str(data))
        patch.setenv("COACH_REQUIRE_TOKENS", "true")
        store = TokenStore()
        token = store.create("team", role="agent")
        store.close()
        with running(STAGE, port=free_port(), data=data) as address:
            yield address, token


def test_a_token_goes_into_the_addresses(
    open_page: OpenPage, closed: tuple[str, str], complaints: list[str]
) -> None:
    base, token = closed
    page = open_page("/connect?lang=en", base=base)
    expect(page.get_by_role("status")).to_contain_text("enter a valid token")
    page.get_by_role("textbox", name="Token").fill(token)
    page.get_by_role("button", name="Put it into the addresses").click()
    assert address(page, "libreoffice") == f"{base}/k/{token}/v2"
    assert address(page, "extension") == base
    expect(page.locator("#emacs .snippet")).to_contain_text(f'api-key "{token}"')
    expect(page.get_by_role("status")).to_have_text("Nothing heard yet. We are listening.")
    keyed = address(page, "libreoffice")
    answer = requests.post(f"{keyed}/check", data=LETTER, headers=OFFICE, timeout=PATIENCE_S)
    assert answer.json()["matches"]
    expect(page.get_by_role("status")).to_have_text(HEARD)
    page.reload()
    assert address(page, "libreoffice") == f"{base}/k/{token}/v2"
    assert [text for text in complaints if "401" not in text] == []
    complaints.clear()  # the refusal before the token was there


def test_the_keyboard_reaches_every_address(open_page: OpenPage) -> None:
    page = open_page("/connect?lang=en")
    page.locator("#libreoffice-address").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#libreoffice .copy")).to_be_focused()
