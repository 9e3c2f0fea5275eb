"""The runtime: ONNX Runtime, no torch; one text a run, so that no text sees its neighbours.

ONNX Runtime's dynamic int8 takes one activation scale per tensor. In a padded batch a neighbour
would move a score; with one text a run it cannot. Bulk work is spread over threads instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime as ort

from models.artifact import DEFAULT_WEIGHTS, Artifact, load_artifact
from models.encoding import PairEncoder, merge_windows
from models.parallel import ordered_map
from models.prediction import Prediction
from models.spans import find_spans
from models.windows import OUTPUTS, SplitNetwork, WholeNetwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from models.prediction import TextPair
    from models.windows import Network

__all__ = ["OUTPUTS", "OnnxClassifier", "RawOutput"]


_SLOWER_FUSED = ("SkipLayerNormFusion", "BiasGeluFusion")
"""Fusions of ONNX Runtime 1.31 whose kernels take longer on a CPU than the single ones."""


@dataclass(frozen=True, slots=True)
class RawOutput:
    """One text's uncalibrated output.

    Attributes:
        cumulative: float32 [dimensions, levels - 1], logits.
        need: float32 [needs], logits.
        tokens: float64 [reply tokens, behaviours], logits.
        behaviours: float32 [behaviours], logits.
        embedding: float32 [hidden].
        offsets: int64 [reply tokens, 2].

    """

    cumulative: NDArray[np.float32]
    need: NDArray[np.float32]
    tokens: NDArray[np.float64]
    behaviours: NDArray[np.float32]
    embedding: NDArray[np.float32]
    offsets: NDArray[np.int64]


class OnnxClassifier:
    """Scores text pairs with the exported network.

    `threads` is what one run may use; `workers` how many texts `predict_many` runs at a time.
    Two contended threads are slower than one free one, so their product should not exceed the
    cores.
    """

    def __init__(self, artifact: Artifact, *, threads: int = 1, workers: int = 2) -> None:
        self.artifact = artifact
        self._encoder = PairEncoder.load(artifact.tokenizer)
        self._network = _network(artifact, threads)
        self._workers = workers

    @classmethod
    def load(
        cls, folder: Path = DEFAULT_WEIGHTS, *, threads: int = 1, workers: int = 2
    ) -> OnnxClassifier:
        """Check and load a weights folder."""
        return cls(load_artifact(folder), threads=threads, workers=workers)

    @property
    def name(self) -> str:
        """Name and version of the weights."""
        return f"{self.artifact.name}@{self.artifact.version}"

    def predict(self, pair: TextPair) -> Prediction:
        """Score one pair."""
        raw = self.raw(pair)
        calibration = self.artifact.calibration
        tokens = calibration.behaviour_probabilities(raw.tokens)
        labels = self.artifact.labels
        return Prediction(
            levels=calibration.level_probabilities(raw.cumulative),
            need=calibration.need_probabilities(raw.need),
            behaviours=calibration.behaviour_probabilities(raw.behaviours),
            spans=find_spans(pair.reply, tokens, raw.offsets, labels, calibration),
            embedding=raw.embedding,
            tokens=len(raw.offsets),
        )

    def predict_many(self, pairs: Iterable[TextPair]) -> Iterator[Prediction]:
        """Score a stream on `workers` threads, order kept; memory stays flat."""
        return ordered_map(self.predict, pairs, workers=self._workers)

    def raw(self, pair: TextPair) -> RawOutput:
        """Run the network on one pair; calibration is fitted on this."""
        encoded = self._encoder.encode(pair)
        cumulative, need, tokens, behaviours, embedding = self._network.run(encoded)
        return RawOutput(
            cumulative=cumulative[0],
            need=need[0],
            tokens=merge_windows(tokens, encoded),
            behaviours=behaviours[0],
            embedding=embedding[0],
            offsets=encoded.offsets,
        )


def _network(artifact: Artifact, threads: int) -> Network:
    network = _session(artifact.network, threads)
    if artifact.heads is None:
        return WholeNetwork(network)
    return SplitNetwork(network, _session(artifact.heads, threads), model=artifact.sha256)


def _session(path: Path, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    # One thread has nobody to wait for; several answer a third faster when they wait awake.
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(threads > 1)))
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return ort.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=list(_SLOWER_FUSED),
    )
