"""A headless Chromium with the extension loaded, and eyes for what its closed tree shows.

Pages cannot look into the extension's shadow root, and neither can Playwright: tests see it through
the browser's debugging protocol.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.plugins.browser.pack import House, pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import BrowserContext, CDPSession, Frame, Page, Playwright, Worker

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-features=DisableLoadExtensionCommandLineSwitch",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MESSAGES = "messages.json"
PATIENCE_S = 30.0
STEP_S = 0.05
LINES = """
    function () {
        return [...this.querySelectorAll(".line")].map((line) => {
            const { left, right, top, bottom } = line.getBoundingClientRect();
            return { key: line.dataset.key, left, right, y: (top + bottom) / 2,
                     dimension: line.dataset.dimension, polarity: line.dataset.polarity };
        });
    }
"""
WORDS_AT = """
    (lines) => {
        const at = (x, y) => {
            const caret = document.caretPositionFromPoint(x, y - 8);
            return caret && { node: caret.offsetNode, offset: caret.offset };
        };
        const keys = [...new Set(lines.map(({ key }) => key))];
        return keys.map((key) => {
            const own = lines.filter((line) => line.key === key);
            const [first, last] = [own[0], own.at(-1)];
            const [start, end] = [at(first.left + 1, first.y), at(last.right - 1, last.y)];
            if (!start || !end) return null;
            const fields = [start.node, end.node].filter((n) => n instanceof HTMLTextAreaElement);
            if (fields.length && start.node !== end.node) return null;  // still on its way
            if (start.node instanceof HTMLTextAreaElement) {
                return start.node.value.slice(start.offset, end.offset);
            }
            const range = document.createRange();
            range.setStart(start.node, start.offset);
            range.setEnd(end.node, end.offset);
            return range.toString();
        });
    }
"""


@dataclass(frozen=True, slots=True)
class ExtensionBrowser:
    """The browser and the extension's worker."""

    context: BrowserContext
    worker: Worker

    @property
    def id(self) -> str:
        """The extension's identifier."""
        return self.worker.url.split("/")[2]

    def settings(self, **changes: Any) -> None:  # noqa: ANN401 - whatever is stored
        """Store settings as the extension's own pages do, and wait until they are in force."""
        self.worker.evaluate("(changes) => chrome.storage.local.set(changes)", changes)
        time.sleep(0.3)

    def stored(self) -> dict[str, Any]:
        """Return everything the extension keeps."""
        found: dict[str, Any] = self.worker.evaluate("() => chrome.storage.local.get()")
        return found

    def restore(self, stored: dict[str, Any]) -> None:
        """Keep what is given and nothing else."""
        self.worker.evaluate(
            "async (stored) => { await chrome.storage.local.clear();"
            " await chrome.storage.local.set(stored); }",
            stored,
        )

    def open(self, address: str) -> Page:
        """Open a page in a tab of its own."""
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        page.goto(address)
        return page


@contextlib.contextmanager
def extension_browser(
    playwright: Playwright,
    folder: Path,
    *,
    server: str,
    sites: Sequence[str],
    token: str = "",
    language: str = "en",
    dark: bool = False,
    arguments: Sequence[str] = (),
) -> Iterator[ExtensionBrowser]:
    """Run a browser with the extension packed for `server` and `sites`, both already allowed.

    `sites` are match patterns; the extension reads along on them. Everything is gone afterwards.
    """
    packed = pack("chrome", folder / "extension", House(server, tuple(sites)))
    if language != "en":  # Debian's Chromium speaks English alone: then English is this language
        locales = packed / "_locales"
        shutil.copyfile(locales / language / MESSAGES, locales / "en" / MESSAGES)
    context = playwright.chromium.launch_persistent_context(
        folder / "profile",
        executable_path=CHROMIUM,
        headless=False,
        args=[
            *ARGUMENTS,
            *arguments,
            f"--disable-extensions-except={packed}",
            f"--load-extension={packed}",
        ],
        viewport={"width": 1000, "height": 760},
        color_scheme="dark" if dark else "light",
    )
    try:
        worker = _worker(context)
        browser = ExtensionBrowser(context, worker)
        browser.settings(server=server, token=token, sites=list(sites))
        yield browser
    finally:
        context.close()


def _worker(context: BrowserContext) -> Worker:
    if context.service_workers:
        return context.service_workers[0]
    return context.wait_for_event("serviceworker", timeout=PATIENCE_S * 1000)


class CoachView:
    """What the extension shows on one page, or in one frame of another origin."""

    def __init__(self, page: Page, frame: Frame | None = None) -> None:
        self.page = page
        self._cdp: CDPSession = page.context.new_cdp_session(frame or page)

    @property
    def present(self) -> bool:
        """Tell whether the extension has sat down on the page."""
        return self._root() is not None

    def evaluate(self, function: str, *arguments: Any) -> Any:  # noqa: ANN401 - whatever JSON
        """Call a JavaScript function with the closed root as `this`; None without one."""
        root = self._root()
        if root is None:
            return None
        answer = self._cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": root,
                "functionDeclaration": function,
                "arguments": [{"value": value} for value in arguments],
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that can be seen."""
        found: list[str] | None = self.evaluate(
            "function (selector) { return [...this.querySelectorAll(selector)]"
            ".filter((one) => one.checkVisibility()).map((one) => one.innerText.trim()); }",
            selector,
        )
        return found or []

    def text(self, selector: str) -> str:
        """Return the text of all elements that can be seen."""
        return "\n".join(self.texts(selector))

    def state(self) -> str | None:
        """Return what the badge says of itself."""
        state: str | None = self.evaluate(
            "function () { return this.querySelector('.badge')?.dataset.state ?? null; }"
        )
        return state

    def levels(self) -> list[str | None]:
        """Return the levels of the badge's three bars."""
        found: list[str | None] | None = self.evaluate(
            "function () { return [...this.querySelectorAll('.badge-bar')]"
            ".map((bar) => bar.dataset.level ?? null); }"
        )
        return found or []

    def box(self, selector: str) -> dict[str, float]:
        """Return where an element stands in the window."""
        box: dict[str, float] | None = self.evaluate(
            "function (selector) { return this.querySelector(selector)?.getBoundingClientRect()"
            ".toJSON(); }",
            selector,
        )
        assert box is not None, f"nothing matches {selector}"
        return box

    def click(self, selector: str) -> None:
        """Click as a person does: with the mouse, where the element stands."""
        self.wait(lambda: bool(self.texts(selector) or self._seen(selector)))
        self.evaluate(
            "function (selector) { this.querySelector(selector)"
            ".scrollIntoView({ block: 'nearest' }); }",
            selector,
        )
        box = self.box(selector)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def click_in_frame(self, selector: str, frame: str) -> None:
        """Click in what the extension shows inside a frame of the page."""
        self.wait(lambda: self._seen(selector), selector)
        outer = self.page.locator(frame).bounding_box()
        assert outer is not None
        self.evaluate(
            "function (selector) { this.querySelector(selector)"
            ".scrollIntoView({ block: 'nearest' }); }",
            selector,
        )
        box = self.box(selector)
        border = 2
        x = outer["x"] + border + box["x"] + box["width"] / 2
        self.page.mouse.click(x, outer["y"] + border + box["y"] + box["height"] / 2)

    def lines(self) -> list[dict[str, Any]]:
        """Return the underlines that are drawn."""
        return self.evaluate(LINES) or []

    def words_under_the_lines(self) -> list[str]:
        """Return what stands, on the screen, above each underline."""
        words: list[str] = self.page.evaluate(WORDS_AT, self.lines())
        return words

    def wait(self, condition: Any, what: str = "", timeout: float = PATIENCE_S) -> None:  # noqa: ANN401
        """Wait until a condition holds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if condition():
                return
            self.page.wait_for_timeout(STEP_S * 1000)
        raise AssertionError(f"did not happen within {timeout} s: {what or condition}")

    def wait_for_state(self, state: str) -> None:
        """Wait for the badge to reach a state."""
        self.wait(lambda: self.state() == state, f"badge {state}, last {self.state()}")

    def _seen(self, selector: str) -> bool:
        return bool(
            self.evaluate(
                "function (s) { return this.querySelector(s)?.checkVisibility() ?? false; }",
                selector,
            )
        )

    def _root(self) -> str | None:
        document = self._cdp.send("DOM.getDocument", {"depth": -1, "pierce": True})
        found = _closed_root(document["root"])
        if found is None:
            return None
        node = self._cdp.send("DOM.resolveNode", {"backendNodeId": found})
        object_id: str = node["object"]["objectId"]
        return object_id


def _closed_root(node: dict[str, Any]) -> int | None:
    for root in node.get("shadowRoots", ()):
        if root.get("shadowRootType") == "closed" and "data-theme" in node.get("attributes", ()):
            backend: int = root["backendNodeId"]
            return backend
    inside = [*node.get("children", ()), *node.get("shadowRoots", ())]
    if "contentDocument" in node:
        inside.append(node["contentDocument"])
    for child in inside:
        found = _closed_root(child)
        if found is not None:
            return found
    return None
