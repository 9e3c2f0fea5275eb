"""A real help desk, end to end: draft, underline, apply, submit; the stored answer is better."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.system.extension_browser import CoachView
from tests.system.helpdesk import site
from tests.system.recorder import recording
from tests.system.service_process import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.system.extension_browser import ExtensionBrowser

pytestmark = pytest.mark.system

COMMAND = (sys.executable, "-m", "tests.system.helpdesk.site")
STOCK = "We apologise for any"
DRAFT = "Hello Ms Novak. We apologise for any inconvenience caused. It leaves on Friday."


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("helpdesk")


@pytest.fixture(scope="module")
def desk(stored: Path) -> Iterator[str]:
    """Address of a running django-helpdesk."""
    with running(COMMAND, port=free_port(), data=stored) as address:
        yield address


@pytest.fixture
def ticket(coach: ExtensionBrowser, desk: str) -> Page:
    """The ticket as its agent sees it, logged in, the reply box open."""
    page = coach.open(f"{desk}/tickets/1/")
    if "/login/" in page.url:
        page.locator("[name=username]").fill(site.AGENT)
        page.locator("[name=password]").fill(site.PASSWORD)
        page.locator("[name=password]").press("Enter")
    page.locator("#respond-tab").click()
    return page


def test_an_answer_written_with_the_coach_is_stored_as_improved(ticket: Page, stored: Path) -> None:
    box = ticket.locator("#commentBox")
    box.click()
    ticket.keyboard.insert_text(DRAFT)
    view = CoachView(ticket)
    view.wait_for_state("scored")
    view.wait(
        lambda: any(words.startswith(STOCK) for words in view.words_under_the_lines()),
        f"the stock phrase underlined, last {view.words_under_the_lines()}",
    )
    view.click(".badge")
    view.click(".card-apply")
    view.wait(lambda: "I am sorry that {what happened}" in box.input_value(), "the words are in")
    improved = box.input_value().replace("{what happened}", "it went to the wrong depot")
    box.fill(improved)
    ticket.locator("#ticket-respond-form button.btn-success").click()
    ticket.wait_for_load_state()
    assert site.followups(stored)[-1].replace("\r\n", "\n") == improved
    assert "inconvenience" not in improved


def test_the_customers_message_is_read_from_the_ticket(
    coach: ExtensionBrowser, ticket: Page, stage: str
) -> None:
    with recording(stage) as service:
        coach.settings(server=service.address)
        ticket.locator("#commentBox").click()
        ticket.keyboard.insert_text("Hello Ms Novak, I am on it.")
        CoachView(ticket).wait_for_state("scored")
        assert service.bodies("/v1/score")[-1]["customer"] == site.MESSAGE
