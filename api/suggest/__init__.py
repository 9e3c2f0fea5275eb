"""Suggestions, and how often they were taken."""
