"""Records that are broken, and files that break off: the rest is read, and why is said."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path

import pytest

from coach.transcripts import (
    Conversation,
    Rejected,
    TranscriptError,
    reason_text,
    sniff,
)
from coach.transcripts.values import MAX_TEXT
from tests.coach.test_transcripts_source import DATA, ONE, entries, ids


def test_a_file_cut_in_the_middle_gives_what_it_holds(tmp_path: Path) -> None:
    lines = "\n".join(ONE.replace('"1"', json.dumps(str(n))) for n in range(40_000))
    file = tmp_path / "cut.gz"
    file.write_bytes(gzip.compress(lines.encode(), 0)[:-2_000])
    found = ids(file)
    assert len(found) > 30_000
    assert found[-1] == "damaged"


BROKEN_LINES = {
    "no json": ('{"id": "2", "messages": [', "not-json"),
    "a list": ("[1, 2]", "not-object"),
    "no messages": ('{"id": "2"}', "no-messages"),
    "messages as text": ('{"id": "2", "messages": "hello"}', "no-messages"),
    "an empty list": ('{"id": "2", "messages": []}', "no-messages"),
    "a stranger": ('{"id": "2", "messages": [{"role": "dog", "text": "wuff"}]}', "unknown-role"),
    "a message that is a number": ('{"id": "2", "messages": [7]}', "no-text"),
    "deep nesting": ('{"a":' * 3_000 + "1" + "}" * 3_000, "no-messages|not-json"),
}


@pytest.mark.parametrize(("line", "reason"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_a_broken_line_is_rejected_and_the_rest_is_read(
    line: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "x"
    file.write_text(f"{ONE}\n{line}\n\n{ONE}\n")
    first, wrong, last = entries(file)
    assert isinstance(first, Conversation)
    assert isinstance(last, Conversation)
    assert last.line == 4
    assert isinstance(wrong, Rejected)
    assert wrong.reason in reason.split("|")
    assert (wrong.source, wrong.line) == ("x", 2)
    assert wrong.record.startswith(line[:12].split("[")[0][:4])
    assert len(wrong.record) <= 500
    for language in ("de", "en"):
        assert reason_text(wrong.reason, language).endswith((".", "CSV."))  # type: ignore[arg-type]


def test_an_array_that_breaks_off_gives_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text(f"[{ONE}, {ONE}, {ONE[:20]}")
    assert ids(file) == ["1", "1", "broken-json"]


TABLE = "id,role,text\n1,customer,Where is it?\n1,agent,On its way.\n"
BROKEN_ROWS = {
    "too many cells": ("2,agent,a,b,c", "columns"),
    "no conversation": (",agent,Hello", "no-id"),
    "no text": ("1,agent,", "no-text"),
    "a stranger": ("1,dog,wuff", "unknown-role"),
}


@pytest.mark.parametrize(("row", "reason"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_a_broken_row_is_rejected_and_the_rest_is_read(
    row: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE.replace("id,", "ticket_id,") + row + "\n")
    found = entries(file)
    rejected = [entry for entry in found if isinstance(entry, Rejected)]
    assert [(entry.line, entry.reason) for entry in rejected] == [(4, reason)]
    assert [len(c.messages) for c in found if isinstance(c, Conversation)] == [2]


def test_a_quotation_mark_that_never_closes_costs_little(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    good = "".join(f"{n},customer,Where is order {n}?\n" for n in range(100_000))
    file.write_text('ticket_id,role,text\n1,agent,"oops\n' + good)
    found = entries(file)
    assert sum(isinstance(entry, Rejected) for entry in found) == 1
    assert sum(isinstance(entry, Conversation) for entry in found) > 60_000


def test_reply_links_in_a_circle_and_twins_are_rejected(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    head = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
    twin = "3,u,True,x,Three?,,\n"
    rows = f"1,u,True,x,One?,2,2.0\n2,Brand,False,x,Two.,1,1.0\n{twin}{twin}"
    file.write_text(head + rows)
    assert ids(file) == ["duplicate", "3", "circular", "circular"]


def test_an_id_that_is_none_is_said(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("ticket,role,text\n" + "same,customer,Where is it now?\n" * 10_001)
    assert ids(file) == ["too-many-messages"]


def test_halves_of_characters_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text(ONE.replace("Ja.", "Ja \\ud83d!") + f"\n{ONE}\n")
    found = entries(file)[0]
    assert isinstance(found, Conversation)
    assert found.messages[1].text == "Ja \ufffd!"


def test_markup_deeper_than_any_mail_is_survived(tmp_path: Path) -> None:
    file = tmp_path / "x"
    record = json.loads((DATA / "intercom.json").read_text())
    record["source"]["body"] = "<div>" * 20_000 + "Hallo" + "</div>" * 20_000
    file.write_text(json.dumps(record))
    (found,) = entries(file)
    assert isinstance(found, Conversation)
    assert found.messages[0].text == "Hallo"


HOSTILE = {
    "open markers": "<cust__ " * 100_000,
    "angles": "<" * 1_000_000,
    "spaces": " " * 1_000_000 + "x",
    "quotes": "> " * 500_000,
    "lines": "\n" * 300_000 + "x",
    "open comments": "<!--" * 250_000,
    "masks": "<name>" * 40_000,
    "attributions": "Am 1.1.2025 schrieb " * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["airlines", "intercom", "zendesk", "jsonl", "webvtt", "eml"])
def test_a_message_of_a_million_characters_is_read_in_a_breath(
    name: str, body: str, tmp_path: Path
) -> None:
    file = tmp_path / "x"
    text = {
        "airlines": lambda: (
            f'first_tweet_id,first_utterance,context\n1,"<cust__ {body}",<rep__ a\n'
        ),
        "intercom": lambda: _patched("intercom.json", "source", {"body": body}),
        "zendesk": lambda: _patched(
            "zendesk.json", "comments", [{"author_id": 1, "html_body": body}]
        ),
        "jsonl": lambda: ONE.replace('"Ja."', json.dumps(body)),
        "webvtt": lambda: f"WEBVTT\n\n00:00.000 --> 00:01.000\nAgent: {body}\n",
        "eml": lambda: f"From: support@a.example\nTo: x@gmx.de\nDate: x\nSubject: x\n\n{body}",
    }[name]()
    file.write_text(text)
    with contextlib.suppress(TranscriptError):
        for entry in entries(file, format=name, agent_from_signature=True):
            if isinstance(entry, Conversation):
                assert all(len(message.text) <= MAX_TEXT for message in entry.messages)


def _patched(name: str, key: str, value: object) -> str:
    record = json.loads((DATA / name).read_text())
    return json.dumps(record | {key: value})


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir()))
def test_a_sample_cut_anywhere_never_crashes(name: str, tmp_path: Path) -> None:
    data = (DATA / name).read_bytes()
    file = tmp_path / "cut"
    for share in range(1, 12):
        file.write_bytes(data[: len(data) * share // 12])
        try:
            found = entries(file, format=sniff(DATA / name))
        except TranscriptError:
            continue
        assert all(isinstance(entry, Conversation | Rejected) for entry in found)


@pytest.mark.parametrize("name", sorted(p.name for p in DATA.iterdir() if p.suffix == ".json"))
def test_foreign_values_never_crash(name: str, tmp_path: Path) -> None:
    """Put a number, a list, an object, nothing in the place of each value, one kind at a time."""
    if name == "zendesk_export.json":
        record = json.loads((DATA / name).read_text().splitlines()[1])
    else:
        record = json.loads((DATA / name).read_text())
    file = tmp_path / "odd"
    for odd in (7, ["x"], {"x": 1}, None, True):
        for depth in range(1, 6):
            file.write_text(json.dumps(_with(record, odd, depth)))
            try:
                found = entries(file, format=sniff(DATA / name))
            except TranscriptError:
                continue
            assert all(isinstance(entry, Conversation | Rejected) for entry in found)


def _with(value: object, odd: object, depth: int) -> object:
    """Replace everything at a depth."""
    if depth == 0:
        return odd
    if isinstance(value, dict):
        return {key: _with(inner, odd, depth - 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, odd, depth - 1) for inner in value]
    return value
