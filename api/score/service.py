"""Score requests through the cache and the queue, for as long as somebody waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from api.problems import ClientClosedError, InvalidFieldError, TimedOutError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive

    from api.cache import ResultCache
    from api.counters import Counters
    from api.queue import Lane, Outcome, ScoringQueue
    from api.settings import ApiSettings
    from coach.contracts import Assessment, Request

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ScoreService:
    """One reply or many; a result already known costs nothing."""

    queue: ScoringQueue
    cache: ResultCache[Assessment]
    counters: Counters
    settings: ApiSettings

    async def score(self, request: Request, receive: Receive) -> Assessment:
        """Score one reply.

        Raises:
            InvalidFieldError: a text is longer than the settings allow.
            BusyError: the queue is full.
            ClientClosedError: the client went away.
            TimedOutError: there was no result in time.
        """
        self.check(request)
        (outcome,) = await self._run([request], "single", receive)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def score_batch(self, requests: Sequence[Request], receive: Receive) -> list[Outcome]:
        """Score many replies; an error of one stands in its place. Raises like `score`."""
        return await self._run(requests, "batch", receive)

    def check(self, request: Request) -> None:
        """Hold a request to the text limit.

        Raises:
            InvalidFieldError: a text is longer than the settings allow.
        """
        limit = self.settings.text_limit
        texts = {"reply": request.reply, "customer": request.customer or ""}
        texts |= {f"thread.{n}.text": item.text for n, item in enumerate(request.thread)}
        for field, text in texts.items():
            if len(text) > limit:
                raise InvalidFieldError(field, rule="field-string_too_long", max_length=limit)

    async def _run(
        self, requests: Sequence[Request], lane: Lane, receive: Receive
    ) -> list[Outcome]:
        keys = await self._keys(requests)
        found = [self.cache.get(*pair) for pair in zip(keys, requests, strict=True)]
        fresh = [n for n, result in enumerate(found) if result is None]
        futures = self.queue.submit([requests[n] for n in fresh], lane=lane) if fresh else []
        outcomes: list[Outcome | None] = [*found]
        for n, outcome in zip(fresh, await self.wait(futures, lane, receive), strict=True):
            outcomes[n] = outcome
            if not isinstance(outcome, Exception):
                self.cache.put(keys[n], outcome)
        return self._counted(outcomes, cached=len(found) - len(fresh))

    async def _keys(self, requests: Sequence[Request]) -> list[bytes]:
        """Return the cache keys; many are hashed off the event loop."""
        if len(requests) > 1:
            return await run_in_threadpool(lambda: [self.cache.key(item) for item in requests])
        return [self.cache.key(item) for item in requests]

    def _counted(self, outcomes: list[Outcome | None], *, cached: int) -> list[Outcome]:
        self.counters.cached(cached)
        complete = [outcome for outcome in outcomes if outcome is not None]
        for outcome in complete:
            if not isinstance(outcome, Exception):
                self.counters.scored(outcome)
        return complete

    async def wait(
        self, futures: list[asyncio.Future[Result]], lane: Lane, receive: Receive
    ) -> list[Result]:
        """Wait for the results, the client's leaving or the end of patience; see `score`."""
        if not futures:
            return []
        seconds = self.settings.timeout if lane == "single" else self.settings.batch_timeout
        finished = asyncio.ensure_future(asyncio.wait(futures))
        gone = asyncio.ensure_future(_client_gone(receive))
        try:
            done, _ = await asyncio.wait(
                {finished, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if finished in done:
                return [future.result() for future in futures]
            raise ClientClosedError if gone in done else TimedOutError(seconds)
        finally:
            gone.cancel()
            finished.cancel()
            for future in futures:
                future.cancel()


async def _client_gone(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        continue
