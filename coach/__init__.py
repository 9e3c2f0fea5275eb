"""Empathy Coach: scores support replies and says which words earned it."""

from coach.coach import Coach, CoachSettings, build_coach
from coach.contracts import Assessment, BehaviourMark, DimensionResult, Message, Need, Request
from coach.errors import CoachError, InputError

__all__ = [
    "Assessment",
    "BehaviourMark",
    "Coach",
    "CoachError",
    "CoachSettings",
    "DimensionResult",
    "InputError",
    "Message",
    "Need",
    "Request",
    "build_coach",
]
