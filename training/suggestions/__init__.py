"""Measure the suggestions: how often there is one, what it gains, what it must not break."""
