"""The database: where it lies, how it is opened and brought up to date."""

from coach.store.engine import data_directory, default_url, open_store

__all__ = ["data_directory", "default_url", "open_store"]
