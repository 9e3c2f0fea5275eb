"""Print a report to PDF with the Chromium that is there; without one there is no PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from coach.errors import CoachError

VARIABLE: Final = "COACH_CHROMIUM"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS: Final = 120
_ARGUMENTS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)


class PrintError(CoachError):
    """Chromium is there and could not print."""

    code = "print"


def find_chromium() -> str | None:
    """Return the browser to print with: `COACH_CHROMIUM`, or the first that is installed."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return chosen
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def print_pdf(page: Path, target: Path, *, chromium: str) -> Path:
    """Print an HTML file with outline and tags, page numbers included; return the target.

    Raises:
        PrintError: the browser failed, took too long, or wrote nothing.
    """
    with tempfile.TemporaryDirectory(prefix="coach-print-", ignore_cleanup_errors=True) as folder:
        printed = Path(folder) / "report.pdf"
        command = [
            chromium,
            *_ARGUMENTS,
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - the browser the user installed
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            message = f"{chromium} could not print {page}: {error}."
            raise PrintError(message) from error
        if not printed.is_file():
            tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            message = f"{chromium} could not print {page}: {' '.join(tail) or done.returncode}."
            raise PrintError(message)
        shutil.copyfile(printed, target.with_name(f".{target.name}.part"))
    return target.with_name(f".{target.name}.part").replace(target)
