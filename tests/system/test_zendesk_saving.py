"""What the Zendesk app asks before a reply is saved, and when it keeps quiet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.system.conftest import OpenDesk
from tests.system.zendesk_desk import BLAME, KIND, STOCK, group

pytestmark = pytest.mark.system


def test_saving_is_not_questioned_unless_switched_on(desk: OpenDesk) -> None:
    opened = desk()
    opened.write(BLAME)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.save() == {"saved": [BLAME], "refused": []}


def test_a_critical_reply_is_questioned_once(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True})
    opened.write(BLAME)
    refused = opened.save()["refused"]
    assert len(refused) == 1
    assert "“You should have read the label”" in refused[0]
    expect(opened.panel.locator(".question")).to_contain_text("simply save again")
    assert opened.save()["saved"] == [BLAME]


def test_a_changed_reply_is_questioned_anew(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True})
    opened.write(BLAME)
    opened.save()
    opened.write(BLAME + " Truly.")
    assert len(opened.save()["refused"]) == 2


def test_the_house_names_what_is_critical(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True, "critical": "cliche"})
    opened.write(BLAME)
    assert opened.save()["saved"] == [BLAME]
    opened.write(STOCK)
    assert "inconvenience" in opened.save()["refused"][0]


def test_what_the_house_rules_let_cap_the_score_is_asked_about_too(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True})
    opened.proxy.changes["/v1/score"] = {"capped_by": "cliche"}
    opened.write(STOCK)
    assert "inconvenience" in opened.save()["refused"][0]


@pytest.mark.parametrize("reply", [KIND, ""], ids=["harmless", "empty"])
def test_other_replies_are_saved_at_once(desk: OpenDesk, reply: str) -> None:
    opened = desk(settings={"ask_before_save": True})
    if reply:
        opened.write(reply)
    assert [text.strip() for text in opened.save()["saved"]] == [reply]


def test_a_note_is_saved_unread(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True}, type="internalNote")
    opened.write(BLAME)
    assert opened.save()["saved"] == [BLAME]
    assert opened.proxy.seen == []


def test_without_the_service_nobody_is_kept_from_saving(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True})
    opened.proxy.away = True
    opened.write(BLAME)
    assert opened.save()["saved"] == [BLAME]


def test_only_the_panel_beside_the_ticket_asks(desk: OpenDesk) -> None:
    opened = desk(settings={"ask_before_save": True}, location="ticket_editor")
    opened.write(BLAME)
    expect(group(opened, "marks")).to_be_visible()
    assert opened.save()["saved"] == [BLAME]
