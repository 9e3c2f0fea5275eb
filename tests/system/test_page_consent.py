"""Agreeing and taking it back, and an idea on its way into the house rules, as people meet it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from coach.tokens import TokenStore
from tests.system.service_process import HERE, free_port, running
from tests.system.test_page_appearance import assert_accessible
from tests.system.visit import assert_fits_a_phone, on_a_phone, signed_in

if TYPE_CHECKING:
    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system
AUDIT_STAGE = (sys.executable, str(HERE / "audit_stage.py"))
HOUSE = "# Our house\nname = 'North'\n"


@dataclass(frozen=True)
class House:
    """A service with house rules, an agent and an admin."""

    address: str
    agent: str
    admin: str
    rules: Path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("house")
    rules = data / "house.toml"
    rules.write_text(HOUSE, encoding="utf-8")
    tokens = TokenStore(f"sqlite:///{data / 'coach.db'}")
    agent = tokens.create("agent", role="agent", agent="agent-7")
    admin = tokens.create("admin", role="admin")
    tokens.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_HOUSE", str(rules))
        with running(AUDIT_STAGE, port=free_port(), data=data) as address:
            yield House(address, agent, admin, rules)


@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("en", "dark")])
def test_the_page_is_accessible_and_fits_a_phone(
    open_page: OpenPage, house: House, language: str, scheme: str
) -> None:
    page = on_a_phone(
        open_page,
        f"/consent?lang={language}",
        token=house.agent,
        base=house.address,
        color_scheme=scheme,
    )
    expect(page.locator("#named-form")).to_be_visible()
    assert_fits_a_phone(page)


def test_who_has_no_pseudonym_is_asked_for_an_access(open_page: OpenPage, house: House) -> None:
    page = open_page("/consent?lang=en", base=house.address)
    expect(page.locator("#notice")).to_contain_text("you need a pseudonym")
    expect(page.locator("#consents")).to_be_hidden()
    assert_accessible(page)
    page.locator("#token").fill(house.agent)
    page.locator("#token").press("Enter")
    expect(page.locator("#named-form")).to_be_visible()
    expect(page.locator("#notice")).to_be_hidden()


def test_an_agent_agrees_by_a_name_and_takes_it_back(open_page: OpenPage, house: House) -> None:
    page = open_page("/consent?lang=en", base=house.address)
    signed_in(page, house.agent)
    expect(page.locator("#named-state")).to_have_text("Not given yet.")
    page.get_by_label("By which name?").fill("Mara")
    page.locator("#named-give").click()
    expect(page.locator("#named-state")).to_contain_text("Agreed since")
    expect(page.locator("#named-withdraw")).to_be_focused()
    page.reload()
    expect(page.get_by_label("By which name?")).to_have_value("Mara")
    page.locator("#named-withdraw").click()
    expect(page.locator("#named-state")).to_have_text("Not given yet.")
    page.locator("#before-give").click()
    expect(page.locator("#before-state")).to_contain_text("Agreed since")
    page.locator("#before-withdraw").click()
    expect(page.locator("#before-state")).to_have_text("Not given yet.")


def test_an_idea_is_written_into_the_house_rules_once_its_change_was_seen(
    open_page: OpenPage, house: House
) -> None:
    page = open_page("/plan?lang=en", base=house.address)
    signed_in(page, house.admin)
    page.get_by_label("Your idea in one sentence").fill("Let us drop “as I said”")
    page.get_by_role("button", name="Suggest it").click()
    card = page.locator(".plan-card", has_text="Let us drop")
    card.get_by_text("Write it into the house rules").first.click()
    card.get_by_label("The phrase", exact=True).fill("as I already said")
    card.get_by_label("What we write instead, one line each").fill("once more, calmly\nin short")
    card.get_by_role("button", name="Look at the change").first.click()
    change = card.locator(".plan-change pre").first
    expect(change).to_contain_text('+instead = ["once more, calmly", "in short"]')
    assert_accessible(page)
    assert house.rules.read_text(encoding="utf-8") == HOUSE
    card.get_by_role("button", name="Write it into the house rules like this").first.click()
    expect(page.locator(".plan-card", has_text="Let us drop")).to_contain_text(
        "in the house rules since"
    )
    assert house.rules.read_text(encoding="utf-8").startswith(HOUSE)
    assert "as I already said" in house.rules.read_text(encoding="utf-8")
