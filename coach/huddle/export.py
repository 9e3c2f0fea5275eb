"""Write a kit in its formats, into a folder or as bytes.

python-pptx is loaded only for slides: the service starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from coach.huddle.kit_file import kit_to_json
from coach.huddle.markdown import kit_markdown
from coach.huddle.page import kit_html
from coach.huddle.pdf import has_chromium, pdf_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coach.huddle.contracts import Kit

Format = Literal["json", "html", "pdf", "md", "pptx"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def file_name(format: Format) -> str:
    """Return the name of a kit's file."""
    return "kit.json" if format == "json" else f"huddle.{format}"


def kit_bytes(kit: Kit, format: Format) -> bytes:
    """Return a kit in one format.

    Raises:
        HuddleError: a PDF needs Chromium, and there is none.
    """
    if format == "pptx":
        from coach.huddle.slides import kit_pptx

        return kit_pptx(kit)
    if format == "pdf":
        return pdf_of(kit_html(kit))
    make = {"json": kit_to_json, "html": kit_html, "md": kit_markdown}[format]
    return make(kit).encode()


def write_kit(kit: Kit, folder: Path) -> tuple[Path, ...]:
    """Write every format a machine can make; without Chromium there is no PDF.

    Raises:
        PrintError: Chromium is there, and failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for format in FORMATS:
        if format == "pdf" and not has_chromium():
            continue
        path = folder / file_name(format)
        path.write_bytes(kit_bytes(kit, format))
        written.append(path)
    return tuple(written)
