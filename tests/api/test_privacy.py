"""Message text stays where it belongs: out of logs, counters and the network."""

from __future__ import annotations

import logging
import socket
import threading
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import uvicorn

from api.app import create_app
from api.logs import configure_logging
from api.settings import ApiSettings
from coach.coach import Coach
from coach.contracts import Assessment, Request
from tests.api.conftest import MakeClient, connections
from tests.fakes import fake_coach

SECRET = "Geheimnis-Pfingstrose-4711"


class Everything(logging.Handler):
    """Keeps every record of every logger as text."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Leaky:
    """A coach whose errors quote the message, as careless code does."""

    def __init__(self, coach: Coach) -> None:
        self.model, self.rubric = coach.model, coach.rubric
        self.classifier, self.house = coach.classifier, coach.house
        self._coach = coach

    def assess(self, request: Request) -> Assessment:
        if "break" in request.reply:
            try:
                int(request.reply)
            except ValueError as error:
                raise RuntimeError(f"cannot score {request.reply!r}") from error
        return self._coach.assess(request)


@pytest.fixture
def log() -> Iterator[Everything]:
    """Configure logging as the service does, at its most talkative, and listen to all of it."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    access = logging.getLogger("uvicorn.access")
    configure_logging("debug")
    handler = Everything()
    root.addHandler(handler)
    access.addHandler(handler)
    yield handler
    access.removeHandler(handler)
    access.filters.clear()
    access.propagate = True
    root.handlers[:], root.level = before


@pytest.fixture
def address(log: Everything) -> Iterator[tuple[str, int]]:
    """Serve a leaky coach with a real server, its own access log switched on."""
    app = create_app(ApiSettings(text_limit=300), coach=Leaky(fake_coach()))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, log_level="debug", access_log=True)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


REQUESTS = {
    "success": ("POST", "/v1/score", f'{{"reply": "Ich schreibe {SECRET} hier."}}', 200),
    "in the query": ("POST", f"/v1/score?q={SECRET}", '{"reply": "Drei Worte hier."}', 200),
    "bad query": ("GET", f"/v1/rubric?lang={SECRET}", None, 422),
    "in the path": ("GET", f"/v1/score/{SECRET}", None, 404),
    "wrong type": ("POST", "/v1/score", f'{{"reply": ["{SECRET}"]}}', 422),
    "unknown field": ("POST", "/v1/score", f'{{"reply": "x", "{SECRET}": 1}}', 422),
    "too long": ("POST", "/v1/score", f'{{"reply": "{SECRET * 20}"}}', 422),
    "broken JSON": ("POST", "/v1/score", f'{{"reply": "{SECRET}', 400),
    "unforeseen": ("POST", "/v1/score", f'{{"reply": "break {SECRET} now"}}', 500),
    "batch": (
        "POST",
        "/v1/score/batch",
        f'{{"requests": [{{"reply": "break {SECRET} now"}}, {{"reply": 1, "id": "{SECRET}"}}]}}',
        200,
    ),
}


def ask(address: tuple[str, int], name: str) -> tuple[int, str]:
    method, path, content, _ = REQUESTS[name]
    connection = HTTPConnection(*address, timeout=10)
    try:
        body = content.encode() if content else None
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_no_log_holds_message_text(address: tuple[str, int], log: Everything) -> None:
    for name, (_, _, _, status) in REQUESTS.items():
        found, answer = ask(address, name)
        assert found == status, (name, answer)
    lines = "\n".join(log.lines)
    assert "POST /v1/score 200" in lines
    assert "unforeseen RuntimeError from ValueError" in lines
    assert SECRET not in lines
    assert "Pfingstrose" not in lines


def test_logs_say_where_an_error_arose_but_not_who_asked(
    address: tuple[str, int], log: Everything
) -> None:
    ask(address, "unforeseen")
    ask(address, "in the query")
    (failure,) = [line for line in log.lines if "unforeseen" in line]
    assert "test_privacy.py" in failure
    ours = [line for line in log.lines if line.startswith(("api", "uvicorn"))]
    assert not [line for line in ours if "POST" in line and "127.0.0.1" in line]


def test_unforeseen_error_tells_the_client_nothing_of_its_words(address: tuple[str, int]) -> None:
    status, answer = ask(address, "unforeseen")
    assert status == 500
    assert SECRET not in answer
    assert '"code":"internal"' in answer


def test_what_went_well_is_not_logged_by_default(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        client = make_client()
        client.post("/v1/score", json={"reply": "Drei Worte hier."})
        client.get("/nothing-here")
    ours = [record.getMessage() for record in caplog.records if record.name == "api"]
    assert len(ours) == 1
    assert "404" in ours[0]


def test_metrics_know_neither_text_nor_people(address: tuple[str, int]) -> None:
    for name in REQUESTS:
        ask(address, name)
    with urllib.request.urlopen(f"http://{address[0]}:{address[1]}/metrics") as response:
        text = response.read().decode()
    assert SECRET not in text
    assert "127.0.0.1" not in text
    for word in ("agent", "team", "customer", "token"):
        assert f"{word}=" not in text


def test_scoring_opens_no_connection(make_client: MakeClient) -> None:
    replies = [
        "Ich rufe Sie heute bis 16 Uhr an, versprochen.",
        "I will call you today by 4 pm, that is a promise.",
        "Bonjour, je vous rappelle aujourd'hui, promis juré.",
    ]
    client = make_client()
    with connections() as reached:
        for reply in replies:
            client.post("/v1/score", json={"reply": reply})
        client.post("/v1/score/batch", json={"requests": [{"reply": "Danke für das Foto, Maria."}]})
        for path in ("/", "/rubric", "/v1/rubric", "/v1/model", "/healthz", "/readyz", "/metrics"):
            assert client.get(path).status_code == 200
    assert reached == []


def test_the_watch_for_connections_sees_one() -> None:
    with connections() as reached, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            pass
    assert reached
