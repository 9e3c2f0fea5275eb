"""Measuring on dev: the whole coach, as it is served, against the labels."""
