"""From bytes to text: UTF-8 with or without its mark, UTF-16, and Windows-1252 where it is not."""

from __future__ import annotations

import codecs
import io
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.transcripts.source import Source

MAX_RECORD: Final = 16 * 2**20
"""Characters of one line or record; a longer one is passed over."""

_MIXED: Final = "coach-windows-1252"
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUL_SHARE: Final = 0.3


def encoding_of(head: bytes) -> str:
    """Return the encoding of a file that begins so: by its mark, or by where its zeros are."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0:4096:2], head[1:4096:2]
    if odd and odd.count(0) > _NUL_SHARE * len(odd) and even.count(0) < odd.count(0) / 2:
        return "utf-16-le"
    if even and even.count(0) > _NUL_SHARE * len(even) and odd.count(0) < even.count(0) / 2:
        return "utf-16-be"
    return "utf-8"


def is_mixed(head: bytes) -> bool:
    """Say whether a file without a mark holds bytes that are no UTF-8."""
    if encoding_of(head) != "utf-8":
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return True
    return False


def decode(head: bytes) -> str:
    """Decode the beginning of a file; a character cut at its end is dropped."""
    with io.BytesIO(head) as stream:
        decoder = codecs.getincrementaldecoder(encoding_of(head))(_errors(encoding_of(head)))
        return decoder.decode(stream.read())


def open_text(source: Source, encoding: str) -> io.TextIOWrapper:
    """Open a source as text, line ends as they are; no byte ever stops it."""
    return io.TextIOWrapper(source.open(), encoding=encoding, errors=_errors(encoding), newline="")


def _errors(encoding: str) -> str:
    if not encoding.startswith("utf-8"):
        return "replace"
    codecs.register_error(_MIXED, _as_windows)
    return _MIXED


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252, one by one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


def lines(text: IO[str]) -> Iterator[tuple[int, str | None]]:
    """Yield numbered lines that are not blank; None stands for one longer than `MAX_RECORD`."""
    number = 0
    while line := text.readline(MAX_RECORD):
        number += 1
        if len(line) == MAX_RECORD and not line.endswith("\n"):
            while (rest := text.readline(MAX_RECORD)) and not rest.endswith("\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


class Utf8Stream:
    """Text as a stream of UTF-8 bytes, which is what the JSON parser wants."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` characters, encoded; empty at the end."""
        return self._text.read(size).encode("utf-8", errors="replace")
