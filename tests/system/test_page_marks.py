"""Underlines lie under the right words, and every one of them explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.system.desk import names, passages, show_example, words_under_the_lines, write

if TYPE_CHECKING:
    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

LONG = "Thank you for the photo of the wheel.\n" * 30
EMOJI = (
    "🙏🏽🎉 Hello Ms Novak 👩‍👩‍👧! That was our mistake 😅, and it will be with you on Friday 🚚."
)
PLAIN = "Hello Ms Novak, that was our mistake, and it will be with you on Friday."


@pytest.mark.parametrize("reply", [PLAIN, EMOJI, "\n\n" + PLAIN.replace(", ", ",\n")])
def test_lines_lie_under_their_words(open_page: OpenPage, reply: str) -> None:
    page = open_page()
    assessment = write(page, reply)
    assert len(passages(assessment)) == 3
    assert words_under_the_lines(page) == passages(assessment)


def test_lines_stay_with_their_words_when_the_text_scrolls(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, LONG + PLAIN)
    page.locator("#editor").evaluate("(editor) => editor.scrollTo(0, editor.scrollHeight)")
    assert page.locator("#editor").evaluate("(editor) => editor.scrollTop") > 100
    assert words_under_the_lines(page) == passages(assessment)


@pytest.mark.parametrize("width", [360, 700, 1600])
def test_lines_stay_with_their_words_when_the_window_changes(
    open_page: OpenPage, width: int
) -> None:
    page = open_page()
    assessment = write(page, EMOJI * 2)
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#editor").scroll_into_view_if_needed()
    assert words_under_the_lines(page) == passages(assessment)


def test_lines_move_with_the_text_before_the_next_score(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, PLAIN)
    page.route("**/v1/score", lambda _: None)
    page.locator("#reply").press("Control+Home")
    page.keyboard.type("Well 🙂 then. ")
    assert words_under_the_lines(page) == passages(assessment)
    page.locator("#reply").press("Control+End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert words_under_the_lines(page) == passages(assessment)[:2]


def test_a_mark_whose_words_are_gone_waits_quietly_for_the_next_score(open_page: OpenPage) -> None:
    page = open_page()
    write(page, PLAIN)
    page.route("**/v1/score", lambda _: None)
    page.locator("#reply").press("Control+Home")
    page.keyboard.press("Delete")
    page.locator("#strengths .mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    expect(page.locator("#reply")).to_have_value(PLAIN[1:])


def test_passages_inside_each_other_keep_lines_of_their_own(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    style = "(span) => getComputedStyle(span).textUnderlineOffset"
    inner = page.locator('.backdrop .span .span[data-dimension="empathy"]')
    expect(inner).to_have_text("no pram in the hallway")
    assert inner.evaluate(style) != inner.locator("xpath=..").evaluate(style)


def test_colour_and_pattern_tell_dimension_and_polarity(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    looks = page.evaluate(
        """() => [...document.querySelectorAll(".backdrop .span:not([data-slot])")].map((span) => {
            const look = getComputedStyle(span);
            const line = [look.textDecorationStyle, look.textDecorationColor];
            return [span.dataset.dimension, span.dataset.polarity, ...line];
        })"""
    )
    by_kind = {
        (dimension, polarity): (style, colour) for dimension, polarity, style, colour in looks
    }
    assert set(by_kind) == {
        ("empathy", "plus"),
        ("hospitality", "plus"),
        ("authenticity", "plus"),
        ("authenticity", "minus"),
    }
    assert len({style for style, _ in by_kind.values()}) == 4
    assert len({colour for _, colour in by_kind.values()}) == 3


def test_pointing_at_a_passage_shows_reason_and_source(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    span = page.locator('.backdrop .span[data-polarity="minus"]')
    box = span.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Stock phrase")
    expect(tip).to_contain_text("Source: ")
    expect(page.locator("#marks .mark")).to_have_attribute("data-active", "")
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    expect(page.locator("[data-active]")).to_have_count(0)


def test_the_reason_stays_while_it_is_pointed_at(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    page.locator("#marks .mark").hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()


def test_tab_reaches_every_mark_with_its_reason_and_escape_closes_it(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    tip = page.get_by_role("tooltip")
    page.get_by_role("switch", name="Numbers").focus()
    for name in [*names(page, "strengths"), *names(page, "marks")]:
        page.keyboard.press("Tab")
        expect(tip.locator(".tip-name")).to_have_text(name)
        expect(page.locator(".span[data-active]").first).to_be_visible()
    focused = page.locator("#marks .mark")
    expect(focused).to_be_focused()
    assert focused.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(focused).to_be_focused()


def test_the_focused_reason_outlasts_a_mouse_that_lies_still(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 360, "height": 740})
    show_example(page)
    page.locator("#marks .mark").focus()
    page.wait_for_timeout(1500)
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Stock phrase")
    expect(tip).to_be_in_viewport()


def test_enter_goes_to_the_passage(open_page: OpenPage) -> None:
    page = open_page()
    write(page, LONG + EMOJI)
    page.locator("#editor").evaluate("(editor) => editor.scrollTo(0, 0)")
    page.locator("#strengths .mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    chosen = page.locator("#reply").evaluate(
        "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    )
    assert chosen == "Hello Ms Novak"
    assert words_under_the_lines(page)[0] == "Hello Ms Novak"


def test_a_tap_shows_the_reason_and_leaves_the_keyboard_closed(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    show_example(page)
    page.locator("#marks .mark").tap()
    expect(page.get_by_role("tooltip")).to_contain_text("Stock phrase")
    expect(page.locator("#reply")).not_to_be_focused()
