"""Languages, light and dark, narrow screens, the keyboard, and axe-core over all of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from api.pages.views import FURTHER
from tests.system.desk import show_example

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

LANGUAGES = ("de", "en")
SCHEMES = ("light", "dark")
STILL_MS = 600


def assert_accessible(page: Page) -> None:
    page.wait_for_timeout(STILL_MS)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_writing_is_accessible(open_page: OpenPage, language: str, scheme: str) -> None:
    page = open_page(f"/?lang={language}", color_scheme=scheme)
    assert_accessible(page)
    show_example(page)
    page.locator("#numbers").click()
    page.locator("#marks .mark").focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_rubric_is_accessible(open_page: OpenPage, language: str, scheme: str) -> None:
    assert_accessible(open_page(f"/rubric?lang={language}", color_scheme=scheme))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/rubric"])
def test_nothing_scrolls_sideways_at_360_px(open_page: OpenPage, path: str, language: str) -> None:
    page = open_page(f"{path}?lang={language}", viewport={"width": 360, "height": 740})
    if path == "/":
        show_example(page)
        page.locator("#numbers").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    if path == "/":
        assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/connect"])
@pytest.mark.parametrize("width", [1024, 1200])
def test_the_head_is_one_row(open_page: OpenPage, path: str, language: str, width: int) -> None:
    page = open_page(f"{path}?lang={language}", viewport={"width": width, "height": 700})
    boxes = [one.bounding_box() for one in page.locator(".brand, .pages > *, .switches").all()]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1024])
def test_the_further_pages_unfold_within_the_window(
    open_page: OpenPage, language: str, scheme: str, width: int
) -> None:
    page = open_page(
        f"/rubric?lang={language}",
        color_scheme=scheme,
        viewport={"width": width, "height": 740},
    )
    page.locator(".further summary").click()
    expect(page.locator(".further-pages a")).to_have_count(len(FURTHER))
    box = page.locator(".further-pages").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert_accessible(page)


def test_the_further_pages_are_reached_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/rubric?lang=en")
    page.locator(".further summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="The rubric")
    ).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".further summary")).to_be_focused()
    expect(page.locator(".further-pages")).to_be_hidden()


def test_the_further_pages_need_no_script(open_page: OpenPage) -> None:
    page = open_page("/rubric?lang=en", java_script_enabled=False)
    page.locator(".further summary").click()
    page.locator(".further-pages").get_by_role("link", name="Connect").click()
    expect(page).to_have_url(re.compile("/connect"))


def test_the_browsers_language_is_spoken_and_can_be_switched(open_page: OpenPage) -> None:
    page = open_page("/", locale="de-DE")
    expect(page.get_by_label("Ihre Antwort")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Your reply")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_dark_and_light_follow_the_system_until_chosen(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.get_by_role("button", name="Switch to light").click()
    light = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == light
    page.goto(page.url.replace("/?", "/rubric?"))
    assert page.evaluate(paper) == light
    page.get_by_role("button", name="Switch to dark").click()
    assert page.evaluate(paper) == dark


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to your reply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.type("Hello Ms Novak, that was our mistake.")
    expect(page.locator("#strengths li")).to_have_count(2)
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.locator("#numbers")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".figures")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("Personal welcome")


def test_the_channel_is_chosen_with_the_arrows(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("radio", name="Chat").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Email")).to_be_checked()


def test_reduced_motion_is_respected(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    fill = page.locator(".bar-fill").first
    assert fill.evaluate("(bar) => getComputedStyle(bar).transitionDuration") == "0s"


def test_every_page_keeps_to_its_own_origin(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    response = page.reload()
    show_example(page)
    assert response
    assert response.headers["content-security-policy"].startswith("default-src 'self'")
    origin = page.evaluate("location.origin")
    assert len(asked) > 5
    assert all(url.startswith(origin) for url in asked)
