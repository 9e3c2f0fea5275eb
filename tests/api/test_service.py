"""The smaller resources, the cache, and the sentences."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.cache import ResultCache
from api.language import accepted_language
from api.problems import ApiError
from api.sentences import sentences
from coach.coach import Coach
from coach.contracts import Language, Request
from tests.api.conftest import CUSTOMER, REPLY, MakeClient


def test_rubric_speaks_both_languages(client: TestClient) -> None:
    german = client.get("/v1/rubric?lang=de").json()
    english = client.get("/v1/rubric?lang=en").json()
    assert german["dimensions"][0]["name"] == "Empathie"
    assert english["dimensions"][0]["name"] == "Empathy"
    assert len(german["behaviours"]) == len(english["behaviours"]) == 22
    assert all(item["reason"] and item["source"]["short"] for item in german["behaviours"])


def test_model_names_its_weights(client: TestClient) -> None:
    found = client.get("/v1/model").json()
    assert found["name"] == "fake"
    assert found["sha256"] == "0" * 64
    assert found["figures"] == {"kappa_empathy": 0.5}


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_metrics_count_requests_levels_and_abstentions(client: TestClient) -> None:
    client.post("/v1/score", json={"reply": REPLY, "customer": CUSTOMER})
    client.post("/v1/score", json={"reply": "Ok."})
    client.get("/no/such/path")
    text = client.get("/metrics").text
    assert 'coach_requests_total{method="POST",route="/v1/score",status="200"} 2.0' in text
    assert 'coach_requests_total{method="-",route="unmatched",status="404"} 1.0' in text
    assert 'coach_abstentions_total{reason="too_short"} 1.0' in text
    assert 'coach_levels_total{dimension="authenticity",level="3"} 1.0' in text
    assert "coach_queue_replies 0.0" in text
    assert 'coach_request_seconds_bucket{le="0.005",route="/v1/score"}' in text


def test_levels_need_not_be_counted(make_client: MakeClient) -> None:
    client = make_client(metrics_levels=False)
    client.post("/v1/score", json={"reply": REPLY})
    text = client.get("/metrics").text
    assert "coach_levels_total{" not in text
    assert "coach_requests_total{" in text


def test_two_services_in_one_process_count_apart(make_client: MakeClient) -> None:
    first, second = make_client(), make_client()
    first.get("/healthz")
    assert "/healthz" not in second.get("/metrics").text


def test_cache_tells_requests_apart_by_all_but_their_id() -> None:
    cache = ResultCache(model="m", entries=9)
    base = Request("reply", id="1")
    assert cache.key(base) == cache.key(replace(base, id="2"))
    others = [
        replace(base, reply="Reply"),
        replace(base, customer=""),
        replace(base, phase="middle"),
        replace(base, masks="neutral"),
        replace(base, language="de"),
    ]
    keys = {cache.key(request) for request in [base, *others]}
    assert len(keys) == 6
    assert ResultCache(model="n", entries=9).key(base) not in keys


def test_cache_lets_go_of_the_oldest(coach: Coach) -> None:
    cache = ResultCache(model="m", entries=2)
    requests = [Request(f"Ich rufe Sie an {n}.") for n in range(3)]
    for request in requests[:2]:
        cache.put(cache.key(request), coach.assess(request))
    assert cache.get(cache.key(requests[0]), requests[0])
    cache.put(cache.key(requests[2]), coach.assess(requests[2]))
    assert len(cache) == 2
    assert cache.get(cache.key(requests[1]), requests[1]) is None


def test_cache_can_be_switched_off(coach: Coach) -> None:
    cache = ResultCache(model="m", entries=0)
    request = Request(REPLY)
    cache.put(cache.key(request), coach.assess(request))
    assert len(cache) == 0


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("EN-us", "en"),
        ("fr,de;q=0.3", "de"),
        ("en;q=0.3,de;q=0.9", "de"),
        ("de;q=0,en", "en"),
        ("de;q=0", None),
        ("de;q=oops", "de"),
        ("fr", None),
        ("", None),
        (";;,,q=1", None),
    ],
)
def test_accept_language(header: str, language: Language | None) -> None:
    assert accepted_language(header) == language


def test_service_answers_in_its_own_language_when_nobody_asks(make_client: MakeClient) -> None:
    client = make_client(language="de")
    assert client.get("/v1/rubric").json()["language"] == "de"
    assert client.get("/nothing").json()["title"] == "Hier gibt es nichts"


def test_sentences_take_the_same_values_in_both_languages() -> None:
    for key, entry in sentences().table.items():
        assert fields(entry["de"]) == fields(entry["en"]), key


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_problem_has_its_sentences() -> None:
    kinds = ApiError.__subclasses__()
    assert len(kinds) > 10
    for kind in kinds:
        assert kind.code in sentences()
        assert f"title-{kind.code}" in sentences()
