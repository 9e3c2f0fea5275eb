"""What is kept about one agent: hand it out, or forget it (GDPR articles 15, 17 and 20)."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from coach.audit.chunks import ChunkFolder
from coach.audit.counted import applies_sql
from coach.audit.errors import AuditError
from coach.audit.files import digest_of, replacing
from coach.audit.folder import derived_files
from coach.audit.manifest import read_manifest, write_manifest
from coach.audit.names import OUTPUTS
from coach.audit.results import AuditResults
from coach.audit.schema import MACROS
from coach.audit.sheet import write_sheet
from coach.audit.stored import conversation_without
from coach.audit.summary import write_summary
from coach.contracts import DIMENSIONS
from coach.store.audits import AuditRepository
from coach.store.consents import ConsentRepository
from coach.store.decisions import DecisionRepository
from coach.store.plan import PlanRepository
from coach.store.shares import ShareRepository
from coach.store.sheets import SheetRepository
from coach.store.tables import TokenRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from coach.audit.agents import Pseudonyms


@dataclass(frozen=True, slots=True)
class Person:
    """An agent as they may appear: by name and by pseudonym."""

    names: tuple[str, str]

    @classmethod
    def of(cls, agent: str, pseudonyms: Pseudonyms) -> Person:
        """Accept the name or the pseudonym."""
        plain = " ".join(agent.split())
        return cls((plain, pseudonyms.pseudonym(plain)))


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was forgotten."""

    turns: int
    audits: int
    decisions: int
    tokens: int
    unfinished: int


def export_agent(engine: Engine, person: Person) -> dict[str, Any]:
    """Return everything that is kept about an agent, as plain data."""
    audits = []
    for folder in _finished(engine):
        with AuditResults.open(folder) as results:
            rows = results.rows(
                "SELECT * FROM scores WHERE agent IN (?, ?) ORDER BY position, turn",
                list(person.names),
            )
            if rows:
                run = results.manifest.run
                audits.append({"run": run, "folder": str(folder), "turns": rows})
    decisions, shares = DecisionRepository(engine), ShareRepository(engine)
    sheets, plan = SheetRepository(engine), PlanRepository(engine)
    consents = ConsentRepository(engine)
    return {
        "agent": list(person.names),
        "audits": audits,
        "decisions": [asdict(one) for name in person.names for one in decisions.of_agent(name)],
        "tokens": _tokens(engine, person),
        "coaching_sheets": [asdict(one) for name in person.names for one in sheets.of_agent(name)],
        "ideas": [asdict(one) for name in person.names for one in plan.proposed_by(name)],
        "consents": [asdict(one) for name in person.names for one in consents.of(name)],
        "shared_practice": [asdict(one) for name in person.names if (one := shares.of(name))],
    }


def erase_agent(engine: Engine, person: Person, *, today: dt.date) -> Erased:
    """Take an agent out of every audit, and what they decided, shared and hold out of the store.

    Conversations with other agents are scored again without them; reports, samples and comparisons
    are removed, since they may quote; unfinished audits lose what they have scored.
    """
    turns = audits = 0
    for folder in _finished(engine):
        found = _erase_from(folder, person, today)
        turns, audits = turns + found, audits + bool(found)
    unfinished = 0
    for folder in _folders(engine):
        manifest = read_manifest(folder)
        if manifest is not None and manifest.state != "done":
            ChunkFolder(folder).clear()
            unfinished += 1
    for name in person.names:
        ShareRepository(engine).take_back(name)
        SheetRepository(engine).erase_agent(name)
        ConsentRepository(engine).erase_agent(name)
        PlanRepository(engine).forget_agent(name)
    decisions = sum(DecisionRepository(engine).erase_agent(name) for name in person.names)
    return Erased(turns, audits, decisions, _erase_tokens(engine, person), unfinished)


def _folders(engine: Engine) -> Iterator[Path]:
    """Yield the folders of the store's audits, those of earlier runs in them too."""
    for record in AuditRepository(engine).all():
        folder = Path(record.folder)
        if folder.is_dir():
            yield folder
            yield from sorted(one for one in folder.glob("earlier/*") if one.is_dir())


def _finished(engine: Engine) -> Iterator[Path]:
    for folder in dict.fromkeys(_folders(engine)):
        try:
            AuditResults.open(folder).close()
        except AuditError:
            continue
        yield folder


def _erase_from(folder: Path, person: Person, today: dt.date) -> int:
    """Rewrite one audit without a person; return how many turns went."""
    with AuditResults.open(folder) as results:
        touched = results.rows(
            "SELECT position, count(*) AS n FROM scores WHERE agent IN (?, ?) GROUP BY position",
            list(person.names),
        )
        if not touched:
            return 0
        positions = {row["position"] for row in touched}
        rest = _remaining(results, person, positions)
        weights = results.manifest.house["weights"]
        conversations = {
            position: conversation_without(rows, weights) for position, rows in rest.items()
        }
        manifest = results.manifest
    _rewrite_scores(folder, person)
    _rewrite_conversations(folder, positions, conversations)
    with AuditResults(folder, manifest) as results:
        macros = _macros(results)
    with replacing(folder / "macros.parquet") as out:
        pq.write_table(macros, out, compression="zstd")
    write_sheet(folder / "scores.parquet", folder / "scores.csv")
    for path in list(derived_files(folder)):
        path.unlink()
    outputs = {name: digest_of(folder / name) for name in OUTPUTS}
    changed = replace(manifest, outputs=outputs, erased=(*manifest.erased, today.isoformat()))
    write_summary(folder, changed)
    write_manifest(folder, changed)
    return sum(row["n"] for row in touched)


def _remaining(
    results: AuditResults, person: Person, positions: set[int]
) -> dict[int, list[dict[str, Any]]]:
    """Return the other agents' turns of the conversations a person took part in."""
    rest: dict[int, list[dict[str, Any]]] = {}
    for batch in results.batches("scores"):
        for row in batch.to_pylist():
            if row["position"] in positions and row["agent"] not in person.names:
                rest.setdefault(row["position"], []).append(row)
    return rest


def _rewrite_scores(folder: Path, person: Person) -> None:
    path = folder / "scores.parquet"
    with pq.ParquetFile(path) as file, _rewriting(path, file.schema_arrow) as writer:
        for batch in file.iter_batches(batch_size=4096):
            keep = [agent not in person.names for agent in batch.column("agent").to_pylist()]
            writer.write_batch(batch.filter(pa.array(keep)))


@contextmanager
def _rewriting(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """Yield a writer of a file's successor."""
    with replacing(path) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        yield writer


def _rewrite_conversations(
    folder: Path, positions: set[int], changed: dict[int, dict[str, Any]]
) -> None:
    path = folder / "conversations.parquet"
    with pq.ParquetFile(path) as file, _rewriting(path, file.schema_arrow) as writer:
        for batch in file.iter_batches(batch_size=4096):
            rows = [
                {**row, **changed.get(row["position"], {})}
                for row in batch.to_pylist()
                if row["position"] not in positions or row["position"] in changed
            ]
            writer.write_table(pa.Table.from_pylist(rows, schema=file.schema_arrow))


def _macros(results: AuditResults) -> pa.Table:
    """Count the macros again over the turns that are left."""
    means = ", ".join(
        f"avg(s.{name}_score) FILTER (WHERE {applies_sql(name)}) AS {name}_score"
        for name in DIMENSIONS
    )
    rows = results.rows(
        "SELECT s.macro, count(*)::INT AS uses, least(any_value(m.forms), count(*))::INT AS forms, "  # noqa: S608 - no value from outside
        "count(DISTINCT s.agent)::INT AS agents, min(s.time) AS first, max(s.time) AS last, "
        "mode(s.language) AS language, arg_min(s.reply, (s.position, s.turn)) AS text, "
        f"{means}, avg(s.overall) AS overall, any_value(m.behaviours) AS behaviours "
        "FROM scores s JOIN macros m ON m.macro = s.macro GROUP BY s.macro ORDER BY s.macro"
    )
    return pa.Table.from_pylist(rows, schema=MACROS)


def _tokens(engine: Engine, person: Person) -> list[dict[str, Any]]:
    with Session(engine) as session:
        rows = session.scalars(select(TokenRow).where(TokenRow.agent.in_(person.names))).all()
    return [
        {"name": row.name, "role": row.role, "agent": row.agent, "team": row.team,
         "created": row.created.isoformat(),
         "last_used": row.last_used.isoformat() if row.last_used else None}
        for row in rows
    ]  # fmt: skip


def _erase_tokens(engine: Engine, person: Person) -> int:
    query = delete(TokenRow).where(or_(*(TokenRow.agent == name for name in person.names)))
    with Session(engine) as session, session.begin():
        return int(session.execute(query).rowcount)  # type: ignore[attr-defined]
