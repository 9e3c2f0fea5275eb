"""The bounded queue: refusing, dropping, draining, fair lanes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from api.problems import BusyError, StoppingError
from api.queue import BASE_COST, ScoringQueue, cost
from coach.coach import Coach
from coach.contracts import Assessment, Message, Request

PATIENCE = 10.0
Run = Callable[..., None]


class Gate:
    """An assess function that notes what it was given and waits until it is let go."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self.open = threading.Event()
        self.begun = threading.Semaphore(0)
        self.seen: list[str] = []

    def __call__(self, request: Request) -> Assessment:
        self.seen.append(request.reply)
        self.begun.release()
        assert self.open.wait(PATIENCE)
        return self._coach.assess(request)

    async def until_begun(self) -> None:
        """Wait until one more request is being scored."""
        assert await asyncio.to_thread(self.begun.acquire, timeout=PATIENCE)


@pytest.fixture
def gate(coach: Coach) -> Gate:
    return Gate(coach)


@pytest.fixture
def run(gate: Gate) -> Run:
    """Run a scenario on a queue with one worker, then let everything finish."""

    def run_scenario(scenario: Callable[[ScoringQueue], object], characters: int = 1000) -> None:
        queue = ScoringQueue(gate, workers=1, characters=characters)

        async def main() -> None:
            try:
                await scenario(queue)
            finally:
                gate.open.set()
                await asyncio.to_thread(queue.close, drain=PATIENCE)

        asyncio.run(main())

    return run_scenario


def texts(*replies: str) -> list[Request]:
    return [Request(reply) for reply in replies]


def test_cost_counts_characters_of_all_texts() -> None:
    thread = (Message("customer", "12345"), Message("agent", "123"))
    assert cost(Request("ab", customer="cde", thread=thread)) == BASE_COST + 2 + 3 + 8


def test_past_the_bound_it_refuses_and_says_when_to_come_back(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        queue.submit(texts("a" * 800), lane="single")
        with pytest.raises(BusyError) as refused:
            queue.submit(texts("b" * 200), lane="single")
        assert 1 <= int(refused.value.headers["Retry-After"]) <= 60

    run(scenario)
    assert gate.seen == ["a" * 800]


def test_batch_is_taken_whole_or_not_at_all(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        queue.submit(texts("a" * 500), lane="batch")
        with pytest.raises(BusyError):
            queue.submit(texts("b", "c", "d" * 500), lane="batch")
        assert queue.characters() == BASE_COST + 500

    run(scenario)


def test_idle_lane_takes_more_than_its_bound(run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        assert len(queue.submit(texts("a" * 5000, "b" * 5000), lane="batch")) == 2

    run(scenario)


def test_full_batch_lane_leaves_room_for_single_replies(run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        queue.submit(texts("a" * 5000), lane="batch")
        assert queue.submit(texts("b"), lane="single")

    run(scenario)


def test_single_replies_go_first_but_batches_move_on(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        futures = queue.submit(texts("running"), lane="batch")
        await gate.until_begun()
        futures += queue.submit(texts(*(f"batch {n}" for n in range(2))), lane="batch")
        futures += queue.submit(texts(*(f"single {n}" for n in range(6))), lane="single")
        gate.open.set()
        await asyncio.gather(*futures)

    run(scenario, 10_000)
    singles = [f"single {n}" for n in range(6)]
    assert gate.seen == ["running", *singles[:4], "batch 0", *singles[4:], "batch 1"]


def test_abandoned_requests_are_dropped_before_any_work(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        running, abandoned, wanted = queue.submit(
            texts("running", "abandoned", "wanted"), lane="batch"
        )
        await gate.until_begun()
        before = queue.characters()
        abandoned.cancel()
        await asyncio.sleep(0)
        assert queue.characters() == before - cost(Request("abandoned"))
        gate.open.set()
        await asyncio.gather(running, wanted)

    run(scenario)
    assert gate.seen == ["running", "wanted"]


def test_what_was_abandoned_while_running_is_given_back(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        (running,) = queue.submit(texts("running"), lane="single")
        await gate.until_begun()
        running.cancel()
        gate.open.set()
        (after,) = queue.submit(texts("after"), lane="single")
        await after
        assert queue.characters() == 0

    run(scenario)


def test_closing_drains_what_waits(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        futures = queue.submit(texts("one", "two", "three"), lane="batch")
        await gate.until_begun()
        closing = asyncio.create_task(asyncio.to_thread(queue.close, drain=PATIENCE))
        while queue.accepting:
            await asyncio.sleep(0.001)
        with pytest.raises(StoppingError):
            queue.submit(texts("late"), lane="single")
        gate.open.set()
        results = await asyncio.gather(*futures)
        await closing
        assert [result.model for result in results] == ["fake@1"] * 3

    run(scenario)


def test_closing_gives_up_after_its_time(gate: Gate, run: Run) -> None:
    async def scenario(queue: ScoringQueue) -> None:
        _, waiting = queue.submit(texts("running", "waiting"), lane="batch")
        await gate.until_begun()
        await asyncio.to_thread(queue.close, drain=0.05)
        assert isinstance(await waiting, StoppingError)

    run(scenario)
    assert gate.seen == ["running"]


def test_error_of_the_coach_reaches_who_waits() -> None:
    def broken(request: Request) -> Assessment:
        raise LookupError(request.reply)

    async def main() -> None:
        queue = ScoringQueue(broken, workers=1, characters=1000)
        (future,) = queue.submit(texts("x"), lane="single")
        assert isinstance(await future, LookupError)
        await asyncio.to_thread(queue.close, drain=PATIENCE)

    asyncio.run(main())


def test_many_clients_at_once_lose_nothing(coach: Coach) -> None:
    async def main() -> None:
        queue = ScoringQueue(coach.assess, workers=4, characters=10_000_000)
        replies = [f"Ich rufe Sie heute an, Nummer {n}." for n in range(300)]
        futures = [queue.submit([Request(r, id=r)], lane="single")[0] for r in replies]
        results = await asyncio.gather(*futures)
        assert [result.id for result in results] == replies
        assert queue.characters() == 0
        await asyncio.to_thread(queue.close, drain=PATIENCE)

    asyncio.run(main())
