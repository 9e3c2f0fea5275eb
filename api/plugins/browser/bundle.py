"""Join ES modules into the one classic script that browsers accept as a content script.

Content scripts cannot be modules, and loading modules from them would need files that every page
may fetch. Each module becomes a function of its own, so that no two names can meet. A small part
of the language is enough, and anything else is refused: named imports, named exports of
functions, classes and constants, and the contents of `.css` and `.json` files.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_IMPORT: Final = re.compile(r'^import \{ (?P<names>[^}]+) \} from "(?P<path>\.[^"]+)";$')
_CONTENTS: Final = re.compile(
    r'^import (?P<name>\w+) from "(?P<path>\.[^"]+)" with \{ type: "(?P<type>text|json)" \};$'
)
_EXPORT: Final = re.compile(
    r"^export (?P<rest>(?:async )?(?:function\*?|class|const) (?P<name>\w+).*)$"
)


class BundleError(CoachError):
    """A module uses what cannot be joined; the message names file and line."""

    code = "bundle"


@dataclass
class _Bundle:
    """What has been joined so far: a variable for each module, in the order they are needed."""

    instead: Mapping[Path, Path] = field(default_factory=dict)
    variables: dict[Path, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    open: list[Path] = field(default_factory=list)

    def add(self, path: Path) -> str:
        """Join a module after what it imports; return the variable that holds its exports."""
        path = self.instead.get(path, path)
        if path in self.open:
            circle = " → ".join(p.name for p in [*self.open, path])
            message = f"modules import each other: {circle}; cut the circle"
            raise BundleError(message)
        if path not in self.variables:
            self.open.append(path)
            text = self._contents(path) if path.suffix != ".js" else self._module(path)
            self.open.pop()
            self.variables[path] = f"module{len(self.variables) + 1}"
            self.parts.append(f"const {self.variables[path]} = {text};\n")
        return self.variables[path]

    def _contents(self, path: Path) -> str:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text) if path.suffix == ".json" else text
        return json.dumps(value, ensure_ascii=False)

    def _module(self, path: Path) -> str:
        names: list[str] = []
        lines: list[str] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            lines.append(self._line(path, number, line, names))
        body = "\n".join(line for line in lines if line)
        return f"(() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})()"

    def _line(self, path: Path, number: int, line: str, names: list[str]) -> str:
        if found := _IMPORT.match(line):
            variable = self.add(_resolve(path, found["path"]))
            return f"const {{ {found['names'].strip().replace(' as ', ': ')} }} = {variable};"
        if found := _CONTENTS.match(line):
            return f"const {found['name']} = {self.add(_resolve(path, found['path']))};"
        if found := _EXPORT.match(line):
            names.append(found["name"])
            return found["rest"]
        if re.match(r"(import|export)\b", line):
            message = f"{path.name}, line {number}: this form cannot be joined: {line}"
            raise BundleError(message)
        return line


def _resolve(importer: Path, relative: str) -> Path:
    path = (importer.parent / relative).resolve()
    if not path.is_file():
        message = f"{importer.name} imports {relative}, which does not exist"
        raise BundleError(message)
    return path


def bundle(
    entry: Path, *, instead: Mapping[Path, Path] | None = None, exports: tuple[str, ...] = ()
) -> str:
    """Return the script that `entry` and everything it imports make together.

    `instead` names modules that give way to another one with the same exports; `exports` are names
    of the entry that the script hands on, which makes it a module.

    Raises:
        BundleError: a module uses another form of import or export, or two import each other.

    """
    given = instead or {}
    joined = _Bundle({old.resolve(): new.resolve() for old, new in given.items()})
    last = joined.add(entry.resolve())
    parts = "".join(joined.parts)
    if exports:
        return f"{parts}export const {{ {', '.join(exports)} }} = {last};\n"
    return f'"use strict";\n(() => {{\n{parts}}})();\n'
