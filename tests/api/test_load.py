"""The service under load: 429, timeouts, clients that leave, a loop that stays free."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace

import pytest
from fastapi import FastAPI

from coach.coach import Coach
from coach.contracts import Assessment, Request
from tests.api.conftest import MakeApp, MakeClient

PATIENCE = 10.0


class Blocked:
    """A coach that does not answer before it is let go."""

    def __init__(self, coach: Coach) -> None:
        self.classifier, self.house = coach.classifier, coach.house
        self.model, self.rubric = coach.model, coach.rubric
        self._coach = coach
        self.open = threading.Event()
        self.begun = threading.Semaphore(0)
        self.seen: list[str | None] = []

    def assess(self, request: Request) -> Assessment:
        self.seen.append(request.id)
        self.begun.release()
        assert self.open.wait(PATIENCE)
        return replace(self._coach.assess(request), id=request.id)


@pytest.fixture
def blocked(coach: Coach) -> Blocked:
    return Blocked(coach)


class Client:
    """One request by bare ASGI, whose connection can be closed at any moment."""

    def __init__(self, app: FastAPI, path: str, body: object = None) -> None:
        self._app = app
        self._path = path
        self._method = "GET" if body is None else "POST"
        self._parts = [json.dumps(body).encode()]
        self.closed = asyncio.Event()
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    async def send(self) -> int:
        """Make the request and return the status."""
        scope = {
            "type": "http",
            "method": self._method,
            "path": self._path,
            "raw_path": self._path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        }
        await self._app(scope, self._receive, self._send)
        return self.status

    async def _receive(self) -> dict[str, object]:
        if self._parts:
            return {"type": "http.request", "body": self._parts.pop(), "more_body": False}
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            self.headers = dict(message["headers"])


def body(name: str, length: int = 50) -> dict[str, str]:
    return {"reply": f"{name} " + "x" * length, "id": name}


def test_full_queue_answers_429_with_retry_after(make_app: MakeApp, blocked: Blocked) -> None:
    app = make_app(coach=blocked, workers=1, queue_characters=500)

    async def main() -> None:
        first = asyncio.create_task(Client(app, "/v1/score", body("a", 400)).send())
        await asyncio.to_thread(blocked.begun.acquire, timeout=PATIENCE)
        refused = Client(app, "/v1/score", body("b", 400))
        assert await refused.send() == 429
        assert int(refused.headers[b"retry-after"]) >= 1
        blocked.open.set()
        assert await first == 200

    asyncio.run(main())


def test_client_that_leaves_costs_no_work(make_app: MakeApp, blocked: Blocked) -> None:
    app = make_app(coach=blocked, workers=1)

    async def main() -> None:
        first = asyncio.create_task(Client(app, "/v1/score", body("first")).send())
        await asyncio.to_thread(blocked.begun.acquire, timeout=PATIENCE)
        leaving = Client(app, "/v1/score", body("leaving"))
        left = asyncio.create_task(leaving.send())
        while not app.state.services.queue.depth():
            await asyncio.sleep(0.001)
        leaving.closed.set()
        assert await left == 499
        blocked.open.set()
        assert await first == 200
        assert await Client(app, "/v1/score", body("after")).send() == 200

    asyncio.run(main())
    assert blocked.seen == ["first", "after"]


@pytest.mark.parametrize(
    ("path", "content"),
    [("/v1/score", body("a")), ("/v1/score/batch", {"requests": [body("a"), body("b")]})],
    ids=["single", "batch"],
)
def test_past_its_timeout_a_request_ends_with_503(
    make_app: MakeApp, blocked: Blocked, path: str, content: object
) -> None:
    app = make_app(coach=blocked, workers=1, timeout=0.05, batch_timeout=0.05)

    async def main() -> None:
        client = Client(app, path, content)
        assert await client.send() == 503
        assert b"retry-after" in client.headers
        await asyncio.sleep(0)
        assert app.state.services.queue.depth() == 0
        blocked.open.set()

    asyncio.run(main())


def test_health_answers_while_every_worker_is_busy(make_app: MakeApp, blocked: Blocked) -> None:
    app = make_app(coach=blocked, workers=1)

    async def main() -> None:
        busy = [
            asyncio.create_task(Client(app, "/v1/score", body(str(n))).send()) for n in range(5)
        ]
        await asyncio.to_thread(blocked.begun.acquire, timeout=PATIENCE)
        assert await Client(app, "/healthz").send() == 200
        assert await Client(app, "/metrics").send() == 200
        blocked.open.set()
        assert await asyncio.gather(*busy) == [200] * 5

    asyncio.run(main())


def test_body_that_trickles_is_given_up(make_app: MakeApp) -> None:
    app = make_app(body_timeout=0.05)

    class Slow(Client):
        async def _receive(self) -> dict[str, object]:
            if self._parts:
                return {"type": "http.request", "body": self._parts.pop(), "more_body": True}
            return await super()._receive()

    assert asyncio.run(_send(Slow, app)) == 408


def test_client_that_leaves_in_the_middle_of_its_body_is_no_failure(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    class Leaving(Client):
        async def _receive(self) -> dict[str, object]:
            if self._parts:
                return {"type": "http.request", "body": self._parts.pop(), "more_body": True}
            return {"type": "http.disconnect"}

    assert asyncio.run(_send(Leaving, make_app())) == 499
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def _send(kind: type[Client], app: FastAPI) -> int:
    return await kind(app, "/v1/score", body("slow")).send()


def test_results_are_the_same_alone_and_under_load(make_client: MakeClient) -> None:
    client = make_client(workers=4, cache_entries=0)
    replies = [f"Ich rufe Sie bis 16 Uhr an, das ist ärgerlich, Nummer {n}." for n in range(40)]
    alone = [client.post("/v1/score", json={"reply": reply}).json() for reply in replies]
    requests = {"requests": [{"reply": reply} for reply in replies]}
    loaded = client.post("/v1/score/batch", json=requests).json()["results"]
    assert [item["assessment"] for item in loaded] == alone


def test_stopping_finishes_what_runs_and_is_not_ready(make_app: MakeApp, blocked: Blocked) -> None:
    app = make_app(coach=blocked, workers=1)

    async def main() -> None:
        async with app.router.lifespan_context(app):
            assert await Client(app, "/readyz").send() == 200
            running = asyncio.create_task(Client(app, "/v1/score", body("running")).send())
            await asyncio.to_thread(blocked.begun.acquire, timeout=PATIENCE)
            blocked.open.set()
        assert await running == 200
        assert await Client(app, "/readyz").send() == 503
        assert await Client(app, "/v1/score", body("late")).send() == 503
        assert await Client(app, "/healthz").send() == 200

    asyncio.run(main())
