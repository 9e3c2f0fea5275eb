"""Programs that can be connected, and how each is recognised by what it sends."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import Headers

OWN_NAME: Final = "x-coach-client"
"""The header in which our own plug-ins say which they are."""

Address = Literal["base", "v2", "parts", "token"]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a program is recognised by; every condition that is set must hold."""

    name: str = ""
    agent: str = ""
    useragent: str = ""
    origin: str = ""
    fields: frozenset[str] = frozenset()

    def fits(self, headers: Headers, fields: Mapping[str, str]) -> bool:
        """Tell whether a request carries this sign."""
        if self.name:
            return headers.get(OWN_NAME) == self.name
        if self.fields and not (fields and fields.keys() <= self.fields):
            return False
        return (
            bool(re.search(self.agent, headers.get("user-agent", "")))
            and bool(re.search(self.useragent, fields.get("useragent", "")))
            and bool(re.search(self.origin, headers.get("origin", "")))
        )


@dataclass(frozen=True, slots=True)
class Client:
    """One program; `snippet` is what its settings file says, with {address} and its like."""

    id: str
    address: Address
    signs: tuple[Sign, ...]
    snippet: str = ""


def recognise(headers: Headers, fields: Mapping[str, str]) -> str | None:
    """Return which program sent a request, if that can be told."""
    for client in connectable():
        if any(sign.fits(headers, fields) for sign in client.signs):
            return client.id
    return None


@cache
def connectable() -> tuple[Client, ...]:
    """Read the programs, in the order in which they are shown."""
    path = Path(__file__).with_name("clients.toml")
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["client"]
    ours = path.parents[1]
    return tuple(_client(entry) for entry in entries if (ours / entry.get("needs", "")).is_dir())


def _client(entry: dict[str, Any]) -> Client:
    signs = tuple(
        Sign(**sign | {"fields": frozenset(sign.get("fields", ()))}) for sign in entry["signs"]
    )
    return Client(entry["id"], entry["address"], signs, entry.get("snippet", "").strip("\n"))
