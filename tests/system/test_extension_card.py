"""Badge and card: words for those who ask, strengths first, the keyboard, what is kept where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Playwright, expect

from tests.system.editor_pages import page_of
from tests.system.extension_browser import CoachView, ExtensionBrowser, extension_browser
from tests.system.recorder import recording

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.system.editor_pages import EditorPages
    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

REPLY = (
    "Hello Ms Novak, ten days. That was our mistake. "
    "We apologise for any inconvenience caused. Call me on [phone number]."
)


def open_card(coach: ExtensionBrowser, address: str) -> tuple[Page, CoachView]:
    page = coach.open(address)
    page.locator("textarea").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page)
    view.wait_for_state("scored")
    view.click(".badge")
    view.wait(lambda: len(view.texts(".card")) == 2, "two suggestions")
    return page, view


def focused(view: CoachView) -> str | None:
    found: str | None = view.evaluate("function () { return this.activeElement?.className; }")
    return found


def test_the_badge_says_levels_in_words_to_those_who_point_at_it(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").fill(REPLY)
    page.locator("textarea").focus()
    view = CoachView(page)
    view.wait_for_state("scored")
    assert view.texts(".badge-words") == []
    box = view.box(".badge")
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    view.wait(
        lambda: (
            view.texts(".badge-line")
            == ["Empathy: good", "Hospitality: good", "Authenticity: may hurt"]
        ),
        f"levels in words, last {view.texts('.badge-line')}",
    )
    assert box["width"] <= 40
    assert box["height"] <= 32


def test_strengths_come_first_and_every_mark_has_its_reason(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page, view = open_card(coach, editors.url("textarea"))
    assert view.texts(".group h3") == [
        "What works",
        "What could still help",
        "Worth a second look",
        "Still to fill in",
    ]
    assert "may not land the way you mean it: authenticity." in view.texts(".lead")[0]
    page.keyboard.press("Tab")
    view.evaluate("function () { this.querySelector('.mark').focus(); }")
    view.wait(lambda: bool(view.texts(".mark-reason")), "a reason")
    assert view.texts(".mark-source")[0].startswith("Source: ")
    figures = view.texts(".card-figures")
    assert "empathy +21 points" in figures[1]
    assert "5 words more" in figures[1]


def test_the_keyboard_opens_walks_and_leads_back(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").click()
    page.keyboard.insert_text(REPLY)
    page.keyboard.press("ArrowLeft")
    caret = page.evaluate("document.querySelector('textarea').selectionStart")
    view = CoachView(page)
    view.wait_for_state("scored")
    shortcut = coach.worker.evaluate("async () => (await chrome.commands.getAll())[1].shortcut")
    assert shortcut == "Alt+Shift+E"
    # The browser's own shortcut never reaches a driven browser: the worker's next step is the same.
    coach.worker.evaluate(
        "async () => { for (const { id } of await chrome.tabs.query({}))"
        " chrome.tabs.sendMessage(id, { kind: 'open' }).catch(() => undefined); }"
    )
    view.wait(lambda: focused(view) == "mark", "the card has the focus")
    for expected in ("mark", "button card-apply"):
        page.keyboard.press("ArrowDown")
        view.wait(lambda expected=expected: focused(view) == expected, expected)
    page.keyboard.press("ArrowUp")
    view.wait(lambda: focused(view) == "mark", "back")
    page.keyboard.press("Escape")
    view.wait(lambda: view.texts(".panel") == [], "closed")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.evaluate("document.querySelector('textarea').selectionStart") == caret


def test_keys_and_clicks_in_the_card_do_not_reach_the_page(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page, view = open_card(coach, editors.url("textarea"))
    page.evaluate(
        "() => { window.heard = []; for (const name of ['keydown', 'click'])"
        " document.addEventListener(name, (event) => heard.push(name)); }"
    )
    view.evaluate("function () { this.querySelector('.mark').focus(); }")
    page.keyboard.press("ArrowDown")
    view.click(".switch")
    view.wait(lambda: coach.stored().get("quiet") is True, "quiet")
    assert page.evaluate("window.heard") == []


def test_a_mark_leads_to_its_words(coach: ExtensionBrowser, editors: EditorPages) -> None:
    page, view = open_card(coach, editors.url("textarea"))
    view.click(".mark[data-polarity='minus']")
    selected = page.evaluate(
        "() => { const area = document.querySelector('textarea');"
        " return area.value.slice(area.selectionStart, area.selectionEnd); }"
    )
    assert selected == "We apologise for any inconvenience caused"


def test_pointing_at_an_underline_gives_the_reason(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page)
    view.wait_for_state("scored")
    line = next(line for line in view.lines() if line["polarity"] == "minus")
    page.mouse.move(line["left"] + 20, line["y"] - 8)
    view.wait(lambda: view.texts(".tip-name") == ["Stock phrase"], "a tip")
    assert view.texts(".tip-source")[0].startswith("Source: ")
    page.mouse.move(5, 5)
    view.wait(lambda: view.texts(".tip") == [], "gone")


def test_what_is_not_wanted_stays_in_the_browser_and_goes_along(
    coach: ExtensionBrowser, editors: EditorPages, stage: str
) -> None:
    with recording(stage) as service:
        coach.settings(server=service.address)
        page, view = open_card(coach, editors.url("textarea"))
        view.click(".card[data-id='feeling'] .card-dismiss")
        view.wait(lambda: len(view.texts(".card")) == 1, "one suggestion left")
        view.wait(lambda: "Hidden here" in view.text(".hint"), "said so")
        assert coach.stored()["muted"] == ["feeling"]
        assert service.bodies("/v1/suggest")[-1]["muted"] == ["feeling"]
        assert all("muted" not in body for body in service.bodies("/v1/score"))
        assert not [a for a in service.arrivals if a.path.startswith("/v1/feedback")]
        view.click(".unmute")
        view.wait(lambda: len(view.texts(".card")) == 2, "shown again")
        assert page.locator("textarea").input_value() == REPLY


def test_quiet_shows_only_what_may_cost(coach: ExtensionBrowser, editors: EditorPages) -> None:
    _, view = open_card(coach, editors.url("textarea"))
    view.click(".switch")
    view.wait(lambda: len(view.texts(".card")) == 1, "only what takes away")
    view.wait(lambda: {line["polarity"] for line in view.lines()} == {"minus"}, "only minus lines")
    assert "What works" not in view.texts(".group h3")
    assert coach.stored()["quiet"] is True


@pytest.mark.parametrize(("colour", "dark"), [("#16181d", True), ("#ffffff", False)])
def test_the_card_is_as_dark_as_the_page(
    coach: ExtensionBrowser, pages: Pages, colour: str, *, dark: bool
) -> None:
    style = f"<style>body, textarea {{ background: {colour} !important }}</style>"
    pages.put("/coloured", page_of("textarea", head=style))
    _, view = open_card(coach, pages.url("/coloured"))
    shown = view.evaluate(
        "function () { return getComputedStyle(this.querySelector('.panel')).backgroundColor; }"
    )
    brightness = sum(int(part) for part in re.findall(r"\d+", shown)[:3])
    assert (brightness < 3 * 60) is dark


def test_what_people_set_is_in_force_at_once(coach: ExtensionBrowser, stage: str) -> None:
    page = coach.open(f"chrome-extension://{coach.id}/pages/options.html")
    page.locator("#server").fill("coach.example.org")
    page.locator("#service").get_by_role("button").first.click()
    page.locator("#server").fill(f"{stage}/")
    page.locator("#token").fill("ec_wrong")
    page.get_by_role("button", name="Save and try").click()
    expect(page.locator("#status")).to_have_text("Saved. The service asks for a valid token.")
    assert coach.stored()["token"] == "ec_wrong"
    assert coach.stored()["server"] == stage
    expect(page.locator("#token")).to_have_value("")
    assert "ec_wrong" not in page.content()
    page.get_by_role("button", name="Remove the token").click()
    page.get_by_role("button", name="Save and try").click()
    expect(page.locator("#status")).to_have_text("Connected. The coach answers.")
    assert coach.stored()["token"] == ""
    page.get_by_role("button", name="Remove http://127.0.0.1/*").click()
    expect(page.locator("#sites li")).to_have_count(0)
    assert coach.worker.evaluate("chrome.scripting.getRegisteredContentScripts()") == []
    page.locator("#site").fill("http://127.0.0.1:8080/tickets?x=1")
    page.get_by_role("button", name="Allow").click()
    expect(page.locator("#sites li")).to_have_count(1)
    assert coach.stored()["sites"] == ["http://127.0.0.1/*"]


def test_the_button_switches_the_site_off_and_on(
    coach: ExtensionBrowser, pages: Pages, editors: EditorPages
) -> None:
    frame = f'{{field}}<iframe src="{pages.url("/quill", host="localhost")}"></iframe>'
    pages.put("/with-frame", page_of("textarea", around=frame))
    page, view = open_card(coach, pages.url("/with-frame"))
    popup = coach.context.new_page()
    page.bring_to_front()  # the window asks about the tab in front
    popup.goto(f"chrome-extension://{coach.id}/pages/popup.html")
    expect(popup.locator("#site-name")).to_have_text("Read along on 127.0.0.1")
    expect(popup.locator("#site")).to_have_attribute("aria-checked", "true")
    expect(popup.locator("#frame-list")).to_have_text("Read along on localhost")
    expect(popup.locator("#shortcut")).to_contain_text("Alt+Shift+E")
    popup.locator("#site").click()
    expect(popup.locator("#site")).to_have_attribute("aria-checked", "false")
    view.wait(lambda: not view.present, "the coach has left")
    assert coach.stored()["off"] == ["http://127.0.0.1/*"]
    popup.locator("#site").click()
    expect(popup.locator("#site")).to_have_attribute("aria-checked", "true")
    assert coach.stored()["off"] == []
    popup.locator("#quiet").click()
    view.wait(lambda: coach.stored().get("quiet") is True, "quiet")


PRESET = """
    // What a policy does, as the pages meet it.
    chrome.storage.managed.get = async () => ({
        server: "https://coach.example.org", token: "ec_preset", quiet: true,
        sites: ["https://desk.example.org/*"],
    });
"""


def test_what_the_house_presets_wins_and_stays(coach: ExtensionBrowser) -> None:
    page = coach.context.new_page()
    page.add_init_script(PRESET)
    page.goto(f"chrome-extension://{coach.id}/pages/options.html")
    expect(page.locator("#server")).to_have_value("https://coach.example.org")
    for name in ("server", "token", "quiet"):
        expect(page.locator(f"#{name}")).to_be_disabled()
    expect(page.locator("#quiet")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#sites li").first).to_contain_text("https://desk.example.org/*")
    assert "ec_preset" not in page.content()
    page.get_by_role("button", name="Remove https://desk.example.org/*").click()
    page.wait_for_timeout(300)
    assert coach.stored()["off"] == ["https://desk.example.org/*"]


@pytest.mark.parametrize("name", ["options", "popup"])
def test_the_extensions_own_pages_are_accessible(coach: ExtensionBrowser, name: str) -> None:
    page = coach.open(f"chrome-extension://{coach.id}/pages/{name}.html")
    expect(page.locator("h1")).not_to_be_empty()
    page.wait_for_timeout(300)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_all_of_it_in_german(
    playwright: Playwright, pages: Pages, editors: EditorPages, stage: str, tmp_path: Path
) -> None:
    with extension_browser(
        playwright, tmp_path, server=stage, sites=["http://127.0.0.1/*"], language="de"
    ) as coach:
        _, view = open_card(coach, editors.url("textarea"))
        assert view.texts(".panel h2") == ["So kommt es an"]
        assert "Gastfreundschaft" in view.text(".bars")
        assert "gut" in view.text(".bars")
        assert "nimmt „nervös“ ernst" in view.text(".card-reason").replace("Nimmt", "nimmt")
        options = coach.open(f"chrome-extension://{coach.id}/pages/options.html")
        assert options.locator("h1").inner_text() == "Einstellungen des Empathy Coach"
