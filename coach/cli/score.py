"""`coach score`: one reply as a card or JSON, or a whole file of requests."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn, TextIO

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from coach.cli.card import MESSAGES, Card
from coach.coach import CoachSettings, build_coach
from coach.contracts import CHANNELS, LANGUAGES, Masks
from coach.errors import InputError
from coach.messages import load_messages, system_language
from coach.serialise import assessment_to_json, record_id, request_from_json
from models.parallel import ordered_map

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from coach.coach import Coach

_STANDARD: Final = Path("-")


def score(
    reply: Annotated[str | None, typer.Argument(help="The reply; - reads it from stdin.")] = None,
    *,
    customer: Annotated[str | None, typer.Option(help="The message it answers.")] = None,
    channel: Annotated[str | None, typer.Option(help=f"One of {', '.join(CHANNELS)}.")] = None,
    language: Annotated[str | None, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the assessment as JSON.")] = False,
    source: Annotated[
        Path | None, typer.Option("--input", help="A JSONL file of requests; - reads stdin.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--output", help="Where their assessments go, line by line; - is stdout."),
    ] = None,
    masks: Annotated[Masks | None, typer.Option(help="What to do with slots and masks.")] = None,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
) -> None:
    """Score one reply, or with --input and --output a file of them."""
    console = Console()
    settings = CoachSettings(house=house)
    if source is not None:
        _score_file(_Files.check(reply, source, target), settings, masks)
        return
    if reply is None:
        _stop("no_input")
    text = sys.stdin.read() if reply == "-" else reply
    given = {"channel": channel, "language": language, "customer": customer, "masks": masks}
    request = request_from_json(json.dumps({"reply": text, **given}))
    coach = build_coach(settings)
    assessment = coach.assess(request)
    if as_json:
        typer.echo(assessment_to_json(assessment))
        return
    for part in Card(coach.rubric, system_language()).render(assessment, text):
        console.print(part, markup=False) if isinstance(part, str) else console.print(part)


@dataclass(frozen=True, slots=True)
class _Files:
    source: Path
    target: Path

    @classmethod
    def check(cls, reply: str | None, source: Path, target: Path | None) -> _Files:
        if reply is not None:
            _stop("both_inputs")
        if target is None:
            _stop("no_output")
        elif target.exists() and source.exists() and target.samefile(source):
            _stop("same_file")
        return cls(source, target or source)

    @contextmanager
    def opened(self) -> Iterator[tuple[TextIO, TextIO]]:
        """Open both; what is no UTF-8 is kept for `request_from_json` to point out."""
        with ExitStack() as stack:
            try:
                lines = stack.enter_context(_reading(self.source))
            except OSError as error:
                _stop("no_file", path=self.source, error=error.strerror)
            try:
                out = stack.enter_context(_writing(self.target))
            except OSError as error:
                _stop("no_target", path=self.target, error=error.strerror)
            yield lines, out


def _reading(path: Path) -> AbstractContextManager[TextIO]:
    if path == _STANDARD:
        return TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape")
    return path.open(encoding="utf-8-sig", errors="surrogateescape")


def _writing(path: Path) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stdout) if path == _STANDARD else path.open("w", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Answer:
    number: int
    json: str
    error: InputError | None


def _score_file(files: _Files, settings: CoachSettings, masks: Masks | None) -> None:
    messages, language = load_messages(MESSAGES), system_language()
    coach = build_coach(settings)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    errors = scored = 0
    with (
        files.opened() as (lines, out),
        Progress(*columns, console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task(messages.text("progress", language), total=None)
        for answer in score_lines(coach, lines, masks=masks):
            out.write(answer.json + "\n")
            scored += answer.error is None
            if answer.error is not None:
                errors += 1
                said = answer.error.text(language)
                line = messages.text("bad_line", language, line=answer.number, error=said)
                progress.console.print(line, markup=False)
            progress.advance(task)
    typer.echo(
        messages.text("done", language, scored=scored, errors=errors, path=files.target), err=True
    )
    if errors:
        raise typer.Exit(1)


def score_lines(coach: Coach, lines: Iterable[str], *, masks: Masks | None) -> Iterator[_Answer]:
    """Yield one answer a line, in order; a line that cannot be scored says why."""

    def answer(line: _Line) -> _Answer:
        try:
            request = request_from_json(line.text)
            if masks is not None:
                request = replace(request, masks=masks)
            return _Answer(line.number, assessment_to_json(coach.assess(request)), None)
        except InputError as error:
            failed = json.dumps({"id": record_id(line.text), "error": str(error)})
            return _Answer(line.number, failed, error)

    numbered = (_Line(i, text.rstrip("\n")) for i, text in enumerate(lines, 1))
    yield from ordered_map(answer, numbered, workers=coach.workers)


def _stop(key: str, **values: object) -> NoReturn:
    typer.echo(load_messages(MESSAGES).text(key, system_language(), **values), err=True)
    raise typer.Exit(2)
