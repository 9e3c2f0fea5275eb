"""Which column is what: guessed from names and values, shown, and corrected in a TOML file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.contracts import Channel
from coach.transcripts.contracts import ROLES, Role
from coach.transcripts.errors import TranscriptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIELDS: Final = (
    "conversation",
    "role",
    "text",
    "time",
    "agent",
    "channel",
    "id",
    "private",
    "customer",
    "reply",
    "messages",
)
"""What a column can be. Either role and text, or customer and reply, or messages is needed."""

_NOT_WORD = re.compile(r"[^a-zäöüß0-9]+")
_MOST_ROLES: Final = 12
_TEXT_LENGTH: Final = 15.0


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How one export's columns and names are to be read.

    `fields` gives for each of `FIELDS` the column that holds it; `roles` and `speakers` say who a
    foreign value or a person's name stands for (compared in lower case).
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    speakers: Mapping[str, Role] = field(default_factory=dict)
    agent_domains: tuple[str, ...] = ()
    channel: Channel | None = None
    time_format: str | None = None

    def role(self, value: object) -> Role | None:
        """Return who a value stands for, None when nobody said."""
        name = str(value).strip().lower() if value is not None else ""
        return self.roles.get(name) or _known_roles().get(_key(name))


class _Mail(BaseModel):
    model_config = ConfigDict(extra="forbid")
    agent_domains: tuple[str, ...] = ()


class _File(BaseModel):
    """The mapping file as people write it."""

    model_config = ConfigDict(extra="forbid")
    channel: Channel | None = None
    time_format: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    roles: dict[Role, list[str]] = Field(default_factory=dict)
    speakers: dict[Role, list[str]] = Field(default_factory=dict)
    mail: _Mail = _Mail()


def read_mapping(path: Path) -> FieldMap:
    """Read a mapping file.

    Raises:
        TranscriptError: it is missing or not right; the message says where.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TranscriptError("missing", path=path) from error
    except ValueError as error:
        raise TranscriptError("bad-mapping", path=path, detail=error) from error
    return parse_mapping(text, name=path)


def parse_mapping(text: str, *, name: Path | str) -> FieldMap:
    """Read the text of a mapping; `name` is what messages call it.

    Raises:
        TranscriptError: it is not right; the message says where.
    """
    try:
        read = _File.model_validate(tomllib.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise TranscriptError(
            "bad-mapping", path=name, detail=f"{where}: {first['msg']}"
        ) from error
    except ValueError as error:
        raise TranscriptError("bad-mapping", path=name, detail=error) from error
    unknown = sorted(set(read.fields) - set(FIELDS))
    if unknown:
        detail = f"fields: {', '.join(unknown)} → {', '.join(FIELDS)}"
        raise TranscriptError("bad-mapping", path=name, detail=detail)
    return FieldMap(
        fields=read.fields,
        roles=_by_value(read.roles),
        speakers=_by_value(read.speakers),
        agent_domains=tuple(domain.lower().lstrip("@") for domain in read.mail.agent_domains),
        channel=read.channel,
        time_format=read.time_format,
    )


def mapping_toml(mapping: FieldMap) -> str:
    """Write a mapping as the file `read_mapping` reads."""
    top = [
        f"{name} = {_quoted(value)}"
        for name, value in (("channel", mapping.channel), ("time_format", mapping.time_format))
        if value
    ]
    parts = ["\n".join(top)] if top else []
    if mapping.fields:
        rows = [f"{k} = {_quoted(mapping.fields[k])}" for k in FIELDS if k in mapping.fields]
        parts.append("\n".join(["[fields]", *rows]))
    for title, names in (("roles", mapping.roles), ("speakers", mapping.speakers)):
        if names:
            parts.append("\n".join([f"[{title}]", *_rows(names)]))
    if mapping.agent_domains:
        parts.append(f"[mail]\nagent_domains = {_quoted(list(mapping.agent_domains))}")
    return "\n\n".join(parts) + "\n"


def guess_fields(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> FieldMap:
    """Guess what the columns hold, by their names, then by what stands in them.

    `rows` are the first records; of nested names ("author.role") the last part counts too.
    """
    fields = _by_name(names, rows)
    if "messages" in fields:
        return FieldMap({"messages": fields["messages"], **_only(fields, _BESIDE_MESSAGES)})
    if "customer" in fields and "reply" in fields and not {"role", "text"} <= set(fields):
        return FieldMap(_only(fields, _BESIDE_PAIR))
    fields = _only(fields, _BESIDE_TEXT)
    if "role" not in fields and (found := _role_column(names, rows, fields)):
        fields["role"] = found
    if "text" not in fields and (found := _text_column(names, rows, fields)):
        fields["text"] = found
    return FieldMap(fields, _guess_roles(fields.get("role"), rows))


def completed(given: FieldMap | None, guessed: FieldMap) -> FieldMap:
    """Take what the user gave, and the guess for what they left open."""
    if given is None:
        return guessed
    if given.fields:
        return given
    return replace(given, fields=guessed.fields, roles={**guessed.roles, **given.roles})


_BESIDE_MESSAGES: Final = ("conversation", "channel", "agent")
_BESIDE_PAIR: Final = ("customer", "reply", "conversation", "time", "agent", "channel", "id")
_BESIDE_TEXT: Final = ("conversation", "role", "text", "time", "agent", "channel", "id", "private")


def _only(fields: Mapping[str, str], kept: Sequence[str]) -> dict[str, str]:
    return {name: fields[name] for name in kept if name in fields}


def _by_name(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give each field the column whose name is the likeliest; a column serves once."""
    keys = {name: _key(name) for name in names}
    fields: dict[str, str] = {}
    for name, synonyms in _table()["fields"].items():
        for synonym in synonyms:
            column = next(
                (c for c, key in keys.items() if key == synonym and c not in fields.values()), None
            )
            if column is not None and _fits(name, column, rows):
                fields[name] = column
                break
    return fields


def _fits(name: str, column: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Check a name against the values: roles are few and known, texts are text."""
    found = [value for row in rows if (value := row.get(column)) not in (None, "")]
    if name == "messages":
        return any(isinstance(value, list) for value in found)
    if any(isinstance(value, list | dict) for value in found):
        return False
    if name == "role":
        return not found or _says_roles(column, found)
    if name in {"text", "customer", "reply"}:
        return not found or any(any(map(str.isalpha, str(value))) for value in found)
    return True


def _says_roles(column: str, found: Sequence[object]) -> bool:
    values = {str(value).strip().lower() for value in found}
    if _key(column) in _table()["direction"]["inbound"] and values <= _YES | _NO:
        return True
    known = [value for value in values if _key(value) in _known_roles()]
    return bool(known) and len(values) <= _MOST_ROLES


_YES: Final = frozenset({"true", "yes", "ja", "1", "wahr", "y", "t"})
_NO: Final = frozenset({"false", "no", "nein", "0", "falsch", "n", "f"})


def _guess_roles(column: str | None, rows: Sequence[Mapping[str, Any]]) -> dict[str, Role]:
    if column is None:
        return {}
    values = {str(row.get(column, "")).strip().lower() for row in rows} - {""}
    if _key(column) in _table()["direction"]["inbound"] and values <= _YES | _NO:
        told: dict[str, Role] = dict.fromkeys(sorted(values & _YES), "customer")
        return told | dict.fromkeys(sorted(values & _NO), "agent")
    return {v: role for v in sorted(values) if (role := _known_roles().get(_key(v)))}


def _role_column(
    names: Sequence[str], rows: Sequence[Mapping[str, Any]], taken: Mapping[str, str]
) -> str | None:
    """Find a column in which agent and customer both occur by a known name."""
    for name in names:
        values = {_key(str(row.get(name, ""))) for row in rows} - {""}
        roles = {_known_roles().get(value) for value in values}
        if name not in taken.values() and {"agent", "customer"} <= roles and None not in roles:
            return name
    return None


def _text_column(
    names: Sequence[str], rows: Sequence[Mapping[str, Any]], taken: Mapping[str, str]
) -> str | None:
    """Find the column with the longest texts."""
    lengths = {
        name: sum(len(str(row.get(name) or "")) for row in rows) / max(len(rows), 1)
        for name in names
        if name not in taken.values()
    }
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    return longest if longest is not None and lengths[longest] >= _TEXT_LENGTH else None


def _key(name: str) -> str:
    return _NOT_WORD.sub("", name.lower())


def _by_value(named: Mapping[Role, Iterable[str]]) -> dict[str, Role]:
    return {value.strip().lower(): role for role, values in named.items() for value in values}


def _rows(names: Mapping[str, Role]) -> list[str]:
    return [
        f"{role} = {_quoted([name for name, its in names.items() if its == role])}"
        for role in ROLES
        if role in names.values()
    ]


def _quoted(value: object) -> str:
    """Write a TOML string or list; JSON's escapes are TOML's too."""
    return json.dumps(value, ensure_ascii=False)


@cache
def _table() -> dict[str, Any]:
    path = files("coach.transcripts").joinpath("fields.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _known_roles() -> dict[str, Role]:
    return {value: role for role in ROLES for value in _table()["roles"][role]}


def agent_phrases() -> tuple[str, ...]:
    """Return what only an agent says at the beginning of a call."""
    return tuple(_table()["speakers"]["agent_says"])
