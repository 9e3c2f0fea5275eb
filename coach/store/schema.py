"""Every table: those of `coach.store.tables`, and those that stand beside their SQL."""

from __future__ import annotations

from typing import Final

from coach.store import consents, plan, shares, sheets
from coach.store.tables import Base

MODULES: Final = (consents, plan, shares, sheets)
"""Modules with tables of their own: a table is known once its module is imported."""
METADATA: Final = Base.metadata
