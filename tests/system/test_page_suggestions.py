"""Suggestions on the page: why first, one click to use, one to undo, silence on request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.system.desk import show_example, write

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

REPLY = "Hello Ms Novak 🙏🏽. We apologise for any inconvenience caused. Your pram is in Leeds."


def cards(page: Page) -> Locator:
    return page.locator("#cards .card")


def card(page: Page, words: str) -> Locator:
    return cards(page).filter(has_text=words)


def test_a_card_says_why_then_how_long_then_how_much(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    expect(cards(page)).to_have_count(2)
    said = card(page, "in ten days").inner_text()
    order = ["ives “in ten days”", "I am sorry", "1 word less", "Empathy +14 points", "once filled"]
    places = [said.lower().index(part.lower()) for part in order]
    assert places == sorted(places)


def test_one_click_uses_it_and_one_takes_it_back(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    card(page, "nervous").locator(".card-apply").click()
    expect(page.locator("#reply")).to_have_value(
        REPLY.replace("Novak", "Novak, I would be nervous too", 1)
    )
    expect(page.locator("#take-back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_have_value(REPLY)
    expect(cards(page)).to_have_count(2)


def test_a_slot_stays_lit_until_it_is_filled(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    card(page, "in ten days").locator(".card-apply").click()
    slot = page.locator(".backdrop .span[data-slot]")
    expect(slot).to_have_text("{what happened}")
    expect(page.locator("#slots")).to_be_visible()
    write(page, page.locator("#reply").input_value().replace("{what happened}", "it broke"))
    expect(slot).to_have_count(0)


def test_cards_leave_with_the_text_they_were_made_for(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    expect(cards(page)).to_have_count(2)
    page.route("**/v1/suggest", lambda _: None)
    page.locator("#reply").press("Control+End")
    page.keyboard.type(" x")
    expect(cards(page)).to_have_count(0)


def test_what_is_dismissed_stays_away_in_this_browser(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    card(page, "nervous").locator(".card-dismiss").click()
    expect(cards(page)).to_have_count(1)
    expect(page.locator("#muted")).to_contain_text("feeling taken seriously", ignore_case=True)
    assert json.loads(page.evaluate("localStorage.getItem('muted')")) == ["feeling"]
    page.reload()
    expect(cards(page)).to_have_count(1)
    page.locator("#unmute").click()
    expect(cards(page)).to_have_count(2)


def test_quiet_shows_neither_praise_nor_additions(open_page: OpenPage) -> None:
    page = open_page()
    write(page, REPLY)
    page.get_by_role("switch", name="Quiet").click()
    expect(cards(page)).to_have_count(1)
    expect(card(page, "in ten days")).to_be_visible()
    expect(page.locator("#strengths")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("switch", name="Quiet")).to_have_attribute("aria-checked", "true")


def test_no_feedback_leaves_the_page_unless_the_house_wants_it(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, REPLY)
    card(page, "nervous").locator(".card-apply").click()
    expect(cards(page)).to_have_count(1)
    assert not [url for url in asked if url.endswith("/v1/feedback")]


def test_the_page_lives_without_suggestions(open_page: OpenPage, complaints: list[str]) -> None:
    page = open_page()
    page.route("**/v1/suggest", lambda route: route.fulfill(status=503))
    write(page, REPLY)
    page.wait_for_timeout(900)
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#verdict")).to_be_visible()
    complaints.clear()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_are_accessible(open_page: OpenPage, language: str, scheme: str) -> None:
    page = open_page(
        f"/?lang={language}", color_scheme=scheme, viewport={"width": 360, "height": 740}
    )
    show_example(page)
    write(page, REPLY)
    expect(cards(page)).to_have_count(2)
    page.wait_for_timeout(600)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
