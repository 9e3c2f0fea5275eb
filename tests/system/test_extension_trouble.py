"""When something is not right, the badge says so calmly and the page goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.system.editor_pages import EDITORS, FIELDS, Editor, page_of, write, written
from tests.system.extension_browser import CoachView
from tests.system.recorder import Answer, recording
from tests.system.service_process import STAGE, free_port, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.editor_pages import EditorPages
    from tests.system.extension_browser import ExtensionBrowser
    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

REPLY = "Hello Ms Novak, that was our mistake."
PROBLEM = {"status": 0, "title": "No", "detail": "No."}
STRICT = (
    "default-src 'none'; style-src 'nonce-x'; script-src 'none'; require-trusted-types-for 'script'"
)
FRAMES = """
    () => new Promise((done) => {
        const gaps = [];
        let last = performance.now();
        const step = (now) => {
            gaps.push(now - last);
            last = now;
            gaps.length < 90 ? requestAnimationFrame(step) : done(gaps.sort((a, b) => a - b));
        };
        requestAnimationFrame(step);
    })
"""


def test_a_service_that_is_away_and_comes_back(
    coach: ExtensionBrowser, editors: EditorPages, tmp_path: Path
) -> None:
    port = free_port()
    coach.settings(server=f"http://127.0.0.1:{port}")
    page = coach.open(editors.url("tiptap"))
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    write(page, REPLY)
    view = CoachView(page)
    view.wait_for_state("resting")
    assert "out of reach" in view.evaluate(
        "function () { return this.querySelector('.badge-words').textContent; }"
    )
    page.keyboard.insert_text(" One more sentence.")
    assert written(page) == REPLY + " One more sentence."
    assert view.lines() == []
    with running(STAGE, port=port, data=tmp_path):
        view.wait(lambda: view.state() == "scored", "scored again", timeout=40)
        assert view.levels() == ["2", "2", "1"]
        assert len(view.lines()) == 2
    assert complaints == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "needs your access token"),
        (413, "longer than the coach reads"),
        (422, "could not read this text"),
        (429, "Many people are writing"),
        (503, "out of reach"),
    ],
)
def test_refusals_are_told_in_calm_words(
    coach: ExtensionBrowser, editors: EditorPages, stage: str, status: int, words: str
) -> None:
    with recording(stage) as service:
        service.answers["/v1/score"] = Answer(status, PROBLEM)
        coach.settings(server=service.address)
        page = coach.open(editors.url("textarea"))
        page.locator("textarea").fill(REPLY)
        page.locator("textarea").focus()
        view = CoachView(page)
        view.wait_for_state("resting")
        view.click(".badge")
        view.wait(lambda: words in view.text(".notice"), f"{words}, said {view.text('.panel')}")


def test_a_busy_service_is_asked_again_when_it_says(
    coach: ExtensionBrowser, editors: EditorPages, stage: str
) -> None:
    with recording(stage) as service:
        service.answers["/v1/score"] = Answer(429, PROBLEM, {"Retry-After": "4"})
        coach.settings(server=service.address)
        page = coach.open(editors.url("textarea"))
        page.locator("textarea").click()
        page.keyboard.insert_text(REPLY)
        view = CoachView(page)
        view.wait_for_state("resting")
        asked = len(service.bodies("/v1/score"))
        started = time.monotonic()
        page.wait_for_timeout(2500)
        assert len(service.bodies("/v1/score")) == asked
        del service.answers["/v1/score"]
        view.wait_for_state("scored")
        assert time.monotonic() - started > 3


def test_writing_asks_once_it_pauses_and_not_at_every_letter(
    coach: ExtensionBrowser, editors: EditorPages, stage: str
) -> None:
    with recording(stage) as service:
        coach.settings(server=service.address)
        page = coach.open(editors.url("textarea"))
        page.locator("textarea").click()
        page.keyboard.type(REPLY, delay=20)
        view = CoachView(page)
        view.wait_for_state("scored")
        asked = [body["reply"] for body in service.bodies("/v1/score")]
        assert asked[-1] == REPLY
        assert len(asked) < len(REPLY) / 5  # a busy machine may pause between two letters


def test_a_late_answer_about_an_older_text_is_dropped(
    coach: ExtensionBrowser, editors: EditorPages, stage: str
) -> None:
    with recording(stage) as service:
        old = {"schema": "x", "abstained": "other", "abstained_reason": "OLD", "behaviours": []}
        service.answers["/v1/score"] = Answer(200, old, delay=10)
        coach.settings(server=service.address)
        page = coach.open(editors.url("textarea"))
        page.locator("textarea").click()
        page.keyboard.insert_text(REPLY)
        view = CoachView(page)
        view.wait(lambda: len(service.bodies("/v1/score")) >= 1, "asked")
        del service.answers["/v1/score"]
        started = time.monotonic()
        page.keyboard.insert_text(" And it will be with you on Friday.")
        view.wait_for_state("scored")
        assert time.monotonic() - started < 10
        page.wait_for_timeout(10_500)
        assert view.state() == "scored"
        assert len(view.words_under_the_lines()) == 3


def test_no_address_yet(coach: ExtensionBrowser, editors: EditorPages) -> None:
    coach.settings(server="")
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page)
    view.wait_for_state("resting")
    view.click(".badge")
    view.wait(lambda: "no address to ask" in view.text(".notice"), "said so")


@pytest.mark.parametrize("editor", EDITORS[:2])
def test_the_strictest_page_changes_nothing(
    coach: ExtensionBrowser, pages: Pages, editor: Editor
) -> None:
    html = (
        "<!doctype html><meta charset=utf-8><style nonce=x>textarea, .plain "
        f"{{ width: 500px; height: 200px; border: 1px solid; }}</style>{FIELDS[editor]}"
    )
    pages.put(f"/strict-{editor}", html, Content_Security_Policy=STRICT)
    page = coach.open(pages.url(f"/strict-{editor}"))
    page.locator("textarea, [contenteditable]").click()
    page.keyboard.insert_text(REPLY + " We apologise for any inconvenience caused.")
    view = CoachView(page)
    view.wait_for_state("scored")
    stock = "We apologise for any inconvenience caused"
    view.wait(lambda: view.words_under_the_lines()[-1:] == [stock], "underlines")
    view.click(".badge")
    box = view.box(".panel")
    assert box["width"] == pytest.approx(348, abs=2)  # the sheet is in force
    view.click(".card[data-id='stock'] .card-apply")
    view.wait(lambda: "I am sorry that" in written(page), "replaced")


@pytest.mark.parametrize("editor", ["textarea", "tiptap"])
def test_a_draft_of_20_000_characters_stays_responsive(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page = coach.open(editors.url(editor))
    paragraph = "Hello Ms Novak, it will be with you on Friday. That was our mistake. Plain words. "
    text = "\n".join([paragraph.strip()] * 250)[:19_900]
    if editor == "textarea":
        page.locator("textarea").fill(text)
        page.locator("textarea").focus()
    else:
        page.wait_for_function("window.setHtml")
        html = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        page.evaluate("(html) => window.setHtml(html)", html)
        page.locator("[contenteditable='true']").click()
    view = CoachView(page)
    view.wait(lambda: view.state() == "scored", "scored", timeout=60)
    page.keyboard.press("Control+End")
    view.wait(lambda: len(view.lines()) > 10, "lines in view")
    started = time.monotonic()
    page.keyboard.type(" And one more sentence.")
    typed = time.monotonic() - started
    assert written(page).rstrip().endswith("And one more sentence.")
    view.wait_for_state("scored")
    gaps = page.evaluate(FRAMES)
    # Generous bounds, for busy machines: a page that hangs has frames of seconds.
    assert gaps[-1] < 1000
    assert typed < 20


def test_a_text_beyond_the_limit_is_told(coach: ExtensionBrowser, editors: EditorPages) -> None:
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").fill("Plain words. " * 2000)
    page.locator("textarea").focus()
    view = CoachView(page)
    view.wait_for_state("resting")
    view.click(".badge")
    view.wait(lambda: "longer than the coach reads" in view.text(".notice"), view.text(".notice"))


def test_an_editor_that_vanishes_takes_the_badge_along(
    coach: ExtensionBrowser, pages: Pages
) -> None:
    pages.put("/vanishing", page_of("textarea"))
    page = coach.open(pages.url("/vanishing"))
    page.locator("textarea").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page)
    view.wait_for_state("scored")
    page.evaluate("document.querySelector('textarea').remove()")
    view.wait(lambda: not view.present, "gone")
