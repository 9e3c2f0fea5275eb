"""`coach-train evaluate-suggestions`: the promises of the suggestions, measured on dev."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.coach import CoachSettings, build_coach
from coach.contracts import DIMENSIONS
from coach.suggest import build_suggester
from training.metrics import Figure, bootstrap
from training.prepare import read_corpus
from training.suggestions.referee import load_referee
from training.suggestions.report import write_report
from training.suggestions.trials import (
    Trial,
    broken_address,
    broken_facts,
    gain_of,
    is_latency_case,
    run_trials,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.suggestions.referee import Referee

TARGETS = {
    "share_with_suggestion": ("≥", 0.85),
    "mean_first_gain": ("≥", 12.0),
    "confirmed": ("≥", 0.80),
    "facts_broken": ("≤", 0.0),
    "address_broken": ("≤", 0.0),
    "latency_p95_ms": ("≤", 350.0),
}
CONFIRMS = 1.0
"""Points the referee must see on the same dimension; less is noise."""


def evaluate_suggestions(
    data: Path, weights: Path, referee: Path | None, out: Path
) -> dict[str, Any]:
    """Measure suggestions on dev; write figures (JSON) and a report to read (Markdown) beside.

    `referee` is a weights folder or training run of another seed; without one nothing is said of
    confirmed gains. Latency is that of this machine as it is: run it on idle cores.
    """
    suggester = build_suggester(build_coach(CoachSettings(weights=weights)))
    trials = list(run_trials(read_corpus(data).dev, suggester))
    below = [trial for trial in trials if trial.below]
    figures = measure(below) | latency([t for t in below if is_latency_case(t)])
    if referee is not None:
        figures |= confirmed(below, load_referee(referee))
    summary = {
        "model": suggester.coach.classifier.name,
        "replies": len(trials),
        "below_the_bar": len(below),
        "figures": {name: asdict(figure) for name, figure in figures.items()},
        "targets": [
            {"key": key, "target": f"{sign} {limit:g}", "met": _met(figures[key], sign, limit)}
            for key, (sign, limit) in TARGETS.items()
            if key in figures
        ],
        "sources": _counts(below, "source"),
        "behaviours": _counts(below, "behaviour"),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    write_report(out.with_suffix(".md"), summary, below)
    return summary


def measure(below: Sequence[Trial]) -> dict[str, Figure]:
    """Return coverage, gain, and what was broken, over replies below the bar."""
    firsts = [trial.advice.suggestions[0] for trial in below if trial.advice.suggestions]
    shown = [(trial, s) for trial in below for s in trial.advice.suggestions]
    changes = [(trial.request.reply, trial.after(s), trial.language) for trial, s in shown]
    facts = [float(bool(broken_facts(old, new))) for old, new, _ in changes]
    address = [float(broken_address(old, new)) for old, new, lang in changes if lang == "de"]
    return {
        "share_with_suggestion": _mean([float(bool(t.advice.suggestions)) for t in below]),
        "mean_first_gain": _mean([gain_of(s).points for s in firsts]),
        "mean_words_added": _mean([float(s.words_added) for s in firsts]),
        "facts_broken": _mean(facts),
        "address_broken": _mean(address),
    }


def latency(cases: Sequence[Trial]) -> dict[str, Figure]:
    """Return median and 95th percentile of score plus suggestions, in milliseconds."""
    seconds = np.array([trial.seconds for trial in cases]) * 1000
    parts = {"latency_p50_ms": 50, "latency_p95_ms": 95}
    return {
        name: bootstrap(lambda rows, p=part: float(np.percentile(rows, p)), seconds)
        for name, part in parts.items()
        if len(cases)
    }


def confirmed(below: Sequence[Trial], referee: Referee) -> dict[str, Figure]:
    """Return the share of shown gains that the referee sees too."""
    shown = [(trial, s) for trial in below for s in trial.advice.suggestions]
    if not shown:
        return {}
    before = referee.scores([trial.filled(trial.request.reply) for trial, _ in shown])
    after = referee.scores([trial.filled(trial.after(s)) for trial, s in shown])
    columns = [DIMENSIONS.index(gain_of(s).dimension) for _, s in shown]
    rises = (after - before)[np.arange(len(shown)), columns]
    return {
        "confirmed": _mean([float(rise >= CONFIRMS) for rise in rises]),
        "referee_mean_gain": _mean([float(rise) for rise in rises]),
    }


def _mean(values: Sequence[float]) -> Figure:
    return bootstrap(lambda rows: float(np.mean(rows)), np.array(values))


def _met(figure: Figure, sign: str, limit: float) -> bool:
    if math.isnan(figure.value):
        return False
    return figure.value >= limit if sign == "≥" else figure.value <= limit


def _counts(below: Sequence[Trial], field: str) -> dict[str, int]:
    names = [getattr(s, field) for trial in below for s in trial.advice.suggestions]
    return {name: names.count(name) for name in sorted(set(names), key=lambda n: -names.count(n))}
