"""`coach report`: write the report of an audit, in German or English.

What does the work is imported when the command runs, so that other commands start fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from coach.contracts import Language
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from coach.audit.results import AuditResults

MESSAGES = Path(__file__).with_name("report.toml")

Database = Annotated[
    str | None,
    typer.Option(
        envvar="COACH_DATABASE", help="Database address; SQLite in COACH_DATA if left out."
    ),
]


def report(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished audit.")],
    *,
    lang: Annotated[
        Language | None, typer.Option(help="The report's language; that of the system by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Another file than report.html in the folder.")
    ] = None,
    pdf: Annotated[bool, typer.Option(help="Print report.pdf, too, if Chromium is there.")] = True,
    database: Database = None,
) -> None:
    """Write report.html, one self-contained file, and report.pdf where Chromium is there."""
    from coach.audit.errors import AuditError
    from coach.audit.results import AuditResults

    try:
        with AuditResults.open(folder) as results:
            write(results, lang or system_language(), target=out, pdf=pdf, database=database)
    except AuditError as error:
        Console(stderr=True).print(error.text(system_language()), style="bold", markup=False)
        raise typer.Exit(2) from error


def write(
    results: AuditResults,
    language: Language,
    *,
    database: str | None,
    target: Path | None = None,
    pdf: bool = True,
) -> None:
    """Write a report with the decisions the database holds, and say where it lies."""
    from coach.report.decided import decided_levels
    from coach.report.pdf import PrintError, find_chromium, print_pdf
    from coach.report.write import write_report

    decided = decided_levels(results.manifest.run, database=database)
    html = write_report(results, language, target=target, decided=decided)
    say("written", path=html)
    chromium = find_chromium() if pdf else None
    if pdf and chromium is None:
        say("no_chromium")
    elif chromium:
        try:
            say("printed", path=print_pdf(html, html.with_suffix(".pdf"), chromium=chromium))
        except PrintError as error:
            say("not_printed", error=error)


def say(key: str, **values: object) -> None:
    """Print a sentence in the reader's language."""
    sentence = load_messages(MESSAGES).text(key, system_language(), **values)
    Console(stderr=True).print(sentence, markup=False, highlight=False, soft_wrap=True)
