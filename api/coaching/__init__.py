"""Coaching sheets over HTTP: their agent first, then the trainer of the team."""
