"""Draw a stratified sample of replies for blind grading.

Strata are language × channel × predicted level × confidence. Rare strata get more than their share
(the square root of their size decides), because agreement on rare levels is what a plain sample
cannot tell. How likely each reply was to be drawn is kept, so that figures can be weighted back to
all replies (Horvitz & Thompson, JASA 1952).
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from dataclasses import asdict, dataclass
from hashlib import blake2b
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from coach.audit.files import write_whole
from coach.contracts import DIMENSIONS
from coach.grading.errors import GradingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from coach.audit.results import AuditResults

FORMAT: Final = "empathy-coach/sample/1"
DEFAULT_SIZE: Final = 200
LEAST_EACH: Final = 2
"""A stratum gives at least so many, so that its own spread can be told."""
SURE: Final = 0.8
"""From this confidence on (of the least certain dimension) a reply counts as sure."""
_COLUMNS: Final = (
    "turn_id",
    "conversation_id",
    "language",
    "channel",
    *(f"{name}_{part}" for name in DIMENSIONS for part in ("level", "confidence")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One drawn reply: the name graders see, whose it is, and how likely it was to be drawn."""

    item: str
    turn: str
    stratum: str
    probability: float


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample; `id` is part of every item's name and of the key file's."""

    id: str
    run: str
    seed: int
    items: tuple[Item, ...]
    strata: Mapping[str, tuple[int, int]]
    """Of each stratum, how many replies there are and how many were drawn."""


def draw_sample(results: AuditResults, *, size: int = DEFAULT_SIZE, seed: int = 1) -> Sample:
    """Draw a sample; the same audit, size and seed give the same one.

    Raises:
        GradingError: the audit has no reply with levels.
    """
    sizes = Counter(stratum for stratum, _ in _strata(results))
    if not sizes:
        raise GradingError("nothing_to_grade", path=results.folder)
    wanted = allocate(sizes, size)
    drawn = _draw(results, wanted, seed)
    name = blake2b(
        f"{results.manifest.run}:{size}:{seed}".encode(), digest_size=3, person=b"coach-sample"
    ).hexdigest()
    order = sorted(drawn, key=lambda one: _rank(f"order:{seed}", one[1]))
    items = tuple(
        Item(f"{name}-{i:03d}", turn, stratum, wanted[stratum] / sizes[stratum])
        for i, (stratum, turn) in enumerate(order, start=1)
    )
    strata = {key: (sizes[key], wanted[key]) for key in sorted(sizes)}
    return Sample(name, results.manifest.run, seed, items, strata)


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Share out a sample among strata by the square roots of their sizes.

    Every stratum gets two where it has them and the sample is large enough for that; none gets
    more than it has. What is left over goes where the shortfall is largest.
    """
    total = min(total, sum(sizes.values()))
    least = LEAST_EACH if LEAST_EACH * len(sizes) <= total else min(1, total // len(sizes))
    given = {key: min(least, size) for key, size in sizes.items()}
    weights = {key: sqrt(size) for key, size in sizes.items()}
    while (rest := total - sum(given.values())) > 0:
        open_ = [key for key in sorted(sizes) if given[key] < sizes[key]]
        scale = (rest + sum(given[key] for key in open_)) / sum(weights[key] for key in open_)
        short = max(open_, key=lambda key: (weights[key] * scale - given[key], key))
        given[short] += max(
            1, min(int(weights[short] * scale - given[short]), sizes[short] - given[short], rest)
        )
    return given


def stratum_of(row: Mapping[str, Any]) -> str | None:
    """Return a reply's stratum; None where it has no levels.

    The level is 0 where any dimension is at 0, else the highest of the three: so both ends of the
    scale are strata of their own.
    """
    levels = [row[f"{name}_level"] for name in DIMENSIONS]
    if any(level is None for level in levels):
        return None
    level = 0 if min(levels) == 0 else max(levels)
    sure = min(row[f"{name}_confidence"] for name in DIMENSIONS) >= SURE
    where = f"{row['language'] or '-'}/{row['channel'] or '-'}"
    return f"{where}/{level}/{'sure' if sure else 'unsure'}"


def key_path(folder: Path, sample: str) -> Path:
    """Return where a sample's key lies: which item is which reply."""
    return folder / f"sample-{sample}.json"


def write_key(folder: Path, sample: Sample) -> Path:
    """Write the key beside the audit; graders never see it."""
    path = key_path(folder, sample.id)
    text = json.dumps({"format": FORMAT, **asdict(sample)}, ensure_ascii=False, indent=1)
    write_whole(path, (text + "\n").encode())
    return path


def read_keys(folder: Path) -> dict[str, Item]:
    """Return the items of every sample drawn from an audit, by the name graders see.

    Raises:
        GradingError: a key file is damaged.
    """
    found: dict[str, Item] = {}
    for path in sorted(folder.glob("sample-*.json")):
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            found |= {one["item"]: Item(**one) for one in table["items"]}
        except (ValueError, KeyError, TypeError) as error:
            raise GradingError("key", path=path) from error
    return found


def _strata(results: AuditResults) -> Iterator[tuple[str, str]]:
    for batch in results.batches(columns=_COLUMNS):
        for row in batch.to_pylist():
            stratum = stratum_of(row)
            if stratum is not None:
                yield stratum, row["turn_id"]


def _draw(results: AuditResults, wanted: Mapping[str, int], seed: int) -> list[tuple[str, str]]:
    """Keep the replies of each stratum whose hash with the seed is smallest."""
    kept: dict[str, list[tuple[int, str]]] = {key: [] for key in wanted}
    for stratum, turn in _strata(results):
        heap = kept[stratum]
        entry = (-_rank(f"draw:{seed}", turn), turn)
        if len(heap) < wanted[stratum]:
            heapq.heappush(heap, entry)
        elif heap and entry > heap[0]:
            heapq.heapreplace(heap, entry)
    return [(stratum, turn) for stratum, heap in kept.items() for _, turn in heap]


def _rank(salt: str, turn: str) -> int:
    return int.from_bytes(blake2b(f"{salt}:{turn}".encode(), digest_size=8).digest())
