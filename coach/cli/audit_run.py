"""What `coach audit` and `coach audit-merge` do once their options are read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from coach.audit.agents import load_pseudonyms
from coach.audit.engines import coach_settings
from coach.audit.errors import AuditError
from coach.audit.inputs import Files, with_mapping, with_stdin
from coach.audit.merge import merge
from coach.audit.options import Shard
from coach.audit.registry import register, revealed_now
from coach.audit.results import AuditResults
from coach.audit.run import Auditor, Job
from coach.cli.audit_progress import Bar
from coach.coach import build_coach
from coach.messages import load_messages, system_language
from coach.transcripts import TranscriptError, mapping_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.audit.manifest import Manifest
    from coach.audit.options import AuditOptions, EngineOptions
    from coach.audit.run import Outcome

MESSAGES = Path(__file__).with_name("audit.toml")


def run_audit(
    paths: Sequence[Path],
    out: Path,
    *,
    mapping: Path | None,
    shard: str,
    database: str | None,
    options: AuditOptions,
    engine: EngineOptions,
    report: bool,
) -> None:
    """Audit files into a folder, and say what came of it."""
    with _clear_errors(), with_stdin(paths) as read:
        files = Files.of(read, mapping=mapping)
        options = with_mapping(options, mapping)
        _show_formats(files, options)
        revealed = revealed_now() if options.reveal_agents else None
        job = Job(files, out, options, engine, Shard.parse(shard), revealed)
        outcome = run_job(job, database=database)
        _say_done(outcome, job)
        if report and outcome.manifest.state == "done":
            _write_report(out, fresh=outcome.fresh, database=database)


def run_merge(
    folders: Sequence[Path],
    out: Path,
    *,
    engine: EngineOptions,
    database: str | None,
    report: bool,
) -> None:
    """Join the shards of an audit, and say what came of it."""
    with _clear_errors():
        with Bar(_console(), system_language()) as bar:
            coach = build_coach(coach_settings(engine))
            manifest = merge(folders, out, Auditor(coach, load_pseudonyms(), progress=bar))
        register(manifest, out, database=database, owner_role="qa")
        _say("done", **_figures(manifest), path=out)
        if report:
            _write_report(out, fresh=True, database=database)


def _write_report(out: Path, *, fresh: bool, database: str | None) -> None:
    """Write the report of a finished audit unless it lies there already."""
    from coach.cli.report import write

    if fresh or not (out / "report.html").is_file():
        with AuditResults.open(out) as results:
            write(results, system_language(), database=database)


def run_job(job: Job, *, database: str | None) -> Outcome:
    """Run a job with a progress bar and put it into the store's list."""
    with Bar(_console(), system_language()) as bar:
        auditor = Auditor(
            build_coach(coach_settings(job.engine)),
            load_pseudonyms(reveal=job.options.reveal_agents),
            progress=bar,
        )
        outcome = auditor.run(job)
    register(outcome.manifest, job.out, database=database, owner_role="qa")
    return outcome


@dataclass(frozen=True, slots=True)
class _Shown:
    """A format that was recognised, to be said once for all its files."""

    name: str
    mapping: str | None


def _show_formats(files: Files, options: AuditOptions) -> None:
    """Say how each file will be read, and with which guess, so that it can be corrected."""
    shown: dict[_Shown, list[str]] = {}
    for one in files.recognised(options):
        guess = mapping_toml(one.mapping) if one.mapping and not options.mapping else None
        shown.setdefault(_Shown(one.format.name, guess), []).append(one.peek.source.name)
    for found, names in shown.items():
        _say("format", files=_listed(names), format=found.name)
        if found.mapping:
            _say("mapping", mapping=found.mapping.strip())


def _listed(names: Sequence[str], most: int = 3) -> str:
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _say_done(outcome: Outcome, job: Job) -> None:
    manifest = outcome.manifest
    if not outcome.fresh:
        _say("nothing_new", path=job.out)
    elif manifest.state != "done":
        _say("shard_done", number=job.shard.number, of=job.shard.of, path=job.out)
    else:
        _say("done", **_figures(manifest), path=job.out)
    if manifest.planned["rejected"]:
        _say("rejected", count=manifest.planned["rejected"], path=job.out / "rejected.jsonl")
    if manifest.columns_left_out:
        _say("left_out", columns=", ".join(sorted(manifest.columns_left_out)))
    if manifest.revealed:
        _say("revealed", by=manifest.revealed["by"], at=manifest.revealed["at"])


def _figures(manifest: Manifest) -> dict[str, object]:
    return {
        "turns": manifest.planned["turns"],
        "conversations": manifest.planned["conversations"],
    }


@contextmanager
def _clear_errors() -> Iterator[None]:
    """End the command with a sentence in the reader's language when something is wrong."""
    try:
        yield
    except (AuditError, TranscriptError) as error:
        _console().print(error.text(system_language()), style="bold", markup=False)
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        _say("stopped")
        raise typer.Exit(130) from error


def _console() -> Console:
    return Console(stderr=True)


def _say(key: str, **values: object) -> None:
    sentence = load_messages(MESSAGES).text(key, system_language(), **values)
    _console().print(sentence, markup=False, highlight=False, soft_wrap=True)
