"""Pack the extension: `python -m api.plugins.browser.pack` writes a folder and a zip per browser.

The same sources give the same bytes. For a fleet, `--server` and `--site` write the house's
addresses into the manifest, so that nobody is asked for a permission.
"""

from __future__ import annotations

import argparse
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args
from urllib.parse import urlsplit

from api.plugins.browser.bundle import bundle
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Browser = Literal["chrome", "firefox"]
BROWSERS: tuple[Browser, ...] = get_args(Browser)

SOURCES: Final = Path(__file__).parent / "extension"
TOKENS: Final = Path(__file__).parents[2] / "pages" / "static" / "css" / "tokens.css"
DEFAULT_OUTPUT: Final = Path("build") / "extension"
CONTENT: Final = "content.js"
_ONLY_HERE: Final = frozenset({"manifest.json", "manifest.chrome.json", "manifest.firefox.json"})
_SAME_MOMENT: Final = (2020, 1, 1, 0, 0, 0)


class PackError(CoachError):
    """The extension cannot be packed as asked; the message names the value."""

    code = "pack"


@dataclass(frozen=True, slots=True)
class House:
    """Addresses the package may use without asking.

    Attributes:
        server: the service, such as `https://coach.example.org`; None leaves it to the person.
        sites: match patterns of the help desk, such as `https://desk.example.org/*`.

    """

    server: str | None = None
    sites: tuple[str, ...] = ()

    def permissions(self) -> list[str]:
        """Return the match patterns the manifest asks for at installation."""
        patterns = [*self.sites]
        if self.server:
            parts = urlsplit(self.server)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                message = f"server {self.server!r} is no http or https address"
                raise PackError(message)
            patterns.append(f"{parts.scheme}://{parts.hostname}/*")
        for pattern in self.sites:
            if not pattern.startswith(("http://", "https://")) or not pattern.endswith("/*"):
                message = f"site {pattern!r} should look like https://desk.example.org/*"
                raise PackError(message)
        return sorted(set(patterns))


def pack(browser: Browser, folder: Path, house: House | None = None) -> Path:
    """Write the extension for one browser into `folder` (made anew) and return it.

    Raises:
        BundleError: the content script's modules cannot be joined.
        PackError: an address of the house is malformed.

    """
    manifest = read_manifest(browser, house or House())
    script = bundle(SOURCES / "content" / "main.js")
    shutil.rmtree(folder, ignore_errors=True)
    for source in _copied():
        target = folder / source.relative_to(SOURCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    shutil.copyfile(TOKENS, folder / "pages" / "tokens.css")
    (folder / CONTENT).write_text(script, encoding="utf-8")
    words = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(words, encoding="utf-8")
    return folder


def read_manifest(browser: Browser, house: House) -> dict[str, Any]:
    """Return the manifest of one browser: what both share, and what only this one knows."""
    manifest: dict[str, Any] = _json(SOURCES / "manifest.json")
    manifest.update(_json(SOURCES / f"manifest.{browser}.json"))
    granted = house.permissions()
    if granted:
        manifest["host_permissions"] = granted
    return manifest


def zip_folder(folder: Path, target: Path) -> Path:
    """Write the packed folder as a zip; equal contents give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _SAME_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target


def _copied() -> Iterator[Path]:
    for path in sorted(p for p in SOURCES.rglob("*") if p.is_file()):
        relative = path.relative_to(SOURCES)
        if relative.parts[0] != "content" and relative.name not in _ONLY_HERE:
            yield path


def _json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


def main(arguments: Iterable[str] | None = None) -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(prog="python -m api.plugins.browser.pack", description=__doc__)
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="where to write")
    parser.add_argument("--server", help="the house's service, allowed without asking")
    parser.add_argument("--site", action="append", default=[], help="a help desk, likewise")
    given = parser.parse_args(None if arguments is None else list(arguments))
    house = House(given.server, tuple(given.site))
    for browser in BROWSERS:
        folder = pack(browser, given.output / browser, house)
        archive = zip_folder(folder, given.output / f"empathy-coach-{browser}.zip")
        print(f"{folder}\n{archive}")  # noqa: T201 - what a command says


if __name__ == "__main__":
    main()
