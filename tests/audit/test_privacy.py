"""Nothing personal in anything an audit writes."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from coach.audit.agents import KEY_NAME, Pseudonyms, load_pseudonyms
from coach.audit.errors import AuditError
from coach.audit.options import AuditOptions
from coach.audit.rows import safe_id
from coach.cells import safe_cell
from coach.transcripts import Conversation, Message, Rejected
from tests.audit_fixture import KEY, run_audit

SECRETS = (
    "Yılmaz", "Katharina Wolff", "Anneliese", "leila.novak@nordheim.example", "0171 2345678",
    "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "Lindenstraße 12", "77812345",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    conversation = Conversation(
        "leila.novak@nordheim.example",
        (
            Message("customer", "Hier ist Leila Yılmaz, Lindenstraße 12, 20099 Hamburg. "
                    "Meine Bestellung 77812345 kommt zu spät! leila.novak@nordheim.example"),
            Message("agent", "Guten Tag Frau Yılmaz, das ist ärgerlich. Ich rufe Sie unter "
                    "0171 2345678 an und erstatte auf DE89 3704 0044 0532 0130 00.\n"
                    "Ihre Katharina Wolff", agent="Katharina Wolff"),
            Message("customer", "Bitte auf die Karte 4111 1111 1111 1111. Danke, Katharina!"),
            Message("agent", "Gern, Frau Yılmaz, das ist bis 16 Uhr erledigt.",
                    agent="Katharina Wolff"),
        ),
        {"queue": "Anneliese Bauer", "kundenname": "Leila Yılmaz", "note": "Anneliese anrufen"},
        "export.jsonl",
        1,
    )  # fmt: skip
    broken = Rejected("export.jsonl", 2, "not-json", '{"mail": "leila.novak@nordheim.example"')
    options = AuditOptions(segments=("queue",))
    run_audit(tmp_path, (conversation, broken), options=options).close()
    return tmp_path


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_personal_is_written(folder: Path, secret: str) -> None:
    import pyarrow.parquet as pq

    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            held = json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        elif path.is_file():
            held = path.read_text(encoding="utf-8-sig")
        else:
            continue
        assert secret not in held, path.name


def test_marks_stand_where_they_stood_before_redaction(folder: Path) -> None:
    from coach.audit.results import AuditResults

    with AuditResults.open(folder) as results:
        (first, _) = results.scores().to_pylist()
    assert re.search(r"Frau <NAME_\d>", first["reply"])
    found = {mark["id"]: mark["text"] for mark in first["behaviours"]}
    assert found["feeling"] == "ärgerlich"
    assert first["reply"].index("ärgerlich") == next(
        mark["start"] for mark in first["behaviours"] if mark["id"] == "feeling"
    )


def test_the_same_person_has_the_same_pseudonym_and_only_with_the_key() -> None:
    ours, theirs = Pseudonyms(KEY), Pseudonyms(bytes(32))
    assert ours.of("Katharina  Wolff") == ours.of("katharina wolff")
    assert ours.of("Katharina Wolff") != theirs.of("Katharina Wolff")
    assert ours.of("  ") is None
    assert Pseudonyms(KEY, reveal=True).of("Katharina Wolff") == "Katharina Wolff"


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_pseudonyms(folder=tmp_path / "data")
    assert load_pseudonyms(folder=tmp_path / "data").key == first.key
    assert stat.S_IMODE((tmp_path / "data" / KEY_NAME).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [KEY_NAME]


@pytest.mark.parametrize("content", ["", "zz", "abcd"])
def test_a_damaged_key_is_not_replaced_silently(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_NAME).write_text(content)
    with pytest.raises(AuditError, match="backup"):
        load_pseudonyms(folder=tmp_path)


@pytest.mark.parametrize("id", ["T-0001", "792", "ticket/4711", "5f0c:2"])
def test_plain_ids_stay(id: str) -> None:
    assert safe_id(id) == id


@pytest.mark.parametrize(
    "id", ["leila@nordheim.example", "+49 171 2345678", "Leila Yılmaz", "ü" * 99]
)
def test_ids_that_name_somebody_are_hashed(id: str) -> None:
    assert safe_id(id).startswith("c-")
    assert safe_id(id) == safe_id(id)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@x", "\t=1", " =cmd|'/c'!A0", "＝1"])
def test_cells_never_become_formulas(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Guten Tag", "3 - 2", "a=b", ""])
def test_plain_cells_stay(text: str) -> None:
    assert safe_cell(text) == text
