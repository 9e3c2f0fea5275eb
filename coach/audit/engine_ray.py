"""Score on a Ray cluster: Ray Data with the weights in actors, on this machine or many.

Chunks travel to the actors and their files' content back; only this process writes. They go in
waves, so that neither this process nor the cluster holds more than one wave. A worker that dies is
replaced and its chunk is scored again: the same bytes, so nothing is lost or twice.
"""

from __future__ import annotations

import itertools
import os
import pickle
import socket
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.audit.engines import Scored
from coach.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.audit.engines import Recipe
    from coach.audit.scorer import Chunk, ChunkScorer

PATIENCE: Final = 10.0
"""Seconds a cluster has to answer."""
WAVE: Final = 64
"""Chunks that are handed to the cluster at a time."""


class RayEngine:
    """Scores chunks with actors of a Ray cluster."""

    def __init__(self, recipe: Recipe, *, address: str | None, actors: int) -> None:
        self._recipe = recipe
        self._address = address
        self._actors = actors

    def run(self, chunks: Iterable[Chunk]) -> Iterator[Scored]:
        """Score wave after wave.

        Raises:
            AuditError: Ray is not installed, or the cluster cannot be reached.
        """
        started = self._connect()
        try:
            waiting = iter(chunks)
            while wave := tuple(itertools.islice(waiting, WAVE)):
                yield from self._wave(wave)
        finally:
            if started:
                import ray

                ray.shutdown()

    def _wave(self, wave: tuple[Chunk, ...]) -> Iterator[Scored]:
        import ray

        rows = [{"index": one.index, "chunk": pickle.dumps(one)} for one in wave]
        scored = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            _Actor,
            fn_constructor_args=(self._recipe,),
            batch_size=1,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=max(1, self._actors)),
            num_cpus=self._recipe.settings.workers,
        )
        for row in scored.iter_rows():
            yield Scored(int(row["index"]), bytes(row["content"]))

    def _connect(self) -> bool:
        """Join the cluster, or start one on this machine; tell whether it is ours to leave."""
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        try:
            import ray
        except ImportError as error:
            raise AuditError("no-ray") from error
        if ray.is_initialized():
            return False
        try:
            _knock(self._address)
            ray.init(
                address=self._address,
                include_dashboard=False,
                configure_logging=False,
                log_to_driver=False,
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise AuditError("ray", address=self._address or "auto", error=error) from error
        return True


def _knock(address: str | None) -> None:
    """Try the head's port first: Ray itself would knock for minutes.

    Raises:
        OSError: nobody answers there.
    """
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        with socket.create_connection((host, int(port)), timeout=PATIENCE):
            return


class _Actor:
    """Holds the weights on a worker; made once, used for many chunks."""

    def __init__(self, recipe: Recipe) -> None:
        self._scorer: ChunkScorer = recipe.scorer()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Score the chunks of a batch."""
        content = np.empty(len(batch["chunk"]), dtype=object)
        content[:] = [self._scorer.score(pickle.loads(one)) for one in batch["chunk"]]  # noqa: S301 - our own driver sent it
        return {"index": batch["index"], "content": content}
