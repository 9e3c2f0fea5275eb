"""What tests do and see on the writing page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SETTLED_MS = 1500


def write(page: Page, reply: str, *, customer: str = "") -> dict[str, Any]:
    """Fill the fields and return the assessment that arrives."""
    if customer:
        page.locator("#customer").fill(customer)
    with page.expect_response(lambda response: _scores(response, reply)) as scored:
        page.locator("#reply").fill(reply)
    assessment: dict[str, Any] = scored.value.json()
    # The page has drawn the answer once its scripts have had their turn.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
    return assessment


def _scores(response: Any, reply: str) -> bool:  # noqa: ANN401 - Playwright's response
    return response.url.endswith("/v1/score") and response.request.post_data_json["reply"] == reply


def bar(page: Page, dimension: str) -> Locator:
    return page.locator(f'.bar[data-dimension="{dimension}"]')


def names(page: Page, kind: str) -> list[str]:
    return page.locator(f"#{kind} .mark-name").all_inner_texts()


def show_example(page: Page) -> None:
    page.locator("#example").click()
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#marks li")).to_have_count(1)
