"""Adopted ideas go into house.toml: what stood there stays as it was, comments included."""

from __future__ import annotations

import datetime as dt
import stat
import tomllib
from pathlib import Path

import pytest

import coach.house
from coach.contracts import LANGUAGES
from coach.house import load_house
from coach.house_edit import (
    HouseEditError,
    Rule,
    avoid_rule,
    holds,
    obstacle,
    propose,
    text_rule,
    write,
)

NOW = dt.datetime(2026, 3, 2, 9, 30, 5)
AVOID = avoid_rule('wie bereits "erwähnt"', ["wie ich am {date} schrieb", "noch einmal"], "barsch")
TEXT = text_rule("Lieferfenster", "Die Spedition ruft Sie\nzwei Tage vorher an, damit wer da ist.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "house.toml"
    example = Path(coach.house.__file__).with_name("house.example.de.toml")
    target.write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    target.chmod(0o640)
    return target


@pytest.mark.parametrize("rule", [AVOID, TEXT], ids=lambda rule: rule.table)
def test_an_entry_is_added_and_every_line_stays(path: Path, rule: Rule) -> None:
    before = path.read_text(encoding="utf-8")
    proposal = propose(path, rule)
    assert path.read_text(encoding="utf-8") == before
    backup = write(path, rule, digest=proposal.digest, now=NOW)
    after = path.read_text(encoding="utf-8")
    assert after == proposal.text
    assert backup.read_text(encoding="utf-8") == before
    assert backup.name == "house.toml.2026-03-02-093005.bak"
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines())
    old, new = tomllib.loads(before), tomllib.loads(after)
    assert new[rule.table][:-1] == old[rule.table]
    assert {**new, rule.table: None} == {**old, rule.table: None}
    assert holds(load_house(path), rule.key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_entry_stands_behind_its_kind_and_before_the_next_comment(path: Path) -> None:
    text = propose(path, AVOID).text
    assert text.index("Da müssen Sie sich") < text.index("wie bereits") < text.index("# Text, den")


def test_the_difference_shows_only_what_is_added(path: Path) -> None:
    changed = [line for line in propose(path, AVOID).diff.splitlines() if line[:1] in {"+", "-"}][
        2:
    ]
    assert all(line.startswith("+") for line in changed)
    assert any("wie bereits" in line for line in changed)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "name = 'Nord'",
        'name = "Nord"\r\n[weights]\r\nempathy = 2\r\n',
        '[[avoid]]\nphrase = """\n[a]\n"""\ninstead = ["b"]\n',
    ],
    ids=["empty", "no line end", "windows", "brackets in a text"],
)
def test_files_of_other_forms_take_an_entry(tmp_path: Path, given: str) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(given.encode())
    write(path, AVOID, digest=propose(path, AVOID).digest, now=NOW)
    assert holds(load_house(path), AVOID.key)
    assert path.read_bytes().startswith(given.encode())


def refused(path: Path | None, rule: Rule) -> str:
    with pytest.raises(HouseEditError) as caught:
        propose(path, rule)
    for language in LANGUAGES:
        assert "{" not in caught.value.text(language).partition("\n")[0]
    return caught.value.code


def test_what_cannot_be_written_says_why(path: Path, tmp_path: Path) -> None:
    twice = avoid_rule("Schnellstmöglich", ["heute"])
    assert refused(path, twice) == "twice"
    assert refused(path, text_rule("kurz", "zwei Worte")) == "invalid"
    assert refused(None, AVOID) == "no_file"
    assert refused(tmp_path / "none.toml", AVOID) == "unreadable"
    path.write_text('avoid = [{ phrase = "a", instead = ["b"] }]\n', encoding="utf-8")
    assert refused(path, AVOID) == "inline"


def test_a_file_that_changed_meanwhile_is_looked_at_again(path: Path) -> None:
    digest = propose(path, AVOID).digest
    path.write_text(path.read_text(encoding="utf-8") + "# mehr\n", encoding="utf-8")
    with pytest.raises(HouseEditError) as caught:
        write(path, AVOID, digest=digest, now=NOW)
    assert caught.value.code == "changed"
    assert list(path.parent.glob("*.bak")) == []


def test_where_there_is_no_file_or_no_right_the_entry_is_handed_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert obstacle(path, AVOID) is None
    missing = obstacle(None, AVOID)
    assert missing is not None
    assert AVOID.snippet in missing.text("de")
    assert "COACH_HOUSE" in missing.text("de")
    monkeypatch.setattr("os.access", lambda *_: False)
    closed = obstacle(path, AVOID)
    assert closed is not None
    assert AVOID.snippet in closed.text("en")
    assert str(path) in closed.text("en")
