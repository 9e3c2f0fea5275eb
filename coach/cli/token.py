"""`coach token`: make, list and revoke access tokens."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coach.errors import CoachError
from coach.messages import load_messages, system_language
from coach.principal import PrincipalRole
from coach.tokens import PREFIX, TokenError, TokenRecord, TokenStore

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(help="Access tokens of the service.", no_args_is_help=True)

_MESSAGES = Path(__file__).with_name("token.toml")
_COLUMNS = ("name", "starts", "role", "agent", "team", "created", "used", "state")

Database = Annotated[
    str | None,
    typer.Option(
        envvar="COACH_DATABASE", help="Database address; SQLite in COACH_DATA if left out."
    ),
]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="A name to recognise the token by.")],
    *,
    role: Annotated[PrincipalRole, typer.Option(help="What its bearer may do.")] = "agent",
    agent: Annotated[str | None, typer.Option(help="The agent's pseudonym.")] = None,
    team: Annotated[str | None, typer.Option(help="The team.")] = None,
    database: Database = None,
) -> None:
    """Make a token and show it once."""
    with _store(database) as store:
        secret = store.create(name, role=role, agent=agent, team=team)
    typer.echo(_say("created", name=name, role=role), err=True)
    typer.echo(secret)


@app.command("list")
def list_tokens(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    database: Database = None,
) -> None:
    """List all tokens, without their secrets."""
    with _store(database) as store:
        records = store.list()
    if as_json:
        typer.echo(json.dumps([_as_dict(record) for record in records], ensure_ascii=False))
    elif not records:
        typer.echo(_say("none"))
    else:
        Console().print(_table(records))


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(help="The token's name.")],
    *,
    database: Database = None,
) -> None:
    """Revoke a token at once."""
    with _store(database) as store:
        store.revoke(name)
    typer.echo(_say("revoked", name=name))


def _say(key: str, **values: object) -> str:
    return load_messages(_MESSAGES).text(key, system_language(), **values)


@contextmanager
def _store(database: str | None) -> Iterator[TokenStore]:
    """Open the store; end the command with a clear sentence when something is wrong."""
    store = TokenStore(database)
    try:
        yield store
    except TokenError as error:
        typer.echo(_say(error.code, **error.values), err=True)
        raise typer.Exit(2) from error
    except CoachError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    finally:
        store.close()


def _table(records: tuple[TokenRecord, ...]) -> Table:
    table = Table(title=_say("title"))
    for column in _COLUMNS:
        table.add_column(_say(f"column-{column}"))
    for record in records:
        who = record.principal
        table.add_row(
            record.name,
            f"{PREFIX}{record.selector}…",
            who.role,
            who.agent or "–",
            who.team or "–",
            record.created.isoformat(),
            record.last_used.isoformat() if record.last_used else _say("never"),
            _say("revoked-on", day=record.revoked) if record.revoked else _say("active"),
        )
    return table


def _as_dict(record: TokenRecord) -> dict[str, str | None]:
    return {
        "name": record.name,
        "starts_with": PREFIX + record.selector,
        "role": record.principal.role,
        "agent": record.principal.agent,
        "team": record.principal.team,
        "created": record.created.isoformat(),
        "last_used": record.last_used.isoformat() if record.last_used else None,
        "revoked": record.revoked.isoformat() if record.revoked else None,
    }
