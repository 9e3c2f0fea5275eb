"""When something is not right, the page says so calmly and loses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.system.desk import bar, write
from tests.system.service_process import STAGE, free_port, running

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

DRAFT = "Hello Ms Novak, that was our mistake."


def refuse(page: Page, status: int, **headers: str) -> None:
    """Answer the next requests with a problem."""
    problem = json.dumps({"status": status, "title": "No", "detail": "No."})
    page.route(
        "**/v1/score",
        lambda route: route.fulfill(
            status=status, body=problem, headers=headers, content_type="application/problem+json"
        ),
    )


def test_a_service_that_stops_and_returns(
    open_page: OpenPage, complaints: list[str], tmp_path: Path
) -> None:
    port = free_port()
    with running(STAGE, port=port, data=tmp_path) as address:
        page = open_page("/?lang=en", base=address)
    page.locator("#reply").fill(DRAFT)
    expect(page.locator("#notice")).to_contain_text("Your draft is safe in this tab")
    expect(page.locator("#reply")).to_have_value(DRAFT)
    with running(STAGE, port=port, data=tmp_path):
        expect(bar(page, "empathy").locator(".bar-level")).to_have_text("good", timeout=30_000)
        expect(page.locator("#notice")).to_be_hidden()
    assert all("ERR_CONNECTION_REFUSED" in text for text in complaints)
    complaints.clear()
    page.goto("about:blank")  # and nothing more is asked for
    complaints.clear()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Many people are writing right now."),
        (500, "The coach is out of reach right now."),
        (503, "The coach is out of reach right now."),
        (413, "The coach reads up to 20,000 characters."),
        (422, "The coach could not read this text."),
    ],
)
def test_refusals_are_calm_and_keep_the_draft(
    open_page: OpenPage, complaints: list[str], status: int, words: str
) -> None:
    page = open_page()
    refuse(page, status)
    page.locator("#reply").fill(DRAFT)
    expect(page.locator("#notice")).to_contain_text(words)
    expect(page.locator("#reply")).to_have_value(DRAFT)
    complaints.clear()


def test_no_praise_for_a_text_that_was_not_read(open_page: OpenPage, complaints: list[str]) -> None:
    page = open_page()
    write(page, DRAFT + " It will be with you on Friday: it will be with you on Friday.")
    expect(page.locator("#results")).to_have_attribute("data-state", "at-bar")
    refuse(page, 503)
    page.locator("#reply").fill("You must wait.")
    expect(page.locator("#lead")).to_have_text("This is how it stood before your last changes.")
    expect(page.locator("#results")).to_have_attribute("data-state", "stale")
    complaints.clear()


def test_a_busy_service_is_asked_again_when_it_says(
    open_page: OpenPage, complaints: list[str]
) -> None:
    page = open_page()
    refuse(page, 429, **{"Retry-After": "3"})
    with page.expect_response("**/v1/score"):
        page.locator("#reply").fill(DRAFT)
    page.unroute("**/v1/score")
    page.wait_for_timeout(2500)
    expect(page.locator("#verdict")).to_be_hidden()
    expect(page.locator("#verdict")).to_be_visible()
    complaints.clear()


def test_a_text_too_long_is_counted_and_stays(open_page: OpenPage) -> None:
    page = open_page("/?lang=de")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#reply").fill("🙂" * 20_001)
    expect(page.locator("#notice")).to_contain_text("bis zu 20.000 Zeichen. Dieser Text hat 20.001")
    assert not [url for url in asked if url.endswith("/v1/score")]
    write(page, "🙂" * 10 + DRAFT)
    expect(page.locator("#notice")).to_be_hidden()


def test_a_service_that_asks_for_a_token_gets_one(
    open_page: OpenPage, complaints: list[str]
) -> None:
    page = open_page()

    def guard(route: Route) -> None:
        if route.request.headers.get("authorization") == "Bearer ec_secret":
            route.continue_()
        else:
            route.fulfill(status=401, body="{}", content_type="application/problem+json")

    page.route("**/v1/score", guard)
    page.locator("#reply").fill(DRAFT)
    expect(page.locator("#notice")).to_contain_text("needs your access token")
    complaints.clear()
    page.unroute("**/v1/score")
    page.get_by_label("Access token").fill("ec_secret")
    with page.expect_request("**/v1/score") as asked:
        page.get_by_role("button", name="Continue").click()
    assert asked.value.headers["authorization"] == "Bearer ec_secret"
    assert "ec_secret" not in page.evaluate("JSON.stringify(localStorage)")
    page.goto("about:blank")  # and nothing more is asked for
    complaints.clear()
