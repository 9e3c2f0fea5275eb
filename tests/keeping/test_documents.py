"""The papers for staff: there in both languages, marked as drafts, with what they must say."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli.main import app
from coach.contracts import LANGUAGES, Language
from coach.privacy.documents import DOCUMENTS, document


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_paper_says_that_no_lawyer_read_it(name: str, language: Language) -> None:
    head = "\n".join(document(name, language).splitlines()[:4])
    assert ("rechtlich nicht geprüft" if language == "de" else "without legal review") in head


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_languages_have_the_same_sections(name: str) -> None:
    counts = [
        [line.split(" ")[0] for line in document(name, language).splitlines() if line[:1] in "#|"]
        for language in LANGUAGES
    ]
    assert len(counts[0]) == len(counts[1])


@pytest.mark.parametrize(
    ("language", "promises"),
    [("de", ("export --agent", "erase --agent", "bestreiten", "fünf Personen", "Pseudonym")),
     ("en", ("export --agent", "erase --agent", "dispute", "five people", "pseudonym"))],
)  # fmt: skip
def test_the_notice_names_the_rights(language: Language, promises: tuple[str, ...]) -> None:
    text = document("notice", language)
    assert all(promise in text for promise in promises)


def test_an_unknown_paper_is_an_error() -> None:
    with pytest.raises(KeyError):
        document("../notice", "de")


def test_command_writes_them(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["documents", "--out", str(tmp_path), "--language", "de"])
    assert run.exit_code == 0, run.output
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "agreement.de.md", "datasheet.de.md", "notice.de.md",
    ]  # fmt: skip
