"""The protocol over a coach that knows a handful of phrases; see tests/system/stage.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.conftest import BASE_URL
from tests.system.stage import CueAdvisor, CueCoach

MakeDesk = Callable[..., TestClient]


@pytest.fixture
def make_desk() -> Iterator[MakeDesk]:
    """Make clients of services with the given settings."""
    with ExitStack() as opened:

        def make(**settings: object) -> TestClient:
            app = create_app(ApiSettings(**settings), coach=CueCoach(), advisor=CueAdvisor())
            client = TestClient(app, base_url=BASE_URL, raise_server_exceptions=False)
            return opened.enter_context(client)

        yield make


@pytest.fixture
def desk(make_desk: MakeDesk) -> TestClient:
    return make_desk()
