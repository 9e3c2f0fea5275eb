"""Who is answered, in which form, and with which headers."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from api.guard import METHODS_WITH_BODY, GuardedRoute
from api.pages import own_words
from tests.api.conftest import REPLY, MakeApp, MakeClient


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("192.168.1.20:8000", 200),
        ("coach.example", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_only_known_names_are_answered(make_client: MakeClient, host: str, status: int) -> None:
    client = make_client(allowed_hosts=("coach.example",))
    response = client.get("/healthz", headers={"Host": host})
    assert response.status_code == status
    if status == 421:
        assert response.headers["content-type"] == "application/problem+json"
        assert "COACH_ALLOWED_HOSTS" in response.json()["detail"]


FORMS = {
    "form": ({"Content-Type": "application/x-www-form-urlencoded"}, b"reply=x"),
    "multipart": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--"),
    "text": ({"Content-Type": "text/plain"}, b'{"reply": "x"}'),
    "text with json inside": ({"Content-Type": "text/plain; application/json"}, b'{"reply": "x"}'),
    "no type": ({}, b'{"reply": "x"}'),
    "latin-1": ({"Content-Type": "application/json; charset=latin-1"}, b'{"reply": "x"}'),
    "compressed": ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"\x1f\x8b"),
}


@pytest.mark.parametrize(("headers", "body"), FORMS.values(), ids=FORMS.keys())
def test_what_a_foreign_page_can_send_unasked_is_refused(
    make_app: MakeApp, client: TestClient, headers: dict[str, str], body: bytes
) -> None:
    for path, method in changing_routes(make_app):
        if path.startswith("/v2/"):
            continue  # an exception on purpose: see languagetool/test_security.py
        if method == "DELETE" and not headers:
            continue  # a browser asks before it sends one to another origin, body or not
        response = client.request(method, path, content=body, headers=headers)
        if path == own_words.PATH:
            # A plain form on purpose: its answer is a page, and it asks for a token.
            assert response.status_code == 403
            continue
        # 403: not for an agent; the other roles show a token, which no page sends unasked
        assert response.status_code in {403, 415}, (method, path)
        assert response.headers["content-type"] == "application/problem+json"


def changing_routes(make_app: MakeApp) -> list[tuple[str, str]]:
    found = [
        (route.path, method)
        for route in iter_route_contexts(make_app().routes)
        for method in (route.methods or ())
        if method in METHODS_WITH_BODY
    ]
    assert ("/v1/score", "POST") in found
    return found


def test_every_route_that_changes_or_tells_anything_is_guarded(make_app: MakeApp) -> None:
    for context in iter_route_contexts(make_app().routes):
        route = context.original_route
        if (context.path or "").startswith("/v1/") or METHODS_WITH_BODY & set(
            context.methods or ()
        ):
            assert isinstance(route, APIRoute)
            assert isinstance(route, GuardedRoute), context.path


def test_json_with_charset_is_taken(client: TestClient) -> None:
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    response = client.post("/v1/score", content=b'{"reply": "Hallo Welt hier."}', headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/v1/rubric", "/", "/nothing"])
def test_security_headers_are_on_every_answer(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_cors_is_off_by_default(client: TestClient) -> None:
    response = client.post(
        "/v1/score", json={"reply": REPLY}, headers={"Origin": "https://a.example"}
    )
    assert "access-control-allow-origin" not in response.headers
    preflight = client.options(
        "/v1/score",
        headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"},
    )
    assert "access-control-allow-origin" not in preflight.headers


def test_cors_answers_the_origins_that_were_set(make_client: MakeClient) -> None:
    client = make_client(cors_origins="https://desk.example, https://b.example")
    headers = {
        "Origin": "https://desk.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = client.options("/v1/score", headers=headers)
    assert preflight.headers["access-control-allow-origin"] == "https://desk.example"
    other = client.options("/v1/score", headers={**headers, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_nothing_is_loaded_from_elsewhere_for_the_documentation(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert client.get("/openapi.json").status_code == 200
