"""The extension in the editors help desks embed: underlines, replacing, undo, formatting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.system.editor_pages import (
    EDITORS,
    RICH,
    Editor,
    EditorPages,
    page_of,
    write,
    written,
)
from tests.system.extension_browser import CoachView
from tests.system.recorder import Answer, recording

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.extension_browser import ExtensionBrowser
    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

STOCK = "We apologise for any inconvenience caused"
BETTER = "I am sorry that {what happened}"
REPLY = (
    "Hello Ms Novak 🙂🙂,\n"
    "Ten days to go and no pram in the hallway, no wonder you are nervous 💛. "
    "That was our mistake.\n"
    f"{STOCK}."
)
MARKED = [
    "Hello Ms Novak",
    "Ten days to go and no pram in the hallway, no wonder you are nervous",
    "no pram in the hallway",
    "That was our mistake",
    STOCK,
]


def draft(coach: ExtensionBrowser, editors: EditorPages, editor: Editor) -> tuple[Page, CoachView]:
    """Write the reply in an editor and wait for the assessment."""
    page = coach.open(editors.url(editor))
    write(page, REPLY)
    view = CoachView(page)
    view.wait_for_state("scored")
    view.wait(lambda: len(view.lines()) >= len(MARKED), "underlines")
    return page, view


def stands_right(view: CoachView, words: list[str]) -> None:
    view.wait(
        lambda: view.words_under_the_lines() == words,
        f"underlines under {words}, last {view.words_under_the_lines()}",
    )


@pytest.mark.parametrize("editor", EDITORS)
def test_underlines_stand_under_their_words(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page, view = draft(coach, editors, editor)
    assert written(page).replace("\n\n", "\n") == REPLY
    stands_right(view, MARKED)
    page.set_viewport_size({"width": 430, "height": 600})
    page.evaluate("document.querySelector('.frame').style.width = '360px'")
    page.evaluate(
        "document.querySelector('textarea, [contenteditable]').style.setProperty('width', '360px')"
    )
    stands_right(view, MARKED)
    page.set_viewport_size({"width": 1000, "height": 760})
    page.evaluate("document.body.style.paddingTop = '140px'")
    stands_right(view, MARKED)


@pytest.mark.parametrize("editor", EDITORS)
def test_underlines_follow_scrolling_and_are_cut_off_with_the_field(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page = coach.open(editors.url(editor))
    write(page, "\n".join([*("One more line of plain words." for _ in range(25)), REPLY]))
    view = CoachView(page)
    view.wait_for_state("scored")
    view.wait(lambda: view.words_under_the_lines() == MARKED, "underlines at the end")
    before = view.lines()[0]["y"]
    box = page.locator("textarea, [contenteditable='true']").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.wheel(0, -30)
    view.wait(lambda: abs(view.lines()[0]["y"] - before - 30) < 1.5, "lines move with the words")
    page.mouse.wheel(0, -5000)
    view.wait(lambda: view.lines() == [], "no line outside the field")
    page.mouse.wheel(0, 5000)
    stands_right(view, MARKED)


@pytest.mark.parametrize("editor", EDITORS)
def test_a_suggestion_is_used_and_undone_by_the_editor_itself(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page, view = draft(coach, editors, editor)
    page.wait_for_timeout(1200)  # editors join what is typed within a second into one undo step
    before = written(page)
    view.click(".badge")
    view.click(".card[data-id='stock'] .card-apply")
    view.wait(lambda: written(page) == before.replace(STOCK, BETTER), "the words are replaced")
    view.wait(lambda: "Done." in view.text(".applied"), "said so")
    view.wait(lambda: STOCK not in view.words_under_the_lines(), "scored again")
    page.locator("textarea, [contenteditable='true']").first.click(position={"x": 200, "y": 30})
    page.keyboard.press("Control+z")
    view.wait(lambda: written(page) == before, f"undone, now {written(page)!r}")
    stands_right(view, MARKED)


@pytest.mark.parametrize("editor", EDITORS)
def test_what_was_used_can_be_taken_back_from_the_card(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page, view = draft(coach, editors, editor)
    before = written(page)
    view.click(".badge")
    view.click(".card[data-id='feeling'] .card-apply")
    after = before.replace("Ms Novak", "Ms Novak, I would be nervous too")
    view.wait(lambda: written(page) == after, "inserted")
    view.click(".take-back")
    view.wait(lambda: written(page) == before, "taken back")


SET_HTML = """
    (html) => {
        if (window.setHtml) return window.setHtml(html);
        document.querySelector("[contenteditable]").innerHTML = html;
    }
"""
GET_HTML = """
    () => window.getHtml ? window.getHtml() : document.querySelector("[contenteditable]").innerHTML
"""


def formatted(coach: ExtensionBrowser, editors: EditorPages, editor: Editor, html: str) -> Page:
    page = coach.open(editors.url(editor))
    page.wait_for_selector("[contenteditable='true']")
    page.evaluate(SET_HTML, html)
    page.locator("[contenteditable='true']").first.click()
    return page


@pytest.mark.parametrize("editor", RICH)
def test_formatting_stays(coach: ExtensionBrowser, editors: EditorPages, editor: Editor) -> None:
    html = (
        "<p><strong>Hello Ms Novak</strong>, that was <em>not</em> good.</p>"
        f"<p>{STOCK}. <strong>It will be with you on Friday.</strong></p>"
    )
    page = formatted(coach, editors, editor, html)
    view = CoachView(page)
    view.wait_for_state("scored")
    view.click(".badge")
    view.click(".card[data-id='stock'] .card-apply")
    view.wait(lambda: BETTER in page.evaluate(GET_HTML), "replaced")
    after = page.evaluate(GET_HTML).replace("&nbsp;", " ")
    assert "<strong>Hello Ms Novak</strong>" in after
    assert "<em>not</em>" in after or "<i>not</i>" in after
    assert "<strong>It will be with you on Friday.</strong>" in after
    assert f"<p>{BETTER}." in after


@pytest.mark.parametrize("editor", RICH)
def test_mixed_formatting_is_left_alone_and_the_words_are_copied(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    coach.context.grant_permissions(["clipboard-read", "clipboard-write"])
    html = "<p>Hello Ms Novak, We apologise <strong>for any inconvenience</strong> caused.</p>"
    page = formatted(coach, editors, editor, html)
    view = CoachView(page)
    view.wait_for_state("scored")
    before = page.evaluate(GET_HTML)
    view.click(".badge")
    view.wait(lambda: view.texts(".card[data-id='stock'] .card-apply") == ["Copy"], "offers a copy")
    view.click(".card[data-id='stock'] .card-apply")
    view.wait(lambda: "Copied." in view.text(".applied"), "said so")
    assert page.evaluate("navigator.clipboard.readText()") == BETTER
    assert page.evaluate(GET_HTML) == before


ANSWER = {
    "id": "lines",
    "kind": "replace",
    "anchor": {"start": 0, "end": 5, "text": "Hello"},
    "behaviour": "feeling",
    "name": "n",
    "reason": "r",
    "source": "phrasebook",
    "words_added": 1,
    "gain": {"empathy": 3.0},
    "once_filled": False,
}
MANY = {
    "two lines": (
        "One more plain reply.\nIt stays as it is.",
        [{"start": 0, "end": 21, "text": "First line 🙂.\nSecond line."}],
        "First line 🙂.\nSecond line.\nIt stays as it is.",
    ),
    "moved to the front": (
        "Plain words 🙂 first. We care about this.",
        [
            {"start": 0, "end": 0, "text": "We care about this. "},
            {"start": 20, "end": 40, "text": ""},
        ],
        "We care about this. Plain words 🙂 first.",
    ),
    "nothing left": (
        "Please wait. Kind regards",
        [{"start": 0, "end": 13, "text": ""}],
        "Kind regards",
    ),
}


@pytest.mark.parametrize("case", MANY)
@pytest.mark.parametrize("editor", EDITORS)
def test_lines_moves_and_removals_are_put_in(
    coach: ExtensionBrowser, editors: EditorPages, stage: str, editor: Editor, case: str
) -> None:
    before, edits, after = MANY[case]
    with recording(stage) as service:
        advice = {"suggestions": [{**ANSWER, "edits": edits}], "praise": [], "at_bar": False}
        service.answers["/v1/suggest"] = Answer(200, advice)
        coach.settings(server=service.address)
        page = coach.open(editors.url(editor))
        write(page, before)
        view = CoachView(page)
        view.wait_for_state("scored")
        read = written(page)
        view.click(".badge")
        view.click(".card-apply")
        view.wait(lambda: tight(written(page)) == tight(after), f"{after!r}, is {written(page)!r}")
        view.wait(lambda: "Done." in view.text(".applied"), "said so")
        view.click(".take-back")
        view.wait(lambda: tight(written(page)) == tight(read), f"{read!r}, is {written(page)!r}")


def tight(text: str) -> str:
    """Leave out what editors do to the ends of lines."""
    return re.sub(r"\s*\n\s*", "\n", text).strip()


@pytest.mark.parametrize("editor", EDITORS)
def test_underlines_hold_in_zoomed_and_scaled_pages(
    coach: ExtensionBrowser, editors: EditorPages, editor: Editor
) -> None:
    page, view = draft(coach, editors, editor)
    for style in ("zoom: 1.4", "transform: scale(0.8); transform-origin: 0 0", ""):
        page.evaluate("(style) => document.body.setAttribute('style', style)", style)
        stands_right(view, MARKED)


def test_the_badge_follows_a_field_that_grows(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page, view = draft(coach, editors, "tiptap")
    page.add_style_tag(content=".ProseMirror { height: auto !important; min-height: 60px; }")
    lower = view.box(".badge")["y"]
    page.keyboard.press("Control+End")
    for _ in range(8):
        page.keyboard.press("Enter")
        page.keyboard.insert_text("One more line.")
    view.wait(lambda: view.box(".badge")["y"] > lower - 60, "the badge moves down")
    field = page.locator(".ProseMirror").bounding_box()
    assert field is not None
    view.wait(
        lambda: abs(view.box(".badge")["bottom"] + 7 - min(field["y"] + field["height"], 760)) < 3,
        f"in the corner: {view.box('.badge')} of {field}",
    )
    stands_right(view, MARKED)


FRAMED = {
    "editable body": "<body contenteditable='true' style='margin:8px;font:16px sans-serif'></body>",
    "design mode": "<body style='margin:8px;font:16px sans-serif'>"
    "<script>document.designMode = 'on'</script></body>",
}


@pytest.mark.parametrize("kind", FRAMED)
def test_a_whole_frame_that_is_the_editor(coach: ExtensionBrowser, pages: Pages, kind: str) -> None:
    pages.put("/frame", f"<!doctype html><meta charset=utf-8>{FRAMED[kind]}")
    pages.put("/framed", "<!doctype html><iframe src='/frame' width=640 height=300></iframe>")
    page = coach.open(pages.url("/framed"))
    page.frame_locator("iframe").locator("body").click()
    page.keyboard.insert_text(f"Hello Ms Novak, that was bad. {STOCK}.")
    view = CoachView(page)
    view.wait_for_state("scored")
    view.click_in_frame(".badge", "iframe")
    view.click_in_frame(".card[data-id='stock'] .card-apply", "iframe")
    body = page.frames[1]
    view.wait(lambda: BETTER in body.inner_text("body"), "replaced")


def test_an_editor_in_a_modal_dialog(coach: ExtensionBrowser, pages: Pages) -> None:
    dialog = "<dialog>{field}</dialog><script>document.querySelector('dialog').showModal()</script>"
    pages.put("/dialog", page_of("textarea", around=dialog))
    page = coach.open(pages.url("/dialog"))
    page.locator("textarea").click()
    page.keyboard.insert_text(f"Hello Ms Novak, that was bad. {STOCK}.")
    view = CoachView(page)
    view.wait_for_state("scored")
    stands_right(view, ["Hello Ms Novak", STOCK])
    view.click(".badge")
    view.click(".card[data-id='stock'] .card-apply")
    view.wait(lambda: BETTER in written(page), "replaced above the backdrop")
