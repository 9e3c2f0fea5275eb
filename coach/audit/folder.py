"""The files of an audit's folder: which are ours, and how they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coach.audit.chunks import ChunkFolder
from coach.audit.names import MANIFEST, OUTPUTS, REPORTS, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EARLIER: Final = "earlier"
"""Where the results of other runs into the same folder go."""
OURS: Final = (*OUTPUTS, SUMMARY, MANIFEST)
DERIVED: Final = (
    *REPORTS,
    "report-*.html",
    "plan.json",
    "agreement.json",
    "sample-*.json",
    "sample-*.xlsx",
)
"""What is made from the results and may quote from them, as patterns."""


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files an audit wrote, those of earlier runs in the folder too."""
    for name in OURS:
        if (folder / name).is_file():
            yield folder / name
    yield from derived_files(folder)
    earlier = folder / EARLIER
    if earlier.is_dir():
        yield from sorted(path for path in earlier.rglob("*") if path.is_file())


def derived_files(folder: Path) -> Iterator[Path]:
    """Yield reports, samples and comparisons: what may quote a reply."""
    for pattern in DERIVED:
        yield from sorted(folder.glob(pattern))


def remove_audit(folder: Path) -> None:
    """Remove an audit; what somebody else put into the folder stays."""
    for path in list(files_of(folder)):
        path.unlink()
    ChunkFolder(folder).clear()
    for path in folder.glob(".*"):
        if path.suffix in {".lock", ".part"}:
            path.unlink()
    earlier = folder / EARLIER
    nested = sorted(earlier.rglob("*"), reverse=True) if earlier.is_dir() else []
    for path in (*nested, earlier, folder):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
