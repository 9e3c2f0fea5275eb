"""Put a report into words and pictures: one self-contained HTML page."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coach.audit import formula
from coach.contracts import DIMENSIONS
from coach.report.behaviours import LEAST_WORDS, SHORTEST
from coach.report.drawings import Drawings, level_keys, need_keys, verdict_keys
from coach.report.links import IN_TEXT, MOST
from coach.report.phrases import Phrases
from coach.report.sums import VERDICTS
from coach.report.words import words_for
from coach.rubric import load_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Language
    from coach.grading.agree import CriterionAgreement
    from coach.report.collect import Report
    from coach.report.values import Mark, Shown

SENTENCES: Final = Path(__file__).with_name("report.toml")
_TEMPLATES: Final = Path(__file__).with_name("templates")
_STYLE: Final = Path(__file__).with_name("report.css")
_CLIPPED: Final = 600
_ALWAYS: Final = ("picture", "agreement", "method")
_SECTIONS: Final = (
    "picture",
    "strengths",
    "gaps",
    "groups",
    "consistency",
    "reading",
    "macros",
    "links",
    "agreement",
    "method",
)


def render(report: Report, language: Language) -> str:
    """Return the report as HTML in one language."""
    words = words_for(language, SENTENCES)
    phrases = Phrases(words, report)
    drawings = Drawings(words, report, phrases)
    costs = [one for one in report.behaviours if _polarity(one.id) == "-" and one.marks]
    strengths = [one for one in report.behaviours if _polarity(one.id) == "+" and one.marks]
    return (
        environment()
        .get_template("report.html")
        .render(
            w=words,
            r=report,
            css=_STYLE.read_text(encoding="utf-8"),
            sections=sections_of(report),
            dimensions=DIMENSIONS,
            verdicts=VERDICTS,
            facts=phrases.facts(),
            charts=drawings.all(),
            verdict_keys=verdict_keys(words),
            need_keys=need_keys(words),
            level_keys=level_keys(words),
            strengths=sorted(strengths, key=lambda one: -(one.share.value or 0)),
            costs=sorted(costs, key=lambda one: -(one.share.value or 0)),
            formula=formula.explain(language).strip(),
            example=formula.worked_example(language).strip(),
            left_out=phrases.left_out(),
            made_with=_made_with(report, language),
            criteria=[one for one in agreed(report) if one.language is None],
            most_linked=MOST,
            silent_names=", ".join(
                phrases.outcome(n, in_text=n in IN_TEXT) for n in report.links.silent
            ),
            pieces=pieces,
            marked=phrases.marked,
            labels=phrases.labels,
            reading=by_reason(report),
            names=lambda ids: ", ".join(words.behaviour(id) for id in ids),
            column_title=phrases.column,
            group_name=phrases.group,
            outcome_name=lambda link: phrases.outcome(link.outcome, in_text=link.found_in_text),
        )
    )


def sections_of(report: Report) -> list[str]:
    """Return the sections there is something to say in."""
    shown = _ALWAYS if report.withheld else _SECTIONS
    return [name for name in shown if name != "agreement" or report.agreement]


def agreed(report: Report) -> tuple[CriterionAgreement, ...]:
    """Return the agreement on each criterion and language; nothing before anybody graded."""
    return report.agreement.results if report.agreement else ()


def pieces(shown: Shown) -> Iterator[tuple[str, Mark | None]]:
    """Cut a reply into marked and unmarked pieces; where marks overlap, the first is shown.

    Scraps such as a single "I" are not underlined; below the reply they are named all the same.
    """
    place = 0
    for mark in sorted(shown.marks, key=lambda one: (one.start, -one.end)):
        if mark.start < place or _is_scrap(shown.reply[mark.start : mark.end]):
            continue
        if mark.start > place:
            yield shown.reply[place : mark.start], None
        yield shown.reply[mark.start : mark.end], mark
        place = mark.end
    if place < len(shown.reply):
        yield shown.reply[place:], None


def _is_scrap(text: str) -> bool:
    return len(text) < SHORTEST and len(text.split()) < LEAST_WORDS


def by_reason(report: Report) -> list[tuple[str, list[Shown]]]:
    """Group the conversations worth reading by why they are."""
    found: dict[str, list[Shown]] = {}
    for shown in report.reading:
        found.setdefault(str(shown.why), []).append(shown)
    return list(found.items())


@cache
def environment() -> Environment:
    """Return the templates; everything put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clip"] = clip
    return made


def clip(text: str) -> str:
    """Shorten a long text at a word."""
    return text if len(text) <= _CLIPPED else text[:_CLIPPED].rpartition(" ")[0] + " …"


def _polarity(id: str) -> str:
    return load_rubric().behaviour(id).polarity


def _made_with(report: Report, language: Language) -> list[tuple[str, str]]:
    words = words_for(language, SENTENCES)
    manifest = report.manifest
    model = manifest.model
    weights = manifest.house.get("weights", {})
    finished = manifest.finished and dt.datetime.fromisoformat(manifest.finished).date()
    shown: dict[str, Any] = {
        "m_model": f"{model['name']} {model['version']} (SHA-256 {model['sha256'][:16]}…)",
        "m_rubric": manifest.rubric,
        "m_weights": ", ".join(
            f"{words.dimension(name)} {words.decimal(weights[name], 1)}"
            for name in DIMENSIONS
            if name in weights
        ),
        "m_run": manifest.run,
        "m_finished": words.date(finished or None),
        "m_inputs": ", ".join(f"{one.name} ({one.digest[:8]}…)" for one in manifest.inputs),
    }
    return [(words.t(key), value) for key, value in shown.items() if value]
