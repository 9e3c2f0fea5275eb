"""What the evaluation of suggestions counts, and the report it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.contracts import DIMENSIONS
from coach.suggest import build_suggester
from tests.fakes import fake_coach
from training.records import Record
from training.suggestions.command import confirmed, latency, measure
from training.suggestions.report import write_report
from training.suggestions.trials import Trial, broken_address, broken_facts, run_trials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.contracts import Request


def record(number: int, language: str, reply: str, customer: str) -> Record:
    return Record(str(number), language, "email", "written", customer, reply, 1, (1, 1, 1), ())


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    rows = [
        record(
            1,
            "en",
            "Hello Maria, your parcel is in Leeds. We will send it as soon as possible. Calm down.",
            "My parcel is late!",
        ),
        record(
            2,
            "de",
            "Guten Tag Frau Yılmaz, wir melden uns schnellstmöglich bei Ihnen. Beruhigen Sie sich.",
            "Mein Paket kommt zu spät!",
        ),
        record(
            3,
            "en",
            "Hello Maria, late again is maddening and that is our mistake. Thank you for the "
            "photo. I will call you by 4 pm.",
            "My parcel is late!",
        ),
    ]
    return list(run_trials(rows, build_suggester(fake_coach())))


def test_only_replies_below_the_bar_count(trials: list[Trial]) -> None:
    assert [trial.below for trial in trials] == [True, True, False]


def test_coverage_and_gain_are_those_of_the_first_suggestion(trials: list[Trial]) -> None:
    figures = measure([trial for trial in trials if trial.below])
    assert figures["share_with_suggestion"].value == 1.0
    firsts = [max(t.advice.suggestions[0].gain.values()) for t in trials if t.below]
    assert figures["mean_first_gain"].value == pytest.approx(np.mean(firsts))
    assert figures["facts_broken"].value == figures["address_broken"].value == 0.0


class Constant:
    """A referee that gives every changed text the same number of points more."""

    def __init__(self, points: float) -> None:
        self._points = points
        self._calls = 0

    def scores(self, requests: Sequence[Request]) -> NDArray[np.float64]:
        self._calls += 1
        return np.full((len(requests), len(DIMENSIONS)), self._points * self._calls)


@pytest.mark.parametrize(("points", "share"), [(5.0, 1.0), (0.5, 0.0), (-5.0, 0.0)])
def test_a_gain_counts_as_confirmed_where_the_referee_sees_it(
    trials: list[Trial], points: float, share: float
) -> None:
    below = [trial for trial in trials if trial.below]
    assert confirmed(below, Constant(points))["confirmed"].value == share


def test_latency_is_measured_where_there_are_replies_for_it(trials: list[Trial]) -> None:
    assert latency([]) == {}
    assert latency(trials)["latency_p95_ms"].value >= latency(trials)["latency_p50_ms"].value > 0


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        ("Nr. 4711, 12,50 €", "12,50 € für Nr. 4711!", []),
        ("Am 12.5. um 14 Uhr", "Am 12.5.", ["14"]),
        ("Mail an a@b.example", "Mail an uns", ["a@b.example"]),
    ],
)
def test_a_lost_figure_or_address_is_found(before: str, after: str, broken: list[str]) -> None:
    assert broken_facts(before, after) == broken


def test_mixed_address_is_found() -> None:
    assert broken_address("Ich helfe Ihnen.", "Ich helfe Ihnen, ich verstehe dich.")
    assert not broken_address("Ich helfe Ihnen.", "Ich helfe Ihnen gern, wenn Sie mögen.")


def test_the_report_shows_before_and_after(trials: list[Trial], tmp_path: Path) -> None:
    summary = {
        "model": "fake@1",
        "replies": 3,
        "below_the_bar": 2,
        "figures": {},
        "targets": [],
        "sources": {"remove": 1},
        "behaviours": {},
    }
    write_report(tmp_path / "report.md", summary, [trial for trial in trials if trial.below])
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert text.index("## de") < text.index("## en")
    assert "> " + trials[0].record.reply in text
    assert "> " + trials[0].after(trials[0].advice.suggestions[0]) in text
