"""Scoring one reply or a batch."""
