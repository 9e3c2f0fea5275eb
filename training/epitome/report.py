"""The figures of all seeds, beside what others report."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from training.epitome.figures import Figures
from training.epitome.posts import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from training.epitome.posts import Posts

PAPER = {
    "emotional-reactions": Figures(0.794, 0.745, 0.536, 0.648),
    "interpretations": Figures(0.840, 0.626, 0.574, 0.559),
    "explorations": Figures(0.926, 0.726, 0.715, 0.845),
}
"""Sharma et al., EMNLP 2020, on their own split (RoBERTa bi-encoder, 2 × 125 M parameters)."""

AUTHORS_CODE = {
    "emotional-reactions": Figures(0.779, 0.684, 0.510, 0.570),
    "interpretations": Figures(0.826, 0.625, 0.605, 0.590),
    "explorations": Figures(0.923, 0.677, 0.740, 0.839),
}
"""Their code on the public data."""

NOTE = (
    "Ours: whole test set, mean (standard deviation) of the seeds. Theirs: averages of batches, "
    "and rationales of replies without one scored as all ones; splits differ."
)


@dataclass(frozen=True, slots=True)
class SeedResult:
    """One seed: figures on test, and what dev chose."""

    seed: int
    test: Mapping[str, Figures]
    thresholds: tuple[float, ...]
    curve: tuple[float, ...]

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> SeedResult:
        """Read what `save` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        test = {name: Figures(**values) for name, values in data["test"].items()}
        return cls(data["seed"], test, tuple(data["thresholds"]), tuple(data["curve"]))


def summary(results: Sequence[SeedResult], posts: Posts) -> dict[str, Any]:
    """Return mean and standard deviation over seeds, per mechanism and figure."""
    return {
        "benchmark": "EPITOME, Reddit part, split by sha1(sp_id) mod 20",
        "rows": {"train": len(posts.train), "dev": len(posts.dev), "test": len(posts.test)},
        "seeds": [result.seed for result in results],
        "mean": {name: _each(results, name, np.mean) for name in MECHANISMS},
        "standard_deviation": {name: _each(results, name, np.std) for name in MECHANISMS},
        "paper": {name: asdict(figures) for name, figures in PAPER.items()},
        "authors_code": {name: asdict(figures) for name, figures in AUTHORS_CODE.items()},
        "note": NOTE,
    }


def _each(results: Sequence[SeedResult], name: str, combine: Any) -> dict[str, float]:  # noqa: ANN401
    return {
        entry.name: float(combine([getattr(result.test[name], entry.name) for result in results]))
        for entry in fields(Figures)
    }


def table(report: Mapping[str, Any]) -> Table:
    """Lay the summary out beside the published figures."""
    view = Table(title=report["benchmark"], caption=NOTE)
    for column in ("", "accuracy", "macro-F1", "token F1", "IOU F1"):
        view.add_column(column)
    for name in MECHANISMS:
        mean, spread = report["mean"][name], report["standard_deviation"][name]
        view.add_row(f"[bold]{name}[/bold]", *(f"{mean[k]:.3f} ({spread[k]:.3f})" for k in mean))
        for label, key in (("  paper", "paper"), ("  authors' code", "authors_code")):
            view.add_row(label, *(f"{value:.3f}" for value in report[key][name].values()))
    return view
