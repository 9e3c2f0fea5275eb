"""Errors of the model layer."""

from __future__ import annotations


class ModelError(Exception):
    """Weights that are missing, damaged or do not fit this version of the code."""
