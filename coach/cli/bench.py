"""`coach bench`: how fast, how quickly ready and how heavy the service is on this machine."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coach.bench import BenchSettings, measure
from coach.bench_audit import AuditBench, measure_audit
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from coach.bench import BenchResult

_MESSAGES = Path(__file__).with_name("bench.toml")


def bench_command(
    *,
    requests: Annotated[int, typer.Option(min=20, help="Timed calls of /v1/score.")] = 200,
    bulk: Annotated[int, typer.Option(min=50, help="Replies scored in bulk.")] = 600,
    workers: Annotated[int | None, typer.Option(min=1, help="Replies scored at a time.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads for one reply.")] = None,
    weights: Annotated[
        Path | None, typer.Option(envvar="COACH_WEIGHTS", help="Folder of the model's weights.")
    ] = None,
    audit: Annotated[
        int | None,
        typer.Option(min=30, help="Audit so many made-up replies instead: rate and peak memory."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure speed, start-up and memory; let the machine be idle meanwhile."""
    settings = BenchSettings(
        requests=requests, bulk=bulk, workers=workers, threads=threads, weights=weights
    )
    with Console(stderr=True).status(_say("auditing" if audit else "measuring")):
        result = measure_audit(settings, audit) if audit else measure(settings)
    if as_json:
        typer.echo(json.dumps(asdict(result), indent=1))
        return
    shown = audit_table(result) if isinstance(result, AuditBench) else table(result)
    Console().print(shown)


def audit_table(result: AuditBench) -> Table:
    """Lay the two audits out beside what the coach is built for."""
    caption = _say("caption", cores=len(os.sched_getaffinity(0)), load=result.load)
    view = Table(title=_say("audit-title"), caption=caption)
    view.add_column(_say("column-what"))
    for run in (result.smaller, result.whole):
        view.add_column(_say("column-turns", n=run.turns), justify="right")
    view.add_column(_say("column-target"), justify="right")
    runs = (result.smaller, result.whole)
    view.add_row(_say("audit-rate"), *(f"{run.rate:.0f} / s" for run in runs), "≥ 80 / s")
    view.add_row(_say("audit-peak"), *(f"{run.peak:.0f} MB" for run in runs), "≤ 700 MB")
    return view


def table(result: BenchResult) -> Table:
    """Lay the figures out beside what the coach is built for."""
    view = Table(title=_say("title"), caption=_say("caption", cores=result.cores, load=result.load))
    view.add_column(_say("column-what"))
    view.add_column(_say("column-measured"), justify="right")
    view.add_column(_say("column-target"), justify="right")
    latency, bulk = result.latency, result.bulk
    view.add_row(_say("p50", n=latency.n), f"{latency.p50:.1f} ms", "≤ 35 ms")
    view.add_row(_say("p95", n=latency.n), f"{latency.p95:.1f} ms", "≤ 60 ms")
    rows = _say("bulk", n=bulk.n, words=bulk.median_words)
    view.add_row(rows, f"{bulk.alone:.0f} / s", "≥ 90 / s")
    view.add_row(_say("bulk-customer"), f"{bulk.with_customer:.0f} / s", "–")
    draft = result.long_draft
    view.add_row(_say("long-fresh", n=draft.n), f"{draft.fresh:.2f} s", "–")
    view.add_row(_say("long-word"), f"{draft.word:.2f} s", "–")
    view.add_row(_say("long-sentence"), f"{draft.sentence:.2f} s", "–")
    view.add_row(_say("cold-start"), f"{result.cold_start:.2f} s", "≤ 3 s")
    view.add_row(_say("service-start"), f"{result.service_start:.2f} s", "≤ 3 s")
    view.add_row(_say("memory"), _megabytes(result.memory), "≤ 450 MB")
    view.add_row(_say("peak"), _megabytes(result.peak), "–")
    return view


def _megabytes(value: float | None) -> str:
    return _say("not-told") if value is None else f"{value:.0f} MB"


def _say(key: str, **values: object) -> str:
    return load_messages(_MESSAGES).text(key, system_language(), **values)
