"""The link between conversation scores and outcomes, for what it is: an association."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from coach.audit.prefixes import OUTCOME_PREFIX
from coach.contracts import DIMENSIONS
from coach.report.values import Link, Links
from coach.statistics.association import associate
from coach.statistics.multiple import holm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.audit.counted import Scope
    from coach.audit.results import AuditResults
    from coach.statistics.association import Association

IN_TEXT: Final = ("thanks", "recommendation", "turnaround", "escalation")
SCORES: Final = (*DIMENSIONS, "overall")
MOST: Final = 10_000
"""So many conversations are looked at, drawn by chance where there are more."""
_PLACES: Final = 2_654_435_761


def links(results: AuditResults, scope: Scope) -> Links:
    """Correlate every score with every outcome within need strata.

    Outcomes are the columns of the input and what the customers' own words show. Whether the mood
    turned can only be said of conversations with strong feelings.
    """
    columns = _columns(results, scope)
    need = columns["need"]
    known = np.where(np.isfinite(need), need, -1).astype(np.int64)
    found: list[tuple[str, str, bool, Association]] = []
    silent = []
    for name, in_text in [*((n, False) for n in results.outcomes), *((n, True) for n in IN_TEXT)]:
        values = columns[name if in_text else OUTCOME_PREFIX + name]
        if name == "turnaround" and in_text:
            values = np.where(known == 2, values, np.nan)
        own = [(score, associate(columns[f"score_{score}"], values, known)) for score in SCORES]
        found += [(score, name, in_text, one) for score, one in own if one is not None]
        if not any(one for _, one in own):
            silent.append(name)
    adjusted = holm([one.p for *_, one in found])
    made = tuple(Link(*one, p) for one, p in zip(found, adjusted, strict=True))
    return Links(made, tuple(silent), len(need))


def _columns(results: AuditResults, scope: Scope) -> dict[str, NDArray[np.float64]]:
    """Return scores, need and outcomes of conversations, one entry each."""
    scores = [f"{name}_score" for name in DIMENSIONS] + ["overall"]
    outcomes = [OUTCOME_PREFIX + name for name in results.outcomes]
    wanted = [
        *(
            f"c.{column}::DOUBLE AS score_{name}"
            for column, name in zip(scores, SCORES, strict=True)
        ),
        "c.need::DOUBLE AS need",
        *(f"c.{name}::INT::DOUBLE AS {name}" for name in IN_TEXT),
        *(f'c."{quoted}"::DOUBLE AS "{quoted}"' for quoted in (_quoted(o) for o in outcomes)),
    ]
    table = results.query(
        f"SELECT {', '.join(wanted)} FROM conversations c "  # noqa: S608 - names quoted
        f"WHERE {scope.where.replace('s.', 'c.')} "
        f"ORDER BY (c.position * {_PLACES}) % 4294967296 LIMIT {MOST}"
    )
    return {name: table.column(name).to_numpy().astype(np.float64) for name in table.column_names}


def _quoted(name: str) -> str:
    return name.replace('"', '""')
