"""What `coach transcripts` prints: which format a file has, and how it will be read."""

from __future__ import annotations

from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coach.errors import CoachError
from coach.messages import load_messages, system_language
from coach.transcripts import (
    Conversation,
    Rejected,
    TranscriptError,
    mapping_toml,
    read_mapping,
    read_recognised,
    reason_text,
    recognise,
    turns,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.transcripts import FieldMap, Recognised

_MESSAGES = Path(__file__).with_name("transcripts.toml")
_LOOKED_AT = 200
_SHOWN = 3


def list_formats(paths: Sequence[str]) -> None:
    """Print name, format and encoding of each file."""
    with _clear_errors():
        for found in recognise(paths):
            typer.echo(f"{found.peek.source.name}\t{found.format.name}\t{_encoding(found)}")


def show_file(
    path: str,
    *,
    format_name: str | None,
    mapping: Path | None,
    agent_from_signature: bool,
    write_mapping: Path | None,
) -> None:
    """Print how a file will be read: format, mapping, first conversation and its turns."""
    console = Console()
    with _clear_errors(), closing(recognise([path], format=format_name)) as opened:
        given = read_mapping(mapping) if mapping else None
        found = next(opened)
        said = _say(
            "file",
            name=found.peek.source.name,
            format=found.format.name,
            encoding=_encoding(found),
        )
        console.print(said, markup=False, highlight=False)
        _show_mapping(console, given or found.mapping, write_mapping)
        entries = read_recognised(found, mapping=given, agent_from_signature=agent_from_signature)
        _show_first(console, islice(entries, _LOOKED_AT))


def _show_mapping(console: Console, mapping: FieldMap | None, target: Path | None) -> None:
    if mapping is None:
        console.print(_say("no_mapping"), markup=False)
        return
    text = mapping_toml(mapping)
    console.print(_say("mapping"), markup=False)
    console.print(Text(text.rstrip(), style="cyan"))
    if target is not None:
        target.write_text(text, encoding="utf-8")
        console.print(_say("written", path=target), markup=False)


def _show_first(console: Console, entries: Iterator[Conversation | Rejected]) -> None:
    """Print the first conversation with an agent in it, and what was rejected before it."""
    first: Conversation | None = None
    rejected = 0
    for entry in entries:
        if isinstance(entry, Rejected):
            rejected += 1
            if rejected <= _SHOWN:
                reason = reason_text(entry.reason, system_language())
                said = _say("rejected", name=entry.source, line=entry.line, reason=reason)
                console.print(said, markup=False, highlight=False)
        elif first is None or not turns(first):
            first = entry
            if turns(first):
                break
    if first is None:
        console.print(_say("nothing"), markup=False)
        return
    console.print(_messages(first))
    console.print(_say("turns", count=len(turns(first))), markup=False)
    console.print(_turns(first))


def _messages(conversation: Conversation) -> Table:
    table = Table(title=Text(_say("conversation", id=conversation.id)), title_justify="left")
    for column in ("role", "agent", "time", "text"):
        table.add_column(_say(f"column-{column}"))
    for message in conversation.messages:
        scored = message.role == "agent" and bool(message.text)
        table.add_row(
            _say(f"role-{message.role}"),
            Text(message.agent or ""),
            f"{message.time:%Y-%m-%d %H:%M}" if message.time else "",
            Text(message.text),
            style="" if scored or message.role == "customer" else "dim",
        )
    if conversation.columns:
        table.caption = Text(" · ".join(f"{k} = {v}" for k, v in conversation.columns.items()))
        table.caption_justify = "left"
    return table


def _turns(conversation: Conversation) -> Table:
    table = Table()
    for column in ("phase", "customer", "reply"):
        table.add_column(_say(f"column-{column}"))
    for turn in turns(conversation):
        table.add_row(_say(f"phase-{turn.phase}"), Text(turn.customer or "–"), Text(turn.text))
    return table


def _encoding(found: Recognised) -> str:
    if found.peek.data.startswith(b"PAR1"):
        return "binary"
    return "utf-8 + windows-1252" if found.peek.mixed else found.peek.encoding


def _say(key: str, **values: object) -> str:
    return load_messages(_MESSAGES).text(key, system_language(), **values)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """End the command with one sentence in the reader's language."""
    try:
        yield
    except TranscriptError as error:
        typer.echo(error.text(system_language()), err=True)
        raise typer.Exit(2) from error
    except CoachError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
