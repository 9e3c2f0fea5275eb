"""A running service, a headless Chromium, and pages that fail their test when they complain."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from tests.system.editor_pages import EditorPages, build_editors
from tests.system.extension_browser import ExtensionBrowser, extension_browser
from tests.system.local_pages import Pages, local_pages
from tests.system.service_process import STAGE, free_port, running
from tests.system.zendesk_desk import ZendeskDesk, open_desk, serve_desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.system.desk import OpenPage

OpenDesk = Callable[..., ZendeskDesk]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
LISTEN_FOR_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the service with the coach of stage.py."""
    with running(STAGE, port=free_port(), data=tmp_path_factory.mktemp("stage")) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def pages() -> Iterator[Pages]:
    """Pages of the tests' own, on loopback."""
    with local_pages() as pages:
        yield pages


@pytest.fixture(scope="session")
def editors(pages: Pages) -> EditorPages:
    """A page for each editor, built from its npm package."""
    return EditorPages.serve(pages, build_editors())


@pytest.fixture(scope="session")
def extension(
    playwright: Playwright, stage: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExtensionBrowser]:
    """Chromium with the extension, connected to the stage, allowed on 127.0.0.1."""
    folder = tmp_path_factory.mktemp("extension")
    with extension_browser(
        playwright, folder, server=stage, sites=["http://127.0.0.1/*"]
    ) as browser:
        yield browser


@pytest.fixture
def coach(extension: ExtensionBrowser) -> Iterator[ExtensionBrowser]:
    """The extension as it is after installation, whatever the test before has changed."""
    before = extension.stored()
    yield extension
    for page in extension.context.pages[1:]:
        page.close()
    extension.restore(before)


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained of; a test that provokes complaints clears it."""
    return []


@pytest.fixture
def open_page(browser: Browser, stage: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Open a path of the service in a context of its own."""
    with contextlib.ExitStack() as stack:
        pages: list[Page] = []

        def open_one(path: str = "/?lang=en", *, base: str = stage, **options: Any) -> Page:  # noqa: ANN401
            context = browser.new_context(**{"locale": "en-GB", **options})
            stack.callback(context.close)
            context.add_init_script(LISTEN_FOR_VIOLATIONS)
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("console", lambda message: _note(message, complaints))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(base + path)
            pages.append(page)
            return page

        yield open_one
        for page in pages:
            complaints.extend(page.evaluate("window.violations"))
    assert complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(message.text)


@pytest.fixture
def desk(browser: Browser, stage: str, pages: Pages, tmp_path: Path) -> Iterator[OpenDesk]:
    """Open a ticket with the app; whatever a page complains of fails the test."""
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def open_one(**changes: Any) -> ZendeskDesk:  # noqa: ANN401 - whatever a ticket holds
            dark = changes.get("scheme") == "dark"
            proxy = serve_desk(pages, tmp_path, stage, changes)
            context = browser.new_context(
                viewport={"width": 420, "height": 1100}, color_scheme="dark" if dark else "light"
            )
            stack.callback(context.close)
            opened = open_desk(context, pages, proxy)
            opened.page.on("pageerror", lambda error: complaints.append(str(error)))
            return opened

        yield open_one
    assert complaints == []
