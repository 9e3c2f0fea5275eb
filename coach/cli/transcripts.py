"""`coach transcripts`: look at exports before an audit.

What reads them is imported when a command runs, so that the other commands start as fast as ever.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Look at exports before an audit.", no_args_is_help=True)


@app.command()
def sniff(
    paths: Annotated[list[str], typer.Argument(help="Files and folders; - reads from stdin.")],
) -> None:
    """Say which format each file has."""
    from coach.cli.transcripts_show import list_formats

    list_formats(paths)


@app.command()
def show(
    path: Annotated[str, typer.Argument(help="A file or folder; - reads from stdin.")],
    *,
    format_name: Annotated[str | None, typer.Option("--format", help="Insist on a format.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Your mapping (TOML).")] = None,
    agent_from_signature: Annotated[
        bool, typer.Option("--agent-from-signature", help="Tell agents apart by how they sign.")
    ] = False,
    write_mapping: Annotated[
        Path | None, typer.Option(help="Write the mapping here, to be corrected by you.")
    ] = None,
) -> None:
    """Show a file's format, its mapping, and its first conversation as it will be read."""
    from coach.cli.transcripts_show import show_file

    show_file(
        path,
        format_name=format_name,
        mapping=mapping,
        agent_from_signature=agent_from_signature,
        write_mapping=write_mapping,
    )
