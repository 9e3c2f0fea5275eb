"""How fast an audit is and how much memory it takes, over conversations made up on the spot.

The input is generated, so that anybody can measure with as much of it as they like. A tenth of it
is audited first: where memory is flat, both runs peak alike.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.bench import BenchError, BenchSettings, BenchTexts, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TURNS: Final = 3
"""Agent turns in each conversation, a message of the customer before each."""
AGENTS: Final = 40
SMALLER: Final = 10
_PROGRAM: Final = "from coach.cli.main import main; main()"
_KILOBYTE: Final = 1 if sys.platform == "darwin" else 1024
"""What the system counts peak memory in."""


@dataclass(frozen=True, slots=True)
class AuditRun:
    """One audit: its agent turns, seconds from start to report, and peak memory in 10^6 bytes."""

    turns: int
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        """Return turns a second, reading, macros, results and report included."""
        return self.turns / self.seconds


@dataclass(frozen=True, slots=True)
class AuditBench:
    """The same audit over a tenth of the input and over all of it."""

    smaller: AuditRun
    whole: AuditRun
    load: float | None


def measure_audit(settings: BenchSettings, turns: int) -> AuditBench:
    """Audit generated conversations in processes of their own, as `coach audit` does.

    Raises:
        BenchError: an audit failed, or this system does not tell a process's peak memory.
    """
    if not hasattr(os, "wait4"):
        message = "this system does not tell how much memory a process took at most."
        raise BenchError(message)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        runs = [
            _run(settings, Path(folder) / name, size)
            for name, size in (("smaller", max(TURNS, turns // SMALLER)), ("whole", turns))
        ]
    return AuditBench(runs[0], runs[1], load)


def write_conversations(path: Path, turns: int) -> int:
    """Write conversations as JSON lines; return how many agent turns they have."""
    texts, rng, written = BenchTexts.load(), random.Random(3), 0  # noqa: S311
    sentences = {
        language: sentences_of(
            [t for t, own in zip(texts.replies, texts.languages, strict=True) if own == language]
        )
        for language in texts.customers
    }
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while written < turns:
            language = ("de", "en")[number % 2]
            lines = list(_messages(rng, sentences[language], texts.customers[language]))
            agent = f"agent{rng.randrange(AGENTS)}"
            messages = [
                {"role": role, "text": text, "agent": agent if role == "agent" else None}
                for role, text in lines
            ]
            row = {"id": f"c{number}", "messages": messages, "csat": rng.randint(1, 5)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += TURNS
            number += 1
    return written


def _messages(
    rng: random.Random, sentences: list[str], customers: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield a conversation; replies are mixed from sentences, so that hardly two are alike."""
    for _ in range(TURNS):
        yield "customer", rng.choice(customers)
        yield "agent", " ".join(rng.sample(sentences, rng.randint(2, 4)))


def _run(settings: BenchSettings, folder: Path, size: int) -> AuditRun:
    folder.mkdir()
    turns = write_conversations(folder / "input.jsonl", size)
    command = [sys.executable, "-c", _PROGRAM, "audit", "input.jsonl", "--out", "out"]
    if settings.workers:
        command += ["--workers", str(settings.workers)]
    if settings.weights:
        command += ["--weights", str(settings.weights.resolve())]
    begin = time.perf_counter()
    peak = _wait(command, folder, {**os.environ, "COACH_DATA": str(folder)})
    return AuditRun(turns, time.perf_counter() - begin, peak)


def _wait(command: list[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Run a program to its end and return the most memory it held, in 10^6 bytes."""
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603 - our own program text
            command, cwd=folder, env=environment, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            message = f"the audit failed: {lines[-1] if lines else 'it said nothing.'}"
            raise BenchError(message)
    return usage.ru_maxrss * _KILOBYTE / 1e6
