"""Someone writes a reply and watches how it lands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.system.desk import bar, names, show_example, write

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

AT_BAR = "Hello Ms Novak, that was our mistake, and it will be with you on Friday."
CLICHE = "Thank you. We apologise for any inconvenience caused."
CUSTOMER = "My pram is two weeks late."


@pytest.mark.parametrize(
    ("language", "levels"), [("en", ("good", "given")), ("de", ("gut", "gegeben"))]
)
def test_typing_shows_level_words(
    open_page: OpenPage, language: str, levels: tuple[str, str]
) -> None:
    page = open_page(f"/?lang={language}")
    page.locator("#reply").press_sequentially(AT_BAR, delay=1)
    expect(bar(page, "empathy").locator(".bar-level")).to_have_text(levels[0])
    expect(bar(page, "empathy").locator(".bar-verdict")).to_have_text(levels[1])


def test_one_request_follows_a_burst_of_typing(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/v1/score") else None)
    page.locator("#reply").press_sequentially(AT_BAR, delay=5)
    expect(page.locator("#verdict")).to_be_visible()
    assert len(asked) == 1


def test_a_late_answer_to_an_older_draft_is_dropped(open_page: OpenPage) -> None:
    page = open_page()
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.post_data_json["reply"] == CLICHE:
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/score", hold_the_first)
    with page.expect_request("**/v1/score"):
        page.locator("#reply").fill(CLICHE)
    with page.expect_event("requestfailed") as dropped:
        write(page, AT_BAR)
    assert dropped.value == held[0].request
    assert names(page, "marks") == []


def test_praise_and_silence_at_the_bar(open_page: OpenPage) -> None:
    page = open_page()
    write(page, AT_BAR, customer=CUSTOMER)
    expect(page.locator("#results")).to_have_attribute("data-state", "at-bar")
    expect(page.locator("#lead")).to_have_text(
        "This reply gives what the situation asks for. Nothing to add."
    )
    assert names(page, "strengths") == ["Personal welcome", "Responsibility taken", "Concrete"]
    expect(page.locator("#marks")).to_be_hidden()
    expect(page.locator("#slots")).to_be_hidden()


def test_strengths_stand_before_gaps_and_open_slots(open_page: OpenPage) -> None:
    page = open_page()
    show_example(page)
    tops = [page.locator(f"#{kind}").bounding_box() for kind in ("strengths", "marks", "slots")]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 3
    assert heights == sorted(heights)
    assert names(page, "marks") == ["Stock phrase"]
    expect(page.locator("#slots")).to_contain_text("[phone number]")


def test_what_is_asked_for_is_named_after_what_is_there(open_page: OpenPage) -> None:
    page = open_page()
    write(page, "It will arrive, and that was our mistake.", customer=CUSTOMER)
    expect(page.locator("#lead")).to_have_text(
        "Already there: empathy. This customer would also welcome hospitality and authenticity."
    )
    expect(bar(page, "hospitality").locator(".bar-verdict")).to_have_text("asked for")


def test_marks_for_audits_alone_are_not_shown(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, "Your case went to the second-level department today.")
    assert [mark["id"] for mark in assessment["behaviours"]] == ["jargon"]
    expect(page.locator(".backdrop .span")).to_have_count(0)
    expect(page.locator("#marks")).to_be_hidden()


def test_numbers_come_on_demand_and_stay_chosen(open_page: OpenPage) -> None:
    page = open_page()
    write(page, AT_BAR)
    expect(page.locator(".figures")).to_be_hidden()
    page.get_by_role("switch", name="Numbers").click()
    expect(page.locator(".figures")).to_contain_text("33 is neutral, 67 good, 100 strong")
    expect(page.locator(".figures")).to_contain_text("(2 × 80 + 67 + 33) ÷ 4 = 65")
    expect(bar(page, "empathy").locator(".bar-score")).to_contain_text("of 100")
    page.reload()
    expect(page.get_by_role("switch", name="Numbers")).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("language", "The coach reads German and English."),
        ("too_short", "A few more words"),
        ("empty", "Start writing"),
    ],
)
def test_abstentions_are_put_kindly(open_page: OpenPage, reason: str, words: str) -> None:
    page = open_page()
    answer_with(page, {"abstained": reason, "behaviours": [], "slots": []})
    page.locator("#reply").fill("Bonjour, je vous remercie de votre patience.")
    expect(page.locator("#notice")).to_contain_text(words)
    expect(page.locator("#verdict")).to_be_hidden()


def test_a_single_unsure_dimension_is_left_open(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, AT_BAR)
    assessment["authenticity"]["abstained"] = True
    answer_with(page, assessment)
    page.locator("#customer").fill(CUSTOMER)
    expect(bar(page, "authenticity").locator(".bar-level")).to_have_text("hard to say")
    expect(page.locator("#lead")).to_contain_text("leaves the judgement to you")


@pytest.mark.parametrize(
    ("need", "level", "words"),
    [
        (1, 0, "may not land the way you mean it: empathy, hospitality, and authenticity."),
        (0, 1, "A plain, clear answer. If you like, there is room here for authenticity."),
        (
            1,
            1,
            "A clear start. This customer would welcome empathy, hospitality, and authenticity.",
        ),
    ],
    ids=["may hurt", "plain and calm", "plain at a problem"],
)
def test_the_first_sentence_is_kind_and_true(
    open_page: OpenPage, need: int, level: int, words: str
) -> None:
    page = open_page()
    assessment = write(page, AT_BAR) | {"behaviours": []}
    assessment["need"]["level"] = need
    for name in ("empathy", "hospitality", "authenticity"):
        needed = need or name == "authenticity"
        verdict = "missing" if needed else "not_needed"
        assessment[name] |= {"level": level, "verdict": verdict, "abstained": False}
    answer_with(page, assessment)
    page.locator("#customer").fill(CUSTOMER)
    expect(page.locator("#lead")).to_contain_text(words)
    assert ("clear" in page.locator("#lead").inner_text()) is (level == 1)


def test_a_reply_that_may_hurt_is_never_praised_as_enough(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, AT_BAR) | {"behaviours": []}
    assessment["need"]["level"] = 0
    for name in ("hospitality", "authenticity"):
        assessment[name] |= {"level": 2, "verdict": "given", "abstained": False}
    assessment["empathy"] |= {"level": 0, "verdict": "not_needed", "abstained": False}
    answer_with(page, assessment)
    page.locator("#customer").fill(CUSTOMER)
    expect(page.locator("#lead")).to_contain_text("may not land the way you mean it: empathy.")
    expect(page.locator("#results")).to_have_attribute("data-state", "scored")


def test_screen_readers_hear_an_unsure_dimension_in_a_whole_sentence(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, AT_BAR)
    assessment["authenticity"]["abstained"] = True
    answer_with(page, assessment)
    page.locator("#customer").fill(CUSTOMER)
    expect(page.locator("#summary")).to_contain_text("Authenticity: hard to say. ")


def test_no_overall_below_two_dimensions_and_a_cap_names_its_passage(open_page: OpenPage) -> None:
    page = open_page()
    assessment = write(page, AT_BAR)
    page.get_by_role("switch", name="Numbers").click()
    answer_with(page, assessment | {"overall": None})
    page.locator("#customer").fill(CUSTOMER)
    expect(page.locator("#overall-note")).to_contain_text("no overall figure")
    answer_with(page, assessment | {"overall": 40.0, "capped_by": "blame"})
    page.locator("#customer").fill(CUSTOMER + " Help!")
    expect(page.locator("#overall-note")).to_contain_text("Held back by one passage")


def test_the_draft_outlives_a_reload_in_this_tab_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("radio", name="Email").check()
    write(page, AT_BAR, customer=CUSTOMER)
    page.goto(page.url.replace("lang=en", "lang=de"))
    expect(page.locator("#reply")).to_have_value(AT_BAR)
    expect(page.locator("#customer")).to_have_value(CUSTOMER)
    expect(page.locator('input[value="email"]')).to_be_checked()
    expect(bar(page, "empathy").locator(".bar-level")).to_have_text("gut")
    stored = page.evaluate("JSON.stringify(localStorage)") + page.evaluate("document.cookie")
    assert "mistake" not in stored


def test_the_example_gives_the_own_draft_back(open_page: OpenPage) -> None:
    page = open_page()
    write(page, AT_BAR)
    show_example(page)
    page.get_by_role("button", name="Back to my draft").click()
    expect(page.locator("#reply")).to_have_value(AT_BAR)
    page.get_by_role("button", name="Start afresh").click()
    expect(page.locator("#reply")).to_have_value("")
    expect(page.locator("#empty")).to_be_visible()


def test_a_screen_reader_hears_one_summary_after_the_pause(open_page: OpenPage) -> None:
    page = open_page()
    summary = page.locator("#summary")
    expect(summary).to_have_attribute("aria-live", "polite")
    write(page, CLICHE, customer=CUSTOMER)
    expect(summary).to_contain_text("Empathy: neutral, asked for.")
    expect(summary).to_contain_text("Strengths: 0. Worth a second look: 1. Still to fill in: 0.")


def answer_with(page: Page, assessment: dict[str, object]) -> None:
    """Let the next requests find this assessment instead of the service's own."""
    page.unroute("**/v1/score")
    body = json.dumps(assessment)
    page.route(
        "**/v1/score", lambda route: route.fulfill(body=body, content_type="application/json")
    )
