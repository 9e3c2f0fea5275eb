"""Run an audit: plan, score what is missing, finish. Killed at any moment, it goes on."""

from __future__ import annotations

import datetime as dt
import errno
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from coach.audit.chunks import ChunkFolder, cut, describe
from coach.audit.engines import Engine, make_engine
from coach.audit.errors import AuditCancelledError, AuditError
from coach.audit.files import digest_of
from coach.audit.finish import finish
from coach.audit.folder import EARLIER
from coach.audit.lock import locked
from coach.audit.manifest import Manifest, read_manifest, run_id, write_manifest
from coach.audit.options import AuditOptions, EngineOptions, Shard
from coach.audit.rules import rules_digest
from coach.audit.schema import VERSION
from coach.audit.summary import write_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coach.audit.agents import Pseudonyms
    from coach.audit.manifest import Input
    from coach.audit.scorer import Chunk
    from coach.coach import Coach
    from coach.transcripts.contracts import Conversation, Rejected


FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Source(Protocol):
    """What is read; `coach.audit.inputs.Files` is ours."""

    def digests(self) -> tuple[Input, ...]:
        """Return what was read, for the manifest and the run's id."""
        ...

    def records(self, options: AuditOptions) -> Iterator[Conversation | Rejected]:
        """Yield the conversations, always in the same order."""
        ...


class Progress(Protocol):
    """Is told how far an audit is."""

    def planned(self, *, turns: int, done: int) -> None:
        """Hear how many agent turns there are for this shard, and how many are done already."""
        ...

    def advance(self, turns: int) -> None:
        """Hear that so many more are done."""
        ...

    def stage(self, name: str) -> None:
        """Hear what begins: `reading`, `scoring`, `finishing`."""
        ...


class Silent:
    """Tells nobody."""

    def planned(self, *, turns: int, done: int) -> None:
        """Do nothing."""

    def advance(self, turns: int) -> None:
        """Do nothing."""

    def stage(self, name: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One audit to run: what is read, where results go, and how."""

    source: Source
    out: Path
    options: AuditOptions = field(default_factory=AuditOptions)
    engine: EngineOptions = field(default_factory=EngineOptions)
    shard: Shard = field(default_factory=Shard)
    revealed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: `fresh` is False where everything had been done before."""

    manifest: Manifest
    fresh: bool


class Auditor:
    """Runs audits with one coach and one key for pseudonyms."""

    def __init__(
        self,
        coach: Coach,
        pseudonyms: Pseudonyms,
        *,
        progress: Progress | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._coach = coach
        self._pseudonyms = pseudonyms
        self._progress = progress or Silent()
        self._should_stop = should_stop

    def run(self, job: Job) -> Outcome:
        """Run an audit, or what is left of it.

        Raises:
            AuditError: it cannot run, the disk is full, or another process is at it.
            AuditCancelledError: `should_stop` said so; what is finished stays.
        """
        with _clear_errors(job.out):
            job.out.mkdir(parents=True, exist_ok=True)
            with locked(job.out, f"shard-{job.shard.number}-of-{job.shard.of}"):
                return self._run(job)

    def _run(self, job: Job) -> Outcome:
        self._progress.stage("reading")
        manifest = self._manifest(job)
        if manifest.state == "done":
            return Outcome(manifest, fresh=False)
        folder = ChunkFolder(job.out)
        folder.make()
        self._score(job, manifest, folder)
        finished = folder.finished()
        if len(finished) < manifest.planned["chunks"]:
            return Outcome(manifest, fresh=True)
        with locked(job.out, "finish"):
            return Outcome(self.finish(job.out, manifest, folder, job.options), fresh=True)

    def finish(
        self, out: Path, manifest: Manifest, folder: ChunkFolder, options: AuditOptions
    ) -> Manifest:
        """Write the results from all chunks; another shard may have done it meanwhile."""
        newest = read_manifest(out)
        if newest and newest.state == "done" and newest.run == manifest.run:
            return newest
        self._progress.stage("finishing")
        paths = folder.finished()
        chunks = [paths[index] for index in sorted(paths)]
        columns, outputs = finish(chunks, out, options, self._coach.classifier)
        done = manifest.done(
            finished=_now(),
            chunks=tuple(describe(index, paths[index]) for index in sorted(paths)),
            outputs=outputs,
            outcomes=columns.outcomes,
            segments=columns.segments,
            columns_left_out=columns.left_out,
        )
        write_summary(out, done)
        write_manifest(out, done)
        folder.clear()
        return done

    def _manifest(self, job: Job) -> Manifest:
        """Return the manifest of this very run; what another run left goes to one side."""
        inputs = job.source.digests()
        parts = self._parts(job.options, inputs)
        run = run_id(parts)
        found = read_manifest(job.out)
        if found is not None and found.run == run and is_intact(job.out, found):
            return found
        if found is not None and (found.run != run or found.state == "done"):
            put_aside(job.out, found)
        planned = self._plan(job)
        manifest = Manifest(
            run=run,
            state="running",
            schema=VERSION,
            created=_now(),
            finished=None,
            inputs=inputs,
            model={
                "name": self._coach.model.name,
                "version": self._coach.model.version,
                "sha256": self._coach.model.sha256,
            },
            rubric=self._coach.rubric.version,
            house=house_facts(self._coach),
            options=job.options.to_dict(),
            planned=planned,
            revealed=job.revealed,
        )
        write_manifest(job.out, manifest)
        return manifest

    def _parts(self, options: AuditOptions, inputs: Iterable[Input]) -> dict[str, object]:
        """Return everything that decides the results."""
        return {
            "schema": VERSION,
            "rules": rules_digest(),
            "inputs": [asdict(one) for one in inputs],
            "model": self._coach.model.sha256,
            "rubric": self._coach.rubric.version,
            "house": house_facts(self._coach),
            "options": options.to_dict(),
            "key": self._pseudonyms.fingerprint,
        }

    def _plan(self, job: Job) -> dict[str, int]:
        """Read the input once to know how much there is."""
        planned = {"chunks": 0, "conversations": 0, "turns": 0, "rejected": 0}
        for chunk in self._chunks(job):
            planned["chunks"] += 1
            planned["conversations"] += len(chunk.conversations)
            planned["turns"] += chunk.turns
            planned["rejected"] += len(chunk.rejected)
        if not planned["turns"]:
            raise AuditError("nothing", **planned)
        return planned

    def _chunks(self, job: Job) -> Iterator[Chunk]:
        for chunk in cut(job.source.records(job.options), most_turns=job.options.chunk_turns):
            if self._should_stop():
                raise AuditCancelledError
            yield chunk

    def _score(self, job: Job, manifest: Manifest, folder: ChunkFolder) -> None:
        """Score the chunks of this shard that are not finished yet."""
        finished = folder.finished()
        own = sum(job.shard.takes(index) for index in range(manifest.planned["chunks"]))
        done = sum(describe(i, path).turns for i, path in finished.items() if job.shard.takes(i))
        share = round(manifest.planned["turns"] * own / manifest.planned["chunks"])
        self._progress.planned(turns=share, done=done)
        self._progress.stage("scoring")
        sizes: dict[int, int] = {}
        engine: Engine = make_engine(job.engine, job.options, self._pseudonyms, self._coach)
        for scored in engine.run(self._missing(job, finished, sizes)):
            folder.write(scored.index, scored.content)
            self._progress.advance(sizes.pop(scored.index))
            if self._should_stop():
                raise AuditCancelledError

    def _missing(
        self, job: Job, finished: Mapping[int, Path], sizes: dict[int, int]
    ) -> Iterator[Chunk]:
        for chunk in self._chunks(job):
            if job.shard.takes(chunk.index) and chunk.index not in finished:
                sizes[chunk.index] = chunk.turns
                yield chunk


def house_facts(coach: Coach) -> dict[str, object]:
    """Return what of the house rules decides scores, and the house's name."""
    house = coach.house
    return {
        "name": house.name,
        "weights": dict(house.weights),
        "critical": sorted(house.critical),
        "texts": sorted(text.text for text in house.texts),
    }


def is_intact(folder: Path, manifest: Manifest) -> bool:
    """Tell whether a finished run still has all its results; a running one always may go on."""
    if manifest.state != "done":
        return True
    return all(
        (folder / name).is_file() and digest_of(folder / name) == digest
        for name, digest in manifest.outputs.items()
    )


def put_aside(folder: Path, manifest: Manifest) -> None:
    """Move the results of another run into `earlier/`, where nothing overwrites them."""
    target = folder / EARLIER / manifest.run
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        if path.name == EARLIER or path.name.startswith("."):
            continue
        if path.is_dir():
            ChunkFolder(folder).clear()
        elif path.name != "manifest.json":
            path.replace(target / path.name)
    (folder / "manifest.json").replace(target / "manifest.json")


@contextmanager
def _clear_errors(out: Path) -> Iterator[None]:
    """Say in plain words that the disk is full or the folder cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise AuditError("full", path=out) from error
        raise


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
