"""The Zendesk app in Chromium, inside a page that answers as Zendesk documents it."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.system.conftest import ARGUMENTS, CHROMIUM, OpenDesk
from tests.system.test_page_appearance import assert_accessible
from tests.system.zendesk_desk import (
    BLAME,
    KIND,
    STOCK,
    TOKEN,
    ZendeskDesk,
    group,
    open_desk,
    serve_desk,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Playwright

    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

QUIET_MS = 1200
MARK = {
    "id": "cliche",
    "dimension": "authenticity",
    "polarity": "-",
    "tier": "inline",
    "start": 0,
    "end": 40,
    "text": "<b>words</b>",
    "confidence": 0.9,
    "source": {"id": "x", "short": "<i>Somebody</i>", "title": "x", "idea": "x"},
}


def test_strengths_come_first_then_suggestions_then_marks(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(STOCK)
    expect(group(opened, "suggestions").locator(".card")).to_have_count(2)
    expect(group(opened, "strengths")).to_contain_text("Hello Ms Novak")
    shown = opened.panel.locator("[data-group]").evaluate_all(
        "(all) => all.map((one) => one.dataset.group)"
    )
    assert shown == ["strengths", "suggestions", "marks"]
    bars = opened.panel.get_by_role("list", name="Three dimensions").get_by_role("listitem")
    expect(bars).to_have_count(3)
    expect(bars.first).to_contain_text(re.compile(r"neutral|harms", re.IGNORECASE))
    mark = group(opened, "marks").locator(".mark")
    expect(mark.locator(".mark-reason")).to_be_visible()
    expect(mark.locator(".mark-source")).to_contain_text("Source")
    card = group(opened, "suggestions").locator(".card").first
    expect(card).to_contain_text("1 word less")
    expect(card).to_contain_text("empathy +14 points")


def test_the_customers_last_public_message_goes_along(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(STOCK)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.proxy.bodies("/v1/score")[-1] == {
        "reply": STOCK,
        "customer": "My pram is late & I am nervous.",
        "channel": "email",
    }


def test_older_tickets_tell_their_comments(desk: OpenDesk) -> None:
    comments = [
        {"author": {"role": "end-user"}, "value": "<p>First line<br>second</p>"},
        {"author": {"role": "agent"}, "value": "<p>An answer</p>"},
    ]
    opened = desk(conversation=[], comments=comments)
    opened.write(STOCK)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.proxy.bodies("/v1/score")[-1]["customer"] == "First line\nsecond"


def test_places_that_know_less_are_read_all_the_same(desk: OpenDesk) -> None:
    opened = desk(deaf=["ticket.editor.targetChannel", "ticket.conversation", "colorScheme"])
    opened.write(STOCK)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.proxy.bodies("/v1/score")[-1]["customer"] == ""


def test_formatting_becomes_plain_lines(desk: OpenDesk) -> None:
    opened = desk()
    opened.page.evaluate(
        """() => {
            document.getElementById("editor").innerHTML =
                "<div>Hello <b>Ms Novak</b>,</div><div><br></div>"
                + "<ul><li>one</li><li>two &lt; 3</li></ul><p>Bye<br>Sam<br></p>";
            change({}, "comment.text.changed");
        }"""
    )
    expect(group(opened, "strengths")).to_be_visible()
    reply = opened.proxy.bodies("/v1/score")[-1]["reply"]
    assert reply == "Hello Ms Novak,\n\none\ntwo < 3\nBye\nSam"


@pytest.mark.parametrize(
    "changes", [{"type": "internalNote"}, {"channel": "internal"}], ids=["by type", "by channel"]
)
def test_an_internal_note_is_not_read(desk: OpenDesk, changes: dict[str, str]) -> None:
    opened = desk(**changes)
    opened.write(STOCK)
    expect(opened.panel.locator(".notice")).to_contain_text("internal note")
    opened.page.wait_for_timeout(QUIET_MS)
    assert [one["url"] for one in opened.proxy.seen] == []


def test_a_reply_that_becomes_a_note_is_forgotten(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(STOCK)
    expect(group(opened, "marks")).to_be_visible()
    opened.change("comment.type.changed", type="internalNote")
    expect(opened.panel.locator(".notice")).to_contain_text("internal note")
    expect(group(opened, "marks")).to_have_count(0)


def test_typing_is_scored_when_it_pauses(desk: OpenDesk) -> None:
    opened = desk()
    whole = "Hello Ms Novak, how are you doing"
    opened.page.get_by_role("textbox", name="Reply").click()
    opened.page.keyboard.type(whole, delay=20)
    for _ in range(50):
        sent = [body["reply"] for body in opened.proxy.bodies("/v1/score")]
        if sent and sent[-1] == whole:
            break
        opened.page.wait_for_timeout(100)
    assert sent[-1] == whole
    assert len(sent) < len(whole) / 3


def test_an_insertion_at_the_end_is_put_in(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(KIND)
    group(opened, "suggestions").get_by_role("button", name="Use").click()
    expect(opened.page.get_by_role("textbox", name="Reply")).to_contain_text(
        "I would be nervous too"
    )
    assert opened.calls("comment.appendText") == [[", I would be nervous too"]]
    expect(group(opened, "suggestions")).to_contain_text("Added at the end of your reply.")
    expect(group(opened, "suggestions").locator(".card")).to_have_count(0)


def test_in_a_chat_it_is_put_in_at_the_cursor(desk: OpenDesk) -> None:
    opened = desk(channel="chat", type="chat")
    opened.write(KIND)
    group(opened, "suggestions").get_by_role("button", name="Use").click()
    expect(group(opened, "suggestions")).to_contain_text("where your cursor is")
    assert opened.calls("ticket.editor.insert") == [[", I would be nervous too"]]
    assert opened.calls("comment.appendText") == []
    assert opened.proxy.bodies("/v1/score")[0]["channel"] == "chat"


@pytest.mark.parametrize(
    ("reply", "changes"), [(STOCK, {}), (KIND, {"stubborn": True})], ids=["in between", "refused"]
)
def test_elsewhere_the_words_are_copied(
    desk: OpenDesk, reply: str, changes: dict[str, Any]
) -> None:
    opened = desk(**changes)
    opened.write(reply)
    cards = group(opened, "suggestions").locator(".card")
    cards.last.get_by_role("button").first.click()
    expect(group(opened, "suggestions")).to_contain_text("Copied.")
    opened.page.get_by_role("textbox", name="Reply").click()
    opened.page.keyboard.press("Control+A")
    opened.page.keyboard.press("Control+V")
    assert opened.page.get_by_role("textbox", name="Reply").inner_text().strip() == (
        ", I would be nervous too"
    )


def test_a_service_that_is_away_is_said_calmly_and_asked_again(desk: OpenDesk) -> None:
    opened = desk()
    opened.proxy.away = True
    opened.write(STOCK)
    expect(opened.panel.locator(".notice")).to_contain_text("cannot be reached right now")
    opened.proxy.away = False
    expect(group(opened, "marks")).to_be_visible()
    expect(opened.panel.locator(".notice")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "does not accept the token"), (429, "Many people are writing"), (422, "could not read")],
)
def test_other_troubles_have_words_of_their_own(desk: OpenDesk, status: int, words: str) -> None:
    opened = desk()
    opened.proxy.answers["/v1/score"] = (status, "<b>no</b>")
    opened.write(STOCK)
    expect(opened.panel.locator(".notice")).to_contain_text(words)


def test_without_an_address_the_panel_says_who_can_help(desk: OpenDesk) -> None:
    opened = desk(settings={"server": ""})
    opened.write(STOCK)
    expect(opened.panel.locator(".notice")).to_contain_text("no address of a service")


def test_the_token_never_reaches_the_browser(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(STOCK)
    expect(group(opened, "marks")).to_be_visible()
    sent = [one["headers"]["Authorization"] for one in opened.proxy.seen]
    assert set(sent) == {"Bearer {{setting.token}}"}
    assert TOKEN not in opened.page.content()
    assert TOKEN not in json.dumps(opened.page.evaluate("desk.settings"))


def test_what_is_written_or_said_is_never_read_as_html(desk: OpenDesk) -> None:
    opened = desk()
    hostile = "We apologise for any inconvenience caused <img src=x onerror='window.hit = 1'>."
    mark = {**MARK, "name": "<img src=x>", "reason": "<script>window.hit = 1</script>"}
    opened.proxy.changes["/v1/score"] = {"behaviours": [mark]}
    opened.write(hostile)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.proxy.bodies("/v1/score")[-1]["reply"] == hostile
    expect(group(opened, "marks")).to_contain_text("<script>window.hit = 1</script>")
    assert opened.panel.locator("#panel :is(img, script)").count() == 0
    assert opened.page.frames[1].evaluate("window.hit") is None


def test_quiet_leaves_out_praise_and_additions(desk: OpenDesk) -> None:
    opened = desk(settings={"quiet": True})
    opened.write(STOCK)
    expect(group(opened, "suggestions").locator(".card")).to_have_count(1)
    expect(group(opened, "strengths")).to_have_count(0)
    assert opened.proxy.bodies("/v1/suggest")[-1]["quiet"] is True


def put_away(opened: ZendeskDesk) -> Locator:
    """Put the first of two cards away; return what is left."""
    cards = group(opened, "suggestions").locator(".card")
    expect(cards).to_have_count(2)
    cards.first.get_by_role("button", name="Not for me").click()
    expect(cards).to_have_count(1)
    expect(cards.first.get_by_role("button").first).to_be_focused()
    return cards


def test_what_is_put_away_stays_away_and_can_be_called_back(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(STOCK)
    cards = put_away(opened)
    asked = len(opened.proxy.bodies("/v1/suggest"))
    opened.write(f"{STOCK} Bye.")
    while len(opened.proxy.bodies("/v1/suggest")) == asked:
        opened.page.wait_for_timeout(100)
    expect(cards).to_have_count(1)
    assert opened.proxy.bodies("/v1/suggest")[-1]["muted"] == ["cliche"]
    expect(group(opened, "suggestions")).to_contain_text("Hidden here: stock phrase")
    group(opened, "suggestions").get_by_role("button", name="Show again").click()
    expect(cards).to_have_count(2)
    assert opened.proxy.bodies("/v1/suggest")[-1]["muted"] == []


def test_a_browser_that_lets_frames_keep_something_keeps_what_was_put_away(
    playwright: Playwright, stage: str, pages: Pages, tmp_path: Path
) -> None:
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text('{"profile": {"cookie_controls_mode": 0}}')
    proxy = serve_desk(pages, tmp_path, stage, {})
    context = playwright.chromium.launch_persistent_context(
        profile.parent, executable_path=CHROMIUM, args=ARGUMENTS
    )
    with contextlib.closing(context):
        opened = open_desk(context, pages, proxy)
        opened.write(STOCK)
        put_away(opened)
        opened.page.reload()
        opened.write(STOCK)
        expect(group(opened, "suggestions")).to_contain_text("Hidden here: stock phrase")
        expect(group(opened, "suggestions").locator(".card")).to_have_count(1)


def test_the_panel_asks_for_the_height_it_needs(desk: OpenDesk) -> None:
    opened = desk(location="ticket_editor")
    opened.write(STOCK)
    expect(group(opened, "suggestions").locator(".card")).to_have_count(2)
    heights = [int(one[0]["height"].removesuffix("px")) for one in opened.calls("resize")]
    assert heights[-1] == 320
    assert min(heights) >= 100


@pytest.mark.parametrize("locale", ["de-AT", "en-US"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_is_accessible_and_speaks_the_agents_language(
    desk: OpenDesk, locale: str, scheme: str
) -> None:
    opened = desk(locale=locale, scheme=scheme, width=300, settings={"ask_before_save": True})
    opened.write(BLAME + " We apologise for any inconvenience caused.")
    expect(group(opened, "suggestions").locator(".card")).to_have_count(2)
    opened.save()
    expect(opened.panel.locator(".question")).to_be_visible()
    heading = "Was gelingt" if locale == "de-AT" else "What works"
    expect(group(opened, "strengths").get_by_role("heading")).to_have_text(re.compile(heading))
    frame = opened.page.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth") <= 300
    assert_accessible(opened.page)


def test_a_service_in_the_house_is_asked_from_the_browser(
    desk: OpenDesk, stage: str, pages: Pages
) -> None:
    opened = desk(direct=True, settings={"token": ""})
    asked: list[dict[str, str]] = []
    opened.page.context.route(
        f"{stage}/v1/**",
        lambda route: (asked.append(route.request.headers), route.fulfill(status=503)),
    )
    opened.write(STOCK)
    expect(opened.panel.locator(".notice")).to_contain_text("cannot be reached right now")
    assert asked[0]["origin"] == pages.url("", host="app.localhost")
    assert opened.proxy.seen == []
