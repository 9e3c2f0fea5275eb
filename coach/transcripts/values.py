"""Read single values of foreign records: times, channels, plain text, columns."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from coach.text.normalise import HTML_TAGS, normalise
from coach.text.quotes import strip_quotes
from coach.transcripts.html import html_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.contracts import Channel
    from coach.transcripts.contracts import Value

MAX_TEXT: Final = 200_000
"""Characters of a message that are kept: ten times what can be scored at once."""
MAX_MARKUP: Final = 2_000_000
"""Characters of HTML that are read; pictures inside a mail may be larger than its words."""

_CHANNELS: Final[tuple[tuple[Channel, tuple[str, ...]], ...]] = (
    ("email", ("mail", "webform", "formular")),
    ("social", ("social", "twitter", "tweet", "facebook", "instagram", "whatsapp", "telegram")),
    ("phone", ("phone", "voice", "call", "telefon", "anruf", "audio")),
    ("chat", ("chat", "messag", "messenger", "widget", "sms")),
)
_SECONDS_TO: Final = 2e11
_MILLISECONDS_TO: Final = 2e14
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})[.,]\d{1,12}")
_TWITTER = re.compile(r"\w{3} (\w{3} \d{2} \d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})")
_GERMAN = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*uhr)?)?",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,11})(?:\s[^<>]{0,300})?/?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|[A-Za-z]{2,8});")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def moment(value: object, pattern: str | None = None) -> datetime | None:
    """Return a time in UTC, None where there is none to be sure of; no zone means UTC.

    Takes ISO 8601, RFC 5322, Twitter's and German dates, and seconds, milli- or microseconds
    since 1970; `pattern` is one of strptime and goes first.
    """
    try:
        found = _moment(value, pattern)
        return found.astimezone(UTC) if found else None
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None


def _moment(value: object, pattern: str | None) -> datetime | None:
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(float(value))
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    if pattern:
        return _aware(datetime.strptime(text, pattern))
    if re.fullmatch(r"\d{9,17}(?:\.\d+)?", text):
        return _since_1970(float(text))
    if match := _TWITTER.fullmatch(text):
        return datetime.strptime(" ".join(match.groups()), "%b %d %H:%M:%S %z %Y")
    if match := _GERMAN.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    if text[:4].isdigit():
        return _aware(datetime.fromisoformat(text.removesuffix(" UTC")))
    return _aware(parsedate_to_datetime(text))


def _aware(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _since_1970(number: float) -> datetime | None:
    if not math.isfinite(number) or number <= 0:
        return None
    scale = 1.0 if number < _SECONDS_TO else 1e3 if number < _MILLISECONDS_TO else 1e6
    return datetime.fromtimestamp(number / scale, UTC)


def channel_of(value: object) -> Channel | None:
    """Return the channel a foreign name stands for, as far as one can tell."""
    name = str(value or "").lower()
    for channel, cues in _CHANNELS:
        if name and any(cue in name for cue in cues):
            return channel
    return None


def string(value: object) -> str | None:
    """Return a name or id as text; None for nothing, and for what is no single value."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return whole(str(value)).strip() or None


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def inner(value: object, *names: str) -> Any:  # noqa: ANN401 - foreign JSON
    """Follow names into nested objects; None where the way ends."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def whole(text: str) -> str:
    """Replace halves of characters, which no file can hold."""
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


def plain(value: object) -> str:
    """Return a chat message as plain text; tags of HTML go, masks such as `<email>` stay."""
    text = whole(value[:MAX_TEXT]) if isinstance(value, str) else ""
    tagged = "<" in text and any(m[1].lower() in HTML_TAGS for m in _TAG.finditer(text))
    if tagged or _ENTITY.search(text):
        text = normalise(text).text
    return text.strip()


def from_html(value: object) -> str:
    """Return the text of an HTML message; quoted messages in it are left out."""
    text = whole(value[:MAX_MARKUP]) if isinstance(value, str) else ""
    return (html_to_text(text) if "<" in text or "&" in text else text.strip())[:MAX_TEXT]


def own_words(text: str) -> str:
    """Take quoted mail and contact blocks off a mail's text."""
    lines = text[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return strip_quotes(lines).body.text.strip()


def columns(
    record: Mapping[str, Any], *, without: frozenset[str] = frozenset()
) -> dict[str, Value]:
    """Return the single values of a record under their own names."""
    return {
        whole(str(name)): found
        for name, value in record.items()
        if name not in without and (found := value_of(value)) is not None
    }


def value_of(value: object) -> Value:
    """Return a column's value; text that is a number becomes one, "007" stays text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return _aware(value).astimezone(UTC).isoformat()
    if not isinstance(value, str) or not value.strip():
        return None
    text = whole(value.strip())
    if _NUMBER.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else text
