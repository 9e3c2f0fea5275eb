"""`coach plan`: measure the loyalty plan on an audit; `/plan` shows it and goes on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from coach.contracts import Language
from coach.messages import system_language


def plan(
    *,
    audit: Annotated[Path, typer.Option(help="The folder of a finished audit.")],
    language: Annotated[Language | None, typer.Option("--lang", help="Language.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the board as an HTML file to read and print.")
    ] = None,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
    database: Annotated[
        str | None, typer.Option(envvar="COACH_DATABASE", help="Database address.")
    ] = None,
) -> None:
    """Measure promises, groups, voices, rules and capabilities; the page shows them."""
    from coach.audit.results import AuditResults
    from coach.coach import CoachSettings, build_coach
    from coach.plan.board import make_board, save_board
    from coach.plan.living import living_of
    from coach.plan.render import document
    from coach.plan.shown import PlanWords, plan_words
    from coach.store.lazy import LazyStore

    speech = language or system_language()
    coach = build_coach(CoachSettings(house=house))
    with AuditResults.open(audit) as results:
        board = make_board(results, coach)
    written = [save_board(board, audit)]
    if out is not None:
        today = dt.date.today()
        with LazyStore(database) as store:
            living = living_of(store.engine(), today)
        words = PlanWords(board, living, coach.house, coach.rubric, speech, today)
        out.write_text(document(words.shown()), encoding="utf-8")
        written.append(out)
    for path in written:
        typer.echo(plan_words().text("written", speech, path=path))
