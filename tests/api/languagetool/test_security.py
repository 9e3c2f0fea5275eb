"""Who may ask, where a token may stand, and what a foreign page can learn: nothing."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings, SettingsError, load_settings
from coach.tokens import TokenStore
from tests.api.languagetool.conftest import MakeDesk
from tests.api.languagetool.reading import TEXT, ids
from tests.api.test_privacy import Everything, log
from tests.system.stage import CueAdvisor, CueCoach

__all__ = ["log"]

FIELDS = {"text": TEXT, "language": "en"}
BAD = "ec_Pfingstrose-falsch"
TOLD = "Geheimnis-Pfingstrose-4711"


@pytest.fixture
def secret(tokens: TokenStore) -> str:
    return tokens.create("team", role="agent")


WAYS = ["header", "key in the body", "key with a name", "key in the query", "path", "JSON"]


def ask(desk: TestClient, way: str, token: str) -> int:
    """Check a text, showing a token one way or another; return the status."""
    request = {
        "header": lambda: desk.post(
            "/v2/check", data=FIELDS, headers={"Authorization": f"Bearer {token}"}
        ),
        "key in the body": lambda: desk.post("/v2/check", data={**FIELDS, "apiKey": token}),
        "key with a name": lambda: desk.post(
            "/v2/check", data={**FIELDS, "username": "jana", "apiKey": token}
        ),
        "key in the query": lambda: desk.get("/v2/check", params={**FIELDS, "apiKey": token}),
        "path": lambda: desk.post(f"/k/{token}/v2/check", data=FIELDS),
        "JSON": lambda: desk.post("/v2/check", json={**FIELDS, "apiKey": token}),
    }[way]
    response = request()
    if response.status_code == 200:
        assert ids(response.json()) == ["EMP_FEELING", "AUTH_CLICHE"]
    else:
        assert response.text.startswith("Error: ")
        assert token not in response.text
    return response.status_code


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "settings", [{"require_tokens": True}, {"host": "0.0.0.0"}], ids=["required", "network"]
)
def test_a_token_is_taken_wherever_clients_can_put_it(
    make_desk: MakeDesk, secret: str, settings: dict[str, object], way: str
) -> None:
    desk = make_desk(**settings)
    assert ask(desk, way, secret) == 200
    assert ask(desk, way, BAD) == 403


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_token_is_refused_even_on_loopback(desk: TestClient, way: str) -> None:
    assert ask(desk, way, BAD) == 403


def test_nobody_is_answered_without_a_token(make_desk: MakeDesk, secret: str) -> None:
    desk = make_desk(host="0.0.0.0")
    for method, path in (
        ("POST", "/v2/check"),
        ("GET", "/v2/check"),
        ("HEAD", "/v2/check"),
        ("POST", "/check"),
        ("GET", "/v2/configinfo?language=de"),
        ("GET", "/v2/words"),
        ("POST", "/v2/words/add"),
    ):
        assert desk.request(method, path, data=FIELDS).status_code == 403, path


def test_loopback_behind_a_proxy_asks_for_a_token(desk: TestClient) -> None:
    headers = {"X-Forwarded-For": "203.0.113.7"}
    assert desk.post("/v2/check", data=FIELDS, headers=headers).status_code == 403


def test_keys_for_other_servers_do_no_harm_on_loopback(make_desk: MakeDesk, secret: str) -> None:
    key = {"username": "jana@house.example", "apiKey": "0123456789abcdef"}
    assert make_desk().post("/v2/check", data={**FIELDS, **key}).status_code == 200
    closed = make_desk(require_tokens=True)
    assert closed.post("/v2/check", data={**FIELDS, **key}).status_code == 403


def test_the_description_is_open_but_a_wrong_address_is_noticed(
    make_desk: MakeDesk, secret: str
) -> None:
    desk = make_desk(host="0.0.0.0")
    for path in ("/v2/languages", "/v2/healthcheck", "/v2/info", "/v2/maxtextlength", "/v2"):
        assert desk.get(path).status_code == 200
        assert desk.get(f"/k/{secret}{path}").status_code == 200
        assert desk.get(f"/k/{BAD}{path}").status_code == 403
    assert desk.head(f"/k/{secret}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1/rubric", "/metrics", "/", "/rubric", "/healthz", "", "/v22/check", "/../v1/model"]
)
def test_a_token_in_the_path_opens_nothing_but_the_protocol(
    make_desk: MakeDesk, secret: str, path: str
) -> None:
    desk = make_desk(require_tokens=True)
    status = desk.get(f"/k/{secret}{path}").status_code
    assert status == (200 if path in {"/", ""} else 404)  # /k/TOKEN alone describes the server


def test_a_strangers_body_is_read_no_further_than_the_limit(
    make_desk: MakeDesk, secret: str
) -> None:
    desk = make_desk(require_tokens=True, body_limit=2048)
    assert desk.post("/v2/check", content=b"text=" + b"a" * 4096).status_code == 413
    headers = {"Authorization": f"Bearer {BAD}"}
    response = desk.post("/v2/check", content=b"text=" + b"a" * 4096, headers=headers)
    assert response.status_code == 403


def test_a_foreign_page_can_read_nothing(desk: TestClient) -> None:
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for response in (
        desk.post("/v2/check", data=FIELDS, headers=headers),
        desk.get("/v2/check", params=FIELDS, headers=headers),
    ):
        assert "access-control-allow-origin" not in response.headers
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert response.headers["cache-control"] == "no-store"
    script = desk.get("/v2/check", params={**FIELDS, "callback": "steal"}, headers=headers)
    assert script.status_code == 400
    assert "steal" not in script.text


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
    "Access-Control-Request-Private-Network": "true",
}
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
FIREFOX = "moz-extension://0d7ec3f6-9d0d-4a7e-8c0e-6b1f6a2f5a11"


@pytest.mark.parametrize(
    ("configured", "origin", "answered"),
    [
        (EXTENSION, EXTENSION, True),
        (EXTENSION, "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba", False),
        ("moz-extension://*", FIREFOX, True),
        ("moz-extension://*", EXTENSION, False),
        ("moz-extension://*", FIREFOX + ".evil.example", False),
        ("https://desk.example", "https://desk.example", True),
        ("https://desk.example", "https://desk.example.evil.example", False),
        ("https://desk.example", "http://desk.example", False),
        ("https://desk.example", "null", False),
    ],
)
def test_preflight_is_answered_for_configured_origins_only(
    make_desk: MakeDesk, configured: str, origin: str, *, answered: bool
) -> None:
    desk = make_desk(cors_origins=configured)
    preflight = desk.options("/v2/check", headers={**PREFLIGHT, "Origin": origin})
    allowed = preflight.headers.get("access-control-allow-origin")
    assert allowed == (origin if answered else None)
    network = preflight.headers.get("access-control-allow-private-network")
    assert not answered or network == "true"
    response = desk.post("/v2/check", data=FIELDS, headers={"Origin": origin})
    assert response.headers.get("access-control-allow-origin") == (origin if answered else None)


def test_no_origin_is_answered_by_default(desk: TestClient) -> None:
    preflight = desk.options("/v2/check", headers={**PREFLIGHT, "Origin": EXTENSION})
    assert not [name for name in preflight.headers if name.startswith("access-control-")]


def test_every_origin_needs_tokens(make_desk: MakeDesk, secret: str) -> None:
    with pytest.raises(SettingsError, match="require_tokens"):
        load_settings(cors_origins="*")
    desk = make_desk(cors_origins="*", require_tokens=True)
    headers = {"Origin": "https://any.example"}
    response = desk.post(f"/k/{secret}/v2/check", data=FIELDS, headers=headers)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers


@pytest.fixture
def address(log: Everything, secret: str) -> Iterator[tuple[str, int]]:
    """Serve with a real server at its most talkative, its own access log switched on."""
    settings = ApiSettings(require_tokens=True)
    app = create_app(settings, coach=CueCoach(), advisor=CueAdvisor())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="debug"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


def test_no_log_and_no_counter_holds_a_token_or_a_text(
    address: tuple[str, int], log: Everything, secret: str
) -> None:
    access = logging.getLogger("uvicorn.access")
    access.filters.clear()  # as if somebody ran the app under a server of their own
    access.setLevel(logging.DEBUG)
    reached = []
    for method, path in (
        ("GET", f"/k/{secret}/v2/check?text={TOLD}&language=de"),
        ("GET", f"/k/{secret}/v2/nothing"),
        ("GET", f"/k/{secret}/v1/rubric"),
        ("GET", f"/k/{BAD}/v2/languages"),
        ("GET", f"/v2/check?apiKey={secret}&text=a&language=de"),
        ("GET", f"/check?text=a&language=de&API%4bey={secret}&tokenV2={BAD}"),
        ("POST", f"/v2/check?apiKey={BAD}"),
        ("POST", "/v2/check"),
    ):
        connection = http.client.HTTPConnection(*address, timeout=30)
        headers = {"Authorization": f"Bearer {secret}"}
        connection.request(method, path, f"text={TOLD}&level=no", headers)
        reached.append(connection.getresponse().status)
        connection.close()
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {secret}"})
    counters = connection.getresponse().read().decode()
    connection.close()
    lines = "\n".join(log.lines)
    assert reached == [200, 404, 404, 200, 200, 200, 400, 400]
    assert "/v2/check" in lines
    assert '"GET /k HTTP/1.1" 404' in lines
    for text in (lines, counters):
        assert secret[3:] not in text
        assert BAD[3:] not in text
        assert TOLD not in text
