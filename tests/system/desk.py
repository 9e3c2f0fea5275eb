"""What tests do and see on the writing page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator

OpenPage = Callable[..., Page]
# For each passage: where the browser itself puts the caret at its two ends, seen on the screen.
CARETS = """
    () => {
        const spans = [...document.querySelectorAll(".span:not([data-slot])")];
        const keys = spans.map((span) => span.dataset.key);
        return [...new Set(keys)].map((key) => {
            const boxes = [...document.querySelectorAll(`.backdrop .span[data-key="${key}"]`)]
                .flatMap((span) => [...span.getClientRects()]).filter((box) => box.width > 0);
            const [first, last] = [boxes[0], boxes.at(-1)];
            const field = document.getElementById("reply");
            const at = (x, box) => {
                const caret = document.caretPositionFromPoint(x, box.top + box.height / 2);
                return caret.offsetNode === field ? caret.offset : null;
            };
            return field.value.slice(at(first.left + 1, first), at(last.right - 1, last));
        });
    }
"""


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


def words_under_the_lines(page: Page) -> list[str]:
    """Return what stands, on the screen, above each underline."""
    words: list[str] = page.evaluate(CARETS)
    return words


def passages(assessment: dict[str, Any]) -> list[str]:
    """Return the texts of the marks an agent sees, in the order of the reply."""
    shown = [m for m in assessment["behaviours"] if m["polarity"] == "+" or m["tier"] == "inline"]
    return [mark["text"] for mark in sorted(shown, key=lambda m: (m["start"], -m["end"]))]
