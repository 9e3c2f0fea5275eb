"""The sources of candidates; each is one way to change a draft."""

from coach.suggest.candidates.exemplars import ExemplarSource
from coach.suggest.candidates.house import HouseSource
from coach.suggest.candidates.phrasebook import PhrasebookSource
from coach.suggest.candidates.remove import RemoveSource
from coach.suggest.candidates.reorder import ReorderSource

__all__ = [
    "ExemplarSource",
    "HouseSource",
    "PhrasebookSource",
    "RemoveSource",
    "ReorderSource",
]
