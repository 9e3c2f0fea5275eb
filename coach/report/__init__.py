"""The report of an audit: figures with intervals, evidence, and how they were made."""
