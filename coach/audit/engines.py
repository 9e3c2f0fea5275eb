"""Engines: what scores chunks. All give the same bytes; they differ in speed and place.

An engine takes chunks lazily and yields their files' content in any order, so that memory stays
flat and a chunk is on disk as soon as it is done.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.audit.scorer import ChunkScorer
from coach.coach import CoachSettings, build_coach
from models.artifact import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audit.agents import Pseudonyms
    from coach.audit.options import AuditOptions, EngineOptions
    from coach.audit.scorer import Chunk
    from coach.coach import Coach


@dataclass(frozen=True, slots=True)
class Scored:
    """A finished chunk."""

    index: int
    content: bytes


class Engine(Protocol):
    """Scores chunks in any order."""

    def run(self, chunks: Iterable[Chunk]) -> Iterator[Scored]:
        """Yield every chunk once, each as soon as it is done."""
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a worker in another process or machine needs to make its scorer."""

    settings: CoachSettings
    options: AuditOptions
    pseudonyms: Pseudonyms

    def scorer(self, coach: Coach | None = None) -> ChunkScorer:
        """Load the weights and make a scorer."""
        coach = coach or build_coach(self.settings)
        return ChunkScorer(coach, self.options, self.pseudonyms, workers=self.settings.workers)


class LocalEngine:
    """Scores in this process, on threads."""

    def __init__(self, scorer: ChunkScorer) -> None:
        self._scorer = scorer

    def run(self, chunks: Iterable[Chunk]) -> Iterator[Scored]:
        """Score one chunk after the other; the threads work inside a chunk."""
        for chunk in chunks:
            yield Scored(chunk.index, self._scorer.score(chunk))


class ProcessEngine:
    """Scores in several processes of this machine, each with the weights loaded once."""

    def __init__(self, recipe: Recipe, *, processes: int) -> None:
        self._recipe = recipe
        self._processes = processes

    def run(self, chunks: Iterable[Chunk]) -> Iterator[Scored]:
        """Keep every process busy, with one chunk waiting for each."""
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            self._processes, mp_context=context, initializer=_prepare, initargs=(self._recipe,)
        ) as pool:
            running: set[Future[Scored]] = set()
            try:
                for chunk in chunks:
                    running.add(pool.submit(_score, chunk))
                    if len(running) >= 2 * self._processes:
                        done, running = wait(running, return_when=FIRST_COMPLETED)
                        yield from (future.result() for future in done)
                while running:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


_worker: ChunkScorer | None = None
"""The scorer of a worker process; set once by `_prepare`."""


def _prepare(recipe: Recipe) -> None:
    global _worker
    _worker = recipe.scorer()


def _score(chunk: Chunk) -> Scored:
    if _worker is None:
        message = "This worker has no scorer; it was not started by ProcessEngine."
        raise RuntimeError(message)
    return Scored(chunk.index, _worker.score(chunk))


def coach_settings(engine: EngineOptions) -> CoachSettings:
    """Return the settings of one process's coach."""
    cores = os.cpu_count() or 1
    workers = engine.workers or max(1, cores // engine.processes)
    weights = engine.weights or DEFAULT_WEIGHTS
    return CoachSettings(weights=weights, house=engine.house, workers=workers)


def make_engine(
    engine: EngineOptions, options: AuditOptions, pseudonyms: Pseudonyms, coach: Coach
) -> Engine:
    """Return the engine asked for; `coach` serves where this process scores itself."""
    recipe = Recipe(coach_settings(engine), options, pseudonyms)
    if engine.name == "ray":
        from coach.audit.engine_ray import RayEngine

        return RayEngine(recipe, address=engine.ray_address, actors=engine.processes)
    if engine.processes > 1:
        return ProcessEngine(recipe, processes=engine.processes)
    return LocalEngine(recipe.scorer(coach))
