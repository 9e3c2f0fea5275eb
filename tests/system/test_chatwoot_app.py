"""The dashboard app for Chatwoot in Chromium, inside a page that posts what Chatwoot posts."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.system.local_pages import local_pages
from tests.system.recorder import Answer, Recorder, recording
from tests.system.service_process import STAGE, free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Locator, Page

    from tests.system.local_pages import Pages

pytestmark = pytest.mark.system

OpenChat = Callable[..., "Page"]
HOST = (Path(__file__).parent / "desks" / "chatwoot.html").read_text(encoding="utf-8")
FETCH = "chatwoot-dashboard-app:fetch-info"
QUIET_MS = 900
IN, OUT, ACTIVITY, TEMPLATE = 0, 1, 2, 3


def message(kind: int, content: str, at: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": at, "message_type": kind, "content": content, "created_at": at, **more}


MESSAGES = [
    message(ACTIVITY, "Conversation was assigned", 1),
    message(IN, "My pram is late.", 2),
    message(IN, "I am nervous.", 3),
    message(OUT, "Hello Ms Novak, that was our mistake.", 4, sender={"type": "user"}),
    message(OUT, "Difficult customer, careful.", 5, private=True),
    message(TEMPLATE, "How did we do?", 6),
    message(OUT, "Beep, I can look things up.", 7, sender={"type": "agent_bot"}),
    message(IN, "And now?", 8),
    message(OUT, "We apologise for any inconvenience caused.", 9, sender={"type": "user"}),
    message(OUT, "You should have read the label.", 10, sender={"type": "user"}),
    message(OUT, "deleted", 11, content_attributes={"deleted": True}),
]
CONVERSATION = {"id": 7, "messages": MESSAGES, "meta": {"channel": "Channel::WebWidget"}}
FIRST = {
    "reply": "Hello Ms Novak, that was our mistake.",
    "customer": "My pram is late.\nI am nervous.",
    "thread": [{"role": "customer", "text": "My pram is late.\nI am nervous."}],
    "channel": "chat",
    "id": "1",
}


@pytest.fixture(scope="module")
def chatwoot() -> Iterator[Pages]:
    """Serve the pages of Chatwoot's own origin."""
    with local_pages() as pages:
        yield pages


@pytest.fixture(scope="module")
def service(chatwoot: Pages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the stage, framed by Chatwoot's origin alone."""
    origin = chatwoot.url("", host="chat.localhost")
    folder = tmp_path_factory.mktemp("chatwoot")
    with contextlib.ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # of this service alone
            patch.setenv("COACH_FRAME_ORIGINS", origin)
            address = stack.enter_context(running(STAGE, port=free_port(), data=folder))
        yield address


@pytest.fixture
def recorder(service: str) -> Iterator[Recorder]:
    with recording(service) as recorder:
        yield recorder


@pytest.fixture
def chat(browser: Browser, chatwoot: Pages, recorder: Recorder) -> Iterator[OpenChat]:
    """Open a conversation with the app beside it."""
    errors: list[str] = []
    with contextlib.ExitStack() as stack:

        def open_one(
            conversation: dict[str, Any] | None = None,
            *,
            host: str = "chat.localhost",
            query: str = "?lang=en",
            **options: Any,  # noqa: ANN401 - Playwright's
        ) -> Page:
            context = {"conversation": conversation or CONVERSATION, "contact": {"id": 1}}
            html = HOST.replace("APP", f"{recorder.address}/chatwoot{query}")
            chatwoot.put("/chat.html", html.replace("CONTEXT", json.dumps(context)))
            opened = browser.new_context(viewport={"width": 320, "height": 920}, **options)
            stack.callback(opened.close)
            page = opened.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(chatwoot.url("/chat.html", host=host))
            return page

        yield open_one
    assert errors == []


def app(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def section(page: Page, id: str) -> Locator:
    return app(page).locator(f"#{id}")


def test_each_turn_of_the_agent_is_read_with_its_customer(
    chat: OpenChat, recorder: Recorder
) -> None:
    page = chat()
    expect(section(page, "lead")).to_contain_text("2 replies read.")
    first, second = recorder.bodies("/v1/score/batch")[-1]["requests"]
    assert first == FIRST
    assert second["customer"] == "And now?"
    assert second["reply"].startswith("We apologise")
    assert second["reply"].endswith("You should have read the label.")
    spoken = [one["text"] for one in second["thread"]]
    assert "How did we do?\nBeep, I can look things up." in spoken
    assert not [text for text in spoken if "Difficult" in text or "assigned" in text]


def test_strengths_come_first_and_the_formula_is_the_audits(chat: OpenChat) -> None:
    page = chat()
    names = section(page, "strengths").locator(".mark-name")
    expect(names).to_have_count(2)
    expect(section(page, "marks").locator(".mark-text").first).to_be_visible()
    order = (
        app(page)
        .locator(".finding:not([hidden])")
        .evaluate_all("(all) => all.map((one) => one.id)")
    )
    assert order == ["strengths", "marks", ""]
    empathy = app(page).locator('.bar[data-dimension="empathy"]')
    expect(empathy).to_contain_text("called for in 2 replies")
    scores = page.frames[1].evaluate(
        """async () => {
            const { conversationOf } = await import("/assets/js/chatwoot/whole.js");
            const one = (phase, need, e, h, a) => ({ phase, need: { level: need },
                empathy: { score: e ?? 0, verdict: e === null ? "not_needed" : "given" },
                hospitality: { score: h ?? 0, verdict: h === null ? "not_needed" : "given" },
                authenticity: { score: a, verdict: "given" } });
            const whole = conversationOf([one("opening", 2, 60, 70, 50),
                one("middle", 1, 30, null, 50), one("closing", 0, null, 50, 80)]);
            return Object.values(whole).map(({ score }) => score);
        }"""
    )
    assert scores == [50, 60, 60]


def test_a_past_reply_tells_what_works_and_what_would_have_helped(
    chat: OpenChat, recorder: Recorder
) -> None:
    page = chat()
    past = section(page, "replies").locator("details")
    expect(past).to_have_count(2)
    past.last.locator("summary").click()
    expect(past.last.locator(".mark-name").first).to_have_text("Personal welcome")
    past.last.get_by_role("button", name="What else would have helped?").click()
    card = past.last.locator(".card")
    expect(card).to_contain_text("For the next reply: takes “nervous” seriously")
    expect(card).to_contain_text("5 words more")
    expect(card).to_contain_text("empathy +21 points")
    assert recorder.bodies("/v1/suggest") == [FIRST]


def test_another_conversation_replaces_the_one_before(chat: OpenChat) -> None:
    page = chat()
    expect(section(page, "lead")).to_contain_text("2 replies")
    page.evaluate("(one) => show(one)", {"id": 8, "messages": MESSAGES[:4]})
    expect(section(page, "lead")).to_contain_text("One reply read.")
    page.evaluate("(one) => show(one)", {"id": 9, "messages": MESSAGES[:3]})
    expect(section(page, "notice")).to_contain_text("no reply in this conversation yet")
    expect(section(page, "conversation")).to_be_hidden()


def test_the_same_context_twice_is_read_once(chat: OpenChat, recorder: Recorder) -> None:
    page = chat()
    expect(section(page, "lead")).to_contain_text("2 replies")
    page.evaluate("show()")
    page.wait_for_timeout(QUIET_MS)
    assert len(recorder.bodies("/v1/score/batch")) == 1
    assert page.evaluate("asked") >= 1
    assert set(page.evaluate("heard")) == {FETCH}


def test_reading_again_asks_chatwoot(chat: OpenChat, recorder: Recorder) -> None:
    page = chat()
    expect(section(page, "lead")).to_contain_text("2 replies")
    app(page).get_by_role("button", name="Read again").click()
    page.wait_for_timeout(QUIET_MS)
    assert len(recorder.bodies("/v1/score/batch")) == 2


def test_a_stranger_cannot_frame_the_page(chat: OpenChat, recorder: Recorder) -> None:
    page = chat(host="evil.localhost")
    page.wait_for_timeout(QUIET_MS)
    assert page.frames[1].url.startswith("chrome-error:")
    assert recorder.bodies("/v1/score/batch") == []


def test_words_of_a_stranger_are_not_listened_to(
    browser: Browser, chatwoot: Pages, recorder: Recorder
) -> None:
    """A page that opens ours in a window of its own has a way to post, and gets no answer."""
    chatwoot.put("/evil.html", "<title>x</title>")
    context = browser.new_context()
    page = context.new_page()
    page.goto(chatwoot.url("/evil.html", host="evil.localhost"))
    with context.expect_page() as opened:
        page.evaluate("(url) => { window.ours = open(url); }", f"{recorder.address}/chatwoot")
    opened.value.wait_for_load_state()
    said = json.dumps({"event": "appContext", "data": {"conversation": CONVERSATION}})
    page.evaluate("(said) => window.ours.postMessage(said, '*')", said)
    opened.value.evaluate("(said) => postMessage(said, '*')", said)
    opened.value.wait_for_timeout(QUIET_MS)
    assert recorder.bodies("/v1/score/batch") == []
    context.close()


@pytest.mark.parametrize(
    "said",
    ["'{'", "'null'", "{ event: 'appContext', data: {} }", '\'{"event": "other"}\''],
)
def test_other_messages_are_passed_over(chat: OpenChat, said: str) -> None:
    page = chat()
    expect(section(page, "lead")).to_contain_text("2 replies")
    page.evaluate(f"frame.contentWindow.postMessage({said}, '*')")
    page.wait_for_timeout(QUIET_MS)
    expect(section(page, "lead")).to_contain_text("2 replies")


def test_words_of_messages_are_never_read_as_html(chat: OpenChat) -> None:
    hostile = "Hello Ms Novak <img src=x onerror='window.hit = 1'>"
    page = chat({"messages": [message(IN, "Hi", 1), message(OUT, hostile, 2)]})
    expect(section(page, "replies")).to_contain_text(hostile)
    assert section(page, "replies").locator("img").count() == 0
    assert page.frames[1].evaluate("window.hit") is None


def test_a_service_that_is_away_is_said_calmly_and_asked_again(
    chat: OpenChat, recorder: Recorder
) -> None:
    recorder.answers["/v1/score/batch"] = Answer(503, {"detail": "x"})
    page = chat()
    expect(section(page, "notice")).to_contain_text("cannot be reached right now")
    del recorder.answers["/v1/score/batch"]
    expect(section(page, "lead")).to_contain_text("2 replies", timeout=8000)
    expect(section(page, "notice")).to_be_hidden()


def test_a_reply_that_cannot_be_read_does_not_hide_the_others(chat: OpenChat) -> None:
    messages = [*MESSAGES[:4], message(IN, "So?", 5), message(OUT, "Ok.", 6)]
    page = chat({"messages": messages})
    expect(section(page, "lead")).to_contain_text("One reply read.")
    past = section(page, "replies").locator("details")
    past.first.locator("summary").click()
    expect(past.first).to_contain_text("A few more words")


@pytest.mark.parametrize("by", ["prompt", "address"])
def test_a_token_is_asked_for_or_taken_from_the_address(
    chat: OpenChat, recorder: Recorder, by: str
) -> None:
    secret = "ec_of_the_house"
    recorder.answers["/v1/score/batch"] = Answer(401, {"detail": "x"})
    page = chat(query="?lang=en" + (f"#token={secret}" if by == "address" else ""))
    field = app(page).get_by_label("Access token")
    expect(field).to_be_visible()
    if by == "prompt":
        field.fill(secret)
        app(page).get_by_role("button", name="Continue").click()
    page.wait_for_timeout(QUIET_MS)
    sent = [one for one in recorder.arrivals if one.path == "/v1/score/batch"]
    assert sent[-1].headers["authorization"] == f"Bearer {secret}"
    assert secret not in page.frames[1].evaluate("location.href")
    assert [one.path for one in recorder.arrivals if secret in one.path] == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible_and_narrow(chat: OpenChat, language: str, theme: str) -> None:
    page = chat(query=f"?lang={language}&theme={theme}")
    expect(section(page, "strengths")).to_be_visible()
    details = section(page, "replies").locator("details").last
    details.locator("summary").click()
    details.get_by_role("button").click()
    expect(details.locator(".card")).to_be_visible()
    spoken = "Eine Entschuldigung wirkt" if language == "de" else "An apology works"
    expect(details).to_contain_text(spoken)
    expect(details.locator(".card")).to_contain_text("ernst" if language == "de" else "seriously")
    frame = page.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth") <= 300
    paper = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in re.findall(r"\d+", paper)) < 200) == (theme == "dark")
    assert_accessible(page)


def test_without_origins_the_page_says_where_it_belongs(browser: Browser, stage: str) -> None:
    page = browser.new_page()
    response = page.goto(f"{stage}/chatwoot?lang=en")
    assert response
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"
    expect(page.locator("#notice")).to_contain_text("frame_origins")
    page.close()
