"""The live check: heard by whoever looks, kept for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.requests import Request

import api
from api.connect import listening as module
from api.connect.clients import connectable, recognise
from api.connect.listening import Listening
from tests.api.conftest import MakeClient

OFFICE = "LibreOffice 24.8.2.1"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def request(
    token: str = "", host: str = "127.0.0.1", agent: str = OFFICE, **headers: str
) -> Request:
    named = {"user-agent": agent, **{name.replace("_", "-"): v for name, v in headers.items()}}
    if token:
        named["authorization"] = f"Bearer {token}"
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "headers": raw, "client": (host, 1)})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def listening(clock: Clock) -> Listening:
    return Listening(clock)


def test_a_program_is_heard_while_somebody_looks(listening: Listening, clock: Clock) -> None:
    assert listening.look(request()) == {}
    listening.hear(request(), {})
    clock.now += 7
    assert listening.look(request()) == {"libreoffice": 7}
    listening.hear(request(), {})
    assert listening.look(request()) == {"libreoffice": 0}


def test_nothing_is_noted_while_nobody_looks(listening: Listening, clock: Clock) -> None:
    listening.hear(request(), {})
    assert listening.look(request()) == {}
    listening.hear(request(), {})
    clock.now += module.WATCHED_S + 1
    listening.hear(request(), {})
    assert listening.look(request()) == {}


def test_what_was_heard_long_ago_is_not_told(listening: Listening, clock: Clock) -> None:
    listening.look(request())
    listening.hear(request(), {})
    for _ in range(12):
        clock.now += module.WATCHED_S / 2
        found = listening.look(request())
    assert found == {}


@pytest.mark.parametrize(
    ("speaker", "watcher"),
    [
        (("ec_one", "127.0.0.1"), ("ec_two", "127.0.0.1")),
        (("ec_one", "127.0.0.1"), ("", "127.0.0.1")),
        (("ec_one", "10.0.0.4"), ("ec_one", "10.0.0.5")),
        (("", "10.0.0.4"), ("", "127.0.0.1")),
    ],
)
def test_others_hear_nothing(
    listening: Listening, speaker: tuple[str, str], watcher: tuple[str, str]
) -> None:
    listening.look(request(*watcher))
    listening.look(request(*speaker))
    listening.hear(request(*speaker), {})
    assert listening.look(request(*watcher)) == {}
    assert listening.look(request(*speaker)) == {"libreoffice": 0}


def test_this_machine_has_several_names(listening: Listening) -> None:
    listening.look(request(host="::1"))
    listening.hear(request(host="127.0.0.1"), {})
    assert listening.look(request(host="::1")) == {"libreoffice": 0}


def test_what_is_kept_names_no_token_and_has_a_bound(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WATCHERS", 3)
    for n in range(9):
        listening.look(request(f"ec_Pfingstrose{n}"))
    kept = listening._watchers
    assert len(kept) == 3
    assert "Pfingstrose" not in repr(kept)


def test_our_own_plug_ins_name_themselves() -> None:
    assert recognise(Headers({"x-coach-client": "extension"}), {}) == "extension"
    assert recognise(Headers({"x-coach-client": "libreoffice", "user-agent": "x"}), {}) is None


def test_an_extension_is_known_by_its_origin_and_a_browser_is_nobody() -> None:
    extension = Headers({"origin": "chrome-extension://abc", "user-agent": "Mozilla/5.0"})
    assert recognise(extension, {}) == "extension"
    assert recognise(Headers({"user-agent": "Mozilla/5.0"}), {}) is None


def test_scores_asked_for_by_the_extension_are_heard(client: TestClient) -> None:
    client.get("/v1/connect")
    headers = {"Origin": "chrome-extension://abcdefghijklmnopabcdefghijklmnop"}
    client.post("/v1/score", json={"reply": "Drei Worte hier."}, headers=headers)
    assert client.get("/v1/connect").json() == {"heard": [{"client": "extension", "seconds": 0}]}


def test_a_refused_caller_is_not_heard(make_client: MakeClient) -> None:
    client = make_client()
    secret = client.app.state.services.tokens.create("t", role="agent")
    closed = make_client(require_tokens=True)
    closed.headers["Authorization"] = f"Bearer {secret}"
    closed.get("/v1/connect")
    headers = {"User-Agent": OFFICE, "Authorization": "Bearer ec_wrong"}
    assert closed.post("/v2/check", data={"text": "a"}, headers=headers).status_code == 403
    assert closed.get("/v1/connect").json() == {"heard": []}


def test_every_program_stands_on_the_page_once(client: TestClient) -> None:
    ids = [entry.id for entry in connectable()]
    assert len(set(ids)) == len(ids) >= 10
    html = client.get("/connect").text
    for id in ids:
        assert html.count(f'id="{id}"') == 1


def test_plug_ins_are_shown_where_they_are_there() -> None:
    plug_ins = Path(api.__file__).parent / "plugins"
    shown = {entry.id for entry in connectable()}
    for id, folder in (("extension", "browser"), ("zendesk", "zendesk")):
        assert (id in shown) == (plug_ins / folder).is_dir()
    assert "chatwoot" in shown
