"""`coach sample`: replies for people to grade, blind; `coach agree`: how far they and we agree."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coach.cli.report import Database
from coach.contracts import Language
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.grading.agree import Agreement
    from coach.report.words import Words

MESSAGES = Path(__file__).with_name("grading.toml")

AuditFolder = Annotated[Path, typer.Option("--audit", help="The folder of a finished audit.")]
Lang = Annotated[Language | None, typer.Option(help="The language; that of the system by default.")]


def sample(
    *,
    audit: AuditFolder,
    size: Annotated[int, typer.Option("-n", "--size", min=1, help="How many replies.")] = 200,
    seed: Annotated[int, typer.Option(help="Another number draws another sample.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="The workbook; beside the audit if left out.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Write a blind workbook of replies to grade, spread over languages, channels and levels."""
    from coach.audit.results import AuditResults
    from coach.grading.sample import draw_sample, write_key
    from coach.grading.workbook import write_workbook

    with clear_errors(), AuditResults.open(audit) as results:
        drawn = draw_sample(results, size=size, seed=seed)
        target = out or audit / f"sample-{drawn.id}.xlsx"
        write_workbook(results, drawn, target, language=lang or system_language())
        key = write_key(audit, drawn)
    say("sampled", count=len(drawn.items), strata=len(drawn.strata), path=target)
    say("key", path=key)


def agree(
    grades: Annotated[list[Path], typer.Argument(help="Workbooks or CSV files with grades.")],
    *,
    audit: AuditFolder,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave the report as it is.")
    ] = False,
    database: Database = None,
) -> None:
    """Compare people's grades with the machine's, keep their decisions, and renew the report."""
    from coach.audit.results import AuditResults
    from coach.cli.report import write
    from coach.grading.agree import agree as compare
    from coach.grading.decide import decisions_of, heard, store_decisions
    from coach.grading.grades import read_grades
    from coach.grading.sample import read_keys
    from coach.grading.stored import agreement_json, save_agreement

    language = lang or system_language()
    with clear_errors(), AuditResults.open(audit) as results:
        items = read_keys(audit)
        turns = set(results.scores(["turn_id"]).column("turn_id").to_pylist())
        found = read_grades(grades, items=items, turns=turns, language=system_language())
        compared = compare(results, found, {i.turn: i.probability for i in items.values()})
        save_agreement(audit, compared)
        new = store_decisions(decisions_of(results, found), database=database)
        if as_json:
            typer.echo(agreement_json(compared))
        else:
            show(compared, language)
        say("decided", count=new)
        if counted := heard(results.manifest.run, database=database):
            say("heard", **counted)
        if not no_report:
            write(results, language, database=database)


def show(found: Agreement, language: Language) -> None:
    """Print the comparison as a table."""
    from coach.report.render import SENTENCES
    from coach.report.words import words_for

    words = words_for(language, SENTENCES)
    console = Console()
    console.print(_say("compared", language, replies=found.replies, graders=found.graders))
    console.print(_table(found, words))


def _table(found: Agreement, words: Words) -> Table:
    table = Table(box=None, pad_edge=False)
    for key in ("criterion", "language", "replies", "exact", "within", "kappa", "alpha"):
        name = _say(f"col_{key}", words.language)
        table.add_column(name, justify="left" if key in {"criterion", "language"} else "right")
    for one in found.results:
        table.add_row(
            words.criterion(one.criterion),
            words.t(f"language_{one.language}") if one.language else _say("both", words.language),
            words.count(one.replies),
            words.shared(one.machine.exact),
            words.shared(one.machine.within_one),
            words.correlated(one.machine.kappa),
            words.correlated(one.alpha),
        )
    return table


@contextmanager
def clear_errors() -> Iterator[None]:
    """End the command with a sentence in the reader's language when something is wrong."""
    from coach.audit.errors import AuditError
    from coach.grading.errors import GradingError

    try:
        yield
    except (AuditError, GradingError) as error:
        Console(stderr=True).print(error.text(system_language()), style="bold", markup=False)
        raise typer.Exit(2) from error


def say(key: str, **values: object) -> None:
    """Print a sentence in the reader's language."""
    sentence = _say(key, system_language(), **values)
    Console(stderr=True).print(sentence, markup=False, highlight=False, soft_wrap=True)


def _say(key: str, language: Language, **values: object) -> str:
    return load_messages(MESSAGES).text(key, language, **values)
