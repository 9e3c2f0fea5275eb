"""What an audit reads: files and folders in a fixed order, each with its digest."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.audit.errors import AuditError
from coach.audit.files import digest_of
from coach.audit.manifest import Input
from coach.transcripts import open_transcripts, recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audit.options import AuditOptions
    from coach.transcripts import FieldMap, Recognised
    from coach.transcripts.contracts import Conversation, Rejected

STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class Files:
    """The files to read, folders opened up, and the mapping of their columns.

    `named` are the paths as the user gave them: a file that was named must be readable, one that
    only lies in a folder may be something else.
    """

    paths: tuple[Path, ...]
    mapping: Path | FieldMap | None = None
    named: tuple[Path, ...] = ()

    @classmethod
    def of(cls, paths: Iterable[Path], *, mapping: Path | FieldMap | None = None) -> Files:
        """Return the files under some paths, each folder's in the order of their names.

        Raises:
            AuditError: a path does not exist, or there is no file at all.
        """
        named = tuple(paths)
        found = [file for path in named for file in _files(path)]
        if not found:
            raise AuditError("no-files")
        return cls(tuple(found), mapping, named)

    def digests(self) -> tuple[Input, ...]:
        """Read every file once and return what it was."""
        return tuple(Input(path.name, path.stat().st_size, digest_of(path)) for path in self.paths)

    def recognised(self, options: AuditOptions) -> Iterator[Recognised]:
        """Yield each file with its format and the mapping guessed for it, to be shown."""
        yield from recognise(self.named or self.paths, format=options.format)

    def records(self, options: AuditOptions) -> Iterator[Conversation | Rejected]:
        """Yield what the files hold, always in the same order; memory stays flat."""
        yield from open_transcripts(
            self.named or self.paths,
            format=options.format,
            mapping=self.mapping,
            agent_from_signature=options.agent_from_signature,
        )


@contextmanager
def with_stdin(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Put what comes by standard input into a file of its own while it is needed.

    An audit reads its input more than once. The file can be read by its owner alone and is removed
    at the end.
    """
    listed = tuple(paths)
    if Path(STDIN) not in listed:
        yield listed
        return
    with tempfile.TemporaryDirectory(prefix="coach-audit-") as folder:
        spooled = Path(folder) / "stdin"
        with os.fdopen(os.open(spooled, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield tuple(spooled if path == Path(STDIN) else path for path in listed)


def with_mapping(options: AuditOptions, mapping: Path | None) -> AuditOptions:
    """Return the options with the text of the mapping file, which decides the results too.

    Raises:
        AuditError: the file cannot be read.
    """
    if mapping is None:
        return options
    try:
        return replace(options, mapping=mapping.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError("mapping", path=mapping, error=error) from error


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(
            file
            for file in path.rglob("*")
            if file.is_file() and not any(part.startswith(".") for part in file.parts[-3:])
        )
    elif path.exists():
        yield path
    else:
        raise AuditError("no-file", path=path)
