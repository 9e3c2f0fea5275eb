"""Tables in EPITOME's form, with made-up posts whose levels follow from single words."""

from __future__ import annotations

import csv
from pathlib import Path

from training.epitome.posts import MECHANISMS

CUES = ("hug", "sad", "why")


def write(folder: Path, *, rows: int) -> None:
    """Write the three tables; row i shows each mechanism by a rule of its number."""
    for column, mechanism in enumerate(MECHANISMS):
        with (folder / f"{mechanism}-reddit.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(
                ["sp_id", "rp_id", "seeker_post", "response_post", "level", "rationales"]
            )
            for i in range(rows):
                levels = _levels(i)
                level = levels[column]
                rationale = f"{' '.join([CUES[column]] * level)}|" if level else ""
                table.writerow([f"s{i}", f"r{i}", "sad", response(levels), level, rationale])


def response(levels: tuple[int, ...]) -> str:
    """Write a response that says each cue as often as its level."""
    return " ".join(["wir", *(" ".join([c] * n) for c, n in zip(CUES, levels, strict=True) if n)])


def _levels(i: int) -> tuple[int, int, int]:
    return i % 3, (i // 3) % 3, (2 * i) % 3
