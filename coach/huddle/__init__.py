"""The Loyalty Huddle: a kit for ten or fifteen minutes with the team, made from its own audit.

Short, regular, everybody takes part; the leader asks and does not answer (Rogers, Rinne & Moon,
*Leading Loyalty*, 2019).
"""

from coach.huddle.build import HuddleOptions, make_kit
from coach.huddle.contracts import Candidate, Focus, Kit, LeaderNotes, Promise, Slot
from coach.huddle.errors import HuddleError
from coach.huddle.kit_file import kit_from_json, kit_to_json
from coach.huddle.texts import load_texts

__all__ = [
    "Candidate",
    "Focus",
    "HuddleError",
    "HuddleOptions",
    "Kit",
    "LeaderNotes",
    "Promise",
    "Slot",
    "kit_from_json",
    "kit_to_json",
    "load_texts",
    "make_kit",
]
