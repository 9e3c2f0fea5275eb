"""What the service counts: of itself and of texts, never of people, never with text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from api.queue import ScoringQueue
    from coach.contracts import Assessment

SECONDS = (0.005, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Counters:
    """One registry per app; no labels name an agent, a team, a customer or a text."""

    def __init__(self, queue: ScoringQueue, *, levels: bool) -> None:
        self._levels_on = levels
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "coach_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "coach_request_seconds",
            "Time to answer by route.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._cached = Counter(
            "coach_cached_results", "Results taken from memory.", registry=self._registry
        )
        self._levels = Counter(
            "coach_levels",
            "Levels of scored replies by dimension.",
            ("dimension", "level"),
            registry=self._registry,
        )
        self._abstentions = Counter(
            "coach_abstentions",
            "Replies or dimensions left unjudged, by reason.",
            ("reason",),
            registry=self._registry,
        )
        self._gauge("coach_queue_replies", "Replies waiting.").set_function(queue.depth)
        self._gauge("coach_queue_characters", "Characters waiting or being scored.").set_function(
            queue.characters
        )

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self._registry)

    def answered(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def cached(self, results: int) -> None:
        """Count results that came from memory."""
        self._cached.inc(results)

    def scored(self, assessment: Assessment) -> None:
        """Count the levels of a reply, or why there are none."""
        if not self._levels_on:
            return
        if assessment.abstained:
            self._abstentions.labels(assessment.abstained).inc()
        for name in DIMENSIONS:
            result = assessment.dimension(name)
            if result is None:
                continue
            if result.abstained:
                self._abstentions.labels("confidence").inc()
            else:
                self._levels.labels(name, str(result.level)).inc()

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
