"""`coach-train fit`: one run on train, or one run a fold for out-of-fold outputs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from models.artifact import SUMS
from models.network import CoachNetwork
from models.prediction import TextPair
from training.corpus import Corpus
from training.fit.batches import ExampleMaker, SoftTargets
from training.fit.config import FitConfig
from training.fit.contrastive import Retrieval
from training.fit.loop import Job, Report, Trainer
from training.folds import fold_of, load_outputs, save_outputs, soft_targets
from training.records import Record
from training.restore import restore
from training.runs import OUT_OF_FOLD, load_run, new_network, pair_encoder, save_run
from training.scorer import TorchScorer


@dataclass(frozen=True, slots=True)
class FitPaths:
    """Where a run reads and writes.

    `teachers` are out-of-fold files to learn from, `init` a finished run or a released weights
    folder to go on from.
    """

    base: Path
    out: Path
    teachers: tuple[Path, ...] = ()
    init: Path | None = None
    compile: bool = field(default_factory=lambda: shutil.which("c++") is not None)


def fit(corpus: Corpus, config: FitConfig, paths: FitPaths, report: Report) -> TorchScorer:
    """Train on the train split and write the run."""
    soft: dict[str, SoftTargets] = {}
    for path in paths.teachers:
        soft.update(soft_targets(load_outputs(path)))
    return _fit(corpus.train, config, paths, soft, report)


def fit_folds(
    corpus: Corpus, config: FitConfig, paths: FitPaths, folds: int, report: Report
) -> None:
    """Train one model a fold of train + cal and keep what each says of its own fold."""
    records = [*corpus.train, *corpus.cal]
    for fold in range(folds):
        out = paths.out / f"fold{fold}"
        if (out / OUT_OF_FOLD).exists():
            continue
        rest = [r for r in records if fold_of(r.id, folds) != fold]
        held = [r for r in records if fold_of(r.id, folds) == fold]
        here = replace(config, seed=config.seed + fold, name=f"{config.name}-{fold}")
        scorer = _fit(rest, here, replace(paths, out=out), {}, report)
        outputs = scorer.raw_many([TextPair(r.reply, r.customer) for r in held])
        ids = [r.id for r in held]
        save_outputs(dict(zip(ids, outputs, strict=True)), out / OUT_OF_FOLD)


def _fit(
    records: Sequence[Record],
    config: FitConfig,
    paths: FitPaths,
    soft: dict[str, SoftTargets],
    report: Report,
) -> TorchScorer:
    network = new_network(paths.base, config)
    if paths.init is not None:
        go_on_from(paths.init, network)
    if paths.compile:
        network.encoder.compile(dynamic=True)
    encoder = pair_encoder(paths.base)
    paths.out.mkdir(parents=True, exist_ok=True)
    retrieval = Retrieval.build(encoder, records, config) if config.loss.contrastive else None
    job = Job(
        records=records,
        maker=ExampleMaker(encoder, config.data),
        soft=soft,
        checkpoint=paths.out / "checkpoint.pt",
        side_loss=retrieval,
    )
    trained = Trainer(network, job, config).run(report)
    save_run(trained, paths.out, config, base=paths.base)
    return TorchScorer(trained, encoder)


def go_on_from(folder: Path, network: CoachNetwork) -> None:
    """Start from a finished run, or from weights as they were released."""
    if (folder / SUMS).is_file():
        restore(folder, network)
    else:
        network.load_state_dict(load_run(folder).state_dict())


def progress_report() -> tuple[Progress, Report]:
    """Return a rich progress bar and the function that feeds it."""
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("step {task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    task = progress.add_task("fit", total=1)

    def report(values: dict[str, float]) -> None:
        text = f"epoch {values['epoch']:.0f} loss {values['loss']:.3f} {values['rate']:.1f}/s"
        progress.update(task, description=text, total=values["total"], completed=values["step"] + 1)

    return progress, report
