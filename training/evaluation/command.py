"""`coach-train evaluate`: every figure, its interval, its target."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from coach.assess import Assessor
from coach.contracts import DIMENSIONS
from coach.house import load_house
from coach.rubric import load_rubric
from models.artifact import load_artifact
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from training.evaluation import measure
from training.evaluation.fairness import fairness
from training.evaluation.scored import score_records
from training.evaluation.situations import situations
from training.evaluation.slices import SLICES
from training.evaluation.targets import inline_kept, targets
from training.metrics import Figure, quadratic_kappa
from training.outputs import truth_of
from training.prepare import read_corpus
from training.runs import load_run, pair_encoder
from training.scorer import TorchScorer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rich.console import Console

    from models.calibration import Calibration
    from training.records import Record


def evaluate_weights(data: Path, weights: Path, out: Path, run: Path | None) -> dict[str, Any]:
    """Measure a weights folder on dev and write the report."""
    dev = read_corpus(data).dev
    artifact = load_artifact(weights)
    classifier = OnnxClassifier(artifact)
    assessor = Assessor(
        rubric=load_rubric(),
        house=load_house(None),
        calibration=artifact.calibration,
        model=classifier.name,
    )
    figures = measure_all(dev, classifier, assessor)
    report: dict[str, Any] = {
        "model": classifier.name,
        "sha256": artifact.sha256,
        "figures": {key: asdict(figure) for key, figure in figures.items()},
        "inline": inline_kept(figures),
        "targets": [
            {"key": t.key, "target": str(t), "met": t.met(figures[t.key].value)}
            for t in targets()
            if t.key in figures
        ],
        "not_measured": [t.key for t in targets() if t.key not in figures],
    }
    if run is not None:
        report["export"] = export_loss(dev, run, classifier)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def measure_all(
    dev: tuple[Record, ...], classifier: OnnxClassifier, assessor: Assessor
) -> dict[str, Figure]:
    """Return every figure by key: slice (or `all`), then what is measured."""
    everything = score_records(dev, classifier, assessor)
    figures: dict[str, Figure] = {}
    for part in SLICES:
        rows = everything.where([part.holds(record) for record in dev])
        if rows.records:
            figures.update(_keyed(part.name, measure.agreement(rows)))
    parts = (measure.behaviours, measure.negatives, measure.evidence, measure.calibration)
    for part_of in parts:
        figures.update(_keyed("all", part_of(everything)))
    figures.update(
        _keyed("all", fairness(everything, lambda rows: score_records(rows, classifier, assessor)))
    )
    figures["all.coverage"] = Figure(everything.coverage(), float("nan"), float("nan"), len(dev))
    figures.update(_keyed("all", situations(classifier)))
    fresh = [r for r in dev if SLICES[0].holds(r) or SLICES[1].holds(r)]
    drafts = score_records(fresh, classifier, assessor, customer=False)
    figures.update(_keyed("draft_only", measure.agreement(drafts)))
    return figures


def _keyed(prefix: str, figures: dict[str, Figure]) -> dict[str, Figure]:
    return {f"{prefix}.{key}": figure for key, figure in figures.items()}


def export_loss(
    dev: tuple[Record, ...], run: Path, classifier: OnnxClassifier
) -> dict[str, dict[str, float]]:
    """Compare the exported file with torch fp32 on dev: kappa of both, same calibration."""
    pairs = [TextPair(r.reply, r.customer) for r in dev]
    torch_raws = TorchScorer(load_run(run), pair_encoder(run)).raw_many(pairs)
    onnx_raws = [classifier.raw(pair) for pair in pairs]
    truth = truth_of(dev).levels
    result: dict[str, dict[str, float]] = {}
    for name, raws in (("torch", torch_raws), ("onnx", onnx_raws)):
        levels = _levels(
            np.stack([raw.cumulative for raw in raws]), classifier.artifact.calibration
        )
        result[name] = {
            dimension: quadratic_kappa(truth[:, i], levels[:, i])
            for i, dimension in enumerate(DIMENSIONS)
        }
    return result


def _levels(cumulative: NDArray[np.float32], calibration: Calibration) -> NDArray[np.int64]:
    levels: NDArray[np.int64] = calibration.level_probabilities(cumulative).argmax(axis=-1)
    return levels


def print_report(report: dict[str, Any], console: Console) -> None:
    """Print targets first, then what is shown inline, then what the export cost."""
    table = Table("figure", "value", "95 % interval", "n", "target", "", title=report["model"])
    for target in report["targets"]:
        figure = report["figures"][target["key"]]
        interval = f"{figure['low']:.3f}–{figure['high']:.3f}"
        mark = "[green]reached[/green]" if target["met"] else "[yellow]not yet[/yellow]"
        table.add_row(
            target["key"],
            f"{figure['value']:.3f}",
            interval,
            str(figure["n"]),
            target["target"],
            mark,
        )
    console.print(table)
    reached = sum(target["met"] for target in report["targets"])
    console.print(f"{reached} of {len(report['targets'])} targets reached")
    if report["not_measured"]:
        console.print(f"no rows for (prepare with --public): {report['not_measured']}")
    console.print(f"inline accusations, promise kept on dev: {report['inline']}")
    if "export" in report:
        console.print(f"kappa of torch fp32 and of the exported file: {report['export']}")
