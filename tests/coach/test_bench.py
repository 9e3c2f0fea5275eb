import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from coach.bench import (
    BenchError,
    BenchResult,
    BenchSettings,
    BenchTexts,
    Bulk,
    Latency,
    bulk,
    call,
    first_score,
    first_words,
    growing,
    percentile,
)
from coach.bench_long import LongDraft, one_word_changed
from coach.bench_service import Service, ServiceError
from coach.cli.bench import table
from coach.cli.main import app
from coach.contracts import Request
from coach.prepare import prepare
from tests.tiny_weights import write_tiny_weights

SMALL = BenchSettings(requests=20, warm_up=2, bulk=50)
RESULT = BenchResult(
    latency=Latency(p50=21.25, p95=44.5, n=200),
    bulk=Bulk(alone=101.4, with_customer=71.6, n=600, median_words=40),
    long_draft=LongDraft(fresh=2.41, word=0.28, sentence=0.19, n=3),
    cold_start=1.234,
    service_start=2.5,
    memory=321.4,
    peak=None,
    cores=2,
    load=0.1,
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_weights(tmp_path_factory.mktemp("bench") / "tiny")


@pytest.fixture(scope="module")
def service(weights: Path) -> Iterator[Service]:
    with Service(replace(SMALL, weights=weights).environment) as running:
        yield running


@pytest.fixture(scope="module")
def texts() -> BenchTexts:
    return BenchTexts.load()


def test_long_replies_have_120_words_that_are_all_scored(texts: BenchTexts) -> None:
    requests = texts.long_requests(230)
    assert len({request.reply for request in requests}) == 230
    for request in requests:
        prepared = prepare(request)
        assert len(prepared.reply.text.split()) == 120
        assert prepared.language == "de"
        assert 15 <= len(prepared.pair.customer.split()) <= 20


def test_bulk_replies_have_a_median_of_forty_words_and_can_be_scored(texts: BenchTexts) -> None:
    prepared = [prepare(request) for request in texts.bulk_requests(200, with_customer=True)]
    lengths = sorted(len(one.reply.text.split()) for one in prepared)
    assert 38 <= lengths[100] <= 42
    assert {one.abstained for one in prepared} == {None}
    assert {one.language for one in prepared} == {"de", "en"}
    assert all(one.pair.customer for one in prepared)


def test_one_word_changes_and_only_one() -> None:
    draft = "Wir prüfen und melden uns. " * 20
    before, after = draft.split(), one_word_changed(draft).split()
    assert len(before) == len(after)
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("und", "oder")]


def test_long_drafts_are_timed_as_they_change(weights: Path, texts: BenchTexts) -> None:
    found = growing(replace(SMALL, weights=weights), texts)
    assert found.n == 3
    assert min(found.fresh, found.word, found.sentence) > 0


def test_bulk_replies_repeat_in_order(texts: BenchTexts) -> None:
    requests = texts.bulk_requests(450, with_customer=False)
    assert requests[:200] == requests[200:400]
    assert len(requests) == 450


def test_the_service_is_called_over_http_and_measured(service: Service, texts: BenchTexts) -> None:
    latency = call(service, texts.long_requests(22), warm_up=2)
    assert latency.n == 20
    assert 0 < latency.p50 <= latency.p95
    assert service.start_seconds > 0


def test_memory_is_that_of_the_service_process(service: Service) -> None:
    memory, peak = service.memory()
    if Path("/proc/self/status").is_file():
        assert memory is not None
        assert peak is not None
        assert 30 < memory <= peak
    else:
        assert (memory, peak) == (None, None)


def test_an_answer_that_is_no_score_ends_the_measurement(service: Service) -> None:
    with pytest.raises(ServiceError, match="/v1/score answered 4"):
        service.score(Request(reply="x" * 20_001))


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    settings = replace(SMALL, weights=tmp_path)
    with (
        pytest.raises(ServiceError, match=r"ended before it answered: (.|\n)*SHA256SUMS"),
        Service(settings.environment),
    ):
        pass


def test_a_fresh_process_scores(weights: Path) -> None:
    assert first_score(weights) > 0


def test_a_fresh_process_that_cannot_score_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"could not score: .*coach doctor"):
        first_score(tmp_path)


def test_bulk_scores_every_reply(weights: Path, texts: BenchTexts) -> None:
    result = bulk(replace(SMALL, weights=weights), texts)
    assert (result.n, result.median_words) == (50, 40)
    assert result.alone > 0
    assert result.with_customer > 0


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        pytest.param(0.5, 10, id="median"),
        pytest.param(0.95, 19, id="p95"),
        pytest.param(1.0, 20, id="slowest"),
    ],
)
def test_percentiles_are_values_that_occurred(share: float, expected: int) -> None:
    assert percentile([float(i) for i in range(1, 21)], share) == expected


def test_first_words_leave_single_blanks() -> None:
    assert first_words("  a\n\nb   c d ", 3) == "a b c"


def test_settings_reach_coach_and_service_alike(tmp_path: Path) -> None:
    settings = BenchSettings(workers=3, threads=1, weights=tmp_path)
    assert (settings.coach.workers, settings.coach.threads) == (3, 1)
    assert settings.coach.weights == tmp_path
    assert settings.environment == {
        "COACH_WORKERS": "3",
        "COACH_THREADS": "1",
        "COACH_WEIGHTS": str(tmp_path),
    }
    assert BenchSettings().environment == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("de_DE.UTF-8", ("gemessen wurde", "sagt dieses System nicht"), id="de"),
        pytest.param("en_US.UTF-8", ("what was measured", "this system does not tell"), id="en"),
    ],
)
def test_the_table_stands_beside_its_targets(
    monkeypatch: pytest.MonkeyPatch, language: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    console = Console(record=True, width=140)
    console.print(table(RESULT))
    text = console.export_text()
    for expected in (*words, "21.2 ms", "44.5 ms", "101 / s", "1.23 s", "321 MB", "≤ 450 MB"):
        assert expected in text


@pytest.mark.slow
def test_the_command_prints_json(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.bench.COLD_STARTS", 1)
    arguments = ["bench", "--json", "--requests", "20", "--bulk", "50", "--weights", str(weights)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["latency"]["n"] == 20
    assert figures["bulk"]["n"] == 50
    assert figures["cold_start"] > 0
