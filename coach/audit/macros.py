"""Macros and near-copies: replies that were sent again and again, by whom and to what effect.

Replies with the same plain form are one. Forms that meet in a band of their MinHash are compared by
the embedding of the reply alone, and are one macro when it says so. The work is done by a database
that spills to the disk; in memory are only forms that were sent more than once or have a near copy.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from coach.audit.counted import applies_sql
from coach.audit.schema import MACROS
from coach.contracts import DIMENSIONS
from coach.text.masks import neutralise
from models.prediction import TextPair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from models.prediction import Classifier

MIN_USES: Final = 3
"""What was sent less often is no macro."""
NEAR: Final = 0.95
"""Cosine of two replies' embeddings from which they are copies of each other."""
MOST_COMPARED: Final = 4_000
"""So many forms are compared by embedding, the most used first; it bounds time and memory."""
MEMORY: Final = "160MB"
SHOWN_IN: Final = 0.5
"""A behaviour counts as one of the macro's when it was found in this share of its uses."""

_APPLYING: Final = ", ".join(
    f"CASE WHEN {applies_sql(name)} THEN s.{name}_score END AS {name}" for name in DIMENSIONS
)
_USES: Final = (
    "CREATE TABLE uses AS "  # noqa: S608
    "SELECT f.exact AS exact, f.bands AS bands, s.position * 1048576 + s.turn AS place, "
    "s.agent AS agent, s.time AS time, s.language AS language, s.reply AS reply, "
    f"s.overall AS overall, [b.id FOR b IN s.behaviours] AS behaviours, {_APPLYING} "
    "FROM (SELECT unnest(scores) AS s, unnest(fingerprints) AS f FROM read_parquet(?)) "
    "WHERE f IS NOT NULL"
)
_FORMS: Final = """
CREATE TABLE forms AS
SELECT exact, count(*) AS uses, min(place) AS first FROM uses GROUP BY exact
"""
_NEAR_FORMS: Final = """
WITH met AS (SELECT DISTINCT unnest(bands) AS band, exact FROM uses),
leaders AS (SELECT band, min(exact) AS leader FROM met GROUP BY band HAVING count(*) > 1)
SELECT DISTINCT leader, exact FROM met JOIN leaders USING (band) WHERE leader <> exact
ORDER BY leader, exact
"""
_MACROS: Final = """
CREATE TABLE macro_forms AS
WITH grouped AS (
    SELECT exact, uses, first, coalesce(leader, exact) AS leader
    FROM forms LEFT JOIN groups USING (exact)
), counted AS (
    SELECT leader, sum(uses) AS total, min(first) AS earliest FROM grouped GROUP BY leader
    HAVING sum(uses) >= ?
), numbered AS (
    SELECT leader, row_number() OVER (ORDER BY total DESC, earliest) - 1 AS macro FROM counted
)
SELECT exact, uses, first, macro::INT AS macro FROM grouped JOIN numbered USING (leader)
"""


@dataclass(frozen=True, slots=True)
class Macros:
    """The table of macros, and to which each plain form belongs."""

    table: pa.Table
    by_form: Mapping[int, int]


def find_macros(chunks: Iterable[Path], classifier: Classifier, *, work: Path) -> Macros:
    """Find the macros among finished chunks; `work` is a folder for what spills."""
    paths = [str(path) for path in chunks]
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET threads = 1")
        connection.execute(f"SET temp_directory = '{_quoted(work)}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(_USES, [paths])
        connection.execute(_FORMS)
        _write_groups(connection, _groups(connection, classifier))
        connection.execute(_MACROS, [MIN_USES])
        return Macros(_table(connection), _by_form(connection))
    finally:
        connection.close()


def _write_groups(connection: duckdb.DuckDBPyConnection, groups: Mapping[int, int]) -> None:
    """Hand the groups of near copies to the database."""
    pairs = pa.table(
        {
            "exact": pa.array(list(groups), pa.int64()),
            "leader": pa.array(list(groups.values()), pa.int64()),
        }
    )
    connection.register("pairs", pairs)
    connection.execute("CREATE TABLE groups AS SELECT * FROM pairs")


def _groups(connection: duckdb.DuckDBPyConnection, classifier: Classifier) -> dict[int, int]:
    """Return a leader for each form that has near copies."""
    near = connection.execute(_NEAR_FORMS).fetchall()
    wanted = _most_used(connection, {form for pair in near for form in pair})
    vectors = _embedded(connection, wanted, classifier)
    union = _Union()
    for one, other in near:
        if one in vectors and other in vectors and vectors[one] @ vectors[other] >= NEAR:
            union.join(one, other)
    return {form: union.leader(form) for form in vectors}


def _most_used(connection: duckdb.DuckDBPyConnection, forms: set[int]) -> pa.Table:
    """Return the forms worth comparing, with the place of their first use."""
    connection.register("wanted", pa.table({"exact": pa.array(sorted(forms), pa.int64())}))
    return connection.sql(
        "SELECT exact, first FROM forms JOIN wanted USING (exact) "
        "ORDER BY uses DESC, first LIMIT ?",
        params=[MOST_COMPARED],
    ).to_arrow_table()


def _embedded(
    connection: duckdb.DuckDBPyConnection, wanted: pa.Table, classifier: Classifier
) -> dict[int, NDArray[np.float32]]:
    """Return the embedding of each form's first use, read as a reply without a customer."""
    connection.register("compared", wanted)
    rows = connection.execute(
        "SELECT u.exact, u.reply, u.language FROM compared c "
        "JOIN uses u ON u.exact = c.exact AND u.place = c.first ORDER BY u.exact"
    ).fetchall()
    pairs = [TextPair(neutralise(reply, language or "en").text) for _, reply, language in rows]
    found = classifier.predict_many(pairs)
    return {row[0]: one.embedding for row, one in zip(rows, found, strict=True)}


class _Union:
    """Joins forms into groups; the smallest form leads, so that the order does not matter."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def leader(self, form: int) -> int:
        """Return the leader of a form's group."""
        while (parent := self._parent.get(form, form)) != form:
            self._parent[form] = self._parent.get(parent, parent)
            form = parent
        return form

    def join(self, one: int, other: int) -> None:
        """Make two forms' groups one."""
        small, large = sorted((self.leader(one), self.leader(other)))
        self._parent[large] = small


def _table(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    means = ", ".join(f"avg({name}) AS {name}_score" for name in DIMENSIONS)
    rows = connection.sql(
        "SELECT macro, count(*)::INT AS uses, count(DISTINCT exact)::INT AS forms, "  # noqa: S608 - no value from outside
        f"count(DISTINCT agent)::INT AS agents, min(time) AS first, max(time) AS last, {means}, "
        "avg(overall) AS overall, mode(language) AS language "
        "FROM uses JOIN macro_forms m USING (exact) GROUP BY macro ORDER BY macro"
    ).to_arrow_table()
    texts, shown = _texts(connection), _shown(connection)
    found: list[dict[str, Any]] = [
        {**row, "text": texts[row["macro"]], "behaviours": shown[row["macro"]]}
        for row in rows.to_pylist()
    ]
    return pa.Table.from_pylist(found, schema=MACROS)


def _texts(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Return for each macro its most used form, as it was first sent."""
    return dict(
        connection.execute(
            "WITH best AS (SELECT macro, arg_max(first, (uses, -first)) AS place "
            "FROM macro_forms GROUP BY macro) "
            "SELECT macro, reply FROM best JOIN uses USING (place)"
        ).fetchall()
    )


def _shown(connection: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    """Return for each macro the behaviours that most of its uses show."""
    shown: defaultdict[int, list[str]] = defaultdict(list)
    rows = connection.execute(
        "WITH sized AS (SELECT macro, sum(uses) AS total FROM macro_forms GROUP BY macro), "
        "seen AS (SELECT macro, place, unnest(list_distinct(behaviours)) AS behaviour "
        "FROM uses JOIN macro_forms USING (exact)) "
        "SELECT macro, behaviour FROM seen JOIN sized USING (macro) "
        "GROUP BY macro, behaviour, total HAVING count(*) >= ? * total ORDER BY macro, behaviour",
        [SHOWN_IN],
    ).fetchall()
    for macro, behaviour in rows:
        shown[macro].append(behaviour)
    return shown


def _by_form(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    return dict(connection.execute("SELECT exact, macro FROM macro_forms").fetchall())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
