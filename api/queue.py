"""The bounded queue in front of the scoring workers.

Work is counted in characters, not in requests: a batch of letters is not a chat line. There are
two lanes, for single replies and for batches, each with the same bound; workers prefer the first,
so a person who types does not wait behind an export, and every fifth turn goes to the second, so
an export does not wait for ever. What nobody waits for any more is dropped before any work.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from api.problems import BusyError, StoppingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.contracts import Assessment, Request

    Outcome: TypeAlias = Assessment | Exception

Result = TypeVar("Result")
Lane = Literal["single", "batch"]
LANES: tuple[Lane, ...] = ("single", "batch")

BASE_COST = 100
SINGLES_PER_BATCH_ITEM = 4
FIRST_GUESS = 5_000.0
LONGEST_WAIT = 60


def cost(request: Request) -> int:
    """Return the work of a request in characters, with a fixed share for the run itself."""
    thread = sum(len(message.text) for message in request.thread)
    return BASE_COST + len(request.reply) + len(request.customer or "") + thread


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """Work on one reply, and the future somebody waits on."""

    work: Callable[[], object]
    lane: Lane
    cost: int
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class ScoringQueue:
    """Scores requests on worker threads; the model's runtime releases the interpreter lock."""

    def __init__(
        self, assess: Callable[[Request], Assessment], *, workers: int, characters: int
    ) -> None:
        self._assess = assess
        self._bound = characters
        self._workers = workers
        self._wake = threading.Condition()
        self._jobs: dict[Lane, deque[_Job]] = {lane: deque() for lane in LANES}
        self._pending: dict[Lane, int] = dict.fromkeys(LANES, 0)
        self._speed = FIRST_GUESS
        self._singles_in_a_row = 0
        self._closed = False
        self._threads: list[threading.Thread] = []

    @property
    def accepting(self) -> bool:
        """Tell whether new work is taken."""
        return not self._closed

    def depth(self) -> int:
        """Return how many replies wait."""
        return sum(len(jobs) for jobs in self._jobs.values())

    def characters(self) -> int:
        """Return how many characters wait or are being scored."""
        return sum(self._pending.values())

    def submit(self, requests: Sequence[Request], *, lane: Lane) -> list[asyncio.Future[Outcome]]:
        """Queue requests, all or none, and return the futures of their outcomes.

        Call it on the event loop.

        An empty lane takes any amount, so that the largest batch allowed is never refused for ever.

        Raises:
            BusyError: the lane is full; the error says when to come back.
            StoppingError: the service is shutting down.
        """
        loop = asyncio.get_running_loop()
        jobs = [
            _Job(
                functools.partial(self._assess, item), lane, cost(item), loop.create_future(), loop
            )
            for item in requests
        ]
        self._admit(jobs, lane)
        return [job.future for job in jobs]

    def submit_work(
        self, work: Callable[[], Result], *, characters: int
    ) -> asyncio.Future[Result | Exception]:
        """Queue other work on a single reply; `characters` is what it costs; see `submit`."""
        loop = asyncio.get_running_loop()
        job = _Job(work, "single", characters, loop.create_future(), loop)
        self._admit([job], "single")
        return job.future

    def _admit(self, jobs: Sequence[_Job], lane: Lane) -> None:
        """Take jobs in, all or none; see `submit`."""
        total = sum(job.cost for job in jobs)
        with self._wake:
            if self._closed:
                raise StoppingError
            if self._pending[lane] and self._pending[lane] + total > self._bound:
                raise BusyError(self._seconds_until_free(lane))
            self._start_workers()
            self._pending[lane] += total
            self._jobs[lane].extend(jobs)
            self._wake.notify(len(jobs))
        for job in jobs:
            job.future.add_done_callback(functools.partial(self._abandon, job))

    def close(self, *, drain: float) -> None:
        """Take no more work, let what waits finish for `drain` seconds, then stop."""
        deadline = time.monotonic() + drain
        with self._wake:
            self._closed = True
            self._wake.notify_all()
            self._wake.wait_for(lambda: not self.characters(), timeout=drain)
            for jobs in self._jobs.values():
                while jobs:
                    self._finish(jobs.popleft(), StoppingError())
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _abandon(self, job: _Job, future: asyncio.Future[Any]) -> None:
        """Take a job back out when whoever waited has gone."""
        if not future.cancelled():
            return
        with self._wake, contextlib.suppress(ValueError):  # a worker has it already
            self._jobs[job.lane].remove(job)
            self._release(job)

    def _seconds_until_free(self, lane: Lane) -> int:
        speed = self._speed * self._workers
        return min(max(1, math.ceil(self._pending[lane] / speed)), LONGEST_WAIT)

    def _start_workers(self) -> None:
        """Start the threads with the first request, not with the process."""
        while len(self._threads) < self._workers:
            name = f"scoring-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            outcome: object
            started = time.monotonic()
            try:
                outcome = job.work()
            except Exception as error:
                outcome = error
            self._learn(job.cost, time.monotonic() - started)
            with self._wake:
                self._finish(job, outcome)

    def _next(self) -> _Job | None:
        """Wait for the next job that somebody still wants; None ends the worker."""
        with self._wake:
            while True:
                self._wake.wait_for(lambda: self.depth() or self._closed)
                if not self.depth():
                    return None
                job = self._jobs[self._turn()].popleft()
                if not job.future.cancelled():
                    return job
                self._release(job)

    def _turn(self) -> Lane:
        """Choose the lane to serve next."""
        single, batch = self._jobs["single"], self._jobs["batch"]
        if single and (not batch or self._singles_in_a_row < SINGLES_PER_BATCH_ITEM):
            self._singles_in_a_row += 1
            return "single"
        self._singles_in_a_row = 0
        return "batch"

    def _learn(self, characters: int, seconds: float) -> None:
        """Follow the speed of one worker, in characters a second."""
        self._speed += 0.1 * (characters / max(seconds, 1e-4) - self._speed)

    def _finish(self, job: _Job, outcome: object) -> None:
        self._release(job)
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            job.loop.call_soon_threadsafe(_deliver, job.future, outcome)

    def _release(self, job: _Job) -> None:
        self._pending[job.lane] -= job.cost
        self._wake.notify_all()


def _deliver(future: asyncio.Future[Any], outcome: object) -> None:
    """Hand over an outcome; an error is handed over as a value.

    Set as the future's exception and then never looked at, asyncio would log its words.
    """
    if not future.cancelled():
        future.set_result(outcome)
