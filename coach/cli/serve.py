"""`coach serve`: start the service, which is found by its import string."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from coach.errors import CoachError
from coach.messages import system_language
from models.errors import ModelError

SERVICE = "api.serving"


def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [default: 8000]")] = None,
    workers: Annotated[int | None, typer.Option(help="Replies scored at the same time.")] = None,
) -> None:
    """Start the service; every other setting comes from COACH_… variables or coach.toml."""
    given = {"host": host, "port": port, "workers": workers}
    try:
        service = importlib.import_module(SERVICE)
        service.run(**{name: value for name, value in given.items() if value is not None})
    except (CoachError, ModelError) as error:
        said = error.text(system_language()) if isinstance(error, CoachError) else str(error)
        typer.echo(said, err=True)
        raise typer.Exit(2) from error
