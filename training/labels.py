"""The network's columns, taken from the rubric."""

from __future__ import annotations

from coach.contracts import DIMENSIONS
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS
from models.labels import Labels


def rubric_labels() -> Labels:
    """Return the labels every new network is built with."""
    return Labels(DIMENSIONS, 4, 3, BEHAVIOUR_IDS, frozenset(NEGATIVE_IDS))
