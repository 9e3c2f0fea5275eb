"""Captions of calls: WebVTT (`<v Name>` of Teams, `Name: text` of Zoom) and SRT.

A file is a conversation. A speaker's consecutive cues are one message, because captions break in
the middle of sentences.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from coach.transcripts.contracts import Conversation, Message, Rejected
from coach.transcripts.decode import lines, open_text
from coach.transcripts.errors import BrokenRecordError, TranscriptError
from coach.transcripts.fields import FieldMap
from coach.transcripts.format import Format
from coach.transcripts.peek import Peek
from coach.transcripts.records import checked, rejected
from coach.transcripts.speakers import Said, speaker_roles
from coach.transcripts.values import MAX_TEXT

_CLOCK: Final = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s+\S.*)?\s*")
_SRT_START = re.compile(rf"\ufeff?\s*\d+\s*\r?\n\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[^\s>]+)*\s+(?P<name>[^>]{1,80})>")
_NAME = re.compile(r"(?P<name>[^\W\d_][^:<>\n]{0,60}?):\s+(?=\S)")
_TAG = re.compile(r"</?[A-Za-z0-9.:]{1,40}(?:\s[^<>]{0,80})?>|<[\d:.]+>")
_NOT_CUES: Final = ("NOTE", "STYLE", "REGION")


class _Cue(NamedTuple):
    line: int
    text: str


def _sniff_vtt(peek: Peek) -> bool:
    return peek.text.lstrip("\ufeff").startswith("WEBVTT")


def _sniff_srt(peek: Peek) -> bool:
    return bool(_SRT_START.match(peek.text))


def _read(peek: Peek, mapping: FieldMap | None) -> Iterator[Conversation | Rejected]:
    cues: list[_Cue] = []
    for found in _cues(peek):
        if isinstance(found, Rejected):
            yield found
        else:
            cues.append(found)
    said = list(_said(cues))
    try:
        if not said:
            raise BrokenRecordError("no-messages")
        roles = speaker_roles(said, mapping, peek.source.name)
        channel = (mapping.channel if mapping else None) or "phone"
        messages = []
        for number, (name, group) in enumerate(groupby(said, key=lambda one: one[0]), start=1):
            text = " ".join(words for _, words in group)[:MAX_TEXT]
            agent = name if roles[name] == "agent" and name else None
            messages.append(
                Message(roles[name], text, agent=agent, channel=channel, id=str(number))
            )
        title = PurePosixPath(peek.source.name).with_suffix("").as_posix()
        yield checked(Conversation(title, tuple(messages), {}, peek.source.name, 1))
    except BrokenRecordError as error:
        yield rejected(peek, 1, error.reason, "")


def guess(peek: Peek) -> FieldMap:
    """Guess who speaks; an empty guess where nothing tells it."""
    said = list(_said([cue for cue in _cues(peek) if isinstance(cue, _Cue)]))
    try:
        return FieldMap(speakers=speaker_roles(said, None, peek.source.name))
    except TranscriptError:
        return FieldMap()


def _cues(peek: Peek) -> Iterator[_Cue | Rejected]:
    """Yield cues; a block that has an arrow but no readable timing is rejected."""
    for block in _blocks(peek):
        if block[0][1].startswith(("WEBVTT", *_NOT_CUES)) and "-->" not in block[0][1]:
            continue
        at = next((index for index, (_, text) in enumerate(block) if "-->" in text), None)
        if at is None or not _TIMING.fullmatch(block[at][1]):
            shown = "\n".join(text for _, text in block)
            yield rejected(peek, block[0][0], "no-timing", shown)
            continue
        text = "\n".join(text for _, text in block[at + 1 :])
        if text.strip():
            yield _Cue(block[0][0], text)


def _blocks(peek: Peek) -> Iterator[list[tuple[int, str]]]:
    """Yield the runs of lines between blank ones, each with its number."""
    block: list[tuple[int, str]] = []
    previous = 0
    with open_text(peek.source, peek.encoding) as text:
        for number, line in lines(text):
            if block and number > previous + 1:
                yield block
                block = []
            block.append((number, (line or "").strip("\ufeff\r\n")))
            previous = number
    if block:
        yield block


def _said(cues: list[_Cue]) -> Iterator[Said]:
    """Yield who said what; a cue without a name goes on with the speaker before it."""
    speaker = ""
    for cue in cues:
        parts = _by_voice(cue.text) or _by_name(cue.text)
        for name, text in parts:
            speaker = name or speaker
            plain = " ".join(html.unescape(_TAG.sub("", text)).split())
            if plain:
                yield speaker, plain


def _by_voice(text: str) -> list[Said]:
    marks = list(_VOICE.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        (mark["name"].strip(), text[mark.end() : end])
        for mark, end in zip(marks, ends, strict=False)
    ]


def _by_name(text: str) -> list[Said]:
    """Read lines that begin with a name; a dash marks a change of speaker and is taken off."""
    parts: list[Said] = []
    for line in text.split("\n"):
        plain = line.strip().removeprefix("-").strip()
        match = _NAME.match(plain)
        if match:
            parts.append((match["name"].strip(), plain[match.end() :]))
        else:
            parts.append(("", plain))
    return parts


WEBVTT: Final = Format("webvtt", _sniff_vtt, _read, guess=guess)
SRT: Final = Format("srt", _sniff_srt, _read, guess=guess)
