"""Raw outputs side by side with what people said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.labels import rubric_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.records import Record

REAL_SOURCES = frozenset({"ibm_care", "bcontrast"})


@dataclass(frozen=True, slots=True)
class Truth:
    """Labels as arrays.

    Attributes:
        levels: int64 [rows, dimensions].
        need: int64 [rows].
        behaviours: float64 [rows, behaviours], 0/1.
        clean: bool [rows], no negative behaviour marked.
        real: bool [rows], written by a real agent.

    """

    levels: NDArray[np.int64]
    need: NDArray[np.int64]
    behaviours: NDArray[np.float64]
    clean: NDArray[np.bool_]
    real: NDArray[np.bool_]


def truth_of(records: Sequence[Record]) -> Truth:
    """Collect the labels of some records."""
    labels = rubric_labels()
    behaviours = np.array(
        [[float(name in r.behaviours) for name in labels.behaviours] for r in records]
    )
    return Truth(
        levels=np.array([r.levels for r in records]),
        need=np.array([r.need for r in records]),
        behaviours=behaviours,
        clean=np.array([not (r.behaviours & labels.negatives) for r in records]),
        real=np.array([r.source in REAL_SOURCES for r in records]),
    )
