"""`coach retention`, `export`, `erase`, `backup`, `restore` and `documents`."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.contracts import Language
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_MESSAGES = Path(__file__).with_name("keep.toml")

Agent = Annotated[str, typer.Option("--agent", help="The agent's name or pseudonym.")]
Database = Annotated[
    str | None,
    typer.Option(
        envvar="COACH_DATABASE", help="Database address; SQLite in COACH_DATA if left out."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def retention(
    *,
    days: Annotated[int, typer.Option(min=0, help="How many days an audit is kept.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    database: Database = None,
) -> None:
    """Remove audits older than so many days, with the decisions about them."""
    from coach.keeping.retention import expired, forget

    with _store(database) as engine:
        old = expired(engine, days=days, now=dt.datetime.now(dt.UTC))
        for record in old:
            found = dry_run or forget(engine, record)
            key = "would_go" if dry_run else "gone" if found else "gone_from_store"
            _say(key, name=record.name, day=record.created.date(), path=record.folder)
    _say("retention_would" if dry_run else "retention_done", count=len(old), days=days)


def export(
    *,
    agent: Agent,
    out: Annotated[Path, typer.Option("--out", help="The JSON file to write.")],
    database: Database = None,
) -> None:
    """Write everything that is kept about one agent into a file."""
    from coach.audit.agents import load_pseudonyms
    from coach.keeping.agents import Person, export_agent

    with _store(database) as engine:
        found = export_agent(engine, Person.of(agent, load_pseudonyms()))
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    turns = sum(len(audit["turns"]) for audit in found["audits"])
    _say("exported", turns=turns, decisions=len(found["decisions"]), path=out)


def erase(*, agent: Agent, yes: Yes = False, database: Database = None) -> None:
    """Forget one agent: their turns in every audit, decisions about them, their tokens."""
    from coach.audit.agents import load_pseudonyms
    from coach.keeping.agents import Person, erase_agent

    if not yes:
        typer.confirm(_sentence("erase_sure", agent=agent), abort=True)
    with _store(database) as engine:
        person = Person.of(agent, load_pseudonyms())
        found = erase_agent(engine, person, today=dt.datetime.now(dt.UTC).date())
    _say(
        "erased",
        turns=found.turns,
        audits=found.audits,
        decisions=found.decisions,
        tokens=found.tokens,
    )
    if found.unfinished:
        _say("erased_unfinished", count=found.unfinished)
    _say("erased_elsewhere")


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write, .tar.gz.")],
    *,
    database: Database = None,
) -> None:
    """Write the store, the key for pseudonyms and every audit into one file."""
    from coach.keeping.backup import back_up
    from coach.store import data_directory

    with _store(database) as engine:
        found = back_up(engine, data_directory(), target)
    _say("backed_up", **found, path=target)


def restore(
    source: Annotated[Path, typer.Argument(help="The file `coach backup` wrote.")],
    *,
    database: Database = None,
) -> None:
    """Bring a backup back into an empty store."""
    from coach.keeping.backup import BackupError
    from coach.keeping.backup import restore as bring_back
    from coach.store import data_directory

    with _store(database) as engine:
        try:
            found = bring_back(engine, data_directory(), source)
        except BackupError as error:
            typer.echo(error.text(system_language()), err=True)
            raise typer.Exit(2) from error
    _say("restored", **found, path=data_directory())


def documents(
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write them to.")] = None,
    language: Annotated[
        Language | None, typer.Option(help="Their language; the system's if left out.")
    ] = None,
) -> None:
    """Show the agents' notice, the data sheet and the draft works agreement, or write them."""
    from coach.privacy.documents import DOCUMENTS, document

    chosen = language or system_language()
    for name in DOCUMENTS:
        text = document(name, chosen)
        if out is None:
            typer.echo(text)
            continue
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{name}.{chosen}.md"
        path.write_text(text, encoding="utf-8")
        _say("written", path=path)


COMMANDS = (retention, export, erase, backup, restore, documents)


@contextmanager
def _store(database: str | None) -> Iterator[Engine]:
    from coach.store import open_store

    engine = open_store(database)
    try:
        yield engine
    finally:
        engine.dispose()


def _sentence(key: str, **values: object) -> str:
    return load_messages(_MESSAGES).text(key, system_language(), **values)


def _say(key: str, **values: object) -> None:
    typer.echo(_sentence(key, **values), err=True)
