"""Twitter support CSV (`twcs`): tweets in any order, threaded by their reply links.

A thread is one customer's exchange under a root tweet: others who join it have threads of their
own. What a brand tweets to nobody is an announcement, kept as a system line and never scored.
The links are followed inside a temporary database, so memory stays flat.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from coach.contracts import Channel
from coach.transcripts.contracts import Conversation, Message, Rejected, Role
from coach.transcripts.errors import BrokenRecordError
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.formats.csv_table import header, table_rows
from coach.transcripts.peek import Peek
from coach.transcripts.records import Record, checked, rejected
from coach.transcripts.shelf import temporary_database
from coach.transcripts.values import moment, plain, string

_COLUMNS: Final = frozenset(
    {"tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id"}
)
_TABLE: Final = """
CREATE TABLE tweets (
    id TEXT PRIMARY KEY, parent TEXT, author TEXT, inbound INTEGER, time REAL, text TEXT,
    line INTEGER
)
"""
_LINKS: Final = """
CREATE TABLE links AS
WITH RECURSIVE link(id, root, party, depth) AS (
    SELECT id, id, CASE WHEN inbound THEN author ELSE '' END, 0 FROM tweets
    WHERE parent IS NULL OR parent NOT IN (SELECT id FROM tweets)
    UNION ALL
    SELECT t.id, link.root, CASE WHEN t.inbound THEN t.author ELSE link.party END, link.depth + 1
    FROM link CROSS JOIN tweets AS t ON t.parent = link.id
)
SELECT id, root, party, depth FROM link
"""
_THREADS: Final = """
SELECT starts.line AS start, l.root, l.party, t.id, t.parent, t.author, t.inbound, t.time, t.text
FROM links AS l JOIN tweets AS t ON t.id = l.id
JOIN (
    SELECT links.root, links.party, MIN(tweets.line) AS line
    FROM links JOIN tweets ON tweets.id = links.id GROUP BY links.root, links.party
) AS starts ON starts.root = l.root AND starts.party = l.party
ORDER BY start, l.root, l.party, t.time, l.depth, t.line
"""
_CIRCLES: Final = """
SELECT id, line FROM tweets WHERE id NOT IN (SELECT id FROM links) ORDER BY line
"""
_INSERT: Final = """
INSERT OR IGNORE INTO tweets (id, parent, author, inbound, time, text, line)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def _sniff(peek: Peek) -> bool:
    return set(header(peek)) >= _COLUMNS


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    channel = (mapping.channel if mapping else None) or "social"
    with temporary_database() as database:
        database.execute(_TABLE)
        yield from _store(peek, database)
        _link(database)
        threads = groupby(database.execute(_THREADS), key=itemgetter(0, 1, 2))
        for (line, root, party), rows in threads:
            tweets = [_Tweet(*row) for row in rows]
            try:
                yield checked(_thread(peek, tweets, channel))
            except BrokenRecordError as error:
                yield rejected(peek, line, error.reason, f"{root} {party}")
        for name, line in database.execute(_CIRCLES):
            yield rejected(peek, line, "circular", name)


class _Tweet(NamedTuple):
    """A stored tweet; `start`, `root` and `party` name the thread it is in."""

    start: int
    root: str
    party: str
    id: str
    parent: str | None
    author: str
    inbound: int
    time: float | None
    text: str


def _thread(peek: Peek, tweets: Sequence[_Tweet], channel: Channel) -> Conversation:
    first = tweets[0]
    announced = not first.party and any(t.id == t.root and t.parent is None for t in tweets)
    brand = next((tweet.author for tweet in tweets if not tweet.inbound), None)
    return Conversation(
        id=first.root if any(t.id == t.root for t in tweets) else f"{first.root}-{first.party}",
        messages=tuple(_message(tweet, channel, announced=announced) for tweet in tweets),
        columns={"brand": brand} if brand else {},
        source=peek.source.name,
        line=first.start,
    )


def _message(tweet: _Tweet, channel: Channel, *, announced: bool) -> Message:
    role: Role = "customer" if tweet.inbound else "system" if announced else "agent"
    return Message(
        role,
        tweet.text,
        time=moment(tweet.time),
        channel=channel,
        meta={} if tweet.inbound else {"brand": tweet.author},
        id=tweet.id,
    )


def _store(peek: Peek, database: sqlite3.Connection) -> Iterator[Rejected]:
    database.execute("BEGIN")
    for entry in table_rows(peek):
        if isinstance(entry, Rejected):
            yield entry
            continue
        line, row = entry
        try:
            values = _values(row)
        except BrokenRecordError as error:
            yield rejected(peek, line, error.reason, row)
            continue
        if not database.execute(_INSERT, (*values, line)).rowcount:
            yield rejected(peek, line, "duplicate", row)
    database.execute("COMMIT")


def _values(row: Record) -> tuple[str, str | None, str, bool, float | None, str]:
    """Return id, parent, author, whether the customer wrote it, time and text of a row."""
    name, text = _number(row.get("tweet_id")), plain(row.get("text"))
    inbound = str(row.get("inbound", "")).strip().lower()
    if name is None:
        raise BrokenRecordError("no-id")
    if inbound not in {"true", "false"}:
        raise BrokenRecordError("unknown-role")
    if not text:
        raise BrokenRecordError("no-text")
    time = moment(row.get("created_at"))
    return (
        name,
        _number(row.get("in_response_to_tweet_id")),
        string(row.get("author_id")) or "",
        inbound == "true",
        time.timestamp() if time else None,
        text,
    )


def _number(value: object) -> str | None:
    """Return an id; pandas writes those of a column with gaps as "3.0"."""
    found = string(value)
    return found.removesuffix(".0") if found else None


def _link(database: sqlite3.Connection) -> None:
    """Pass root and customer down the reply links; what hangs on no root is in a circle."""
    database.execute("CREATE INDEX by_parent ON tweets (parent)")
    database.execute(_LINKS)


TWCS: Final = Format("twcs", _sniff, _read)
