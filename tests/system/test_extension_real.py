"""The extension on the real weights, started as people start the service."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from coach.rubric import load_rubric
from tests.system.desk import passages
from tests.system.editor_pages import write
from tests.system.extension_browser import CoachView
from tests.system.service_process import free_port, running
from tests.system.test_page_real import CASES, SERVE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.system.editor_pages import EditorPages
    from tests.system.extension_browser import ExtensionBrowser

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the service with the weights that ship."""
    with running(SERVE, port=free_port(), data=tmp_path_factory.mktemp("service")) as address:
        yield address


def ask(service: str, reply: str, customer: str) -> dict[str, Any]:
    """Score a reply without the extension."""
    request = urllib.request.Request(  # noqa: S310 - a service on loopback
        f"{service}/v1/score",
        data=json.dumps({"reply": reply, "customer": customer}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - the same
        answer: dict[str, Any] = json.load(response)
    return answer


@pytest.mark.parametrize("language", CASES)
def test_what_the_service_says_stands_under_the_right_words(
    coach: ExtensionBrowser, editors: EditorPages, service: str, language: str
) -> None:
    customer, reply = CASES[language]
    assessment = ask(service, reply, customer)
    coach.settings(server=service)
    page = coach.open(editors.url("tiptap"))
    page.evaluate(
        "(text) => { document.querySelector('.customer-message').textContent = text; }", customer
    )
    write(page, reply)
    view = CoachView(page)
    view.wait(lambda: view.state() == "scored", "scored", timeout=60)
    view.wait(
        lambda: view.words_under_the_lines() == passages(assessment),
        f"underlines of {passages(assessment)}",
    )
    view.click(".badge")
    levels = view.texts(".bar-level")
    for dimension, shown in zip(load_rubric().dimensions, levels, strict=True):
        result = assessment[dimension.id]
        name = load_rubric().level(result["level"]).name.en
        assert shown == (name if not result["abstained"] else "hard to say")
