"""The practice page: first go, second go, the gain, the picture, and that it all stays here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from coach.audit.registry import register
from coach.transcripts.contracts import Conversation
from tests.audit_fixture import conversations, run_audit
from tests.system.service_process import STAGE, free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

WORDS = tuple(letter * 3 for letter in ascii_lowercase)
PLAIN = {"en": "Your request is with our team now.", "de": "Ihre Anfrage liegt jetzt bei uns."}
BETTER = {
    "en": "Hello Ms Novak, that was our mistake. it will be with you on Friday.",
    "de": "Guten Tag, Frau Yılmaz, Das war unser Fehler, am Freitag ist er bei Ihnen.",
}


def look(page: Page, reply: str) -> None:
    expect(page.locator("#customer")).not_to_be_empty()
    page.locator("#reply").fill(reply)
    page.locator("#look").click()
    expect(page.locator("#verdict")).to_be_visible()


def practise(page: Page, language: str = "en") -> None:
    look(page, PLAIN[language])
    expect(page.locator("#could")).to_be_visible()
    look(page, BETTER[language])
    expect(page.locator("#outcome")).to_be_visible()


def kept(page: Page) -> dict[str, object]:
    return json.loads(page.evaluate("localStorage.practice ?? 'null'"))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_practice_is_accessible(open_page: OpenPage, language: str, scheme: str) -> None:
    page = open_page(f"/practice?lang={language}", color_scheme=scheme)
    expect(page.locator("#customer")).not_to_be_empty()
    expect(page.locator("#picture")).to_be_visible()
    assert_accessible(page)
    practise(page, language)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_scrolls_sideways_at_360_px(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/practice?lang={language}", viewport={"width": 360, "height": 740})
    practise(page, language)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_second_go_shows_its_gain_and_counts_once(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    practise(page)
    expect(page.locator("#gains li").first).to_contain_text("Empathy +")
    expect(page.locator("#rating")).to_contain_text("Due again on")
    record = kept(page)
    assert len(record["rounds"]) == 1
    assert "Novak" not in json.dumps(record)
    page.locator("#other").click()
    expect(page.locator("#notice")).to_contain_text("practised today")
    expect(page.locator("#reply")).to_have_value("")


def test_strengths_stand_before_levels(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    practise(page)
    strengths = page.locator("#strengths").bounding_box()
    levels = page.locator("#verdict").bounding_box()
    assert strengths["y"] < levels["y"]


def test_one_go_is_enough_for_whoever_is_content(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    look(page, BETTER["en"])
    page.locator("#finish").click()
    expect(page.locator("#outcome")).to_be_visible()
    assert kept(page)["rounds"][0]["gain"] is None


def test_the_picture_outlives_the_page_and_can_be_deleted(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    practise(page)
    page.reload()
    expect(page.locator('.skill[data-standing="growing"]').first).to_be_visible()
    expect(page.locator("#share-text")).to_contain_text("I practised on one day")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#forget").click()
    expect(page.locator("#share-text")).to_contain_text("I have not practised")
    assert kept(page)["rounds"] == []


def test_a_wish_chooses_the_message(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    page.locator(".wishes summary").click()
    page.get_by_label("What it is about").select_option("bereavement")
    expect(page.locator("#situation")).to_contain_text("strong feeling")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service with an audit of enough different customers."""
    data = tmp_path_factory.mktemp("practice")
    with run_audit(data / "audit", different(24)) as results:
        database = f"sqlite:///{data / 'coach.db'}"
        register(results.manifest, data / "audit", database=database, owner_role="qa")
    with running(STAGE, port=free_port(), data=data) as address:
        yield address


def different(count: int) -> tuple[Conversation, ...]:
    """Return conversations that begin each in words of their own."""
    found = []
    for number, one in enumerate(conversations(2 * count)):
        first, *rest = one.messages
        said = f"{first.text} This is now the matter of {WORDS[number % 26]} {number} weeks."
        found.append(replace(one, messages=(replace(first, text=said), *rest)))
    return tuple(found)


@pytest.mark.parametrize("language", ["de", "en"])
def test_messages_can_come_from_our_own_conversations(
    open_page: OpenPage, audited: str, language: str
) -> None:
    page = open_page(f"/practice?lang={language}", base=audited)
    page.locator(".wishes summary").click()
    source = page.locator("#source")
    expect(source.locator("option")).to_have_count(2)
    bank = page.locator("#customer").inner_text()
    with page.expect_response("**/v1/practice/next**"):
        source.select_option(index=1)
    expect(page.locator("#customer")).not_to_have_text(bank)
    expect(page.locator("#customer")).to_contain_text("weeks")
    assert_accessible(page)
    look(page, PLAIN[language])
    expect(page.locator("#could")).to_be_visible()
    expect(page.locator("#could-title")).to_be_hidden()
    look(page, BETTER[language])
    expect(page.locator("#outcome")).to_be_visible()
    assert kept(page)["rounds"][0]["message"].startswith("audit:")
    page.reload()
    expect(page.locator("#customer")).to_contain_text("weeks")


def test_without_an_audit_nobody_is_asked_where_from(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    expect(page.locator("#customer")).not_to_be_empty()
    page.locator(".wishes summary").click()
    expect(page.locator("#source-row")).to_be_hidden()


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page("/practice?lang=en")
    expect(page.locator("#customer")).not_to_be_empty()
    page.locator("#reply").focus()
    page.keyboard.type(PLAIN["en"])
    page.keyboard.press("Tab")
    expect(page.locator("#look")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_be_focused()
