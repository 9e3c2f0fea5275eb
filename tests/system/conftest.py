"""A running service, a headless Chromium, and pages that fail their test when they complain."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
PATIENCE_S = 60
LISTEN_FOR_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""

OpenPage = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], *, port: int, data: Path) -> Iterator[str]:
    """Run a service until the block ends; yield its address."""
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "COACH_DATA": str(data)}
    process = subprocess.Popen([*command, str(port)], env=environment, cwd=HERE.parent.parent)
    try:
        _wait_until_healthy(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The service ended with {process.returncode} before it answered.")
        with contextlib.suppress(URLError, OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310
            return
        time.sleep(0.1)
    pytest.fail(f"The service did not answer within {PATIENCE_S} s.")


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the service with the coach of stage.py."""
    command = [sys.executable, str(HERE / "stage.py")]
    with running(command, port=free_port(), data=tmp_path_factory.mktemp("stage")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


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
