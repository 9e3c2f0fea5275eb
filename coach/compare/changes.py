"""What has changed between two audits, with intervals, and what cannot be told.

Both audits are resampled by conversation, independently of each other. A change is called clear
only after allowing for all that were looked at (Holm). Since the mix of needs moves every mean, a
change is also given at the baseline's mix (direct standardisation).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from coach.audit.counted import scope_of
from coach.audit.run import is_intact
from coach.compare.errors import CompareError
from coach.contracts import DIMENSIONS
from coach.report.breakdown import breakdown
from coach.report.picture import coverage, picture
from coach.report.sums import COLUMNS, NEEDS, Sums, group_sql, sums
from coach.statistics.bootstrap import LEAST_CLUSTERS, SEED, Estimate, interval_of, replicate
from coach.statistics.multiple import holm, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.audit.counted import Scope
    from coach.audit.manifest import Manifest
    from coach.audit.results import AuditResults
    from coach.contracts import Dimension

Measure = Literal["score", "given", "hurts"]
Break = Literal["model", "rubric", "house"]
MEASURES: Final[tuple[Measure, ...]] = ("score", "given", "hurts")
_SEEDS: Final = (SEED, SEED + 1)
"""The two audits are drawn independently."""
_PARTS: Final[dict[Measure, tuple[str, str]]] = {
    "score": ("score", "n"),
    "given": ("counted_given", "n"),
    "hurts": ("level_0", "judged"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now; None for what is withheld, too little, or of another ruler.

    `column` and `group` name a segment, None for the whole. `difference` is now less then;
    `same_mix` is the difference at the baseline's mix of needs, for the whole only. `clear` tells
    whether it holds after allowing for all changes looked at.
    """

    dimension: Dimension
    measure: Measure
    column: str | None
    group: str | None
    base: Estimate
    now: Estimate
    difference: Estimate | None
    same_mix: Estimate | None
    clear: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison; with `breaks` nothing is compared, for the ruler has changed.

    `overlap` counts conversations that are in both; `looked_at` the changes with a difference.
    """

    base: Manifest
    now: Manifest
    breaks: tuple[Break, ...]
    overlap: int
    needs: tuple[tuple[Estimate, Estimate], ...]
    changes: tuple[Change, ...]
    looked_at: int


def compare(base: AuditResults, now: AuditResults) -> Comparison:
    """Compare an audit with a baseline.

    Raises:
        CompareError: the baseline is not what it was when its audit finished, or it is the same.
    """
    if base.manifest.run == now.manifest.run:
        raise CompareError("same", path=now.folder)
    if not is_intact(base.folder, base.manifest):
        raise CompareError("not_frozen", path=base.folder)
    breaks = breaks_between(base.manifest, now.manifest)
    scopes = scope_of(base), scope_of(now)
    pictures = [
        picture(results, scope, coverage(results, scope))
        for results, scope in zip((base, now), scopes, strict=True)
    ]
    hidden = any(one.figures is None for one in pictures)
    drafts = [] if hidden else list(_drafts(base, now, scopes, broken=bool(breaks)))
    p_values = [draft.p for draft in drafts if draft.p is not None]
    adjusted = iter(holm(p_values))
    changes = tuple(
        replace(draft.change, clear=draft.p is not None and next(adjusted) < 0.05)
        for draft in drafts
    )
    return Comparison(
        base=base.manifest,
        now=now.manifest,
        breaks=breaks,
        overlap=_overlap(base, now),
        needs=tuple(zip(pictures[0].needs, pictures[1].needs, strict=True)),
        changes=changes,
        looked_at=len(p_values),
    )


def breaks_between(base: Manifest, now: Manifest) -> tuple[Break, ...]:
    """Return why the line breaks: what decides scores is no longer the same."""
    found: list[Break] = []
    if base.model["sha256"] != now.model["sha256"]:
        found.append("model")
    if base.rubric != now.rubric:
        found.append("rubric")
    if {**base.house, "name": ""} != {**now.house, "name": ""}:
        found.append("house")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A change before one knows how many there are."""

    change: Change
    p: float | None


def _drafts(
    base: AuditResults, now: AuditResults, scopes: tuple[Scope, Scope], *, broken: bool
) -> Iterator[_Draft]:
    """Yield the changes of the whole, then of the segments that both audits show."""
    pairs = tuple(zip((base, now), scopes, strict=True))
    then, later = (next(sums(results, where=scope.where)) for results, scope in pairs)
    yield from _of_pair(then, later, None, None, broken=broken)
    for column in (*COLUMNS, *(name for name in base.segments if name in now.segments)):
        groups = [
            {group.name for group in breakdown(results, column, scope).shown}
            for results, scope in pairs
        ]
        both = groups[0] & groups[1]
        if len(both) < 2:
            continue
        parts = [
            {one.name: one for one in sums(results, group_sql(results, column), where=scope.where)}
            for results, scope in pairs
        ]
        for name in sorted((both & parts[0].keys() & parts[1].keys()), key=str):
            yield from _of_pair(parts[0][name], parts[1][name], column, name, broken=broken)


def _of_pair(
    base: Sums, now: Sums, column: str | None, group: str | None, *, broken: bool
) -> Iterator[_Draft]:
    """Yield the changes of the whole (all measures) or of one group (the score)."""
    for name in DIMENSIONS:
        for measure in MEASURES if column is None else MEASURES[:1]:
            top, bottom = (f"{name}_{part}" for part in _PARTS[measure])
            before = _figure(base, top, bottom, seed=_SEEDS[0])
            after = _figure(now, top, bottom, seed=_SEEDS[1])
            difference, p = (None, None) if broken else _difference(before, after)
            mixed = column is None and measure == "score" and not broken
            change = Change(
                name,
                measure,
                column,
                group,
                before.estimate,
                after.estimate,
                difference,
                same_mix(base, now, name) if mixed else None,
                clear=False,
            )
            yield _Draft(change, p)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A ratio with the replicates its interval is from; None where clusters are too few."""

    estimate: Estimate
    drawn: NDArray[np.float64] | None


def _figure(one: Sums, top: str, bottom: str, *, seed: int) -> _Figure:
    above, below = one.of(top), one.of(bottom)
    filled = below[:, 0] > 0
    above, below = above[filled], below[filled]
    n, clusters = round(float(below.sum())), int(filled.sum())
    if not n:
        return _Figure(Estimate(None, None, None, 0, 0), None)
    value = float(above.sum() / below.sum())
    if clusters < LEAST_CLUSTERS:
        return _Figure(Estimate(value, None, None, n, clusters), None)
    drawn = replicate(above, below, seed=seed)[:, 0]
    low, high = interval_of(drawn)
    return _Figure(Estimate(value, low, high, n, clusters), drawn)


def _difference(before: _Figure, after: _Figure) -> tuple[Estimate | None, float | None]:
    """Return now less then with its interval, and how surprising it would be without a change."""
    then, later = before.estimate, after.estimate
    if before.drawn is None or after.drawn is None or then.value is None or later.value is None:
        return None, None
    drawn = after.drawn - before.drawn
    spread = float(np.nanstd(drawn))
    if not spread:
        return None, None
    low, high = interval_of(drawn)
    value = later.value - then.value
    found = Estimate(value, low, high, then.n + later.n, then.clusters + later.clusters)
    return found, two_sided(value / spread)


def same_mix(base: Sums, now: Sums, name: Dimension) -> Estimate | None:
    """Return the difference of scores with every need weighing what it weighed in the baseline.

    None where a need of the baseline has fewer than ten conversations in either audit.
    """
    size = np.array([base.total(f"{name}_n_need_{need}") for need in NEEDS])
    needs = [need for need in NEEDS if size[need]]
    weights = size[needs] / size.sum()
    values, drawn = [], []
    for one, seed in zip((base, now), _SEEDS, strict=True):
        above = one.of(*(f"{name}_score_need_{need}" for need in needs))
        below = one.of(*(f"{name}_n_need_{need}" for need in needs))
        if not needs or ((below > 0).sum(axis=0) < LEAST_CLUSTERS).any():
            return None
        values.append(above.sum(axis=0) / below.sum(axis=0) @ weights)
        drawn.append(replicate(above, below, seed=seed) @ weights)
    low, high = interval_of(drawn[1] - drawn[0])
    n = round(size.sum() + sum(now.total(f"{name}_n_need_{need}") for need in needs))
    return Estimate(
        float(values[1] - values[0]), low, high, n, _clusters(base, name) + _clusters(now, name)
    )


def _clusters(one: Sums, name: Dimension) -> int:
    return int((one.columns[f"{name}_n"] > 0).sum())


def _overlap(base: AuditResults, now: AuditResults) -> int:
    """Count conversations that are in both, by source and id."""
    path = str(base.path("conversations"))
    row = now.rows(
        "SELECT count(*) AS n FROM conversations c "
        "JOIN read_parquet(?) b USING (conversation_id, source)",
        [path],
    )[0]
    return int(row["n"])
