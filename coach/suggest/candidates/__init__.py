"""The sources of candidates; each is one way to change a draft."""

from coach.suggest.candidates.exemplars import ExemplarSource
from coach.suggest.candidates.house import HouseSource
from coach.suggest.candidates.phrasebook import PhrasebookSource
from coach.suggest.candidates.remove import RemoveSource
from coach.suggest.candidates.reorder import ReorderSource
from coach.suggest.candidates.rewriter import RewriterSource, configured_rewriter

__all__ = [
    "ExemplarSource",
    "HouseSource",
    "PhrasebookSource",
    "RemoveSource",
    "ReorderSource",
    "RewriterSource",
    "configured_rewriter",
]
