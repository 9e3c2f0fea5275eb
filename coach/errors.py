"""The one error tree: each message names the value, the rule it broke, and the way out."""

from __future__ import annotations


class CoachError(Exception):
    """Base of every error this project raises on purpose."""

    code = "error"


class InputError(CoachError):
    """A request that cannot be scored as it stands (empty, too long, unknown option)."""

    code = "invalid-input"


class HouseError(CoachError):
    """A house.toml that does not validate."""

    code = "invalid-house-rules"


class StoreError(CoachError):
    """The database cannot be reached or holds something unexpected."""

    code = "store"
