"""A page that stands where Zendesk stands: its side of the app's calls, its proxy, its editor."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from api.plugins.zendesk.pack import pack

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page

    from tests.system.local_pages import Pages

HERE = Path(__file__).parent / "desks"
SDK = "https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"
TOKEN = "ec_kept_by_zendesk"
PATIENCE_S = 20
PAGE = """<!doctype html><html lang="en"><title>Desk</title>
<style>body {{ margin: 12px; font: 15px/1.5 sans-serif; background: {paper}; color: {ink}; }}
#editor {{ width: 340px; min-height: 90px; border: 1px solid gray; padding: 8px; }}
iframe {{ display: block; width: {width}px; height: 300px; border: 0; margin-top: 8px; }}</style>
<main><h1>Ticket</h1>
<div id="editor" contenteditable="true" role="textbox" aria-label="Reply" aria-multiline="true">
</div><button id="save">Submit</button>
<iframe title="Empathy Coach" sandbox="allow-forms allow-same-origin allow-scripts" src="{app}">
</iframe></main>
<script>window.setup = {setup};</script><script src="/zendesk/host.js"></script></html>"""
CUSTOMER = "<p>My pram is late &amp; I am <b>nervous</b>.</p>"
KIND = "Dear customer, that was our mistake. It will be with you on Friday. Hello Ms Novak"
STOCK = "Hello Ms Novak. We apologise for any inconvenience caused. Your ticket was closed."
BLAME = "Hello Ms Novak. You should have read the label before you ordered."


def said(role: str, text: str, *, channel: str = "email", at: int = 1) -> dict[str, Any]:
    """Return one entry of `ticket.conversation`."""
    return {
        "author": {"role": role, "name": "Novak"},
        "channel": {"name": channel},
        "message": {"content": text, "contentType": "text/html"},
        "timestamp": f"2026-01-0{at}T10:00:00Z",
    }


CONVERSATION = [
    said("end-user", "<p>An older question</p>", at=1),
    said("agent", "<p>An answer</p>", at=2),
    said("end-user", CUSTOMER, at=3),
    said("agent", "<p>Between us: difficult</p>", channel="internal", at=4),
]
TICKET = {
    "type": "publicReply",
    "channel": "email",
    "location": "ticket_sidebar",
    "locale": "en-GB",
    "conversation": CONVERSATION,
    "comments": [],
    "scheme": "light",
    "width": 340,
}


@dataclass
class Proxy:
    """Stands where Zendesk's proxy stands: fills in the token, reaches only what is allowed."""

    allowed: list[str]
    seen: list[dict[str, Any]] = field(default_factory=list)
    away: bool = False
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __call__(self, options: dict[str, Any]) -> dict[str, Any]:
        """Pass a request of `client.request` on."""
        self.seen.append(options)
        assert options["secure"] is True
        assert options["cors"] is False
        parts = urlsplit(options["url"])
        assert parts.hostname in self.allowed
        if self.away:
            return {"status": 0, "text": ""}
        if parts.path in self.answers:
            status, text = self.answers[parts.path]
            return {"status": status, "text": text}
        headers = {
            name: value.replace("{{setting.token}}", TOKEN)
            for name, value in options["headers"].items()
        }
        assert headers.pop("Authorization") == f"Bearer {TOKEN}"
        response = requests.request(
            options["type"],
            options["url"],
            data=(options.get("data") or "").encode(),
            headers={**headers, "Content-Type": options.get("contentType", "text/plain")},
            timeout=PATIENCE_S,
        )
        text = response.text
        if parts.path in self.changes:
            text = json.dumps({**response.json(), **self.changes[parts.path]})
        return {"status": response.status_code, "text": text}

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """Return what was sent to a path of the service."""
        return [json.loads(one["data"]) for one in self.seen if one["url"].endswith(path)]


@dataclass
class ZendeskDesk:
    """The open ticket and the panel beside it."""

    page: Page
    proxy: Proxy

    @property
    def panel(self) -> FrameLocator:
        """The app's frame."""
        return self.page.frame_locator("iframe")

    def write(self, text: str) -> None:
        """Replace the reply, as a person types."""
        editor = self.page.get_by_role("textbox", name="Reply")
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def calls(self, name: str) -> list[Any]:
        """Return the arguments of each call the app made by that name."""
        found: list[list[Any]] = self.page.evaluate("desk.calls")
        return [arguments for called, *arguments in found if called == name]

    def change(self, event: str, **changes: Any) -> None:  # noqa: ANN401 - whatever a ticket holds
        """Change the ticket and raise the event that tells of it."""
        self.page.evaluate("([changes, event]) => change(changes, event)", [changes, event])

    def save(self) -> dict[str, list[str]]:
        """Press the button that saves; return what was saved and what was refused."""
        before = self.page.evaluate("desk.saved.length + desk.refused.length")
        self.page.get_by_role("button", name="Submit").click()
        self.page.wait_for_function(f"desk.saved.length + desk.refused.length > {before}")
        found: dict[str, list[str]] = self.page.evaluate(
            "({ saved: desk.saved, refused: desk.refused })"
        )
        return found


def serve_desk(pages: Pages, folder: Path, service: str, changes: dict[str, Any]) -> Proxy:
    """Serve the packed app beside a ticket; `changes` alter the ticket or the app's settings."""
    packed = pack(folder / "zendesk", service, direct=changes.pop("direct", False))
    for path in (packed / "assets").iterdir():
        pages.put(f"/zendesk/app/{path.name}", path.read_bytes())
    pages.put("/zendesk/host.js", (HERE / "zendesk.js").read_bytes())
    manifest = json.loads((packed / "manifest.json").read_text(encoding="utf-8"))
    given = {one["name"]: one["default"] for one in manifest["parameters"] if "default" in one}
    setup = {**TICKET, **changes, "settings": {**given, **changes.get("settings", {})}}
    paper, ink = ("#1f1f1f", "#eee") if setup["scheme"] == "dark" else ("#fff", "#222")
    app = pages.url("/zendesk/app/iframe.html", host="app.localhost")
    values = {"app": app, "setup": json.dumps(setup), "paper": paper, "ink": ink}
    pages.put("/zendesk/ticket.html", PAGE.format(**values, width=setup["width"]))
    return Proxy(manifest["domainWhitelist"])


def open_desk(context: BrowserContext, pages: Pages, proxy: Proxy) -> ZendeskDesk:
    """Open the ticket that was served; the framework's script comes from the test."""
    context.route(SDK, lambda route: route.fulfill(path=HERE / "zaf_client.js"))
    context.expose_function("proxy", proxy)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(pages.url("/zendesk/ticket.html", host="desk.localhost"))
    return ZendeskDesk(page, proxy)


def group(desk: ZendeskDesk, name: str) -> Locator:
    return desk.panel.locator(f'[data-group="{name}"]')
