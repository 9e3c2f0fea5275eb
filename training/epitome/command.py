"""`coach-train epitome`: the research benchmark, one model for its three mechanisms."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from models.encoding import PairEncoder
from training.epitome.judge import judge
from training.epitome.loop import VariantTrainer
from training.epitome.posts import Posts, load_posts
from training.epitome.report import SeedResult, summary, table
from training.epitome.variant import EpitomeConfig, new_variant
from training.fit.command import progress_report

if TYPE_CHECKING:
    from training.epitome.loop import Report

TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Where a benchmark reads and writes; `init` is a finished `fit` run to start from."""

    base: Path
    out: Path
    init: Path | None = None
    compile: bool = field(default_factory=lambda: shutil.which("c++") is not None)


def epitome_command(
    *,
    data: Annotated[Path, typer.Option(help="Folder of EPITOME's three Reddit tables (CSV).")],
    base: Annotated[Path, typer.Option(help="The base encoder.")] = Path("runs/base"),
    out: Annotated[
        Path, typer.Option(help="Where results go; finished seeds are not trained again.")
    ] = Path("runs/epitome"),
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds to average.")] = 5,
    epochs: Annotated[int | None, typer.Option(min=1, help="Epochs of each seed.")] = None,
    init: Annotated[
        Path | None, typer.Option(help="Start from the encoder of this fit run.")
    ] = None,
) -> None:
    """Train and measure the EPITOME variant; it is for comparison only and never shipped."""
    config = EpitomeConfig()
    if epochs is not None:
        config = replace(config, optimiser=replace(config.optimiser, epochs=float(epochs)))
    progress, report = progress_report()
    with progress:
        result = run(
            load_posts(data), config, Benchmark(base, out, init), range(1, seeds + 1), report
        )
    Console().print(table(result))


def run(
    posts: Posts, config: EpitomeConfig, where: Benchmark, seeds: range, report: Report
) -> dict[str, Any]:
    """Train what is missing, and write and return the summary."""
    where.out.mkdir(parents=True, exist_ok=True)
    results = [_seed(posts, config, where, seed, report) for seed in seeds]
    result = summary(results, posts)
    path = where.out / "epitome.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def _seed(
    posts: Posts, config: EpitomeConfig, where: Benchmark, seed: int, report: Report
) -> SeedResult:
    path = where.out / f"seed{seed}.json"
    if path.exists():
        return SeedResult.load(path)
    network = new_variant(where.base, config, seed=seed, init=where.init)
    if where.compile:
        network.encoder.compile(dynamic=True)
    encoder = PairEncoder.load(where.base / TOKENIZER)
    trained = VariantTrainer(network, posts, encoder, config).run(seed, report)
    thresholds = judge(trained.scorer, posts.dev).thresholds()
    figures = judge(trained.scorer, posts.test).figures(thresholds)
    result = SeedResult(seed, figures, thresholds, trained.curve)
    result.save(path)
    return result
