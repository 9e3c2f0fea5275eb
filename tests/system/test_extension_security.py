"""What a hostile page cannot do, and what the extension never does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.system.editor_pages import page_of
from tests.system.extension_browser import CoachView
from tests.system.recorder import Answer, recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.system.editor_pages import EditorPages
    from tests.system.extension_browser import ExtensionBrowser
    from tests.system.local_pages import Pages
    from tests.system.recorder import Recorder

pytestmark = pytest.mark.system

TOKEN = "ec_a-token-nobody-may-see"
REPLY = "Hello Ms Novak, that was our mistake. We apologise for any inconvenience caused."
# Runs before everything else on the page and keeps whatever it can get hold of.
HOSTILE = """
    window.caught = { roots: [], messages: [], text: "" };
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
        const root = attach.call(this, { ...init, mode: "open" });
        caught.roots.push(root);
        return root;
    };
    addEventListener("message", (event) => caught.messages.push(JSON.stringify(event.data)));
    const real = window.fetch;
    window.fetch = (...given) => { caught.messages.push(String(given[0])); return real(...given); };
    new MutationObserver(() => {
        for (const one of document.documentElement.children) {
            if (one.shadowRoot) caught.roots.push(one.shadowRoot);
        }
    }).observe(document, { childList: true, subtree: true });
"""
LOOK_AROUND = """
    () => {
        const known = ["HEAD", "BODY"];
        const hosts = [...document.documentElement.children].filter(
            (one) => !known.includes(one.tagName));
        const roots = hosts.map((host) => host.shadowRoot).filter(Boolean);
        const runtime = typeof chrome === "object" && "runtime" in chrome ? chrome.runtime : {};
        return {
            hosts: hosts.length,
            html: hosts.map((host) => host.outerHTML).join(""),
            roots: roots.length + caught.roots.length,
            text: document.documentElement.innerText
                + hosts.map((host) => host.textContent).join(""),
            at: document.elementsFromPoint(600, 300).map((one) => one.outerHTML).join(),
            runtime: Object.keys(runtime),
            messages: caught.messages.join(),
        };
    }
"""


@pytest.fixture
def service(coach: ExtensionBrowser, stage: str) -> Iterator[Recorder]:
    """The stage with somebody who writes down what arrives."""
    with recording(stage) as recorder:
        coach.settings(server=recorder.address)
        yield recorder


def fill(coach: ExtensionBrowser, address: str, text: str = REPLY) -> CoachView:
    page = coach.open(address)
    page.locator("textarea").click()
    page.keyboard.insert_text(text)
    view = CoachView(page)
    view.wait_for_state("scored")
    return view


def test_the_token_goes_to_the_service_and_nowhere_else(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages
) -> None:
    service.answers["/v1/score"] = Answer(200, {})
    coach.settings(token=TOKEN)
    page = coach.open(editors.url("textarea"))
    page.locator("textarea").fill(REPLY)
    page.locator("textarea").focus()
    CoachView(page).wait(lambda: len(service.bodies("/v1/score")) > 0, "asked")
    for arrival in service.arrivals:
        assert arrival.headers["authorization"] == f"Bearer {TOKEN}"
        assert "cookie" not in arrival.headers
        assert "referer" not in arrival.headers
        assert TOKEN not in arrival.path + str(arrival.body)


def test_a_hostile_page_sees_neither_scores_nor_token(
    coach: ExtensionBrowser, service: Recorder, pages: Pages
) -> None:
    pages.put("/hostile", page_of("textarea", head=f"<script>{HOSTILE}</script>"))
    view = fill(coach, pages.url("/hostile"))
    view.click(".badge")
    view.wait(lambda: len(view.texts(".card")) == 2, "the card is full")
    found = view.page.evaluate(LOOK_AROUND)
    assert found["hosts"] == 1
    assert found["roots"] == 0
    for secret in ("Empathy", "Stock phrase", "Responsibility", "nervous too", service.address):
        assert secret not in str(found)
    assert TOKEN not in str(found)
    assert "sendMessage" not in found["runtime"]


def test_a_page_can_load_nothing_of_the_extension(
    coach: ExtensionBrowser, editors: EditorPages
) -> None:
    page = coach.open(editors.url("textarea"))
    for path in ("content.js", "manifest.json", "pages/options.html", "_locales/en/messages.json"):
        assert (
            page.evaluate(
                "(url) => fetch(url).then(() => 'loaded', () => 'refused')",
                f"chrome-extension://{coach.id}/{path}",
            )
            == "refused"
        )


def test_events_a_page_makes_up_open_nothing_and_use_nothing(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages
) -> None:
    view = fill(coach, editors.url("textarea"))
    line = view.lines()[0]
    view.page.evaluate(
        """({ x, y }) => {
            const host = [...document.documentElement.children].at(-1);
            const area = document.querySelector("textarea");
            for (const name of ["click", "pointermove", "mousedown", "keydown"]) {
                const at = { clientX: x, clientY: y };
                const init = { bubbles: true, composed: true, key: "Enter", ...at };
                const kind = name === "keydown" ? KeyboardEvent : PointerEvent;
                host.dispatchEvent(new kind(name, init));
                area.dispatchEvent(new kind(name, init));
            }
        }""",
        {"x": line["left"] + 5, "y": line["y"] - 8},
    )
    view.page.wait_for_timeout(600)
    assert view.texts(".panel, .tip") == []
    assert view.page.locator("textarea").input_value() == REPLY


def test_text_of_other_tabs_and_sites_never_leaves(
    coach: ExtensionBrowser, service: Recorder, pages: Pages, editors: EditorPages
) -> None:
    pages.put("/elsewhere", page_of("textarea"))
    elsewhere = coach.open(pages.url("/elsewhere", host="localhost"))
    elsewhere.locator("textarea").click()
    elsewhere.keyboard.insert_text("A secret on a site nobody allowed, typed by hand.")
    view = fill(coach, editors.url("textarea"))
    elsewhere.wait_for_timeout(800)
    assert not CoachView(elsewhere).present
    assert {body["reply"] for body in service.bodies("/v1/score")} == {REPLY}
    assert "secret" not in str(service.arrivals)
    assert view.present


def test_a_site_that_is_switched_off_is_left_at_once(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages
) -> None:
    view = fill(coach, editors.url("textarea"))
    coach.settings(off=["http://127.0.0.1/*"])
    view.wait(lambda: not view.present, "the coach has left")
    sent = len(service.arrivals)
    view.page.keyboard.insert_text(" More words.")
    view.page.wait_for_timeout(800)
    assert len(service.arrivals) == sent
    coach.settings(off=[])
    view.wait(lambda: view.present, "and is back without a reload")


ASK_THE_WORKER = """
    async ({ message, sender }) => {
        const { originOf, isContentScript, readDraft, covers } = await import(
            chrome.runtime.getURL("background/senders.js"));
        const settings = { on: ["https://desk.example/*"] };
        return { may: isContentScript({ id: chrome.runtime.id, ...sender }, settings),
                 draft: readDraft(message), origin: originOf(sender) };
    }
"""
TAB = {"id": 1, "url": "https://desk.example/x"}
SENDERS: dict[str, tuple[dict[str, Any], bool]] = {
    "the site itself": (
        {"tab": TAB, "frameId": 0, "url": TAB["url"], "origin": "https://desk.example"},
        True,
    ),
    "a frame of another site": (
        {"tab": TAB, "frameId": 3, "url": "https://ads.example/", "origin": "https://ads.example"},
        False,
    ),
    "a frame without an address": (
        {"tab": TAB, "frameId": 3, "url": "about:srcdoc", "origin": "null"},
        True,
    ),
    "another scheme": (
        {"tab": TAB, "frameId": 0, "url": "http://desk.example/", "origin": "http://desk.example"},
        False,
    ),
    "a site of that ending": (
        {
            "tab": TAB,
            "frameId": 0,
            "url": "https://evildesk.example/",
            "origin": "https://evildesk.example",
        },
        False,
    ),
    "another extension": ({"id": "other", "tab": TAB, "frameId": 0, "url": TAB["url"]}, False),
    "no tab": ({"url": TAB["url"], "origin": "https://desk.example"}, False),
}


@pytest.mark.parametrize("name", SENDERS)
def test_the_worker_checks_who_asks(coach: ExtensionBrowser, name: str) -> None:
    sender, may = SENDERS[name]
    page = coach.open(f"chrome-extension://{coach.id}/pages/options.html")
    message = {"reply": "Mine", "tabId": 7, "server": "https://evil.example", "channel": "pigeon"}
    answer = page.evaluate(ASK_THE_WORKER, {"message": message, "sender": sender})
    assert answer["may"] is may
    assert answer["draft"] == {"reply": "Mine"}


def test_content_scripts_get_no_storage(coach: ExtensionBrowser, editors: EditorPages) -> None:
    page = coach.open(editors.url("textarea"))
    results = coach.worker.evaluate(
        """async (url) => {
            const [{ id }] = await chrome.tabs.query({ url: url + "*" });
            const look = async () => {
                const answers = [];
                for (const name of ["local", "managed", "session"]) {
                    const area = chrome.storage?.[name];
                    const read = area?.get().then(() => "open", () => "closed");
                    answers.push((await read) ?? "closed");
                }
                return answers;
            };
            const [{ result }] = await chrome.scripting.executeScript(
                { target: { tabId: id }, func: look });
            return result;
        }""",
        editors.url("textarea"),
    )
    assert results == ["closed", "closed", "closed"]
    assert page.url


def test_what_looks_like_html_is_shown_as_text(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages
) -> None:
    view = fill(coach, editors.url("textarea"))
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    reply = "Hello evil world, this is a reply."
    dimension = {
        "level": 2,
        "probabilities": [0, 0, 1, 0],
        "score": 67,
        "confidence": 1,
        "verdict": "given",
        "abstained": False,
    }
    mark = {
        "id": "feeling",
        "dimension": "empathy",
        "polarity": "+",
        "start": 0,
        "end": 5,
        "text": "Hello",
        "confidence": 1,
        "tier": "inline",
        "name": evil,
        "reason": evil,
        "source": {"id": "x", "short": evil, "title": evil, "idea": evil},
    }
    assessment = {
        "schema": "x",
        "need": {"level": 1, "probabilities": [0, 1, 0]},
        "empathy": dimension,
        "hospitality": dimension,
        "authenticity": dimension,
        "overall": 67,
        "capped_by": None,
        "behaviours": [mark],
        "slots": [],
        "abstained": None,
        "model": evil,
        "rubric": "1",
    }
    suggestion = {
        "id": evil,
        "kind": "replace",
        "edits": [{"start": 0, "end": 5, "text": evil}],
        "anchor": {"start": 0, "end": 5, "text": evil},
        "behaviour": "feeling",
        "name": evil,
        "reason": evil,
        "source": "phrasebook",
        "words_added": 1,
        "gain": {"empathy": 3.0},
        "once_filled": False,
    }
    service.answers["/v1/score"] = Answer(200, assessment)
    service.answers["/v1/suggest"] = Answer(
        200, {"assessment": assessment, "suggestions": [suggestion], "praise": [], "at_bar": False}
    )
    view.page.locator("textarea").fill(reply)
    view.click(".badge")
    view.wait(lambda: evil[:20] in view.text(".card-reason"), "shown as it is")
    assert (
        view.evaluate(
            "function () { return this.querySelectorAll('img, script, iframe, a').length; }"
        )
        == 0
    )
    assert evil in view.text(".card-change")
    assert view.page.title() != "owned"


def test_no_redirect_takes_the_token_elsewhere(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages, stage: str
) -> None:
    with recording(stage) as elsewhere:
        moved = {"Location": f"{elsewhere.address}/v1/score"}
        service.answers["/v1/score"] = Answer(307, {}, moved)
        coach.settings(token=TOKEN)
        page = coach.open(editors.url("textarea"))
        page.locator("textarea").click()
        page.keyboard.insert_text(REPLY)
        CoachView(page).wait_for_state("resting")
        assert elsewhere.arrivals == []


def test_offsets_outside_the_text_are_dropped(
    coach: ExtensionBrowser, service: Recorder, editors: EditorPages
) -> None:
    view = fill(coach, editors.url("textarea"))
    answer = view.page.request.post(
        f"{service.address}/v1/score", data={"reply": "Hello Ms Novak, good day."}
    ).json()
    answer["behaviours"] = [
        {**answer["behaviours"][0], "start": 4000, "end": 5000},
        {**answer["behaviours"][0], "start": 9, "end": 3},
        answer["behaviours"][0],
    ]
    service.answers["/v1/score"] = Answer(200, answer)
    view.page.locator("textarea").fill("Hello Ms Novak, good day.")
    view.wait(lambda: view.words_under_the_lines() == ["Hello Ms Novak"], "only what is real")
