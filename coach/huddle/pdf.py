"""Print the kit's HTML to PDF with the Chromium of this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from coach.huddle.errors import HuddleError
from coach.report.pdf import find_chromium, print_pdf


def has_chromium() -> bool:
    """Tell whether this machine can print."""
    return find_chromium() is not None


def pdf_of(html: str) -> bytes:
    """Return the HTML printed to PDF; nothing stays on disk.

    Raises:
        HuddleError: there is no Chromium.
        PrintError: it is there and failed.
    """
    chromium = find_chromium()
    if chromium is None:
        raise HuddleError("no_chromium")
    with tempfile.TemporaryDirectory(prefix="huddle-") as folder:
        page, target = Path(folder, "kit.html"), Path(folder, "kit.pdf")
        page.write_text(html, encoding="utf-8")
        return print_pdf(page, target, chromium=chromium).read_bytes()
