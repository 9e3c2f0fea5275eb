"""Wrappings, encodings, folders, and files that mean harm or are simply broken."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from coach.transcripts import (
    Conversation,
    Rejected,
    TranscriptError,
    open_transcripts,
    reason_text,
    sniff,
)
from coach.transcripts import source as source_module
from coach.transcripts.decode import decode, encoding_of
from coach.transcripts.values import MAX_TEXT

DATA = Path(__file__).parent / "data" / "transcripts"
ONE = json.dumps(
    {
        "id": "1",
        "messages": [{"role": "customer", "text": "Hä?"}, {"role": "agent", "text": "Ja."}],
    },
    ensure_ascii=False,
)


def entries(*paths: Path, **options: object) -> list[Conversation | Rejected]:
    return list(open_transcripts(paths, **options))  # type: ignore[arg-type]


def ids(*paths: Path) -> list[str]:
    return [
        entry.id if isinstance(entry, Conversation) else entry.reason for entry in entries(*paths)
    ]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


WRAPPINGS = {
    "gzip": gzip.compress,
    "two gzip members": lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:]),
    "zstandard": zstandard.ZstdCompressor().compress,
    "two zstandard frames": lambda data: b"".join(
        zstandard.ZstdCompressor().compress(part) for part in (data[:40], data[40:])
    ),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
@pytest.mark.parametrize("name", ["jsonl.jsonl", "twcs.csv", "intercom.json", "mbox.mbox"])
def test_packed_files_read_like_plain_ones(wrap: object, name: str, tmp_path: Path) -> None:
    packed = tmp_path / name
    packed.write_bytes(wrap((DATA / name).read_bytes()))  # type: ignore[operator]
    assert entries(packed) == entries(DATA / name)


def test_an_archive_is_read_member_by_member_in_sorted_order(tmp_path: Path) -> None:
    jsonl = (DATA / "jsonl.jsonl").read_bytes()
    archive = zipped(
        tmp_path / "all.zip",
        {
            "b/two.gz": gzip.compress((DATA / "intercom.json").read_bytes()),
            "a/one.txt": jsonl,
            "__MACOSX/a/._one.txt": b"\x00\x01",
            "notes.txt": b"nothing to see here\n",
        },
    )
    assert ids(archive) == ["j-1", "j-2", "ic-5", "unrecognised"]
    assert entries(archive)[0].source == "all.zip/a/one.txt"


def test_a_folder_is_walked_in_sorted_order_and_hidden_files_are_passed_over(
    tmp_path: Path,
) -> None:
    for name in ("b.json", "a/z.json", "a/.hidden.json", ".git/x.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ONE.replace('"1"', json.dumps(name)))
    assert ids(tmp_path) == ["b.json", "a/z.json"]
    assert ids(tmp_path) == ids(tmp_path)


def test_stdin_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress((DATA / "csv.csv").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    assert [entry.id for entry in open_transcripts(["-"]) if isinstance(entry, Conversation)] == [
        "00471",
        "00472",
    ]


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["csv.csv", "intercom.json", "jsonl.jsonl", "webvtt.vtt"])
def test_every_encoding_reads_alike(encoding: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes((DATA / name).read_text("utf-8").encode(encoding))
    assert entries(file) == entries(DATA / name)


def test_stray_windows_characters_do_not_spoil_the_rest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "mixed"
    second = ONE.replace('"1"', '"2"').replace("Hä", "Größe")
    file.write_bytes(f"{ONE}\n".encode() + second.encode("cp1252"))
    found = [entry for entry in entries(file) if isinstance(entry, Conversation)]
    assert [c.messages[0].text for c in found] == ["Hä?", "Größe?"]
    assert "Windows-1252" in caplog.text
    assert "Größe" not in caplog.text


@given(st.binary(max_size=400))
def test_any_bytes_decode(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_utf_8_is_taken_as_such(text: str) -> None:
    data = text.encode()
    if encoding_of(data) == "utf-8":
        assert decode(data) == text


def refused(path: Path) -> TranscriptError:
    with pytest.raises(TranscriptError) as caught:
        entries(path)
    return caught.value


FILES = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "a letter": (b"Sehr geehrte Damen und Herren,\nanbei.\n", "unrecognised"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not-text"),
    "a pdf": (b"%PDF-1.7 ...", "not-text"),
    "noise": (bytes(range(256)) * 20, "not-text"),
    "broken gzip": (gzip.compress(b"x" * 5_000)[:20], "damaged"),
    "broken zip": (b"PK\x03\x04" + b"x" * 80, "damaged"),
    "broken zstandard": (b"\x28\xb5\x2f\xfd" + b"\xff" * 40, "damaged"),
    "broken parquet": (b"PAR1" + b"x" * 80, "damaged"),
    "json without messages": (b'{"a": 1}\n{"a": 2}\n', "unrecognised"),
    "a number": (b"42", "unrecognised"),
    "an empty list": (b"[]", "unrecognised"),
}


@pytest.mark.parametrize(("data", "code"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_gets_one_clear_error(
    data: bytes, code: str, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(data)
    error = refused(file)
    assert error.code == code
    for language in ("de", "en"):
        assert "export.csv" in error.text(language)  # type: ignore[arg-type]
    assert error.text("de") != error.text("en")


def test_missing_paths_and_empty_folders_are_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere").code == "missing"
    assert refused(tmp_path).code == "empty-folder"


def test_workbooks_and_empty_archives_are_said(tmp_path: Path) -> None:
    book = zipped(tmp_path / "b", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    assert refused(book).code == "spreadsheet"
    assert refused(zipped(tmp_path / "c", {})).code == "empty"


def test_an_encrypted_archive_is_said(tmp_path: Path) -> None:
    file = zipped(tmp_path / "secret.zip", {"a.jsonl": ONE.encode()})
    data = bytearray(file.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    file.write_bytes(data)
    assert refused(file).code == "encrypted"


def test_what_cannot_be_opened_in_a_folder_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "z.jsonl").write_text(ONE)
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x" * 5_000)[:15])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04" + b"x" * 80)
    zipped(tmp_path / "c.xlsx", {"[Content_Types].xml": b"<x/>"})
    zipped(tmp_path / "d.zip", {})
    (tmp_path / "e.csv").touch()
    (tmp_path / "f.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    zipped(tmp_path / "g.zip", {"1.gz": b"\x1f\x8b\x00", "2.zip": b"PK\x03\x04", "3": ONE.encode()})
    assert ids(tmp_path) == [
        "damaged", "damaged", "spreadsheet", "empty", "empty", "not-text",
        "damaged", "not-text", "1", "1",
    ]  # fmt: skip


def test_nothing_is_read_when_one_of_the_named_files_is_unknown(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("nothing here\n")
    with pytest.raises(TranscriptError, match=r"wrong\.txt"):
        next(iter(open_transcripts([DATA / "jsonl.jsonl", wrong])))


def test_an_unknown_format_is_said(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="no format nix"):
        entries(DATA / "jsonl.jsonl", format="nix")


BOMBS = {"gzip": gzip.compress, "zstandard": zstandard.ZstdCompressor(level=19).compress}


@pytest.mark.parametrize("pack", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_stopped(pack: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "RATIO_FROM", 2**20)
    file = tmp_path / "bomb"
    blank = b'{"id": "1", "messages": [' + b" " * 8_000_000
    file.write_bytes(pack(f"{ONE}\n".encode() + blank))  # type: ignore[operator]
    assert ids(file) == ["1", "bomb"]


def test_a_bomb_in_an_archive_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "RATIO_FROM", 2**20)
    blank = f"{ONE}\n".encode() + b" " * 8_000_000
    file = zipped(tmp_path / "bomb.zip", {"a": blank, "b": ONE.encode()})
    assert ids(file) == ["1", "bomb", "1"]


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
