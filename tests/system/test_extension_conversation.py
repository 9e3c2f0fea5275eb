"""Which field is the reply, and what the customer wrote: by recipe, by shape, through frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.system.extension_browser import CoachView, extension_browser
from tests.system.recorder import recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Playwright

    from tests.system.extension_browser import ExtensionBrowser
    from tests.system.local_pages import Pages
    from tests.system.recorder import Recorder

pytestmark = pytest.mark.system

REPLY = "Hello Ms Novak, that was our mistake."
LAST = "This is the third time, I am done waiting."
EDITOR = '<div contenteditable="true" role="textbox" style="width:400px;height:90px"></div>'
NOTE = "INTERNAL: difficult customer, be careful."


@dataclass(frozen=True, slots=True)
class Desk:
    """A page in the shape of a help desk's: two customer messages, our answer, an internal note."""

    host: str
    body: str
    channel: str | None


DESKS = {
    "zendesk": Desk(
        "acme.zendesk.com",
        f"""
        <article data-test-id="omni-log-comment-item">
          <div data-test-id="omni-log-message-content">An earlier message.</div></article>
        <article data-test-id="omni-log-comment-item">
          <svg data-test-id="omni-log-avatar-badge-AgentBadge" width="9" height="9"></svg>
          <div data-test-id="omni-log-message-content">Our answer.</div></article>
        <article data-test-id="omni-log-comment-item">
          <div data-test-id="omni-log-message-content"><div class="zd-comment">{LAST}</div></div>
        </article>
        <article data-test-id="omni-log-comment-item" style="display:none">
          <div data-test-id="omni-log-message-content">Of another ticket.</div></article>
        <article data-test-id="omni-log-comment-item">
          <span data-test-id="omni-log-internal-note-tag">Internal</span>
          <div data-test-id="omni-log-message-content">{NOTE}</div></article>
        <div data-test-id="omnicomposer-rich-text-ckeditor">{EDITOR}</div>""",
        "email",
    ),
    "zammad": Desk(
        "desk.example.test",
        f"""
        <div id="app"><div class="ticketZoom">
        <div class="ticket-article-item customer"><div class="textBubble-content">
          <div class="richtext-content">{LAST}</div></div></div>
        <div class="ticket-article-item agent"><div class="textBubble-content">Ours.</div></div>
        <div class="ticket-article-item customer is-internal">
          <div class="textBubble-content">{NOTE}</div></div>
        <div class="articleNewEdit-body" contenteditable="true"
          style="width:400px;height:90px"></div></div></div>""",
        "email",
    ),
    "chatwoot": Desk(
        "app.chatwoot.com",
        f"""
        <div data-message-id="1" class="flex justify-start">
          <div data-bubble-name="text">{LAST}</div></div>
        <div data-message-id="2" class="flex justify-end">
          <div data-bubble-name="text">Ours.</div></div>
        <div data-message-id="3" class="flex justify-end"><div data-bubble-name="text"
          class="bg-n-solid-amber">{NOTE}</div></div>
        <div class="reply-box"><div class="ProseMirror" contenteditable="true"
          style="width:400px;height:90px"></div></div>""",
        "chat",
    ),
    "freshdesk": Desk(
        "acme.freshdesk.com",
        f"""
        <div class="conversation-item"><div class="conversation__content">{LAST}</div></div>
        <div class="conversation-item agent-reply">
          <div class="conversation__content">Ours.</div></div>
        <div class="conversation-item private-note">
          <div class="conversation__content">{NOTE}</div></div>
        <div class="fr-element" contenteditable="true" style="width:400px;height:90px"></div>""",
        "email",
    ),
    "intercom": Desk(
        "app.intercom.com",
        f"""
        <div data-intercom-target="conversation-stream-content-part">
          <div class="intercom-interblocks-paragraph">{LAST}</div></div>
        <div data-intercom-target="conversation-stream-content-part">
          <span data-testid="admin-avatar-name">A</span>
          <div class="intercom-interblocks-paragraph">Ours.</div></div>
        <div data-intercom-target="conversation-stream-content-part"><div class="inbox2__note-part">
          <div class="intercom-interblocks-paragraph">{NOTE}</div></div></div>
        <div class="ProseMirror" contenteditable="true" style="width:400px;height:90px"></div>""",
        "chat",
    ),
    "gmail": Desk(
        "mail.google.com",
        f"""
        <div role="listitem"><div data-message-id="1"><div class="a3s">{LAST}</div></div></div>
        <div role="textbox" g_editable="true" contenteditable="true"
          style="width:400px;height:90px"></div>""",
        "email",
    ),
    "outlook": Desk(
        "outlook.office.com",
        f"""
        <div id="UniqueMessageBody_1" role="document" aria-label="Message body">{LAST}</div>
        <div id="editorParent_1"><div role="textbox" contenteditable="true"
          style="width:400px;height:90px"></div></div>""",
        "email",
    ),
    "any": Desk(
        "desk.example.test",
        f"""
        <div class="customer-message">An earlier message.</div>
        <div class="customer-message">{LAST}</div>
        <div class="customer-message internal-note">{NOTE}</div>
        <input type="search" style="width:400px;height:30px">{EDITOR}""",
        None,
    ),
}
HOSTS = sorted({desk.host for desk in DESKS.values()})


@pytest.fixture(scope="module")
def desks(
    playwright: Playwright, stage: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExtensionBrowser]:
    """Chromium with the extension allowed on every help desk's name; none is really asked."""
    with extension_browser(
        playwright,
        tmp_path_factory.mktemp("desks"),
        server=stage,
        sites=[
            *(f"https://{host}/*" for host in HOSTS),
            *("http://127.0.0.1/*", "http://localhost/*"),
        ],
    ) as browser:
        yield browser


@pytest.fixture
def service(desks: ExtensionBrowser, stage: str) -> Iterator[Recorder]:
    with recording(stage) as recorder:
        desks.settings(server=recorder.address)
        yield recorder
        desks.settings(server=stage)


def html(body: str) -> str:
    return f'<!doctype html><meta charset="utf-8"><body style="font:15px sans-serif">{body}</body>'


def open_desk(desks: ExtensionBrowser, host: str, body: str) -> Page:
    """Open a page under a help desk's name without asking anybody for it."""
    desks.context.route(
        f"https://{host}/**", lambda route: route.fulfill(body=html(body), content_type="text/html")
    )
    page = desks.open(f"https://{host}/ticket")
    desks.context.unroute(f"https://{host}/**")
    return page


@pytest.mark.parametrize("name", DESKS)
def test_the_customers_last_message_goes_along_and_no_note(
    desks: ExtensionBrowser, service: Recorder, name: str
) -> None:
    desk = DESKS[name]
    page = open_desk(desks, desk.host, desk.body)
    page.locator("[contenteditable]").click()
    page.keyboard.insert_text(REPLY)
    CoachView(page).wait_for_state("scored")
    body = service.bodies("/v1/score")[-1]
    expected = {"reply": REPLY, "customer": LAST}
    assert body == expected | ({"channel": desk.channel} if desk.channel else {})
    page.close()


def test_a_note_is_not_scored(desks: ExtensionBrowser, service: Recorder) -> None:
    body = DESKS["zammad"].body.replace(
        '<div class="articleNewEdit-body"',
        '<div class="article-new is-internal"><div class="articleNewEdit-body"',
    )
    page = open_desk(desks, "desk.example.test", body + "</div>")
    page.locator("[contenteditable]").click()
    page.keyboard.insert_text(NOTE)
    page.wait_for_timeout(900)
    assert not CoachView(page).present
    assert service.bodies("/v1/score") == []
    page.close()


def test_other_fields_are_left_in_peace(
    desks: ExtensionBrowser, service: Recorder, pages: Pages
) -> None:
    fields = (
        '<input style="width:400px">',
        '<textarea name="search" style="width:400px;height:60px"></textarea>',
        '<textarea readonly style="width:400px;height:60px"></textarea>',
        '<textarea style="width:60px;height:20px"></textarea>',
        '<div data-empathy-coach="off"><textarea style="width:400px;height:60px"></textarea></div>',
    )
    pages.put("/fields", html("".join(fields)))
    page = desks.open(pages.url("/fields"))
    view = CoachView(page)
    for field in page.locator("input, textarea").all():
        field.click()
        page.keyboard.insert_text(REPLY)
        page.wait_for_timeout(300)
        assert not view.present
    page.wait_for_timeout(500)
    assert service.bodies("/v1/score") == []
    page.close()


def test_a_panel_of_ours_keeps_the_extension_quiet(
    desks: ExtensionBrowser, service: Recorder
) -> None:
    panel = '<iframe title="Empathy Coach" srcdoc="panel" width="200" height="80"></iframe>'
    page = open_desk(desks, "acme.zendesk.com", DESKS["zendesk"].body + panel)
    page.locator("[contenteditable]").click()
    page.keyboard.insert_text(REPLY)
    page.wait_for_timeout(900)
    assert not CoachView(page).present
    assert service.bodies("/v1/score") == []
    page.close()


@pytest.mark.parametrize("kind", ["srcdoc", "address"])
def test_an_editor_in_a_frame_finds_the_conversation_around_it(
    desks: ExtensionBrowser, service: Recorder, pages: Pages, kind: str
) -> None:
    inner = html(EDITOR)
    pages.put("/inner", inner)
    source = f"srcdoc='{inner}'" if kind == "srcdoc" else 'src="/inner"'
    frame = f'<iframe {source} width="500" height="300"></iframe>'
    pages.put("/outer", html(f'<p class="customer-message">{LAST}</p>{frame}'))
    page = desks.open(pages.url("/outer"))
    page.frame_locator("iframe").locator("[contenteditable]").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page)
    view.wait_for_state("scored")
    assert service.bodies("/v1/score")[-1] == {"reply": REPLY, "customer": LAST}
    page.close()


def test_a_frame_of_another_site_works_where_it_is_allowed(
    desks: ExtensionBrowser, service: Recorder, pages: Pages
) -> None:
    pages.put("/inner", html(EDITOR))
    inner = pages.url("/inner", host="localhost")
    pages.put("/across", html(f'<iframe src="{inner}" width="500" height="300"></iframe>'))
    page = desks.open(pages.url("/across"))
    page.frame_locator("iframe").locator("[contenteditable]").click()
    page.keyboard.insert_text(REPLY)
    view = CoachView(page, page.frames[1])
    view.wait_for_state("scored")
    assert len(view.lines()) == 2
    assert service.bodies("/v1/score")[-1] == {"reply": REPLY}
    page.close()


def test_quoted_mail_is_the_customers_and_is_not_scored(
    desks: ExtensionBrowser, service: Recorder, pages: Pages
) -> None:
    quoted = f'<div>x</div><div class="gmail_quote">On Monday:<blockquote>{LAST}</blockquote></div>'
    body = f'<div contenteditable="true" style="width:400px;height:160px">{quoted}</div>'
    pages.put("/mail", html(body))
    page = desks.open(pages.url("/mail"))
    page.locator("[contenteditable] div").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(REPLY)
    CoachView(page).wait_for_state("scored")
    last = service.bodies("/v1/score")[-1]
    assert last["reply"] == REPLY
    assert last["customer"].endswith(LAST)
    page.close()
