"""`coach compare`: what has changed between two audits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coach.contracts import Language
from coach.messages import system_language

if TYPE_CHECKING:
    from coach.compare.render import Said


def compare(
    base: Annotated[Path, typer.Argument(help="The folder of the baseline's audit.")],
    now: Annotated[Path, typer.Argument(help="The folder of the audit to compare with it.")],
    *,
    lang: Annotated[
        Language | None, typer.Option(help="The language; that of the system by default.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page, too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Compare an audit with a frozen baseline: differences with intervals, never causes."""
    from coach.audit.errors import AuditError
    from coach.audit.files import write_whole
    from coach.audit.results import AuditResults
    from coach.compare.changes import compare as find_changes
    from coach.compare.errors import CompareError
    from coach.compare.render import Said, comparison_html, comparison_json

    language = lang or system_language()
    try:
        with AuditResults.open(base) as then, AuditResults.open(now) as later:
            found = find_changes(then, later)
    except (AuditError, CompareError) as error:
        Console(stderr=True).print(error.text(system_language()), style="bold", markup=False)
        raise typer.Exit(2) from error
    if html:
        write_whole(html, comparison_html(found, language).encode())
    if as_json:
        typer.echo(comparison_json(found))
    else:
        show(Said(found, language))


def show(said: Said) -> None:
    """Print a comparison as tables."""
    console = Console()
    console.print(said.words.t("title"), style="bold")
    console.print(said.subtitle(), markup=False)
    for note in said.notes():
        console.print(note, style="yellow", markup=False)
    for whole in (True, False):
        lines = said.lines(whole=whole)
        if lines:
            console.print()
            console.print(said.words.t("whole" if whole else "groups"), style="bold")
            console.print(_table(said, whole=whole))
    for sentence in said.closing():
        console.print(sentence, style="dim", markup=False)


def _table(said: Said, *, whole: bool) -> Table:
    shown = ("dimension", "measure") if whole else ("group", "dimension")
    figures = ("base", "now", "difference", *(("same_mix",) if whole else ()), "reading")
    table = Table(box=None, pad_edge=False)
    for name in (*shown, *figures):
        table.add_column(said.words.t(f"col_{name}"))
    for line in said.lines(whole=whole):
        table.add_row(*(getattr(line, name) for name in (*shown, *figures)))
    return table
