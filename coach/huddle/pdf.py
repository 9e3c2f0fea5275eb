"""Print the kit's HTML to PDF with the Chromium of this machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from coach.huddle.errors import HuddleError

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS: Final = 60
_ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def find_browser() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def print_pdf(html: str) -> bytes:
    """Return the HTML printed to PDF; nothing is loaded, nothing stays on disk.

    Raises:
        HuddleError: there is no Chromium, or it failed.
    """
    browser = find_browser()
    if browser is None:
        raise HuddleError("no_chromium")
    with tempfile.TemporaryDirectory(prefix="huddle-") as folder:
        page, pdf = Path(folder, "kit.html"), Path(folder, "kit.pdf")
        page.write_text(html, encoding="utf-8")
        _run(browser, folder, page, pdf)
        if not pdf.is_file():
            raise HuddleError("pdf_failed", error=browser)
        return pdf.read_bytes()


def _run(browser: str, folder: str, page: Path, pdf: Path) -> None:
    command = [
        browser,
        *_ARGUMENTS,
        f"--user-data-dir={folder}/profile",
        f"--print-to-pdf={pdf}",
        page.as_uri(),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - our own file
    except (OSError, subprocess.SubprocessError) as error:
        raise HuddleError("pdf_failed", error=type(error).__name__) from error
