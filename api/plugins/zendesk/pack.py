"""Pack the Zendesk app: `python -m api.plugins.zendesk.pack --server https://coach.example.org`.

Zendesk's proxy adds the token to requests, and only to addresses the manifest names: the package is
made for one service. The same sources and the same address give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from api.plugins.browser import pack as browser
from api.plugins.browser.bundle import bundle

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE: Final = Path(__file__).parent
SOURCES: Final = HERE / "app"
PANEL: Final = HERE / "panel"
DEFAULT_OUTPUT: Final = Path("build") / "zendesk"
ARCHIVE: Final = "empathy-coach-zendesk.zip"
SCRIPT: Final = "app.js"
_ICON: Final = browser.SOURCES / "icons" / "128.png"


def pack(folder: Path, server: str, *, direct: bool = False) -> Path:
    """Write the app for one service into `folder` (made anew) and return it.

    `direct` makes an app whose requests go from the agent's browser straight to the service, for
    services that Zendesk's proxy cannot reach. Its token is then known to every agent.

    Raises:
        BundleError: the panel's modules cannot be joined.
        PackError: the address is malformed.

    """
    manifest = read_manifest(server, direct=direct)
    script = join_panel()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES, folder, copy_function=shutil.copyfile)
    assets = folder / "assets"
    shutil.copyfile(browser.TOKENS, assets / "tokens.css")
    shutil.copyfile(browser.SOURCES / "content" / "stage.css", assets / "stage.css")
    shutil.copyfile(_ICON, assets / "logo-small.png")
    (assets / SCRIPT).write_text(script, encoding="utf-8")
    words = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(words, encoding="utf-8")
    return folder


def join_panel() -> str:
    """Return the panel as one module that exports `start`.

    What the extension's modules take from the browser comes from the panel's own `api.js`.
    """
    theirs = browser.SOURCES / "shared" / "api.js"
    return bundle(PANEL / "main.js", instead={theirs: PANEL / "api.js"}, exports=("start",))


def read_manifest(server: str, *, direct: bool) -> dict[str, Any]:
    """Return the manifest for one service.

    Raises:
        PackError: the address is malformed, or plain http beyond this machine.

    """
    parts = urlsplit(server)
    local = parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.hostname or parts.scheme not in {"https", "http" if local else "https"}:
        message = f"server {server!r} should look like https://coach.example.org"
        raise browser.PackError(message)
    manifest: dict[str, Any] = json.loads((SOURCES / "manifest.json").read_text(encoding="utf-8"))
    manifest["domainWhitelist"] = [parts.hostname]
    parameters = {one["name"]: one for one in manifest["parameters"]}
    parameters["server"]["default"] = server.rstrip("/")
    if direct:
        manifest["parameters"].append({"name": "direct", "type": "hidden", "default": True})
        parameters["token"].update(secure=False, required=False)
        del parameters["token"]["scopes"]
    return manifest


def main(arguments: Iterable[str] | None = None) -> None:
    """Read the command line and pack."""
    parser = argparse.ArgumentParser(prog="python -m api.plugins.zendesk.pack", description=__doc__)
    parser.add_argument("--server", required=True, help="the house's service, an https address")
    parser.add_argument("--direct", action="store_true", help="ask it from the agent's browser")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="where to write")
    given = parser.parse_args(None if arguments is None else list(arguments))
    folder = pack(given.output / "app", given.server, direct=given.direct)
    print(browser.zip_folder(folder, given.output / ARCHIVE))  # noqa: T201 - what a command says


if __name__ == "__main__":
    main()
