"""`make bundle`: what the archive holds, that it is the same each time, and how it installs."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.deploy import bundle
from api.deploy.bundle import BundleError, Project, make_bundle

ROOT = Path(__file__).parents[2]
TOP = "empathy-coach-9.8.7"
PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
[project]
version = "9.8.7"
dependencies = ["typer>=0.15"]
"""
SOURCES = {
    "pyproject.toml": PYPROJECT,
    ".constraints/serve.txt": "typer==0.15\n",
    "api/app.py": "app = 1\n",
    "coach/text/words.toml": 'word = "Grüße"\n',
    "models/weights/coach-de-en-1/model.onnx": "weights",
}
PYTHON = """#!/bin/sh
# A Python that makes environments and runs pip only in this log.
echo "$@" >> "$LOG"
case "$1 $2" in
    "-m venv")
        mkdir -p .venv/bin
        cp "$0" .venv/bin/python
        for name in coach coach-train; do
            printf '#!/bin/sh\\necho %s "$@" >> "$LOG"\\n' $name > .venv/bin/$name
            chmod 755 .venv/bin/$name
        done ;;
esac
case "$1" in -c) echo "$TAG" ;; esac
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A little project and a folder of wheels."""

    project: Project
    wheels: Path
    work: Path

    def pack(self, name: str = "out") -> Path:
        """Pack it."""
        scratch = self.work / f"scratch-{name}"
        scratch.mkdir()
        return make_bundle(self.project, self.work / name, self.wheels, scratch)


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def tell_git(monkeypatch: pytest.MonkeyPatch, folder: Path, names: list[str]) -> None:
    """Put a git on the path that knows these files."""
    listed = "".join(f"{name}\\0" for name in names)
    program(folder / "git", f"#!/bin/sh\nprintf '{listed}'\n")
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    root = tmp_path / "project"
    for name, text in SOURCES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "coach" / "notes.txt").write_text("not tracked")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "typer-0.15-py3-none-any.whl").write_bytes(b"a wheel")
    (wheels / "typer-0.15.tar.gz").write_bytes(b"no wheel")
    tell_git(monkeypatch, tmp_path / "bin", list(SOURCES))
    return Desk(Project.read(root), wheels, tmp_path)


@pytest.fixture
def unpacked(desk: Desk) -> Path:
    with tarfile.open(desk.pack()) as tar:
        tar.extractall(desk.work, filter="data")
    return desk.work / TOP


def test_archive_holds_tracked_sources_wheels_sums_and_the_installer(desk: Desk) -> None:
    target = desk.pack()
    assert target.name == f"{TOP}-bundle.tar.gz"
    with tarfile.open(target) as tar:
        names = {name.removeprefix(f"{TOP}/") for name in tar.getnames()}
    own = {"install.sh", "MADE_FOR", "SHA256SUMS", "wheels/typer-0.15-py3-none-any.whl"}
    assert names == {*SOURCES, *own}


def test_sums_cover_every_file_but_themselves(unpacked: Path) -> None:
    found = {
        str(path.relative_to(unpacked)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in unpacked.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    lines = (unpacked / "SHA256SUMS").read_text().splitlines()
    assert {line[66:]: line[:64] for line in lines} == found


def test_same_content_gives_the_same_bytes(desk: Desk) -> None:
    first = desk.pack("first").read_bytes()
    for path in (*desk.project.root.rglob("*.py"), *desk.wheels.iterdir()):
        os.utime(path, (2_000_000_000, 2_000_000_000))
        path.chmod(0o600)
    assert desk.pack("second").read_bytes() == first
    (desk.project.root / "api/app.py").write_text("app = 2\n")
    assert desk.pack("third").read_bytes() != first


def test_entries_belong_to_nobody_and_only_programs_are_executable(desk: Desk) -> None:
    with tarfile.open(desk.pack()) as tar:
        entries = tar.getmembers()
    assert [entry.name for entry in entries] == sorted(entry.name for entry in entries)
    assert {(entry.uid, entry.uname, entry.mtime) for entry in entries} == {
        (0, "", bundle.LONG_AGO)
    }
    executable = [entry.name for entry in entries if entry.mode == 0o755]
    assert executable == [f"{TOP}/install.sh"]


def test_untracked_weights_are_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name in SOURCES if not name.endswith("model.onnx")]
    tell_git(monkeypatch, desk.work / "bin", names)
    with pytest.raises(BundleError, match=r"coach-de-en-1/model\.onnx is not among"):
        desk.pack()


def test_deleted_file_is_named(desk: Desk) -> None:
    (desk.project.root / "api/app.py").unlink()
    with pytest.raises(BundleError, match=r"git checkout -- api/app\.py"):
        desk.pack()


def test_folder_without_git_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(desk.work / "nowhere"))
    with pytest.raises(BundleError, match="pack from a clone"):
        desk.pack()


def test_folder_without_wheels_is_named_in_the_users_language(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    shutil.rmtree(desk.wheels)
    with pytest.raises(BundleError, match="kein einziges Paket"):
        desk.pack()


def test_failed_packing_leaves_no_archive(desk: Desk) -> None:
    (desk.project.root / ".constraints/serve.txt").unlink()
    with pytest.raises(BundleError):
        desk.pack()
    assert not list(desk.work.rglob("*-bundle.tar.gz*"))


def test_wheels_are_fetched_in_locked_versions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setattr("sys.executable", str(program(tmp_path / "bin/python", PYTHON)))
    bundle.fetch_wheels(desk.project, tmp_path / "fetched")
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert line.startswith("-m pip wheel ")
    assert line.endswith("typer>=0.15 setuptools>=77")
    assert f"--constraint {desk.project.root}/.constraints/serve.txt" in line
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(BundleError, match="--wheels"):
        bundle.fetch_wheels(desk.project, tmp_path / "fetched")


def test_command_says_where_the_archive_lies(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "ROOT", desk.project.root)
    out = bundle.typer.Typer()
    out.command()(bundle.bundle)
    result = CliRunner().invoke(out, ["--wheels", str(desk.wheels), "--out", "there"])
    assert result.exit_code == 0, result.output
    packed = Path("there") / f"{TOP}-bundle.tar.gz"
    assert hashlib.sha256(packed.read_bytes()).hexdigest() in result.output
    result = CliRunner().invoke(out, ["--wheels", "nowhere"])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_installer_and_project_agree_on_what_the_build_needs() -> None:
    installer = bundle.INSTALLER.read_text(encoding="utf-8")
    project = Project.read(ROOT)
    needed = [name for name in project.requirements if name.startswith("setuptools")]
    assert needed
    assert all(f'install "{name}"' in installer for name in needed)


def install(folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    """Run the packed installer with a Python that only takes notes."""
    python = program(folder.parent / "bin/python3", PYTHON)
    log = folder.parent / "log"
    environment = {"PATH": os.environ["PATH"], "LOG": str(log), "TAG": tag, "PYTHON": str(python)}
    command = [str(folder / "install.sh")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_installer_asks_no_index_and_ends_with_the_doctor(unpacked: Path) -> None:
    done = install(unpacked, bundle.machine_tag())
    assert done.returncode == 0, done.stderr
    log = (unpacked.parent / "log").read_text().splitlines()
    pip = [line for line in log if line.startswith("-m pip")]
    assert len(pip) == 2
    assert all("--no-index --find-links wheels --constraint .constraints" in line for line in pip)
    assert pip[1].endswith("--no-build-isolation --editable .")
    assert log[-1] == "coach doctor"
    assert not (unpacked / ".venv/bin/coach-train").exists()


def test_installer_refuses_a_file_that_was_changed(unpacked: Path) -> None:
    (unpacked / "models/weights/coach-de-en-1/model.onnx").write_text("other weights")
    done = install(unpacked, bundle.machine_tag())
    assert done.returncode == 1
    assert "model.onnx" in done.stdout + done.stderr
    assert "nothing was installed" in done.stderr
    assert not (unpacked / ".venv").exists()


def test_installer_refuses_another_python(unpacked: Path) -> None:
    done = install(unpacked, "cpython-399 linux-abacus")
    assert done.returncode == 1
    assert f"This archive is for {bundle.machine_tag()}" in done.stderr
    assert "cpython-399 linux-abacus" in done.stderr
    assert not (unpacked / ".venv").exists()
