"""`python -m api.deploy.bundle`: everything that serving needs, in one archive, for no index.

The same sources and wheels give the same archive, byte for byte: entries are sorted, owned by
nobody, and carry one fixed time. It holds wheels for the Python it was packed with.
"""

from __future__ import annotations

import gzip
import stat
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import CoachError
from coach.messages import load_messages, system_language
from models.artifact import DEFAULT_WEIGHTS, NETWORK, SUMS, file_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parents[2]
INSTALLER = Path(__file__).with_name("install.sh")
SOURCES = (
    *("coach", "models", "api"),
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".constraints"),
)
NETWORK_FILE = f"models/weights/{DEFAULT_WEIGHTS.name}/{NETWORK}"
CONSTRAINTS = ".constraints/serve.txt"
MADE_FOR = "MADE_FOR"
LONG_AGO = 315_532_800
"""1 January 1980, the first day that a zip archive, and so a wheel, can name."""

_MESSAGES = Path(__file__).with_name("bundle.toml")


class BundleError(CoachError):
    """A bundle that would lack something; the message says what, and how to get it."""

    code = "bundle"


@dataclass(frozen=True, slots=True)
class Project:
    """What `pyproject.toml` says of the project in `root`."""

    root: Path
    version: str
    requirements: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> Project:
        """Read name, version, and what serving and the editable build require."""
        table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        required = [*table["project"]["dependencies"], *table["build-system"]["requires"]]
        return cls(root, table["project"]["version"], tuple(required))

    @property
    def folder(self) -> str:
        """The one folder at the top of the archive."""
        return f"empathy-coach-{self.version}"


def bundle(
    out: Annotated[Path, typer.Option(help="Folder for the archive.")] = Path("build"),
    wheels: Annotated[
        Path | None, typer.Option(help="Wheels already at hand; fetched with pip when left out.")
    ] = None,
) -> None:
    """Pack source, weights, wheels and their sums into one archive."""
    with TemporaryDirectory() as scratch:
        try:
            target = make_bundle(Project.read(ROOT), out, wheels, Path(scratch))
        except BundleError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error
    size = target.stat().st_size / 1e6
    typer.echo(_say("packed", path=target, size=f"{size:.0f}", sum=file_sha256(target)))


def make_bundle(project: Project, out: Path, wheels: Path | None, scratch: Path) -> Path:
    """Write the archive and return its path; `scratch` is a folder for what goes into it.

    Raises:
        BundleError: git, a tracked file, the weights or the wheels are missing.
    """
    entries = source_entries(project.root)
    if wheels is None:
        wheels = fetch_wheels(project, scratch / "wheels")
    entries |= wheel_entries(wheels)
    entries["install.sh"] = INSTALLER
    entries[MADE_FOR] = _written(scratch / MADE_FOR, machine_tag() + "\n")
    entries[SUMS] = _written(scratch / SUMS, sums(entries))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{project.folder}-bundle.tar.gz"
    write_archive(target, project.folder, entries)
    return target


def source_entries(root: Path) -> dict[str, Path]:
    """Return the tracked files that serving needs, by their names in the archive."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--", *SOURCES]
    try:
        done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError) as error:
        raise BundleError(_say("no_git", root=root)) from error
    names = [name for name in done.stdout.decode().split("\0") if name]
    if NETWORK_FILE not in names:
        raise BundleError(_say("no_weights", path=NETWORK_FILE))
    for name in names:
        if not (root / name).is_file():
            raise BundleError(_say("missing", name=name))
    return {name: root / name for name in names}


def fetch_wheels(project: Project, folder: Path) -> Path:
    """Fetch or build a wheel of everything that serving requires, in the locked versions."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    where = ["--wheel-dir", str(folder), "--constraint", str(project.root / CONSTRAINTS)]
    command = [*pip, *where, *project.requirements]
    try:
        subprocess.run(command, check=True)  # noqa: S603 - fixed words and our own requirements
    except subprocess.CalledProcessError as error:
        raise BundleError(_say("no_index")) from error
    return folder


def wheel_entries(folder: Path) -> dict[str, Path]:
    """Return a folder's wheels by their names in the archive."""
    found = {f"wheels/{path.name}": path for path in folder.glob("*.whl")}
    if not found:
        raise BundleError(_say("no_wheels", path=folder))
    return found


def machine_tag() -> str:
    """Name the Python and the machine that the wheels are for; `install.sh` compares it."""
    return f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"


def sums(entries: Mapping[str, Path]) -> str:
    """Return the SHA-256 sums in the form that `sha256sum --check` reads."""
    return "".join(f"{file_sha256(entries[name])}  {name}\n" for name in sorted(entries))


def write_archive(target: Path, folder: str, entries: Mapping[str, Path]) -> None:
    """Write a gzipped tar whose bytes depend on names, contents and executable bits alone."""
    part = target.with_name(target.name + ".part")
    with (
        part.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        _add(tar, folder, sorted(entries.items()))
    part.replace(target)


def _add(tar: tarfile.TarFile, folder: str, entries: Iterable[tuple[str, Path]]) -> None:
    for name, path in entries:
        about = path.stat()
        entry = tarfile.TarInfo(f"{folder}/{name}")
        entry.size = about.st_size
        entry.mode = 0o755 if about.st_mode & stat.S_IXUSR else 0o644
        entry.mtime = LONG_AGO
        with path.open("rb") as content:
            tar.addfile(entry, content)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _say(key: str, **values: object) -> str:
    return load_messages(_MESSAGES).text(key, system_language(), **values)


if __name__ == "__main__":
    typer.run(bundle)
