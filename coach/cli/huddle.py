"""`coach huddle`: make this week's Loyalty Huddle from an audit, or export an edited kit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from coach.contracts import Language

Out = Annotated[Path, typer.Option("--out", help="Folder for the kit.")]


def huddle(
    *,
    out: Out,
    audit: Annotated[
        Path | None, typer.Option("--audit", help="The folder of a finished audit.")
    ] = None,
    edited: Annotated[
        Path | None, typer.Option("--from", help="A kit.json you have edited, to export again.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Only this team of the audit.")] = None,
    focus: Annotated[str, typer.Option(help="auto, or a behaviour of the rubric.")] = "auto",
    minutes: Annotated[
        int, typer.Option(min=10, max=15, help="10, or 15 with a before and after.")
    ] = 10,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of the kit and of its replies.")
    ] = None,
    week: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A day of the week; today if left out."),
    ] = None,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            envvar="COACH_DATABASE", help="Database address; SQLite in COACH_DATA if left out."
        ),
    ] = None,
) -> None:
    """Make a kit of ten or fifteen minutes: a page, slides, a short text, and kit.json to edit.

    The focus is the largest gap times volume times trainability, in turn with strengths, and not
    what was the focus within four weeks.
    """
    from coach.cli.huddle_run import Asked, run_export, run_huddle

    if edited is not None or audit is None:
        run_export(edited, audit, out)
        return
    asked = Asked(
        audit=audit,
        out=out,
        team=team,
        focus=focus,
        minutes=minutes,
        language=lang,
        day=week.date() if week else None,
        house=house,
        database=database,
    )
    run_huddle(asked)
