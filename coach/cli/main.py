"""`coach`: score replies, serve, measure, and look after the service."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, NoReturn

import typer
from rich.console import Console

from coach.cli import keep, token, transcripts
from coach.cli.audit import audit, audit_merge
from coach.cli.bench import bench_command
from coach.cli.coaching import coaching
from coach.cli.compare import compare
from coach.cli.doctor import doctor
from coach.cli.grading import agree, sample
from coach.cli.huddle import huddle
from coach.cli.objections import objections
from coach.cli.plan import plan
from coach.cli.practice import practice
from coach.cli.report import report
from coach.cli.score import score
from coach.cli.serve import serve
from coach.cli.suggest import suggest
from coach.errors import CoachError
from coach.messages import load_messages, system_language
from models.errors import ModelError

MESSAGES: Final = Path(__file__).with_suffix(".toml")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(score)
app.command()(suggest)
app.command()(practice)
app.command()(coaching)
app.command()(objections)
app.command()(plan)
app.command()(serve)
app.command()(audit)
app.command("audit-merge")(audit_merge)
app.command()(report)
app.command()(compare)
app.command()(sample)
app.command()(agree)
for command in keep.COMMANDS:
    app.command()(command)
app.command()(huddle)
app.command("bench")(bench_command)
app.command()(doctor)
app.add_typer(token.app, name="token")
app.add_typer(transcripts.app, name="transcripts")


def main() -> None:
    """Run the command line; errors made on purpose end without a traceback."""
    try:
        app()
    except CoachError as error:
        _stop(error.text(system_language()))
    except ModelError as error:
        _stop(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        sentences = load_messages(MESSAGES)
        key = "no_folder" if isinstance(error, FileNotFoundError) else "file"
        values = {"path": error.filename, "error": error.strerror}
        _stop(sentences.text(key, system_language(), **values))


def _stop(sentence: str) -> NoReturn:
    Console(stderr=True).print(sentence, style="bold", markup=False)
    sys.exit(2)
