"""Logging that can be read by anybody: no message text, no query strings, no addresses.

The service keeps no access log of what went well: on a team's server it would be a record of who
typed when. Refusals are logged at info, failures at warning, everything at debug.
"""

from __future__ import annotations

import logging
import logging.config
import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import LogLevel

logger = logging.getLogger("api")

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class DropAll(logging.Filter):
    """Lets nothing pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Refuse the record."""
        del record
        return False


def configure_logging(level: LogLevel) -> None:
    """Send all logs to stderr and silence the server's own access log, which names addresses."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"drop": {"()": DropAll}},
            "formatters": {"plain": {"format": FORMAT}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
            "root": {"level": level.upper(), "handlers": ["stderr"]},
            "loggers": {
                "uvicorn": {"handlers": [], "propagate": True},
                "uvicorn.access": {"handlers": [], "filters": ["drop"], "propagate": False},
                # They would log a line with the address for each request that is passed on.
                "httpx": {"level": "WARNING"},
                "httpcore": {"level": "WARNING"},
            },
        }
    )


def log_answer(*, method: str, route: str, status: int, seconds: float) -> None:
    """Log an answered request by its route, never by its path."""
    level = logging.DEBUG if status < 400 else logging.INFO if status < 500 else logging.WARNING
    logger.log(level, "%s %s %d in %.0f ms", method, route, status, seconds * 1000)


def log_failure(error: BaseException) -> None:
    """Log where an unforeseen error arose and what kind it is, but none of its words."""
    kinds: list[str] = []
    at: BaseException | None = error
    while at is not None and len(kinds) < 5:
        kinds.append(type(at).__name__)
        at = at.__cause__ or at.__context__
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = " > ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
    logger.error("unforeseen %s at %s", " from ".join(kinds), where)


def _short(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-2:])
