"""Comparison over time: an audit against a frozen baseline."""
