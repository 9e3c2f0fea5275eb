"""The page on the real weights, started as people start it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from coach.rubric import load_rubric
from tests.system.desk import bar, passages, words_under_the_lines, write
from tests.system.service_process import free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Language
    from tests.system.desk import OpenPage

pytestmark = pytest.mark.system

SERVE = (sys.executable, "-c", "from coach.cli.main import main; main()", "serve", "--port")
CASES = {
    "de": (
        "Mein Paket ist seit drei Wochen unterwegs, und am Samstag ist die Taufe!",
        "Guten Tag, Frau Yılmaz 🙂, drei Wochen ohne Ihr Paket, und das kurz vor der Taufe: Das "
        "ist wirklich ärgerlich. Wir haben das falsche Etikett gedruckt, das war unser Fehler. "
        "Ich rufe heute noch im Lager an und melde mich bis 16 Uhr bei Ihnen.",
    ),
    "en": (
        "This is the third time my internet is down this week. I work from home!",
        "Hello Ms Novak 🙂, three outages in one week while you are trying to work: that is "
        "maddening, and it is our fault. I will call the technician myself this morning and "
        "ring you by 2 pm with a time. Would you rather have a spare router until then?",
    ),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the service with the weights that ship."""
    with running(SERVE, port=free_port(), data=tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.mark.parametrize("language", CASES)
def test_a_good_reply_is_met_with_words_and_passages(
    open_page: OpenPage, service: str, language: Language
) -> None:
    page = open_page(f"/?lang={language}", base=service)
    customer, reply = CASES[language]
    assessment = write(page, reply, customer=customer)
    for dimension in load_rubric().dimensions:
        level = load_rubric().level(assessment[dimension.id]["level"])
        shown = bar(page, dimension.id).locator(".bar-level").inner_text()
        assert assessment[dimension.id]["abstained"] or shown == level.name.text(language)
    assert assessment["empathy"]["level"] >= 2
    assert page.locator("#strengths li").count() >= 2
    assert words_under_the_lines(page) == passages(assessment)
