import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import score as score_module
from coach.cli.main import app, main
from tests.fakes import fake_coach

GOOD = "Das ist ärgerlich. Ich rufe bis 16 Uhr an, Frau Sommer."


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(score_module, "build_coach", lambda _settings: fake_coach())
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    return CliRunner()


def test_a_reply_prints_a_card_with_words_and_reasons(cli: CliRunner) -> None:
    result = cli.invoke(app, ["score", GOOD, "--customer", "Mein Paket ist zu spät!"])
    assert result.exit_code == 0
    assert "Empathy" in result.output
    assert "What carries it" in result.output
    assert "33 is neutral" in result.output
    assert "“" in result.output
    assert "„" not in result.output


def test_the_card_speaks_german_too(cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    result = cli.invoke(app, ["score", GOOD])
    assert "Empathie" in result.output
    assert "Das trägt" in result.output


def test_stdin_and_json(cli: CliRunner) -> None:
    result = cli.invoke(app, ["score", "-", "--json"], input=GOOD)
    assert json.loads(result.output)["language"] == "de"


@pytest.mark.parametrize(
    "reply", ["", "Ja.", "Bonjour Madame, nous avons bien reçu votre message et nous."]
)
def test_an_abstention_is_said_kindly(cli: CliRunner, reply: str) -> None:
    result = cli.invoke(app, ["score", reply])
    assert result.exit_code == 0
    assert any(word in result.output for word in ("no text", "three words", "neither German"))


def test_a_file_gives_one_line_out_for_each_line_in(cli: CliRunner, tmp_path: Path) -> None:
    rows = [{"id": f"r{i}", "reply": GOOD, "lang": "de"} for i in range(30)]
    lines = [json.dumps(row) for row in rows]
    lines[3] = "{broken"
    lines[7] = json.dumps({"id": "r7"})
    lines[9] = json.dumps({"id": "r9", "reply": "x" * 20_001})
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n")
    result = cli.invoke(app, ["score", "--input", str(source), "--output", str(target)])
    out = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["id"] for row in out] == [None if i == 3 else f"r{i}" for i in range(30)]
    assert [i for i, row in enumerate(out) if "error" in row] == [3, 7, 9]
    assert set(out[3]) == {"id", "error"}
    assert result.exit_code == 1
    assert "Line 4" in result.output
    assert "27 scored, 3 with an error" in result.output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["score"], "The text is missing"),
        (["score", "hi", "--input", "a.jsonl"], "not both"),
        (["score", "--input", "a.jsonl"], "--output FILE"),
        (["score", "--input", "no.jsonl", "--output", "out.jsonl"], "no.jsonl cannot be read"),
    ],
)
def test_wrong_use_says_how_it_goes(
    cli: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli.invoke(app, args)
    assert result.exit_code == 2
    assert said in result.output


def test_input_and_output_must_differ(cli: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n")
    result = cli.invoke(app, ["score", "--input", str(path), "--output", str(path)])
    assert result.exit_code == 2
    assert path.read_text() == "{}\n"


def test_a_file_may_come_from_stdin_and_go_to_stdout(cli: CliRunner) -> None:
    lines = [json.dumps({"id": name, "reply": GOOD}) for name in "ab"]
    result = cli.invoke(
        app, ["score", "--input", "-", "--output", "-"], input="\n".join(lines) + "\n"
    )
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]
    assert "2 scored, 0 with an error" in result.stderr
    assert result.exit_code == 0


def test_a_byte_order_mark_is_no_fault_and_another_encoding_is_named(
    cli: CliRunner, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    row = json.dumps({"id": "a", "reply": "Schöne Grüße, " + GOOD}, ensure_ascii=False)
    source.write_bytes(row.encode("utf-8-sig") + b"\n" + row.encode("latin-1") + b"\n\n")
    result = cli.invoke(app, ["score", "--input", str(source), "--output", str(target)])
    good, bad, blank = (json.loads(line) for line in target.read_text().splitlines())
    assert good["id"] == "a"
    assert "empathy" in good
    assert bad["error"] == "not UTF-8; save the file as UTF-8"
    assert blank["error"].startswith("an empty line")
    assert result.exit_code == 1


def test_an_output_that_cannot_be_written_is_said_to_be_that(
    cli: CliRunner, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("{}\n")
    target = tmp_path / "no" / "out.jsonl"
    result = cli.invoke(app, ["score", "--input", str(source), "--output", str(target)])
    assert f"{target} cannot be written" in result.output


def test_what_is_wrong_with_a_line_is_said_in_german(
    cli: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    source = tmp_path / "in.jsonl"
    source.write_text('{"reply": "Hallo zusammen", "channel": "fax"}\n')
    result = cli.invoke(
        app, ["score", "--input", str(source), "--output", str(tmp_path / "out.jsonl")]
    )
    assert "Zeile 1: das Feld „channel“ ist 'fax'; möglich sind chat" in result.output


COMMANDS = {
    "house rules": (["doctor", "--house", "{missing}"], "house.toml lässt sich nicht lesen"),
    "audit": (["plan", "--audit", "{missing}"], "keine Auswertung"),
    "folder": (["documents", "--out", "/proc/none"], "/proc/none gibt es nicht"),
}


@pytest.mark.parametrize(("args", "said"), COMMANDS.values(), ids=COMMANDS)
def test_an_error_ends_any_command_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    args: list[str],
    said: str,
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("COLUMNS", "400")
    missing = str(tmp_path / "house.toml")
    monkeypatch.setattr("sys.argv", ["coach", *(one.format(missing=missing) for one in args)])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert said in capsys.readouterr().err
