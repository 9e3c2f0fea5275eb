"""`coach-train`: from public and own data to weights, figures and their card."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coach.errors import CoachError
from models.errors import ModelError
from training.base.command import base_command
from training.bench import bench_command
from training.epitome.command import epitome_command

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("base")(base_command)
app.command("epitome")(epitome_command)
app.command("bench")(bench_command)
console = Console()

Public = Annotated[
    Path | None, typer.Option(help="Folder with ibm_care/ and bcontrast/ (texts of real replies).")
]
Data = Annotated[Path, typer.Option(help="What `prepare` wrote.")]
Base = Annotated[Path, typer.Option(help="The base encoder (see `coach-train base`).")]
Weights = Annotated[Path, typer.Option(help="A weights folder.")]


@app.command()
def prepare(public: Public = None, out: Data = Path("runs/data")) -> None:
    """Assemble train, cal and dev from our own exchanges and, where given, real replies."""
    from training.corpus import load_corpus
    from training.prepare import write_corpus

    counts = write_corpus(load_corpus(public), out)
    console.print(f"{out}: " + ", ".join(f"{name} {n}" for name, n in counts.items()))
    if public is None:
        console.print("Without --public there are no real replies in it; figures will differ.")


@app.command()
def fit(
    recipe: Annotated[Path, typer.Argument(help="A TOML recipe from training/configs.")],
    data: Data = Path("runs/data"),
    base: Base = Path("runs/base"),
    out: Annotated[
        Path, typer.Option(help="Where the run goes; started again, it goes on.")
    ] = Path("runs/fit"),
    folds: Annotated[int, typer.Option(help="Train that many out-of-fold models instead.")] = 0,
    init: Annotated[
        Path | None, typer.Option(help="A finished run, or released weights, to go on from.")
    ] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="Out-of-fold files to learn from.")
    ] = None,
) -> None:
    """Train: one run on train, or with --folds one a fold of train and cal."""
    from training.fit.command import FitPaths, fit, fit_folds, progress_report
    from training.fit.config import load_config
    from training.prepare import read_corpus

    config, corpus = load_config(recipe), read_corpus(data)
    paths = FitPaths(base=base, out=out, teachers=tuple(teacher or ()), init=init)
    progress, report = progress_report()
    with progress:
        if folds:
            fit_folds(corpus, config, paths, folds, report)
        else:
            fit(corpus, config, paths, report)


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="A finished run.")],
    out: Weights = Path("models/weights/coach-de-en-1"),
    version: Annotated[str, typer.Option(help="Version of the weights.")] = "1.0.0",
) -> None:
    """Write int8 ONNX, tokenizer and labels; `calibrate` makes the folder loadable."""
    from training.export import Release, export_run

    export_run(run, out, Release(out.name, version))
    console.print(f"{out} written; now: coach-train calibrate")


@app.command()
def calibrate(
    data: Data = Path("runs/data"),
    folds: Annotated[list[Path] | None, typer.Option(help="Out-of-fold files.")] = None,
    kept: Annotated[
        Path | None,
        typer.Option(help="A calibration of this network to keep; only passages are cut anew."),
    ] = None,
    from_fold: Annotated[
        int | None,
        typer.Option(
            help="The out-of-fold model (0, 1, …) this network went on from: only rows of cal that "
            "it has not seen are used."
        ),
    ] = None,
    stay_check: Annotated[
        list[str] | None,
        typer.Option(help="A negative behaviour that is not to be shown while typing."),
    ] = None,
    weights: Weights = Path("models/weights/coach-de-en-1"),
) -> None:
    """Fit temperatures and thresholds on cal and out-of-fold outputs, never on dev."""
    from training.calibration.command import calibrate_weights

    found = calibrate_weights(data, folds or [], weights, kept, from_fold, stay_check or [])
    for line in found:
        console.print(line)


@app.command()
def evaluate(
    data: Data = Path("runs/data"),
    weights: Weights = Path("models/weights/coach-de-en-1"),
    out: Annotated[Path, typer.Option(help="Where the report (JSON) goes.")] = Path(
        "runs/evaluation.json"
    ),
    run: Annotated[
        Path | None, typer.Option(help="The torch run, to compare the exported file with it.")
    ] = None,
) -> None:
    """Measure the whole coach on dev, every figure with n and a bootstrap interval."""
    from training.evaluation.command import evaluate_weights, print_report

    print_report(evaluate_weights(data, weights, out, run), console)


@app.command()
def situations(weights: Weights = Path("models/weights/coach-de-en-1")) -> None:
    """Fit what tells a customer's situation from the embedding; written beside the weights."""
    from training.situations import fit_situations

    console.print(fit_situations(weights))


@app.command("evaluate-suggestions")
def evaluate_suggestions(
    data: Data = Path("runs/data"),
    weights: Weights = Path("models/weights/coach-de-en-1"),
    referee: Annotated[
        Path | None, typer.Option(help="A run of another seed that does not ship.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where figures and report go.")] = Path(
        "runs/suggestions.json"
    ),
) -> None:
    """Measure what suggestions gain on dev, and write examples to read."""
    from training.suggestions.command import evaluate_suggestions as measure

    console.print(measure(data, weights, referee, out)["figures"])


@app.command()
def card(
    evaluation: Annotated[Path, typer.Argument(help="What `evaluate` wrote.")] = Path(
        "runs/evaluation.json"
    ),
    weights: Weights = Path("models/weights/coach-de-en-1"),
) -> None:
    """Write CARD.md, the figures in meta.json and the sums from an evaluation."""
    from training.card import write_card

    write_card(evaluation, weights)
    console.print(f"{weights / 'CARD.md'} written")


def main() -> None:
    """Run the command line; errors made on purpose end without a traceback."""
    try:
        app()
    except (CoachError, ModelError) as error:
        Console(stderr=True).print(f"[bold]coach-train:[/bold] {error}")
        sys.exit(2)
