"""Write an adopted idea into `house.toml`: shown as a difference first, checked, and with a backup.

The new entry goes in as text behind the last of its kind, so that every comment, blank line and
order of the file stays as its author left it (libraries that keep comments count those before the
next table to the entry above, and would put ours behind them). What comes out must say exactly what
the file said before, and the entry.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import tomllib
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from coach.audit.files import write_whole
from coach.house_file import check_house
from coach.house_problems import HouseError
from coach.said import SaidError

if TYPE_CHECKING:
    import datetime as dt

    from coach.house import House

Table = Literal["avoid", "house_text"]
_HEADER: Final = re.compile(r"^\s*\[")


class HouseEditError(SaidError):
    """A change that cannot be made to the house rules; `text` says why and what to do."""

    sentences: ClassVar[Path] = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One new entry: a phrase to avoid, or a house text; `values` as the file spells them."""

    table: Table
    values: dict[str, str | list[str]]

    @property
    def key(self) -> str:
        """What the entry is found again by: its table, and its phrase or name."""
        return f"{self.table}:{self.values['phrase' if self.table == 'avoid' else 'name']}"

    @property
    def snippet(self) -> str:
        """The entry as it stands in the file. TOML reads strings and lists as JSON writes them."""
        lines = (f"{key} = {_string(value)}" for key, value in self.values.items() if value)
        return "\n".join((f"[[{self.table}]]", *lines)) + "\n"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as it would be: the whole new text, its difference, and of which file it is."""

    text: str
    diff: str
    digest: str


def avoid_rule(phrase: str, instead: list[str], why: str = "") -> Rule:
    """Return a phrase the house no longer uses."""
    return Rule("avoid", {"phrase": phrase, "instead": instead, "why": why})


def text_rule(name: str, text: str) -> Rule:
    """Return a text the house stands for."""
    return Rule("house_text", {"name": name, "text": text})


def holds(house: House, key: str) -> bool:
    """Tell whether the entry of a key stands in the house rules."""
    table, _, name = key.partition(":")
    if table == "avoid":
        return any(one.phrase == name for one in house.avoid)
    return any(one.name == name for one in house.texts)


def propose(path: Path | None, rule: Rule) -> Proposal:
    """Return what a file would say with a new entry; nothing is written.

    Raises:
        HouseEditError: there is no such file, it holds the entry, or it would break its rules.
    """
    given = _read(path)
    before = _parse(given)
    entries = before.get(rule.table, [])
    field = "phrase" if rule.table == "avoid" else "name"
    if any(str(one.get(field, "")).casefold() == str(rule.values[field]).casefold()
           for one in entries):  # fmt: skip
        raise HouseEditError("twice", name=rule.values[field])
    entry = {key: value for key, value in rule.values.items() if value}
    expected = {**before, rule.table: [*entries, entry]}
    places = (_with_entry(given, rule, at_end=False), _with_entry(given, rule, at_end=True))
    text = next((one for one in places if _says(one) == expected), None)
    if text is None:
        raise HouseEditError("inline", path=path, snippet=rule.snippet)
    try:
        check_house(tomllib.loads(text), rule.table)
    except HouseError as error:
        raise HouseEditError("invalid", reason=error) from error
    name = path.name if path else ""
    lines = difflib.unified_diff(
        given.splitlines(keepends=True), text.splitlines(keepends=True), name, name, n=2
    )
    return Proposal(text, "".join(lines), _digest(given))


def write(path: Path | None, rule: Rule, *, digest: str, now: dt.datetime) -> Path:
    """Write the entry, and return where the file as it was is kept.

    Raises:
        HouseEditError: the file has changed since `digest` was taken, or cannot be written.
    """
    proposal = propose(path, rule)
    if path is None or proposal.digest != digest:
        raise HouseEditError("changed")
    target = path.resolve()
    backup = target.with_name(f"{target.name}.{now:%Y-%m-%d-%H%M%S}.bak")
    try:
        shutil.copy2(target, backup)
        mode = target.stat().st_mode
        write_whole(target, proposal.text.encode())
        target.chmod(mode)
    except OSError as error:
        raise HouseEditError(
            "unwritable", path=target, reason=error.strerror, snippet=rule.snippet
        ) from error
    return backup


def obstacle(path: Path | None, rule: Rule) -> HouseEditError | None:
    """Return why a file cannot be written from here, if so; the entry stands in the message."""
    if path is None:
        return HouseEditError("no_file", snippet=rule.snippet)
    target = path.resolve()
    if target.is_file() and not (os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)):
        return HouseEditError("unwritable", path=target, reason="", snippet=rule.snippet)
    return None


def _read(path: Path | None) -> str:
    if path is None:
        raise HouseEditError("no_file", snippet="")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HouseEditError("unreadable", path=path, reason=error) from error


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise HouseEditError("invalid", reason=error) from error


def _says(text: str) -> dict[str, Any] | None:
    """Return what a file with the entry would say; None where it is no TOML any more."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None


def _with_entry(text: str, rule: Rule, *, at_end: bool) -> str:
    """Put an entry behind the last of its table, or at the end of the file."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    header = re.compile(rf"^\s*\[\[\s*{rule.table}\s*\]\]")
    starts = [place for place, line in enumerate(lines) if header.match(line)]
    end = len(lines)
    if starts and not at_end:
        after = range(starts[-1] + 1, len(lines))
        end = next((place for place in after if _HEADER.match(lines[place])), len(lines))
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
    entry = ["", *rule.snippet.rstrip("\n").split("\n")]
    rest = lines[end:]
    if rest and rest[0].strip():
        entry.append("")
    return newline.join([*lines[:end], *entry, *rest]) + newline


def _string(value: str | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_string, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
