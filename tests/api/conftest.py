"""The service over fake weights, and people who talk to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from coach.coach import Coach
from coach.tokens import TokenStore
from tests.fakes import fake_coach

MakeApp = Callable[..., FastAPI]
MakeClient = Callable[..., TestClient]

BASE_URL = "http://127.0.0.1:8000"

REPLY = (
    "Guten Tag Frau Yılmaz, drei Wochen ohne Paket, das ist ärgerlich. "
    "Ich rufe heute noch im Lager an und melde mich bis 16 Uhr."
)
CUSTOMER = "Mein Paket kommt viel zu spät, am Samstag ist Taufe!"


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the user's data and settings."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def coach() -> Coach:
    return fake_coach()


@pytest.fixture
def make_app(coach: Coach) -> MakeApp:
    fake = coach

    def make(*, coach: Coach = fake, **settings: object) -> FastAPI:
        return create_app(ApiSettings(**settings), coach=coach)

    return make


@pytest.fixture
def make_client(make_app: MakeApp) -> Iterator[MakeClient]:
    """Make clients of services with the given settings; all of them are shut down at the end."""
    with ExitStack() as opened:

        def make(**settings: object) -> TestClient:
            client = TestClient(
                make_app(**settings), base_url=BASE_URL, raise_server_exceptions=False
            )
            return opened.enter_context(client)

        yield make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()


@pytest.fixture
def tokens() -> Iterator[TokenStore]:
    store = TokenStore()
    yield store
    store.close()


@contextmanager
def connections() -> Iterator[list[object]]:
    """Collect every attempt of this process to reach another one over the network."""
    reached: list[object] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            reached.append(arguments)

    sys.addaudithook(watch)
    yield reached
    watching = False
