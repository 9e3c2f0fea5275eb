"""The names of the files an audit writes."""

from __future__ import annotations

from typing import Final

OUTPUTS: Final = (
    "scores.parquet",
    "conversations.parquet",
    "macros.parquet",
    "rejected.jsonl",
    "scores.csv",
)
"""The results whose digests the manifest holds."""
MANIFEST: Final = "manifest.json"
SUMMARY: Final = "summary.json"
REPORT: Final = "report.html"
REPORTS: Final = (REPORT, "report.pdf")
DOWNLOADS: Final = (*OUTPUTS, SUMMARY, *REPORTS)
"""What people may take with them."""
