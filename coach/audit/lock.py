"""Keep two processes from doing the same work in one folder."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold a lock for as long as the block runs; the system frees it when the process dies.

    Raises:
        AuditError: another process holds it.
    """
    with (folder / f".{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AuditError("locked", path=folder) from error
        yield
