"""Coaching sheets and the loyalty plan as people meet them, on an audit and with tokens."""

from __future__ import annotations

import sys
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
from tests.system.service_process import HERE, free_port, running
from tests.system.test_page_appearance import assert_accessible
from tests.system.visit import assert_fits_a_phone, on_a_phone, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system
AUDIT_STAGE = (sys.executable, str(HERE / "audit_stage.py"))


@dataclass(frozen=True)
class Boards:
    """A service with an audit, an agent of it and a trainer."""

    address: str
    agent: str
    trainer: str
    qa: str


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
    qa = tokens.create("qa", role="qa")
    tokens.close()
    with running(AUDIT_STAGE, port=free_port(), data=data) as address:
        yield Boards(address, agent, trainer, qa)


def open_sheet(page: Page) -> None:
    page.locator(".entry button").first.click()
    expect(page.locator(".coaching-sheet")).to_be_visible()


@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("en", "dark")])
def test_the_sheet_is_accessible_and_fits_a_phone(
    open_page: OpenPage, boards: Boards, language: str, scheme: str
) -> None:
    page = on_a_phone(
        open_page,
        f"/coaching?lang={language}",
        token=boards.agent,
        base=boards.address,
        color_scheme=scheme,
    )
    open_sheet(page)
    page.locator(".reply-card").first.get_by_role("button").last.click()
    expect(page.locator(".level-form")).to_be_visible()
    assert_fits_a_phone(page)


def object_to(page: Page, place: int, reason: str) -> None:
    """Object to the first dimension of one of the agent's own replies."""
    card = page.locator(".reply-card").nth(place)
    card.get_by_role("button").click()
    levels = card.get_by_label("Your level").locator("option:enabled")
    card.get_by_label("Your level").select_option(levels.nth(1).get_attribute("value"))
    card.get_by_label("Why").fill(reason)
    card.get_by_role("button", name="Send the objection").click()
    expect(page.locator(".reply-card").nth(place)).to_contain_text("waiting for a second look")


def test_the_agent_comments_and_finds_every_reply(open_page: OpenPage, boards: Boards) -> None:
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.agent)
    open_sheet(page)
    expect(page.locator("#note-form")).to_be_hidden()
    page.locator("#comment").fill("My first week.")
    page.get_by_role("button", name="Put it on the sheet").click()
    expect(page.locator(".coaching-sheet")).to_contain_text("My first week.")
    expect(page.locator("#replies-count")).to_contain_text("page 1 of")
    page.get_by_role("button", name="Older").click()
    expect(page.locator("#replies-count")).to_contain_text("page 2 of")
    expect(page.locator("#replies-title")).to_be_focused()
    page.get_by_label("Find in them").fill("no such words anywhere")
    expect(page.locator("#replies-count")).to_have_text("No reply fits.")
    expect(page.locator(".reply-card")).to_have_count(0)


def test_an_objection_is_answered_by_a_second_person(open_page: OpenPage, boards: Boards) -> None:
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.agent)
    open_sheet(page)
    object_to(page, 1, "I named the reason.")
    desk = open_page("/coaching?lang=en", base=boards.address)
    signed_in(desk, boards.qa)
    card = desk.locator("#waiting .reply-card")
    expect(card).to_contain_text("I named the reason.")
    assert_accessible(desk)
    card.get_by_label("Your level").select_option(index=2)
    card.get_by_label("Why").fill("You are right, the reason is there. Thank you for asking.")
    card.get_by_role("button", name="Answer").click()
    expect(desk.locator("#objections")).to_contain_text("No objection is waiting")
    page.reload()
    open_sheet(page)
    expect(page.locator(".coaching-sheet")).to_contain_text("Thank you for asking.")


def test_a_trainers_own_words_are_read_along_only_when_asked(
    open_page: OpenPage, boards: Boards
) -> None:
    first = open_page("/coaching?lang=en", base=boards.address)
    signed_in(first, boards.agent)
    open_sheet(first)
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.trainer)
    page.locator(".entry button:enabled").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#note").fill("Your comment was noted. We will look into it as soon as possible.")
    page.wait_for_timeout(800)
    assert asked == []
    page.get_by_role("button", name="See first how it may land").click()
    expect(page.locator("#note-words")).to_be_focused()
    expect(page.locator("#note-words")).to_contain_text("nothing of it is kept")
    assert_accessible(page)
    page.locator("#note").press("End")
    page.locator("#note").type("!")
    expect(page.locator("#note-words")).to_be_hidden()
    page.get_by_role("button", name="Put it on the sheet").last.click()
    expect(page.locator(".coaching-sheet")).to_contain_text("Your comment was noted.")


@pytest.mark.parametrize(("language", "scheme"), [("de", "dark"), ("en", "light")])
def test_own_words_are_looked_at_in_a_browser_without_scripts(
    open_page: OpenPage, browser: Browser, boards: Boards, language: str, scheme: str
) -> None:
    phone = {"width": 360, "height": 740}
    scripted = open_page(
        f"/coaching/words?lang={language}", base=boards.address, color_scheme=scheme, viewport=phone
    )
    assert scripted.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(scripted)
    context = browser.new_context(java_script_enabled=False, viewport=phone)
    page = context.new_page()
    page.goto(f"{boards.address}/coaching?lang={language}")
    page.locator("noscript a").click()
    page.locator("#text").fill("Danke für das Foto. Ich rufe Sie bis 16 Uhr an.")
    page.locator("#token").fill(boards.trainer)
    page.locator("form.words-form button").click()
    expect(page.locator(".words-found")).to_contain_text("Danke für das Foto")
    expect(page.locator("#text")).to_have_value("Danke für das Foto. Ich rufe Sie bis 16 Uhr an.")
    expect(page.locator("#token")).to_have_value("")
    context.close()


def test_without_the_service_a_trainers_words_stay(
    open_page: OpenPage, boards: Boards, complaints: list[str]
) -> None:
    first = open_page("/coaching?lang=en", base=boards.address)
    signed_in(first, boards.agent)
    open_sheet(first)
    page = open_page("/coaching?lang=en", base=boards.address)
    signed_in(page, boards.trainer)
    page.locator(".entry button:enabled").click()
    page.locator("#note").fill("A warm word of my own.")
    page.route("**/v1/coaching/words**", lambda route: route.abort())
    page.get_by_role("button", name="See first how it may land").click()
    expect(page.locator("#notice")).to_contain_text("out of reach")
    expect(page.locator("#notice")).to_be_in_viewport()
    expect(page.locator("#note")).to_have_value("A warm word of my own.")
    complaints.clear()


def test_a_trainer_reads_only_what_was_opened(open_page: OpenPage, boards: Boards) -> None:
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
    page = on_a_phone(
        open_page,
        f"/plan?lang={language}",
        token=boards.trainer,
        base=boards.address,
        color_scheme=scheme,
    )
    expect(page.locator("#plan-7")).to_be_visible()
    assert_fits_a_phone(page)


def test_an_idea_gets_its_answer_on_the_board(open_page: OpenPage, boards: Boards) -> None:
    page = open_page("/plan?lang=en", base=boards.address)
    signed_in(page, boards.trainer)
    page.locator("#idea-title").fill("Refund postage without being asked")
    page.get_by_role("button", name="Suggest it").click()
    card = page.locator(".plan-card", has_text="Refund postage")
    expect(card).to_contain_text("open")
    card.locator("summary").click()
    card.get_by_label("Status").select_option("adopted")
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
