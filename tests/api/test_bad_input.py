"""Whatever arrives: a clear problem or an honest abstention, never a 500."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import REPLY, MakeClient

JSON = {"Content-Type": "application/json"}

ODD_REPLIES = {
    "empty": ("", "empty"),
    "whitespace": (" \n\t\u00a0 ", "empty"),
    "one word": ("Danke", "too_short"),
    "only emoji": ("🙂🎉🙏", None),
    "zero width": ("\u200b\u200d\ufeff", None),
    "NUL bytes": ("Ich rufe\x00 Sie heute\x00 noch an.", None),
    "control characters": ("Ich rufe\x1b[31m Sie heute\x07 noch an.", None),
    "right to left": ("שלום, אני מתקשר אליך היום עד השעה ארבע אחר הצהריים בבקשה", None),
    "override marks": ("Ich rufe \u202eSie heute\u202c noch an.", None),
    "HTML": ("<script>alert('x')</script><b>Ich rufe Sie heute noch an.</b>", None),
    "French": ("Bonjour, je vous rappelle aujourd'hui avant seize heures, c'est promis.", None),
    "Zalgo": ("I\u0336\u0334\u0337 w\u0336i\u0334l\u0337l call you today by 4 pm.", None),
    "20,000 characters": ("wort " * 4000, None),
}


@pytest.mark.parametrize(("reply", "reason"), ODD_REPLIES.values(), ids=ODD_REPLIES.keys())
def test_odd_texts_are_answered(client: TestClient, reply: str, reason: str | None) -> None:
    response = client.post("/v1/score", json={"reply": reply})
    assert response.status_code == 200, response.text
    found = response.json()
    if reason:
        assert found["abstained"] == reason
    if found["abstained"]:
        assert found["abstained_reason"]
        assert found["empathy"] is None
    for mark in found["behaviours"]:
        assert reply[mark["start"] : mark["end"]] == mark["text"]


BAD_BODIES = {
    "nothing": (b"", 422, "body"),
    "broken JSON": (b'{"reply": "x"', 400, None),
    "not UTF-8": (b'{"reply": "\xff\xfe"}', 400, None),
    "NaN": (b'{"reply": NaN}', 400, None),
    "Infinity": (b'{"reply": "x", "id": -Infinity}', 400, None),
    "huge number": (b'{"reply": ' + b"9" * 5000 + b"}", 400, None),
    "field twice": (b'{"reply": "a", "reply": "b"}', 400, None),
    "deep lists": (b'{"reply": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, None),
    "deep objects": (b'{"a":' * 50 + b"1" + b"}" * 50, 400, None),
    "lone surrogate": (b'{"reply": "Hallo \\ud800 Frau"}', 422, "reply"),
    "lone surrogate in a key": (b'{"reply": "x y z", "\\udfff": 1}', 422, None),
    "a list": (b"[]", 422, "body"),
    "a text": (b'"reply"', 422, "body"),
    "null": (b"null", 422, "body"),
    "no reply": (b"{}", 422, "reply"),
    "reply null": (b'{"reply": null}', 422, "reply"),
    "reply number": (b'{"reply": 7}', 422, "reply"),
    "reply list": (b'{"reply": ["x"]}', 422, "reply"),
    "unknown field": (b'{"reply": "x", "costumer": "y"}', 422, "costumer"),
    "unknown language": (b'{"reply": "x", "language": "fr"}', 422, "language"),
    "unknown channel": (b'{"reply": "x", "channel": "fax"}', 422, "channel"),
    "unknown phase": (b'{"reply": "x", "phase": "start"}', 422, "phase"),
    "thread of texts": (b'{"reply": "x", "thread": ["y"]}', 422, "thread.0"),
    "unknown role": (
        b'{"reply": "x", "thread": [{"role": "bot", "text": "y"}]}',
        422,
        "thread.0.role",
    ),
    "20,001 characters": (json.dumps({"reply": "x" * 20_001}).encode(), 422, "reply"),
    "20,001 of the customer": (
        json.dumps({"reply": "x", "customer": "x" * 20_001}).encode(),
        422,
        "customer",
    ),
    "10 MB": (b'{"reply": "' + b"x" * 10_000_000 + b'"}', 413, None),
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("body", "status", "field"), BAD_BODIES.values(), ids=list(BAD_BODIES.keys())
)
def test_bad_bodies_get_a_clear_problem(
    client: TestClient, body: bytes, status: int, field: str | None, language: str
) -> None:
    headers = {**JSON, "Accept-Language": language}
    response = client.post("/v1/score", content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == language
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if field:
        assert field in [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"reply": "x"', "breaks at character 13"),
        (b"\xff", "not encoded in UTF-8"),
        (b'{"a": 1, "a": 1}', "occurs twice"),
        (b"[" * 9999, "nested too deeply"),
        (b"[" * 40 + b"]" * 40, "nested too deeply"),
        (b"NaN", "no NaN"),
    ],
)
def test_json_problem_names_what_is_wrong(client: TestClient, body: bytes, words: str) -> None:
    problem = client.post("/v1/score", content=body, headers=JSON).json()
    assert problem["code"] == "invalid-json"
    assert words in problem["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"requests": 7}', b'{"requests": [[[]]]}'])
def test_batches_survive_bad_bodies_too(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/score/batch", content=body, headers=JSON)
    assert response.status_code < 500


def test_problem_never_repeats_a_value(client: TestClient) -> None:
    response = client.post("/v1/score", json={"reply": ["my secret"], "channel": "my secret"})
    assert response.status_code == 422
    assert "secret" not in response.text


def test_body_is_cut_off_while_it_streams(make_client: MakeClient) -> None:
    client = make_client(body_limit=2048)
    parts = (b"x" * 1024 for _ in range(10))
    response = client.post("/v1/score", content=parts, headers=JSON)
    assert response.status_code == 413
    assert "2048" in response.json()["detail"]


def test_batch_has_its_own_body_limit(make_client: MakeClient) -> None:
    client = make_client(body_limit=2048, batch_body_limit=100_000)
    big = {"reply": REPLY, "customer": "x " * 2000}
    assert client.post("/v1/score", json=big).status_code == 413
    assert client.post("/v1/score/batch", json={"requests": [big] * 10}).status_code == 200
    assert client.post("/v1/score/batch", json={"requests": [big] * 30}).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/score", 405),
        ("DELETE", "/v1/rubric", 405),
        ("GET", "/v1/rubric?lang=fr", 422),
        ("GET", "/v1/score/", 404),
    ],
)
def test_wrong_addresses_get_a_problem(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
