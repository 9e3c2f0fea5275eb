"""The report as a page: complete, self-contained, safe, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from coach.audit.results import AuditResults
from coach.contracts import LANGUAGES, Language
from coach.report.render import SENTENCES, pieces
from coach.report.values import Mark, Shown
from coach.report.words import words_for
from coach.report.write import render_report, write_report
from coach.statistics.bootstrap import Estimate
from coach.transcripts.contracts import Conversation, Message
from tests.audit_fixture import conversations, run_audit

ORDER = ["picture", "strengths", "gaps", "groups", "consistency", "reading", "macros", "links"]


class Outline(HTMLParser):
    """Collects ids, links to outside, and whether every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.outside: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("src", "href", "action", "data"):
            value = values.get(name) or ""
            if value and not value.startswith("#"):
                self.outside.append(value)
        if tag not in {"meta", "line", "path", "rect", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"line", "path", "rect"}:
            assert self.open.pop() == tag


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("language", LANGUAGES)
def test_strengths_come_before_gaps_and_nothing_is_missing(
    pages: dict[Language, str], language: Language
) -> None:
    found = outline(pages[language])
    sections = [id for id in found.ids if id in {*ORDER, "method"}]
    assert sections == [*ORDER, "method"]
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_comes_from_outside(pages: dict[Language, str], language: Language) -> None:
    assert outline(pages[language]).outside == []
    assert "<script" not in pages[language]
    assert "url(" not in pages[language]
    assert "@import" not in pages[language]


def test_it_says_that_nobody_checked_it_yet(pages: dict[Language, str]) -> None:
    assert "Not yet checked against your graders" in pages["en"]
    assert "Noch nicht mit Ihren Bewertenden abgeglichen" in pages["de"]


def test_the_legend_and_the_formula_stand_with_the_scores(pages: dict[Language, str]) -> None:
    assert "33 is neutral, 67 is good, 100 is strong" in pages["en"]
    assert "33 ist neutral, 67 ist gut, 100 ist stark" in pages["de"]
    assert "(2 × 60 + 1 × 30) ÷ 3 = 50" in pages["de"]


def test_no_agent_appears(pages: dict[Language, str], audit: AuditResults) -> None:
    agents = set(audit.scores(["agent"]).column("agent").to_pylist())
    assert len(agents) == 12
    for page in pages.values():
        assert not any(agent in page for agent in agents)
        assert "leila.novak" not in page


def test_numbers_are_written_as_the_language_does(pages: dict[Language, str]) -> None:
    assert re.search(r"\d,\d\xa0%", pages["de"])
    assert not re.search(r"\d\.\d\xa0?%", pages["de"].split("<svg")[0])
    assert re.search(r"\d\.\d%", pages["en"])
    assert "2. März 2026" in pages["de"]
    assert "2 March 2026" in pages["en"]


def test_every_chart_has_words_and_a_table(pages: dict[Language, str]) -> None:
    page = pages["en"]
    charts = re.findall(r'role="img" aria-label="([^"]+)"', page)
    assert len(charts) == page.count("<svg")
    assert all("table below" in alt for alt in charts)
    assert page.count("<table>") == page.count("<caption>")


def test_the_same_audit_gives_the_same_page(
    audit: AuditResults, pages: dict[Language, str]
) -> None:
    assert render_report(audit, "en") == pages["en"]


def test_markup_in_transcripts_stays_text(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)> "Calm down", that is maddening.'
    given = tuple(with_reply(c, evil) for c in conversations(20))
    columns = tuple(replace(c, columns={**c.columns, "queue": "<b>x</b>"}) for c in given[:10])
    with run_audit(tmp_path, (*columns, *given[10:])) as results:
        page = render_report(results, "en")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_one_conversation_is_enough_for_a_report(tmp_path: Path) -> None:
    with run_audit(tmp_path, conversations(1, agents=False)) as results:
        for language in LANGUAGES:
            outline(render_report(results, language))


def test_replies_that_cannot_be_scored_are_a_report_too(tmp_path: Path) -> None:
    messages = (Message("customer", "Hallo?"), Message("agent", "Ja."))
    given = tuple(Conversation(str(i), messages, {}, "tiny.jsonl", i) for i in range(12))
    with run_audit(tmp_path, given) as results:
        page = render_report(results, "de")
    outline(page)
    assert "12 Antworten mit weniger als drei Wörtern" in page


def test_the_report_lies_beside_the_results(audit: AuditResults, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.html"
    assert write_report(audit, "en", target=target) == target
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_pieces_put_together_are_the_reply() -> None:
    marks = (
        Mark("feeling", "+", "inline", 0, 11),
        Mark("welcome", "+", "inline", 3, 12),
        Mark("concrete", "+", "inline", 13, 14),
    )
    shown = Shown("c", 0, "en", None, None, 1, None, "Hello Maria, I see.", marks, {}, {})
    found = list(pieces(shown))
    assert "".join(text for text, _ in found) == "Hello Maria, I see."
    assert [text for text, mark in found if mark] == ["Hello Maria"]


def test_a_score_between_two_levels_is_called_both() -> None:
    words = words_for("en", SENTENCES)
    assert words.level_of(Estimate(35, 33, 38, 90, 40)) == "neutral"
    assert words.level_of(Estimate(50, 45, 55, 90, 40)) == "neutral to good"
    assert words.level_of(Estimate(None, None, None, 0, 0)) == "–"


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [
        (0.0, "0\xa0%", "0%"),
        (0.0004, "< 0,1\xa0%", "< 0.1%"),
        (0.5, "50\xa0%", "50%"),
        (0.034, "3,4\xa0%", "3.4%"),
    ],
)
def test_few_never_look_like_none(value: float, de: str, en: str) -> None:
    assert words_for("de", SENTENCES).percent(value) == de
    assert words_for("en", SENTENCES).percent(value) == en


def test_a_sentence_is_used_or_gone() -> None:
    folder = SENTENCES.parent
    sources = [*folder.glob("*.py"), *folder.glob("templates/*.html")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    families = "fact situation channel phase language by why reading kind outcome trend m_abstained"
    made = rf"^\[((?:{'|'.join([*families.split(), 'm_columns', 'm_privacy'])})_\w+)\]"
    built = set(re.findall(made, SENTENCES.read_text(encoding="utf-8"), re.MULTILINE))
    keys = re.findall(r"^\[(\w+)\]", SENTENCES.read_text(encoding="utf-8"), re.MULTILINE)
    unused = [k for k in keys if k not in built and not re.search(rf"""['"]{k}['"]""", code)]
    assert unused == []


def with_reply(conversation: Conversation, text: str) -> Conversation:
    messages = tuple(
        replace(message, text=text) if message.role == "agent" else message
        for message in conversation.messages
    )
    return replace(conversation, messages=messages)


def test_the_ends_of_an_interval_are_as_exact_as_its_middle() -> None:
    words = words_for("en", SENTENCES)
    assert words.shared(Estimate(0.097, 0.058, 0.141, 155, 70)) == "9.7% (5.8% to 14.1%)"
    assert words.shared(Estimate(0.892, 0.881, 0.912, 900, 70)) == "89% (88% to 91%)"
    assert words.shared(Estimate(0, 0, 0.051, 90, 70)) == "0% (0% to 5.1%)"
    assert words.shared(Estimate(0.112, 0.109, 0.114, 9000, 700)) == "11% (10.9% to 11.4%)"


def test_the_ends_of_an_interval_never_look_the_same() -> None:
    words = words_for("en", SENTENCES)
    assert words.scored(Estimate(34, 33.8, 34.3, 900, 400)) == "34 (33.8 to 34.3)"
    assert words.scored(Estimate(34, 31.8, 36.3, 90, 40)) == "34 (32 to 36)"
