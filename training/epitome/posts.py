"""Read EPITOME's Reddit part: three tables of the same pairs, one a mechanism."""

from __future__ import annotations

import csv
import hashlib
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from training.records import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MECHANISMS = ("emotional-reactions", "interpretations", "explorations")
LEVELS = 3

Part = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Post:
    """A seeker's post, a response to it, and per mechanism its level and rationale.

    `levels` are 0–2; `rationales` are code-point ranges of the response, one tuple a mechanism.
    """

    seeker_id: str
    response_id: str
    seeker: str
    response: str
    levels: tuple[int, ...]
    rationales: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Posts:
    """The pairs of each part."""

    train: tuple[Post, ...]
    dev: tuple[Post, ...]
    test: tuple[Post, ...]


def load_posts(folder: Path) -> Posts:
    """Read and split; exact repetitions are dropped from train, never from dev and test."""
    parts: dict[Part, list[Post]] = {"train": [], "dev": [], "test": []}
    for post in read_posts(folder):
        parts[part_of(post.seeker_id)].append(post)
    train = tuple(without_repetitions(parts["train"]))
    return Posts(train, tuple(parts["dev"]), tuple(parts["test"]))


def part_of(seeker_id: str) -> Part:
    """Apply the split rule: sha1(sp_id) mod 20, 0–14 train, 15 dev, 16–19 test."""
    share = int(hashlib.sha1(seeker_id.encode(), usedforsecurity=False).hexdigest(), 16) % 20
    if share < 15:
        return "train"
    return "dev" if share == 15 else "test"


def without_repetitions(posts: Sequence[Post]) -> list[Post]:
    """Keep a pair once where its copies agree; copies that disagree all stay.

    A few dozen pairs were labelled twice. Nobody can say which of two levels is right, so the
    network sees both and learns to be unsure.
    """
    seen: dict[tuple[str, str, tuple[int, ...]], Post] = {}
    for post in posts:
        seen.setdefault((post.seeker_id, post.response_id, post.levels), post)
    return list(seen.values())


def read_posts(folder: Path) -> list[Post]:
    """Read the three tables; DataError says which one is missing or does not line up."""
    tables = [_table(folder / f"{mechanism}-reddit.csv") for mechanism in MECHANISMS]
    if len({len(table) for table in tables}) != 1:
        message = f"{folder}: the three tables have {[len(t) for t in tables]} rows, not the same"
        raise DataError(message)
    return [_post(rows, number) for number, rows in enumerate(zip(*tables, strict=True), 1)]


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except OSError as error:
        message = f"{path} cannot be read ({error}); --data is the folder of the three CSV tables"
        raise DataError(message) from error


def _post(rows: Sequence[dict[str, str]], number: int) -> Post:
    """Join one row of each table; their texts differ in white space only, the first counts."""
    first = rows[0]
    if len({(row["sp_id"], row["rp_id"]) for row in rows}) != 1:
        message = f"row {number} is about different pairs in the three tables; fetch them again"
        raise DataError(message)
    response = html.unescape(first["response_post"])
    return Post(
        seeker_id=first["sp_id"],
        response_id=first["rp_id"],
        seeker=html.unescape(first["seeker_post"]),
        response=response,
        levels=tuple(int(row["level"]) for row in rows),
        rationales=tuple(find_rationales(response, row["rationales"] or "") for row in rows),
    )


def find_rationales(response: str, quotes: str) -> tuple[tuple[int, int], ...]:
    """Find quotes joined by "|" in a response, whatever the white space between their words."""
    ranges = []
    for quote in quotes.split("|"):
        words = html.unescape(quote).split()
        match = re.search(r"\s+".join(map(re.escape, words)), response) if words else None
        if match:
            ranges.append(match.span())
    return tuple(ranges)
