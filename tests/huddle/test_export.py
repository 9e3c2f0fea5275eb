"""The files of a kit: edited texts reach every one, slides open again, nothing is loaded."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pptx import Presentation
from typer.testing import CliRunner

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.contracts import LANGUAGES, Language
from coach.house import House
from coach.huddle import HuddleError, Kit, kit_from_json, kit_to_json
from coach.huddle.contracts import Candidate
from coach.huddle.export import FORMATS, file_name, kit_bytes
from coach.huddle.slide_shapes import text_height
from coach.huddle.theme import load_theme
from coach.rubric import BEHAVIOUR_IDS
from tests.huddle.conftest import kit_of

NASTY = 'Sätze mit <b>Tags</b>, *Sternen*, | Strichen & Emojis 🙂 sowie "Anführung"'


@pytest.fixture
def kit(varied: AuditResults, house: House) -> Kit:
    return kit_of(varied, focus="feeling", minutes=15, house=house)


def with_text(kit: Kit, slot_id: str, **parts: str) -> Kit:
    slots = tuple(
        replace(slot, candidates=(Candidate("bank", {**slot.parts, **parts}),), chosen=0)
        if slot.id == slot_id
        else slot
        for slot in kit.slots
    )
    return replace(kit, slots=slots)


def slide_texts(pptx: bytes) -> list[str]:
    deck = Presentation(io.BytesIO(pptx))
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in deck.slides
    ]


def test_a_kit_survives_its_file(kit: Kit) -> None:
    assert kit_from_json(kit_to_json(kit)) == kit


def test_an_edited_text_reaches_every_format(kit: Kit) -> None:
    edited = with_text(kit, "question", text="Was hat Sie heute gefreut?")
    for format in FORMATS:
        if format in {"html", "md", "json"}:
            assert "Was hat Sie heute gefreut?" in kit_bytes(edited, format).decode()
    assert any(
        "Was hat Sie heute gefreut?" in text for text in slide_texts(kit_bytes(edited, "pptx"))
    )


def test_a_swapped_candidate_is_the_one_shown(kit: Kit) -> None:
    data = json.loads(kit_to_json(kit))
    data["slots"][0]["chosen"] = 2
    wanted = data["slots"][0]["candidates"][2]["parts"]["text"]
    html = kit_bytes(kit_from_json(json.dumps(data)), "html").decode()
    assert wanted in html
    assert data["slots"][0]["candidates"][0]["parts"]["text"] not in html


def test_html_escapes_markdown_escapes_and_slides_keep_what_people_type(kit: Kit) -> None:
    edited = with_text(kit, "question", text=NASTY)
    html = kit_bytes(edited, "html").decode()
    assert "<b>Tags" not in html
    assert "&lt;b&gt;Tags" in html
    markdown = kit_bytes(edited, "md").decode()
    assert r"\<b\>Tags" in markdown
    assert r"\*Sternen\*" in markdown
    assert any(NASTY in text for text in slide_texts(kit_bytes(edited, "pptx")))


class Loads(HTMLParser):
    """Collects what an HTML file would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in {"script", "link", "img", "iframe", "object"} else []
        self.found += [
            name for name, _ in attrs if name in {"src", "href"} or name.startswith("on")
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_nothing_and_says_its_language(
    varied: AuditResults, language: Language
) -> None:
    html = kit_bytes(kit_of(varied, language=language), "html").decode()
    reader = Loads()
    reader.feed(html)
    assert reader.found == []
    assert "url(" not in html
    assert f'<html lang="{language}"' in html


def test_slides_have_titles_notes_and_the_theme_of_the_pages(kit: Kit) -> None:
    deck = Presentation(io.BytesIO(kit_bytes(kit, "pptx")))
    assert len(deck.slides) == 1 + len(kit.slots)
    for slide in deck.slides:
        assert slide.shapes.title.text.strip()
        assert slide.notes_slide.notes_text_frame.text.strip()
    assert [layout.name for layout in deck.slide_layouts] == ["Huddle Cover", "Huddle Step"]
    notes = deck.slides[1].notes_slide.notes_text_frame.text
    for text in (kit.notes.ask, kit.notes.wait, kit.notes.thank, kit.notes.silence):
        assert text in notes
    package = deck.part.package
    theme = next(
        part.blob.decode() for part in package.iter_parts() if "theme1" in str(part.partname)
    )
    for name in ("ink", "accent", "empathy", "hospitality", "authenticity", "paper"):
        assert load_theme().rgb(name) in theme


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_stays_on_its_slide(twenty: AuditResults, id: str, language: Language) -> None:
    kit = kit_of(twenty, focus=id, language=language, minutes=15)
    deck = Presentation(io.BytesIO(kit_bytes(kit, "pptx")))
    for slide in list(deck.slides)[1:]:
        for shape in slide.shapes:
            bottom = (shape.top + shape.height) / 914400
            assert bottom <= 7.5
            if shape.has_text_frame and not shape.is_placeholder:
                sizes = [
                    (run.font.size.pt, paragraph.text)
                    for paragraph in shape.text_frame.paragraphs
                    for run in paragraph.runs[:1]
                ]
                width = shape.width / 914400 - 0.44
                needed = sum(text_height(text, width, int(size)) for size, text in sizes)
                assert needed <= shape.height / 914400 + 0.35, (id, shape.text_frame.text)


def test_the_short_version_leaves_the_leader_out(kit: Kit) -> None:
    markdown = kit_bytes(kit, "md").decode()
    assert kit.notes.silence not in markdown
    assert "Rückblick" not in markdown
    exercise = kit.slot("exercise")
    assert exercise is not None
    assert exercise.parts["task"] in markdown
    assert markdown.startswith(f"# {kit.focus.headline}\n")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"language": "fr"}, "language"),
        ({"minutes": 20}, "minutes"),
        ({"slots": []}, "slots"),
        ({"colour": "red"}, "colour"),
        ({"week": "nächste"}, "week"),
    ],
)
def test_a_broken_kit_says_where(kit: Kit, change: dict[str, object], named: str) -> None:
    data = {**json.loads(kit_to_json(kit)), **change}
    with pytest.raises(HuddleError, match=named):
        kit_from_json(json.dumps(data))


def test_a_step_without_its_text_says_which(kit: Kit) -> None:
    data = json.loads(kit_to_json(kit))
    data["slots"][0]["candidates"][1]["parts"]["text"] = " "
    data["slots"][2]["chosen"] = 7
    with pytest.raises(HuddleError) as caught:
        kit_from_json(json.dumps(data))
    assert re.search(r"slots\[1\].*lacks a text for text", str(caught.value))
    assert re.search(r"slots\[3\].*only candidates 0 to 2", str(caught.value))


def test_no_json_says_so() -> None:
    with pytest.raises(HuddleError, match="not valid JSON"):
        kit_from_json("{")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def test_the_command_writes_a_kit_and_exports_it_again(
    command: CliRunner, large_audit: AuditResults, tmp_path: Path
) -> None:
    out = tmp_path / "kit"
    arguments = ["huddle", "--audit", str(large_audit.folder), "--out", str(out), "--week"]
    done = command.invoke(app, [*arguments, "2026-05-27"])
    assert done.exit_code == 0, done.output
    written = {path.name for path in out.iterdir()}
    assert written == {file_name(format) for format in FORMATS if format != "pdf"}
    assert "Ohne Chromium" in done.output
    kit = out / "kit.json"
    text = kit.read_text(encoding="utf-8")
    kit.write_text(text.replace("Diese Woche", "In dieser Woche"), encoding="utf-8")
    again = command.invoke(app, ["huddle", "--from", str(kit), "--out", str(tmp_path / "again")])
    assert again.exit_code == 0, again.output
    assert "In dieser Woche" in (tmp_path / "again/huddle.html").read_text(encoding="utf-8")


def test_the_command_remembers_and_takes_turns(
    command: CliRunner, large_audit: AuditResults, tmp_path: Path
) -> None:
    def headline(week: str) -> str:
        out = tmp_path / week
        arguments = ["huddle", "--audit", str(large_audit.folder), "--out", str(out)]
        done = command.invoke(app, [*arguments, "--lang", "de", "--week", week])
        assert done.exit_code == 0, done.output
        return str(json.loads((out / "kit.json").read_text(encoding="utf-8"))["focus"]["behaviour"])

    weeks = ("2026-05-25", "2026-06-01", "2026-06-08")
    first, second, third = (headline(week) for week in weeks)
    assert len({first, second, third}) == 3
    assert headline("2026-05-25") == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "genau eines"),
        (["--audit", "nowhere"], "coach audit"),
        (["--from", "missing.json"], "lässt sich nicht lesen"),
    ],
)
def test_mistakes_end_in_a_sentence(
    command: CliRunner, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = command.invoke(app, ["huddle", "--out", str(tmp_path / "kit"), *arguments])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
