"""Coaching sheets and the loyalty plan as people meet them, on an audit and with tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from coach.audit.registry import register
from coach.plan.board import make_board, save_board
from coach.tokens import TokenStore
from tests.audit_fixture import conversations, run_audit
from tests.fakes import fake_coach
from tests.system.service_process import STAGE, free_port, running
from tests.system.test_page_appearance import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system


@dataclass(frozen=True)
class Boards:
    """A service with an audit, an agent of it and a trainer."""

    address: str
    agent: str
    trainer: str


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boards]:
    data = tmp_path_factory.mktemp("boards")
    database = f"sqlite:///{data / 'coach.db'}"
    with run_audit(data / "audit", conversations(120)) as results:
        register(results.manifest, data / "audit", database=database, owner_role="qa")
        save_board(make_board(results, fake_coach()), data / "audit")
        name = results.rows("SELECT min(agent) AS agent FROM scores")[0]["agent"]
    tokens = TokenStore(database)
    agent = tokens.create("agent", role="agent", agent=name)
    trainer = tokens.create("trainer", role="trainer")
    tokens.close()
    with running(STAGE, port=free_port(), data=data) as address:
        yield Boards(address, agent, trainer)


def signed_in(page: Page, token: str) -> None:
    page.evaluate("(token) => sessionStorage.setItem('token', token)", token)
    page.reload()


def open_sheet(page: Page) -> None:
    page.locator(".entry button").first.click()
    expect(page.locator(".coaching-sheet")).to_be_visible()


@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("en", "dark")])
def test_the_sheet_is_accessible_and_fits_a_phone(
    open_page: OpenPage, boards: Boards, language: str, scheme: str
) -> None:
    page = open_page(
        f"/coaching?lang={language}",
        base=boards.address,
        color_scheme=scheme,
        viewport={"width": 360, "height": 740},
    )
    signed_in(page, boards.agent)
    open_sheet(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)


def test_the_agent_comments_and_objects(open_page: OpenPage, boards: Boards) -> None:
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.agent)
    open_sheet(page)
    page.locator("#comment").fill("My first week.")
    page.get_by_role("button", name="Put it on the sheet").click()
    expect(page.locator(".coaching-sheet")).to_contain_text("My first week.")
    page.locator("#dispute-reason").fill("I named the reason.")
    page.get_by_role("button", name="Send the objection").click()
    expect(page.locator(".coaching-sheet")).to_contain_text("waiting for a second look")


def test_a_trainer_reads_only_what_was_opened_and_answers_nothing(
    open_page: OpenPage, boards: Boards
) -> None:
    first = open_page("/coaching?lang=en", base=boards.address)
    signed_in(first, boards.agent)
    open_sheet(first)
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.trainer)
    expect(page.locator(".entry button:enabled")).to_have_count(1)
    page.locator(".entry button:enabled").click()
    expect(page.locator(".coaching-sheet")).to_be_visible()
    expect(page.locator("#answer")).to_be_hidden()


@pytest.mark.parametrize(("language", "scheme"), [("de", "dark"), ("en", "light")])
def test_the_plan_is_accessible_and_fits_a_phone(
    open_page: OpenPage, boards: Boards, language: str, scheme: str
) -> None:
    page = open_page(
        f"/plan?lang={language}",
        base=boards.address,
        color_scheme=scheme,
        viewport={"width": 360, "height": 740},
    )
    signed_in(page, boards.trainer)
    expect(page.locator("#plan-7")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(page)


def test_an_idea_gets_its_answer_on_the_board(open_page: OpenPage, boards: Boards) -> None:
    page = open_page("/plan?lang=en", base=boards.address)
    signed_in(page, boards.trainer)
    page.locator("#idea-title").fill("Refund postage without being asked")
    page.get_by_role("button", name="Propose it").click()
    card = page.locator(".plan-card", has_text="Refund postage")
    expect(card).to_contain_text("open")
    card.locator("summary").click()
    card.get_by_label("State").select_option("adopted")
    card.get_by_label("Owner").fill("Ms Sommer")
    card.get_by_role("button", name="Keep").click()
    expect(page.locator(".plan-card", has_text="Refund postage")).to_contain_text("adopted")


def test_the_pulse_is_handed_in_once_and_an_agent_edits_nothing(
    open_page: OpenPage, boards: Boards
) -> None:
    page = open_page("/plan?lang=en", base=boards.address)
    signed_in(page, boards.agent)
    expect(page.locator("#pulse-form")).to_be_visible()
    expect(page.locator(".plan-edit")).to_have_count(0)
    for question in ("q0", "q1", "q2"):
        page.locator(f'input[name="{question}"][value="4"]').check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#pulse-form")).to_be_hidden()
