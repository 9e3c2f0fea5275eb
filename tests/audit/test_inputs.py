"""What an audit reads of the paths a user names."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.audit.inputs import Files
from coach.audit.options import AuditOptions
from coach.transcripts import Conversation, Rejected, TranscriptError

LINE = '{"id": "1", "messages": [{"role": "agent", "text": "It is on its way."}]}\n'


def test_a_folder_may_hold_other_files_beside_its_exports(tmp_path: Path) -> None:
    (tmp_path / "march").mkdir()
    (tmp_path / "march" / "chats.jsonl").write_text(LINE)
    (tmp_path / "README.txt").write_text("Exports of March.\n")
    files = Files.of([tmp_path])
    found = list(files.records(AuditOptions()))
    assert [type(entry) for entry in found] == [Rejected, Conversation]
    assert found[1].source == "march/chats.jsonl"
    assert [one.format.name for one in files.recognised(AuditOptions())] == ["jsonl"]
    assert len(files.digests()) == 2


def test_a_file_that_was_named_must_be_an_export(tmp_path: Path) -> None:
    wrong = tmp_path / "README.txt"
    wrong.write_text("Exports of March.\n")
    with pytest.raises(TranscriptError, match="no known format"):
        list(Files.of([wrong]).records(AuditOptions()))
