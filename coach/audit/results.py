"""Read what an audit wrote: the one way reports, samples, huddles and the service take.

Everything is a query over the Parquet files; nothing is loaded before it is asked for, the
libraries that read them included: the service starts without them. Figures of groups with fewer
than five agents are withheld, and those from which they would follow (`coach.audit.withhold`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.audit.counted import applies_sql, scope_of
from coach.audit.errors import AuditError
from coach.audit.manifest import read_manifest
from coach.audit.prefixes import OUTCOME_PREFIX, SEGMENT_PREFIX
from coach.audit.withhold import K, withheld
from coach.closing import Closing
from coach.contracts import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    import pyarrow as pa

    from coach.audit.manifest import Manifest
    from coach.contracts import Dimension

TABLES: Final = ("scores", "conversations", "macros")
MEMORY: Final = "256MB"
GROUPING: Final = ("channel", "team", "language", "phase", "situation", "need", "agent")


@dataclass(frozen=True, slots=True)
class DimensionFigures:
    """One dimension over a group of turns.

    `n` counts the turns in which it was given or asked for, as `coach.audit.counted` says; `mean`
    and `spread` (standard deviation) are of their scores, `at_zero` is their share at level 0,
    `given` their share with the verdict "given". None where `n` is 0.
    """

    n: int
    mean: float | None
    spread: float | None
    at_zero: float | None
    given: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one group; None where they are withheld."""

    name: str | None
    turns: int
    agents: int
    withheld: bool
    figures: dict[Dimension, DimensionFigures] | None


class AuditResults(Closing):
    """The results of one finished audit; close it, or use it as a context manager."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._connection: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def open(cls, folder: Path) -> AuditResults:
        """Open a finished audit.

        Raises:
            AuditError: there is none in the folder, or it has not finished.
        """
        manifest = read_manifest(folder)
        if manifest is None:
            raise AuditError("no-audit", path=folder)
        missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
        if manifest.state != "done" or missing:
            raise AuditError("unfinished", path=folder)
        return cls(folder, manifest)

    def close(self) -> None:
        """Close the database over the files, if one was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcome columns, without their prefix."""
        return self.manifest.outcomes

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segment columns, without their prefix."""
        return self.manifest.segments

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        return self.folder / f"{table}.parquet"

    def scores(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the turns, all columns or some; they must fit into memory."""
        return _parquet().read_table(self.path("scores"), columns=_listed(columns))

    def conversations(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the conversations, all columns or some."""
        return _parquet().read_table(self.path("conversations"), columns=_listed(columns))

    def macros(self) -> pa.Table:
        """Return the groups of near-copies, the most used first."""
        return _parquet().read_table(self.path("macros"))

    def batches(
        self, table: str = "scores", columns: Sequence[str] | None = None, *, rows: int = 4096
    ) -> Iterator[pa.RecordBatch]:
        """Yield a table piece by piece, in the order of the input; memory stays flat."""
        with _parquet().ParquetFile(self.path(table)) as file:
            yield from file.iter_batches(batch_size=rows, columns=_listed(columns))

    def query(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Run SQL over the views `scores`, `conversations` and `macros`."""
        return self._database().sql(sql, params=list(parameters)).to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run SQL and return its rows as dictionaries."""
        found: list[dict[str, Any]] = self.query(sql, parameters).to_pylist()
        return found

    def conversation(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the turns of one conversation in their order; empty where there is none."""
        sql = "SELECT * FROM scores WHERE conversation_id = ? ORDER BY position, turn"
        return self.rows(sql, [conversation_id])

    def count(self, table: str = "scores") -> int:
        """Count the rows of a table."""
        with _parquet().ParquetFile(self.path(table)) as file:
            return int(file.metadata.num_rows)

    def names_agents(self) -> bool:
        """Tell whether the transcripts say who wrote; if not, no figure is about anybody."""
        found = self.rows("SELECT count(agent) AS n FROM scores")
        return bool(found[0]["n"])

    def groups(self, column: str) -> list[Group]:
        """Return the figures by a column of `scores`, or by a segment; the largest group first.

        Raises:
            AuditError: the audit has no such column.
        """
        by = self._grouping(column)
        rows = self.rows(
            f"SELECT {by} AS name, count(*) AS turns, list(DISTINCT s.agent) "  # noqa: S608 - a column from our own list
            "FILTER (WHERE s.agent IS NOT NULL) AS agents, "
            f"{', '.join(map(_figures_sql, DIMENSIONS))} FROM scores s "
            "JOIN conversations c USING (position) GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        people = {row["name"]: frozenset(row["agents"] or ()) for row in rows}
        hidden = withheld(people, named=self.names_agents())
        return [_group(row, len(people[row["name"]]), hidden=row["name"] in hidden) for row in rows]

    def total(self) -> Group:
        """Return the figures over everything that counts in totals; withheld below five agents."""
        row = self.rows(
            "SELECT NULL AS name, count(*) AS turns, count(DISTINCT s.agent) AS agents, "  # noqa: S608 - no value from outside
            f"{', '.join(map(_figures_sql, DIMENSIONS))} FROM scores s "
            f"WHERE {scope_of(self).where}"
        )[0]
        return _group(row, row["agents"], hidden=self.names_agents() and row["agents"] < K)

    def _grouping(self, column: str) -> str:
        """Return the SQL of a column by which may be grouped."""
        if column in self.segments:
            quoted = (SEGMENT_PREFIX + column).replace('"', '""')
            return f'c."{quoted}"'
        if column in GROUPING:
            return f"s.{column}"
        known = ", ".join((*GROUPING, *self.segments))
        raise AuditError("column", column=column, known=known)

    def _database(self) -> duckdb.DuckDBPyConnection:
        """Open a database in memory whose views are the files; it spills beside them."""
        if self._connection is None:
            import duckdb

            self._connection = duckdb.connect(":memory:")
            self._connection.execute(f"SET memory_limit = '{MEMORY}'")
            self._connection.execute("SET threads = 2")
            for table in TABLES:
                path = str(self.path(table)).replace("'", "''")
                self._connection.execute(
                    f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}')"  # noqa: S608 - our own file
                )
        return self._connection


def outcome_column(name: str) -> str:
    """Return the column of `conversations` that holds an outcome."""
    return OUTCOME_PREFIX + name


def segment_column(name: str) -> str:
    """Return the column of `conversations` that holds a segment."""
    return SEGMENT_PREFIX + name


def _figures_sql(name: Dimension) -> str:
    where = f"FILTER (WHERE {applies_sql(name)})"
    return (
        f"count(*) {where} AS {name}_n, avg(s.{name}_score) {where} AS {name}_mean, "
        f"stddev_samp(s.{name}_score) {where} AS {name}_spread, "
        f"avg((s.{name}_level = 0)::INT) {where} AS {name}_at_zero, "
        f"avg((s.{name}_verdict = 'given')::INT) {where} AS {name}_given"
    )


def _group(row: dict[str, Any], agents: int, *, hidden: bool) -> Group:
    figures = {name: _figures(row, name) for name in DIMENSIONS}
    label = None if row["name"] is None else str(row["name"])
    return Group(label, row["turns"], agents, hidden, None if hidden else figures)


def _figures(row: dict[str, Any], name: Dimension) -> DimensionFigures:
    return DimensionFigures(
        n=row[f"{name}_n"],
        mean=row[f"{name}_mean"],
        spread=row[f"{name}_spread"],
        at_zero=row[f"{name}_at_zero"],
        given=row[f"{name}_given"],
    )


def _listed(columns: Sequence[str] | None) -> list[str] | None:
    return None if columns is None else list(columns)


def _parquet() -> Any:  # noqa: ANN401 - pyarrow has no types
    import pyarrow.parquet as pq

    return pq
