"""The coaching sheet of one agent: goal, reality, options, will; strengths first, theirs first."""

from coach.coaching.sheet import Sheet, make_sheet

__all__ = ["Sheet", "make_sheet"]
