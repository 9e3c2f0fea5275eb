"""`coach audit`: score exports of conversations in bulk; `coach audit-merge`: join its shards.

What does the work is imported when a command runs, so that the other commands start as fast as
before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.audit.options import AuditOptions, EngineName, EngineOptions
from coach.contracts import Language

Out = Annotated[Path, typer.Option("--out", help="Folder for the results.")]
House = Annotated[Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")]
Weights = Annotated[
    Path | None, typer.Option(envvar="COACH_WEIGHTS", help="Folder of the model's weights.")
]
Database = Annotated[
    str | None,
    typer.Option(
        envvar="COACH_DATABASE", help="Database address; SQLite in COACH_DATA if left out."
    ),
]

NoReport = Annotated[bool, typer.Option("--no-report", help="Write the data only, no report.")]


def audit(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; - reads stdin.")],
    *,
    out: Out,
    format: Annotated[str | None, typer.Option(help="Insist on a format.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Which column holds what (TOML).")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="A column that is an outcome.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="A column to group by.")] = None,
    team: Annotated[str | None, typer.Option(help="The column that holds the team.")] = None,
    reveal_agents: Annotated[
        bool, typer.Option("--reveal-agents", help="Write agents' names; this is logged.")
    ] = False,
    agent_from_signature: Annotated[
        bool, typer.Option("--agent-from-signature", help="Tell agents apart by how they sign.")
    ] = False,
    language: Annotated[
        Language | None, typer.Option(help="The language of all replies; found out if left out.")
    ] = None,
    shard: Annotated[str, typer.Option(help="Do part i of n: i/n.")] = "1/1",
    engine: Annotated[EngineName, typer.Option(help="Where to score.")] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Replies scored at a time in one process.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, help="Processes, or with ray actors, that score.")
    ] = 1,
    ray_address: Annotated[str | None, typer.Option(help="A running Ray cluster.")] = None,
    no_report: NoReport = False,
    house: House = None,
    weights: Weights = None,
    database: Database = None,
) -> None:
    """Score every agent turn of your transcripts and write what it shows to a folder.

    Stopped at any moment, the same command goes on where it was.
    """
    options = AuditOptions(
        format=format,
        outcomes=tuple(outcome or ()),
        segments=tuple(segment or ()),
        team=team,
        language=language,
        agent_from_signature=agent_from_signature,
        reveal_agents=reveal_agents,
    )
    spread = EngineOptions(engine, workers, processes, ray_address, weights, house)
    from coach.cli.audit_run import run_audit

    run_audit(
        paths,
        out,
        mapping=mapping,
        shard=shard,
        database=database,
        options=options,
        engine=spread,
        report=not no_report,
    )


def audit_merge(
    folders: Annotated[list[Path], typer.Argument(help="The folders the shards wrote to.")],
    *,
    out: Out,
    house: House = None,
    weights: Weights = None,
    database: Database = None,
    no_report: NoReport = False,
) -> None:
    """Put the shards of an audit together and write its results."""
    from coach.cli.audit_run import run_merge

    spread = EngineOptions(house=house, weights=weights)
    run_merge(folders, out, engine=spread, database=database, report=not no_report)
