"""Blind grading: a sample for people, and how far their grades and the machine's agree."""
