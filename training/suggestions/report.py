"""The report a person reads: figures first, then replies before and after, to judge by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coach.contracts import LANGUAGES
from training.suggestions.trials import gain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coach.contracts import Language
    from training.suggestions.trials import Trial

EXAMPLES: Final = 100


def write_report(path: Path, summary: Mapping[str, Any], below: Sequence[Trial]) -> None:
    """Write figures and up to 100 examples a language, the first suggestion of each reply."""
    lines = [*_head(summary)]
    for language in LANGUAGES:
        lines += _examples(below, language)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _head(summary: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Suggestions of {summary['model']}"
    yield ""
    yield f"{summary['replies']} replies, {summary['below_the_bar']} of them below the bar."
    yield ""
    yield "| figure | value | 95 % interval | n |"
    yield "|---|---|---|---|"
    for name, figure in summary["figures"].items():
        interval = f"{figure['low']:.3f} to {figure['high']:.3f}"
        yield f"| {name} | {figure['value']:.3f} | {interval} | {figure['n']} |"
    yield ""
    for target in summary["targets"]:
        yield f"* {target['key']} {target['target']}: {'reached' if target['met'] else 'not yet'}"
    yield ""
    for kind in ("sources", "behaviours"):
        counted = ", ".join(f"{name} {count}" for name, count in summary[kind].items())
        yield f"Shown by {kind}: {counted}."
        yield ""


def _examples(below: Sequence[Trial], language: Language) -> list[str]:
    chosen = [t for t in below if t.language == language and t.advice.suggestions]
    step = max(1, len(chosen) // EXAMPLES)
    lines = [f"## {language}", ""]
    for number, trial in enumerate(chosen[::step][:EXAMPLES], 1):
        lines += _example(number, trial)
    return lines


def _example(number: int, trial: Trial) -> Iterator[str]:
    first = trial.advice.suggestions[0]
    gain = gain_of(first)
    filled = ", once filled" if first.once_filled else ""
    yield f"### {trial.language} {number}: {trial.record.id}"
    yield ""
    yield f"{first.kind} · {first.behaviour} · {first.source} · {first.words_added:+d} words · "
    yield f"{gain.dimension} {gain.points:+.0f}{filled}"
    yield ""
    yield f"Reason: {first.reason.text(trial.language)}"
    yield ""
    for title, text in (
        ("Customer", trial.record.customer),
        ("Before", trial.request.reply),
        ("After", trial.after(first)),
    ):
        yield f"**{title}**"
        yield ""
        yield from (f"> {line}" for line in text.splitlines())
        yield ""
