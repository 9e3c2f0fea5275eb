"""Score whole conversations: turns with their context, then redaction, then rows.

A `ChunkScorer` holds the weights once and turns a chunk of conversations into the bytes of its
Parquet file. The bytes depend on the conversations, the model and the options alone, so that it
does not matter where or in which order chunks are scored.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from coach.audit.rows import ConversationRows, ScoredTurn
from coach.audit.schema import CHUNK
from coach.contracts import MAX_CHARACTERS, Message, Request
from coach.privacy import redact
from coach.suggest.retrieval import SituationFinder
from coach.transcripts.turns import turns
from models.parallel import ordered_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.audit.agents import Pseudonyms
    from coach.audit.options import AuditOptions
    from coach.coach import Coach
    from coach.transcripts.contracts import Conversation, Rejected, Turn

REJECTED: Final = b"rejected"
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the input, the same in every run over it.

    `first` is the position of its first conversation in the input, `turns` counts its agent turns.
    """

    index: int
    first: int
    turns: int
    conversations: tuple[Conversation, ...]
    rejected: tuple[Rejected, ...]


class ChunkScorer:
    """Scores chunks; make one a process."""

    def __init__(
        self, coach: Coach, options: AuditOptions, pseudonyms: Pseudonyms, *, workers: int
    ) -> None:
        self._coach = coach
        self._options = options
        self._workers = workers
        self._situations = SituationFinder(coach.classifier)
        self._rows = ConversationRows(coach.house, options, pseudonyms)

    def score(self, chunk: Chunk) -> bytes:
        """Return a chunk's file."""
        table = pa.Table.from_pylist(list(self._conversations(chunk)), schema=CHUNK)
        rejected = [_rejected(one) for one in chunk.rejected]
        metadata = {REJECTED: json.dumps(rejected, ensure_ascii=False).encode()}
        out = io.BytesIO()
        pq.write_table(
            table.replace_schema_metadata(metadata), out, compression="zstd", version="2.6"
        )
        return out.getvalue()

    def _conversations(self, chunk: Chunk) -> Iterator[dict[str, Any]]:
        """Score the chunk's turns in one stream, and make a row of each conversation."""
        self._situations.warm()
        plan = [(one, turns(one)) for one in chunk.conversations]
        scored = ordered_map(
            self._turn,
            (turn for _, own in plan for turn in own),
            workers=self._workers,
        )
        for position, (conversation, own) in enumerate(plan, start=chunk.first):
            found = [next(scored) for _ in own]
            yield self._rows.row(conversation, found, position=position)

    def _turn(self, turn: Turn) -> ScoredTurn:
        """Score one turn; what is too long to be scored at once counts by its beginning."""
        request = Request(
            reply=turn.text[:MAX_CHARACTERS],
            customer=turn.customer[:MAX_CHARACTERS] if turn.customer else None,
            thread=tuple(Message(one.role, one.text[:MAX_CHARACTERS]) for one in turn.thread),
            phase=turn.phase,
            channel=turn.channel,
            language=self._options.language,
            masks="neutral",
        )
        reading = self._coach.read(request)
        situation = None
        if turn.customer and reading.prediction is not None:
            found = self._situations.situation(reading.prediction.embedding, turn.customer)
            situation = found or OTHER
        return ScoredTurn(turn, request, reading.assessment, situation)


def _rejected(one: Rejected) -> dict[str, object]:
    """Return what is written of a record that could not be read, redacted like everything."""
    return {
        "source": one.source,
        "line": one.line,
        "reason": one.reason,
        "record": redact(one.record, language="de").text,
    }
