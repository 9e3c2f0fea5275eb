"""Reading takes the same memory however large the export is."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SMALL, LARGE = 10 * 2**20, 30 * 2**20
GROWTH_KIB = 12 * 1024
"""Much less than what the larger file holds more; the databases' caches fill up once."""
WORDS = ["the", "parcel", "is", "still", "not", "here", "and", "nobody", "could", "tell", "me"]


def text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=40))


def jsonl(rng: random.Random) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        messages = [{"role": role, "text": text(rng)} for role in ("customer", "agent") * 5]
        yield json.dumps({"id": f"c{number}", "messages": messages}) + "\n"


def array(rng: random.Random) -> Iterator[str]:
    yield "["
    for number, line in enumerate(jsonl(rng)):
        yield ("," if number else "") + line.rstrip("\n")


def scattered(rng: random.Random) -> Iterator[str]:
    """Rows whose conversations are spread over the whole file."""
    yield "ticket_id,role,text\n"
    while True:
        role = rng.choice(("customer", "agent"))
        yield f"{rng.randrange(20_000)},{role},{text(rng)}\n"


def tweets(rng: random.Random) -> Iterator[str]:
    yield "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
    number = 0
    while True:
        number += 2
        when = "Tue Oct 31 22:10:47 +0000 2017"
        parent = number - 1 if number % 40 > 1 else ""
        yield f"{number},u{number % 997},True,{when},{text(rng)},,{parent}\n"
        yield f"{number + 1},Brand,False,{when},{text(rng)},,{number}\n"


LAYOUTS = {"lines": jsonl, "array": array, "scattered rows": scattered, "tweets": tweets}


def written(path: Path, layout: object, size: int) -> Path:
    rng = random.Random(7)
    left = size
    with gzip.open(path, "wt", compresslevel=1) as out:
        for part in layout(rng):  # type: ignore[operator]
            out.write(part)
            left -= len(part)
            if left < 0:
                break
        if layout is array:
            out.write("]")
    return path


READ = """
import sys
from pathlib import Path
from coach.transcripts import Conversation, open_transcripts
count = sum(isinstance(entry, Conversation) for entry in open_transcripts(sys.argv[1:]))
status = Path("/proc/self/status").read_text()
peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
print(count, peak.split()[1])
"""


def conversations_and_peak(file: Path) -> tuple[int, int]:
    """Read a file in a process of its own; return how much it held and the peak in KiB."""
    done = subprocess.run(
        [sys.executable, "-c", READ, file], capture_output=True, text=True, check=True
    )
    count, peak = done.stdout.split()
    return int(count), int(peak)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_memory_stays_flat(layout: object, tmp_path: Path) -> None:
    few, small = conversations_and_peak(written(tmp_path / "few.gz", layout, SMALL))
    many, large = conversations_and_peak(written(tmp_path / "many.gz", layout, LARGE))
    assert many > few > 0
    assert large - small < GROWTH_KIB
