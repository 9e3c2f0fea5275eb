"""Audits in the background: one at a time, with progress, cancel, and a way back.

What reads and scores transcripts is imported when the first audit runs: a service that only scores
drafts starts as fast as without.
"""

from __future__ import annotations

import datetime as dt
import json
import queue
import secrets
import shutil
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.engine import make_url

from api.audits.problems import UnknownAuditError
from api.logs import log_failure
from api.sentences import sentences
from coach.audit.agents import load_pseudonyms
from coach.audit.errors import AuditCancelledError, AuditError
from coach.audit.options import AuditOptions, EngineOptions, options_from
from coach.contracts import LANGUAGES
from coach.store import data_directory, default_url, open_store
from coach.store.audits import UNFINISHED, AuditRecord, AuditRepository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from coach.coach import Coach
    from coach.contracts import Language

FOLDER: Final = "audits"
INPUT: Final = "input"
MAPPING: Final = "mapping.toml"
"""What messages call the mapping that came with an upload."""
CHUNK_TURNS: Final = 100
"""Smaller than on the command line, so that progress shows."""


class AuditJobs:
    """Runs audits on a thread of its own; the database is opened when it is first needed."""

    def __init__(self, coach: Coach, *, database: str | None, workers: int) -> None:
        self._coach = coach
        self._database = database
        self._workers = workers
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._thread: threading.Thread | None = None
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._closing = threading.Event()

    def resume(self) -> None:
        """Go on with what a restart interrupted; touches no disk where nothing was ever kept."""
        if not _exists(self._database or default_url()):
            return
        for record in self.repository().in_states(UNFINISHED):
            self._enqueue(record.id)

    def repository(self) -> AuditRepository:
        """Return the store's list of audits."""
        with self._lock:
            if self._engine is None:
                self._engine = open_store(self._database)
            return AuditRepository(self._engine)

    def get(self, id: str) -> AuditRecord:
        """Return one audit.

        Raises:
            UnknownAuditError: there is none.
        """
        record = self.repository().get(id)
        if record is None:
            raise UnknownAuditError
        return record

    def new_folder(self) -> tuple[str, Path]:
        """Return the id of a new audit and its folder."""
        id = secrets.token_hex(8)
        folder = self.place() / id
        folder.mkdir(mode=0o700)
        return id, folder

    def place(self) -> Path:
        """Return the folder in which audits have theirs; only the service can read it."""
        folder = data_directory() / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def submit(
        self, id: str, name: str, files: Sequence[str], options: AuditOptions, *, role: str
    ) -> AuditRecord:
        """Put an audit of uploaded files into the queue."""
        folder = data_directory() / FOLDER / id
        job = {"files": list(files), "options": options.to_dict()}
        record = AuditRecord(
            id=id,
            name=name,
            folder=str(folder),
            state="waiting",
            done=0,
            total=0,
            created=dt.datetime.now(dt.UTC),
            finished=None,
            owner_role=role,
            job=json.dumps(job),
        )
        self.repository().put(record)
        self._enqueue(id)
        return record

    def cancel(self, id: str) -> AuditRecord:
        """Stop an audit and throw away what it was given; a finished one stays as it is."""
        record = self.get(id)
        if record.state in UNFINISHED:
            self._cancelled.add(id)
            if record.state == "waiting":
                self._end(id, "cancelled")
        return self.get(id)

    def remove(self, id: str) -> None:
        """Stop an audit, remove its files and forget it."""
        from coach.keeping.retention import forget

        record = self.cancel(id)
        folder = Path(record.folder)
        if self._engine is not None:
            forget(self._engine, record)
        if folder.is_relative_to(data_directory() / FOLDER):
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Stop after the chunk at hand; what is unfinished goes on at the next start."""
        self._closing.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()
        if self._engine is not None:
            self._engine.dispose()

    def _enqueue(self, id: str) -> None:
        self._waiting.put(id)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="audits")
                self._thread.start()

    def _work(self) -> None:
        while (id := self._waiting.get()) is not None and not self._closing.is_set():
            record = self.repository().get(id)
            if record is not None and record.state in UNFINISHED and id not in self._cancelled:
                self._run(record)

    def _run(self, record: AuditRecord) -> None:
        """Run one audit; whatever happens ends up in its row, never in the thread."""
        from coach.transcripts import TranscriptError

        try:
            self.repository().change(record.id, state="running")
            self._audit(record)
            self._end(record.id, "done")
        except AuditCancelledError:
            if record.id in self._cancelled:
                self._end(record.id, "cancelled")
        except (AuditError, TranscriptError) as error:
            self._end(record.id, "failed", {one: error.text(one) for one in LANGUAGES})
        except Exception as error:
            log_failure(error)
            words = {one: sentences().text("audit-failed", one) for one in LANGUAGES}
            self._end(record.id, "failed", words)

    def _audit(self, record: AuditRecord) -> None:
        from coach.audit.inputs import Files
        from coach.audit.run import Auditor, Job
        from coach.transcripts import parse_mapping

        folder, job = Path(record.folder), json.loads(record.job)
        options = options_from(job["options"])
        mapping = parse_mapping(options.mapping, name=MAPPING) if options.mapping else None
        files = Files.of([folder / INPUT / name for name in job["files"]], mapping=mapping)
        auditor = Auditor(
            self._coach,
            load_pseudonyms(),
            progress=_Row(self.repository(), record.id),
            should_stop=lambda: self._closing.is_set() or record.id in self._cancelled,
        )
        engine = EngineOptions(workers=self._workers)
        auditor.run(Job(files, folder, options, engine))

    def _end(self, id: str, state: str, problem: dict[Language, str] | None = None) -> None:
        """Note how an audit ended, and remove what was uploaded for it.

        Of a cancelled one everything goes first: whoever reads that it is cancelled finds nothing.
        """
        record = self.get(id)
        if state == "cancelled":
            shutil.rmtree(Path(record.folder), ignore_errors=True)
        self.repository().change(
            id,
            state=state,
            finished=dt.datetime.now(dt.UTC),
            problem=json.dumps(problem, ensure_ascii=False) if problem else None,
        )
        shutil.rmtree(Path(record.folder) / INPUT, ignore_errors=True)


class _Row:
    """Writes progress into the audit's row."""

    def __init__(self, repository: AuditRepository, id: str) -> None:
        self._repository = repository
        self._id = id
        self._done = 0

    def planned(self, *, turns: int, done: int) -> None:
        """Note how much there is."""
        self._done = done
        self._repository.change(self._id, total=turns, done=done)

    def advance(self, turns: int) -> None:
        """Note that more is done."""
        self._done += turns
        self._repository.change(self._id, done=self._done)

    def stage(self, name: str) -> None:
        """Show no stages; the numbers say enough."""


def problem_text(record: AuditRecord, language: Language) -> str | None:
    """Return why an audit failed, in the reader's language."""
    return json.loads(record.problem)[language] if record.problem else None


def _exists(url: str) -> bool:
    """Tell whether there can be anything in a database, without making one."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return True
    return address.database is not None and Path(address.database).is_file()


def service_options(**given: object) -> AuditOptions:
    """Return options for the service: pseudonyms always, chunks small enough to show progress."""
    return options_from({**asdict(AuditOptions()), **given, "chunk_turns": CHUNK_TURNS})
