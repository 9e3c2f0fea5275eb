"""The model card, written from an evaluation and never by hand."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from coach.contracts import DIMENSIONS
from models.artifact import CARD, META, write_sums
from training.evaluation.fairness import CHANGES
from training.evaluation.slices import SLICES
from training.export import Release, write_meta
from training.labels import rubric_labels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Report = dict[str, Any]


def write_card(evaluation: Path, weights: Path) -> None:
    """Write `CARD.md`, the figures in `meta.json` and the sums."""
    report = json.loads(evaluation.read_text(encoding="utf-8"))
    meta = json.loads((weights / META).read_text(encoding="utf-8"))
    release = Release(meta["name"], meta["version"])
    frame = files("training").joinpath("card.md").read_text(encoding="utf-8")
    card = frame.format(
        name=release.name,
        version=release.version,
        sha256=report["sha256"],
        agreement="\n".join(_agreement(report)),
        behaviours="\n".join(_behaviours(report)),
        fairness="\n".join(_fairness(report)),
        targets="\n".join(_targets(report)),
        export="\n".join(_export(report)),
    )
    (weights / CARD).write_text(card, encoding="utf-8")
    write_meta(weights, release, _figures(report))
    write_sums(weights)


def _figures(report: Report) -> dict[str, float]:
    keys = [f"{part.name}.{d}.kappa" for part in SLICES for d in DIMENSIONS]
    keys += ["all.need.kappa", "all.behaviours.macro_ap", "all.spans.token_f1", "all.coverage"]
    figures = report["figures"]
    return {key: round(figures[key]["value"], 4) for key in keys if key in figures}


def _cell(report: Report, key: str) -> str:
    figure = report["figures"][key]
    return f"{figure['value']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"


def _agreement(report: Report) -> Iterator[str]:
    yield "| part of dev | n | kappa empathy | kappa hospitality | kappa authenticity | exact |"
    yield "|---|---|---|---|---|---|"
    parts = [(part.name, part.title) for part in SLICES]
    for name, title in [*parts, ("draft_only", "written, customer's message left out")]:
        if f"{name}.empathy.kappa" not in report["figures"]:
            continue
        kappas = " | ".join(_cell(report, f"{name}.{d}.kappa") for d in DIMENSIONS)
        exact = " / ".join(
            f"{report['figures'][f'{name}.{d}.exact']['value']:.2f}" for d in DIMENSIONS
        )
        n = report["figures"][f"{name}.empathy.kappa"]["n"]
        yield f"| {title} | {n} | {kappas} | {exact} |"


def _behaviours(report: Report) -> Iterator[str]:
    yield "| behaviour | inline precision | inline recall | check precision | check recall |"
    yield "|---|---|---|---|---|"
    for name in sorted(rubric_labels().negatives):
        cells = [
            f"{report['figures'][f'all.{name}.{tier}.{measure}']['value']:.2f}"
            for tier in ("inline", "check")
            for measure in ("precision", "recall")
        ]
        yield f"| {name} | {' | '.join(cells)} |".replace("nan", "–")


def _fairness(report: Report) -> Iterator[str]:
    yield "| changed | dimension | n | mean change (points) | 95th percentile |"
    yield "|---|---|---|---|---|"
    for change in CHANGES:
        for dimension in DIMENSIONS:
            key = f"all.fairness.{change}.{dimension}"
            n = report["figures"][f"{key}.mean"]["n"]
            mean, p95 = (report["figures"][f"{key}.{m}"]["value"] for m in ("mean", "p95"))
            yield f"| {change.replace('_', ' ')} | {dimension} | {n} | {mean:.2f} | {p95:.2f} |"


def _targets(report: Report) -> Iterator[str]:
    yield "| figure | value | n | target | reached |"
    yield "|---|---|---|---|---|"
    for target in report["targets"]:
        figure = report["figures"][target["key"]]
        reached = "yes" if target["met"] else "**no**"
        yield (
            f"| {target['key']} | {_cell(report, target['key'])} | {figure['n']} "
            f"| {target['target']} | {reached} |"
        )


def _export(report: Report) -> Iterator[str]:
    if "export" not in report:
        yield "Not compared in this evaluation."
        return
    yield "| kappa on all of dev | empathy | hospitality | authenticity |"
    yield "|---|---|---|---|"
    for name, title in (("torch", "torch fp32"), ("onnx", "exported int8")):
        values = " | ".join(f"{report['export'][name][d]:.3f}" for d in DIMENSIONS)
        yield f"| {title} | {values} |"
