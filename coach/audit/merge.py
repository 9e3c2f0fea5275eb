"""Put the shards of a run together that were scored on different machines."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from coach.audit.chunks import ChunkFolder
from coach.audit.errors import AuditError
from coach.audit.files import commit
from coach.audit.lock import locked
from coach.audit.manifest import Manifest, read_manifest, write_manifest
from coach.audit.options import options_from

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coach.audit.options import AuditOptions
    from coach.audit.run import Auditor


def merge(folders: Iterable[Path], out: Path, auditor: Auditor) -> Manifest:
    """Copy the finished chunks of several folders into one and write the results.

    Raises:
        AuditError: the folders belong to different runs, or chunks are missing.
    """
    manifests = [(folder, _manifest(folder)) for folder in folders]
    first = manifests[0][1]
    for folder, manifest in manifests:
        if manifest.run != first.run:
            raise AuditError("other-run", path=folder, first=manifests[0][0])
    out.mkdir(parents=True, exist_ok=True)
    target = ChunkFolder(out)
    target.make()
    with locked(out, "finish"):
        for folder, _ in manifests:
            _copy(ChunkFolder(folder), target)
        have = len(target.finished())
        if have < first.planned["chunks"]:
            raise AuditError(
                "parts", missing=first.planned["chunks"] - have, planned=first.planned["chunks"]
            )
        write_manifest(out, first)
        return auditor.finish(out, first, target, options_of(first))


def options_of(manifest: Manifest) -> AuditOptions:
    """Return the options a run was started with."""
    return options_from(manifest.options)


def _manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest is None:
        raise AuditError("no-audit", path=folder)
    return manifest


def _copy(source: ChunkFolder, target: ChunkFolder) -> None:
    if source.folder.resolve() == target.folder.resolve():
        return
    for path in source.finished().values():
        partial = target.folder / f".{path.name}.part"
        shutil.copyfile(path, partial)
        commit(partial, target.folder / path.name)
