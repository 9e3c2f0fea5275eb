"""The audit that is measured: generated input, a process of its own, peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from coach.bench import BenchError, BenchSettings
from coach.bench_audit import AuditBench, AuditRun, measure_audit, write_conversations
from coach.cli.bench import audit_table
from coach.transcripts import Conversation, open_transcripts, turns
from tests.tiny_weights import write_tiny_weights


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_weights(tmp_path_factory.mktemp("bench-audit") / "tiny")


def test_generated_conversations_have_as_many_turns_as_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "input.jsonl"
    assert write_conversations(path, 300) == 300
    read = [one for one in open_transcripts([path]) if isinstance(one, Conversation)]
    replies = [turn.text for one in read for turn in turns(one)]
    assert len(read) == 100
    assert len(replies) == 300
    assert len(set(replies)) > 290
    assert len({turn.agent for one in read for turn in turns(one)}) > 5


def test_the_same_input_is_generated_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_conversations(tmp_path / name, 60)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.slow
def test_the_command_audits_a_tenth_and_all_of_it(weights: Path) -> None:
    # In a process of its own: the peak of a child counts what its parent held when it began.
    command = "from coach.cli.main import main; main()"
    arguments = ["bench", "--json", "--audit", "60", "--weights", str(weights)]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["smaller"]["turns"], figures["whole"]["turns"]) == (6, 60)
    for run in ("smaller", "whole"):
        assert 50 < figures[run]["peak"] < 2_000
        assert figures[run]["seconds"] > 0


def test_an_audit_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="the audit failed"):
        measure_audit(BenchSettings(weights=tmp_path / "nowhere"), 30)


def test_a_system_that_tells_no_peak_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.wait4")
    with pytest.raises(BenchError, match="does not tell"):
        measure_audit(BenchSettings(), 30)


@pytest.mark.parametrize(("language", "word"), [("de_DE.UTF-8", "höchstens"), ("C", "at most")])
def test_the_table_shows_both_runs(
    monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    console = Console(record=True, width=140, file=sys.stderr)
    runs = AuditRun(6_000, 60.0, 455.4), AuditRun(60_000, 500.0, 468.2)
    console.print(audit_table(AuditBench(*runs, 0.4)))
    text = console.export_text()
    for expected in (word, "100 / s", "120 / s", "455 MB", "468 MB", "≤ 700 MB"):
        assert expected in text
