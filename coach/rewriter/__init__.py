"""A language model the house runs itself may reword one passage; off unless it is configured."""

from __future__ import annotations

from coach.rewriter.rewriter import Rewriter, build_rewriter
from coach.rewriter.settings import RewriterError, RewriterSettings, read_settings

__all__ = ["Rewriter", "RewriterError", "RewriterSettings", "build_rewriter", "read_settings"]
