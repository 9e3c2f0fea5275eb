"""`coach transcripts` shows how a file will be read, and lets people correct it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli.main import app
from coach.transcripts import reason_text

DATA = Path(__file__).parent / "data" / "transcripts"
SOURCE = Path(reason_text.__code__.co_filename).parent


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    return CliRunner()


def test_sniff_names_the_format_of_each_file(cli: CliRunner) -> None:
    result = cli.invoke(app, ["transcripts", "sniff", str(DATA)])
    assert result.exit_code == 0
    rows = dict(line.split("\t")[:2] for line in result.output.splitlines())
    assert rows["twcs.csv"] == "twcs"
    assert len(rows) == len(list(DATA.iterdir()))


def test_show_prints_mapping_conversation_and_turns(cli: CliRunner) -> None:
    result = cli.invoke(app, ["transcripts", "show", str(DATA / "csv.csv")])
    assert result.exit_code == 0
    assert 'conversation = "Vorgangsnummer"' in result.output
    assert "Sie haben recht, die Gutschrift fehlt" in result.output
    assert "1 reply of it is scored" in result.output
    assert "csat = 5" in result.output


def test_show_speaks_german_too(cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    result = cli.invoke(app, ["transcripts", "show", str(DATA / "intercom.json")])
    assert "braucht keine Zuordnung" in result.output
    assert "Notiz" in result.output


def test_the_guess_can_be_written_corrected_and_given_back(cli: CliRunner, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    table = str(DATA / "csv.csv")
    cli.invoke(app, ["transcripts", "show", table, "--write-mapping", str(mapping)])
    corrected = mapping.read_text().replace('note = ["notiz"]', 'agent = ["notiz", "mitarbeiter"]')
    corrected = corrected.replace('agent = ["mitarbeiter"]\n', "")
    mapping.write_text(corrected)
    result = cli.invoke(app, ["transcripts", "show", table, "--mapping", str(mapping)])
    assert result.exit_code == 0
    assert tomllib.loads(corrected)["roles"]["agent"] == ["notiz", "mitarbeiter"]


def test_show_reads_from_stdin(cli: CliRunner) -> None:
    data = (DATA / "jsonl.jsonl").read_bytes()
    result = cli.invoke(app, ["transcripts", "show", "-"], input=data)
    assert result.exit_code == 0
    assert "j-1" in result.output


def test_show_says_what_was_left_out(cli: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("{broken\n" + (DATA / "jsonl.jsonl").read_text())
    result = cli.invoke(app, ["transcripts", "show", str(file)])
    assert "record 1 left out: The line is no valid JSON." in result.output
    assert "j-1" in result.output


def test_what_looks_like_markup_is_shown_as_it_is(cli: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(
        '{"id": "[/7]", "queue": "[b]", "messages": [{"role": "agent", "text": "[red]Hi[/x]"}]}\n'
    )
    result = cli.invoke(app, ["transcripts", "show", str(file)])
    assert result.exit_code == 0
    assert "[/7]" in result.output
    assert "queue = [b]" in result.output
    assert "[red]Hi[/x]" in result.output


ERRORS = {
    "a missing file": ["show", "nowhere.csv"],
    "an unknown format": ["show", str(DATA / "csv.csv"), "--format", "nix"],
    "a missing mapping": ["show", str(DATA / "csv.csv"), "--mapping", "nowhere.toml"],
    "no export": ["sniff", __file__],
}


@pytest.mark.parametrize("arguments", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("lang", ["de_DE.UTF-8", "en_GB.UTF-8"])
def test_errors_are_one_clear_sentence(
    cli: CliRunner, arguments: list[str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", lang)
    result = cli.invoke(app, ["transcripts", *arguments])
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output


def test_every_reason_and_error_has_its_sentence_and_none_is_idle() -> None:
    table = tomllib.loads((SOURCE / "messages.toml").read_text(encoding="utf-8"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    errors = set(re.findall(r'TranscriptError\(\s*"([a-z0-9-]+)"', code))
    reasons = set(re.findall(r'BrokenRecordError\("([a-z-]+)"\)', code))
    reasons |= set(re.findall(r'rejected\([^()]*?, "([a-z-]+)",', code))
    assert len(errors) > 10
    assert len(reasons) > 10
    assert errors <= set(table)
    assert {f"rejected-{reason}" for reason in reasons} <= set(table)
    whole_files = {key.removeprefix("rejected-") for key in table if key.startswith("rejected-")}
    assert whole_files <= reasons | errors
