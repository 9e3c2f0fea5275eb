"""Work is shared, and never waited for longer than it is worth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.settings import ApiSettings
from coach.suggest import Advice
from tests.api.conftest import BASE_URL
from tests.api.languagetool.reading import TEXT, ids
from tests.system.stage import CueAdvisor, CueCoach

FIELDS = {"text": TEXT, "language": "en"}


@dataclass(frozen=True)
class Watched(CueAdvisor):
    """An advisor that notes each request and may be held up."""

    asked: list[float] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    def advise(self, *arguments: Any, **options: Any) -> Advice:  # noqa: ANN401
        self.asked.append(time.monotonic())
        self.before()
        return super().advise(*arguments, **options)


def served(advisor: CueAdvisor, **given: object) -> TestClient:
    app = create_app(ApiSettings(**given), coach=CueCoach(), advisor=advisor)
    return TestClient(app, base_url=BASE_URL, raise_server_exceptions=False)


def test_two_halves_at_the_same_time_are_one_piece_of_work() -> None:
    both_are_there = threading.Event()
    advisor = Watched(before=lambda: both_are_there.wait(5))

    def ask(mode: str) -> list[str]:
        return ids(desk.post("/v2/check", data={**FIELDS, "mode": mode}).json())

    with served(advisor, cache_entries=64) as desk, ThreadPoolExecutor() as pool:
        halves = [pool.submit(ask, mode) for mode in ("textLevelOnly", "allButTextLevelOnly")]
        while len(desk.app.state.services.languagetool._running) < 1:
            time.sleep(0.01)
        time.sleep(0.3)  # for the second to arrive, and to be told to wait
        both_are_there.set()
        assert [half.result() for half in halves] == [["EMP_FEELING"], ["AUTH_CLICHE"]]
    assert len(advisor.asked) == 1


def test_the_same_text_again_costs_nothing() -> None:
    advisor = Watched()
    with served(advisor) as desk:
        for _ in range(3):
            assert len(ids(desk.post("/v2/check", data=FIELDS).json())) == 2
    assert len(advisor.asked) == 1


def test_of_equal_requests_a_failure_is_not_shared() -> None:
    failures = iter([RuntimeError("once"), None])

    def fail_once() -> None:
        failure = next(failures)
        if failure:
            raise failure

    with served(Watched(before=fail_once)) as desk:
        assert desk.post("/v2/check", data=FIELDS).status_code == 500
        assert desk.post("/v2/check", data=FIELDS).status_code == 200


@dataclass(frozen=True)
class Slow(Watched):
    """An advisor that waits for a model of the house."""

    waits = True


def test_marks_are_shown_where_suggestions_take_too_long() -> None:
    done = threading.Event()
    with served(Slow(before=lambda: done.wait(5)), timeout=0.5) as desk:
        answer = desk.post("/v2/check", data=FIELDS).json()
        done.set()
    assert ids(answer) == ["AUTH_CLICHE"]
    assert answer["matches"][0]["replacements"] == []
    assert answer["empathyCoach"]["dimensions"]["authenticity"]["level"] == 0


def test_a_full_queue_is_told_as_the_protocol_can() -> None:
    hold = threading.Event()
    advisor = Watched(before=lambda: hold.wait(5))
    with (
        served(advisor, queue_characters=1, workers=1) as desk,
        ThreadPoolExecutor() as pool,
    ):
        first = pool.submit(desk.post, "/v2/check", data=FIELDS)
        while not advisor.asked:
            time.sleep(0.01)
        refused = desk.post("/v2/check", data={**FIELDS, "text": "Another text to check."})
        hold.set()
        assert first.result().status_code == 200
    assert refused.status_code == 503
    assert refused.text.startswith("Error: ")
    assert int(refused.headers["retry-after"]) >= 1


NAMES = st.sampled_from(
    [
        *("text", "data", "language", "preferredVariants", "enabledRules", "disabledRules"),
        *("enabledCategories", "disabledCategories", "enabledOnly", "level", "mode", "c"),
        *("motherTongue", "callback", "apiKey", "username", "useragent", "unknown"),
    ]
)
VALUES = st.one_of(
    st.sampled_from(["", "de", "en-GB", "auto", "true", "picky", "textLevelOnly", "1", "STYLE"]),
    st.sampled_from(['{"text": "a"}', '{"annotation": [{"markup": "<b>"}, {"text": "Hallo"}]}']),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace").decode()),
)


@pytest.fixture(scope="module")
def patient() -> Any:  # noqa: ANN401 - a client, closed at the end
    with served(CueAdvisor()) as desk:
        yield desk


@given(fields=st.dictionaries(NAMES, VALUES, max_size=6))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_any_fields_are_answered_or_refused(patient: TestClient, fields: dict[str, str]) -> None:
    response = patient.post("/v2/check", data=fields)
    assert response.status_code in {200, 400, 403}
    if response.status_code == 200:
        assert {"matches", "language", "warnings"} <= set(response.json())
    else:
        assert response.text.startswith("Error: ")
