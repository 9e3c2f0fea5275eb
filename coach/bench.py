"""How fast, how quickly ready and how heavy the coach is on this machine."""

from __future__ import annotations

import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from coach.bench_long import LongDraft, long_draft
from coach.bench_service import Service
from coach.coach import CoachSettings, build_coach
from coach.contracts import Request
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = Path(__file__).parent / "data" / "bench_texts.json"

LONG_WORDS = 120
CUSTOMER_WORDS = 20
COLD_STARTS = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FIRST_SCORE = (
    "import sys, pathlib\n"
    "from coach import CoachSettings, build_coach\n"
    "coach = build_coach(CoachSettings(weights=pathlib.Path(sys.argv[1])))\n"
    "coach.score('Guten Tag, ich kümmere mich heute noch selbst darum.')\n"
)


class BenchError(CoachError):
    """A measurement that could not be taken."""

    code = "bench"


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """How much is measured; the last three as in `CoachSettings`, None leaves the defaults."""

    requests: int = 200
    warm_up: int = 30
    bulk: int = 600
    workers: int | None = None
    threads: int | None = None
    weights: Path | None = None

    @property
    def coach(self) -> CoachSettings:
        """Settings of a coach in this process."""
        plain = CoachSettings()
        return CoachSettings(
            weights=self.weights or plain.weights,
            workers=self.workers or plain.workers,
            threads=self.threads or plain.threads,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The same for the service, which reads its environment."""
        given = {
            "COACH_WORKERS": self.workers,
            "COACH_THREADS": self.threads,
            "COACH_WEIGHTS": self.weights,
        }
        return {name: str(value) for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class BenchTexts:
    """Replies of ordinary work, long German ones, and customers' messages by language."""

    replies: tuple[str, ...]
    long_replies: tuple[str, ...]
    customers: dict[str, tuple[str, ...]]
    languages: tuple[str, ...]

    @classmethod
    def load(cls) -> BenchTexts:
        """Read the texts that ship with the coach."""
        data = json.loads(TEXTS.read_text(encoding="utf-8"))
        customers: dict[str, list[str]] = {}
        for row in data["customers"]:
            customers.setdefault(row["language"], []).append(row["text"])
        return cls(
            replies=tuple(row["text"] for row in data["replies"]),
            long_replies=tuple(row["text"] for row in data["long_replies"]),
            customers={language: tuple(texts) for language, texts in customers.items()},
            languages=tuple(row["language"] for row in data["replies"]),
        )

    def long_requests(self, count: int) -> list[Request]:
        """Mix sentences to German replies of 120 words, no two alike, each with a message."""
        rng = random.Random(1)  # noqa: S311
        sentences = sentences_of(self.long_replies)
        messages = [first_words(text, CUSTOMER_WORDS) for text in self.customers["de"]]
        requests: dict[str, Request] = {}
        while len(requests) < count:
            mixed = " ".join(rng.sample(sentences, len(sentences)))
            reply = first_words(mixed, LONG_WORDS)
            requests[reply] = Request(reply=reply, customer=rng.choice(messages))
        return list(requests.values())

    def bulk_requests(self, count: int, *, with_customer: bool) -> list[Request]:
        """Repeat the ordinary replies up to a number, with or without a customer's message."""
        rng = random.Random(2)  # noqa: S311
        rows = islice(cycle(zip(self.replies, self.languages, strict=True)), count)
        return [
            Request(
                reply=reply,
                customer=rng.choice(self.customers[language]) if with_customer else None,
            )
            for reply, language in rows
        ]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a `/v1/score` call takes, over HTTP on one kept-open connection."""

    p50: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """Replies a second through `Coach.score_many`, alone and with a customer's message."""

    alone: float
    with_customer: float
    n: int
    median_words: float


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Everything that was measured.

    `cold_start` is seconds from starting a process to its first score, the median of three;
    `service_start` the same over HTTP, once. Memory is the service's after all requests, in MB
    (10^6 bytes), `peak` its highest; None where this system does not say.
    """

    latency: Latency
    bulk: Bulk
    long_draft: LongDraft
    cold_start: float
    service_start: float
    memory: float | None
    peak: float | None
    cores: int
    load: float | None


def measure(settings: BenchSettings) -> BenchResult:
    """Take all measurements, one after the other."""
    texts = BenchTexts.load()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    cold_start = statistics.median(first_score(settings.coach.weights) for _ in range(COLD_STARTS))
    requests = texts.long_requests(settings.warm_up + settings.requests)
    with Service(settings.environment) as service:
        latency = call(service, requests, warm_up=settings.warm_up)
        memory, peak = service.memory()
    return BenchResult(
        latency=latency,
        bulk=bulk(settings, texts),
        long_draft=growing(settings, texts),
        cold_start=cold_start,
        service_start=service.start_seconds,
        memory=memory,
        peak=peak,
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _cores(),
        load=load,
    )


def first_score(weights: Path) -> float:
    """Return seconds until a fresh Python process has scored its first reply."""
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own program text
        [sys.executable, "-c", _FIRST_SCORE, str(weights)],
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        message = f"a fresh process could not score: {_last_line(done.stderr)} Try: coach doctor"
        raise BenchError(message)
    return seconds


def call(service: Service, requests: Sequence[Request], *, warm_up: int) -> Latency:
    """Send requests one after the other and time those after the warm-up."""
    times = []
    for request in requests:
        begin = time.perf_counter()
        service.score(request)
        times.append((time.perf_counter() - begin) * 1000)
    timed = sorted(times[warm_up:])
    return Latency(p50=percentile(timed, 0.50), p95=percentile(timed, 0.95), n=len(timed))


def bulk(settings: BenchSettings, texts: BenchTexts) -> Bulk:
    """Score many replies in this process."""
    coach = build_coach(settings.coach)
    rates = []
    for with_customer in (False, True):
        requests = texts.bulk_requests(settings.bulk, with_customer=with_customer)
        list(coach.score_many(requests[: settings.warm_up]))
        begin = time.perf_counter()
        scored = sum(1 for _ in coach.score_many(requests))
        rates.append(scored / (time.perf_counter() - begin))
    words = statistics.median(len(text.split()) for text in texts.replies)
    return Bulk(alone=rates[0], with_customer=rates[1], n=settings.bulk, median_words=words)


def growing(settings: BenchSettings, texts: BenchTexts) -> LongDraft:
    """Score long drafts as one person waits for them: with the threads the service gives one."""
    threads = settings.threads or min(2, _cores())
    coach = build_coach(replace(settings.coach, threads=threads))
    customer = first_words(texts.customers["de"][0], CUSTOMER_WORDS)
    return long_draft(coach.assess, sentences_of(texts.long_replies), customer)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return a percentile of ordered values (nearest rank)."""
    return ordered[math.ceil(len(ordered) * share) - 1]


def first_words(text: str, count: int) -> str:
    """Return the first words of a text, separated by single blanks."""
    return " ".join(text.split()[:count])


def sentences_of(texts: Sequence[str]) -> list[str]:
    """Return whole sentences; greetings and sign-offs, which scoring leaves out, are too short."""
    paragraphs = [part for text in texts for part in text.split("\n")]
    sentences = [part for text in paragraphs for part in _SENTENCE.split(text)]
    return [s.strip() for s in sentences if len(s.split()) > 5 and s.strip()[-1:] in ".!?"]


def _cores() -> int:
    return os.cpu_count() or 1


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing."
