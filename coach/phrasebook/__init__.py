"""The phrasebook: wordings that cost or earn, and what to write instead; all of it data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from coach.phrasebook.book import Phrasebook, build_phrasebook
from coach.phrasebook.entry import SLOTS, Address, Hit, Pattern, fit, templates
from coach.phrasebook.reader import read_patterns

if TYPE_CHECKING:
    from coach.contracts import Language

__all__ = [
    "SLOTS",
    "Address",
    "Hit",
    "Pattern",
    "Phrasebook",
    "build_phrasebook",
    "fit",
    "load_phrasebook",
    "read_patterns",
    "templates",
]


@cache
def load_phrasebook(language: Language) -> Phrasebook:
    """Read and compile the phrasebook of a language, once.

    Raises:
        CoachError: an entry breaks a rule; the message names file, entry, key and rule.
    """
    return build_phrasebook(read_patterns(files(__package__).joinpath(language)), language)
