"""Wrappings, encodings, folders, and files that cannot be read or mean harm."""

from __future__ import annotations

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
)
from coach.transcripts import source as source_module
from coach.transcripts.decode import decode, encoding_of

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
