"""`coach practice` in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import practice as command
from coach.cli.main import app
from tests.fakes import fake_coach

FIRST = "Your request will be handled as soon as possible.\n.\n"
SECOND = "Hello Maria, that is maddening. I will call the depot and write by 4 pm.\n.\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(command, "build_coach", lambda _settings: fake_coach())
    return tmp_path / "data" / "practice.json"


def run(*arguments: str, text: str = "") -> str:
    result = CliRunner().invoke(app, ["practice", *arguments], input=text)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_round_shows_strengths_levels_and_the_gain(own_folder: Path) -> None:
    shown = run("--lang", "en", "--need", "2", text=FIRST + SECOND)
    assert shown.index("feeling taken seriously:") < shown.rindex("Empathy")
    assert "What a strong reply could notice here" in shown
    assert "From the first version to the second" in shown
    kept = json.loads(own_folder.read_text(encoding="utf-8"))
    assert len(kept["rounds"]) == 1
    assert kept["rounds"][0]["gain"] > 0
    assert "depot" not in own_folder.read_text(encoding="utf-8")


def test_without_a_reply_nothing_is_kept(own_folder: Path) -> None:
    assert "No reply, no round" in run("--lang", "en", text=".\n")
    assert not own_folder.exists()


def test_the_picture_is_there_in_both_languages() -> None:
    run("--lang", "en", text=SECOND)
    assert "You alone see it" in run("--lang", "en", "--picture")
    assert "Nur Sie sehen es" in run("--lang", "de", "--picture")


def test_the_summary_is_seen_first_and_written_only_after_a_yes(tmp_path: Path) -> None:
    run("--lang", "en", text=SECOND)
    target = tmp_path / "for-my-trainer.txt"
    shown = run("--lang", "en", "--share", str(target), text="n\n")
    assert "I practised on one day" in shown
    assert not target.exists()
    run("--lang", "en", "--share", str(target), text="y\n")
    assert "I practised on one day" in target.read_text(encoding="utf-8")


def test_the_record_can_be_forgotten(own_folder: Path) -> None:
    run("--lang", "en", text=SECOND)
    run("--lang", "en", "--forget", text="y\n")
    assert not own_folder.exists()
