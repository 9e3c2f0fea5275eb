"""The answer to a check, with every field of the protocol always there.

Offsets count UTF-16 code units of the text as sent, its markup included.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.languagetool.findings import Findings, capitalised, without_overlaps, words
from api.languagetool.languages import UNREAD, form_of, named, ours
from api.languagetool.params import AUTO
from api.languagetool.score import score_json
from api.languagetool.utf16 import Utf16
from coach.text.language import detect
from coach.text.segment import sentences

if TYPE_CHECKING:
    from api.languagetool.annotations import SentText
    from api.languagetool.findings import Finding
    from api.languagetool.params import CheckParams
    from api.languagetool.rules import RuleBook
    from api.languagetool.upstream import UpstreamAnswer
    from coach.contracts import Language
    from coach.rubric import Rubric
    from coach.suggest import Advice
    from coach.text.segment import Span

CONTEXT: Final = 40
"""Characters of context shown on either side of a match."""
COMPACT_REPLACEMENTS: Final = 5


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the answer is for: their language, if they told it, and the service's address."""

    language: Language | None
    home: str


@dataclass(frozen=True, slots=True)
class Answerer:
    """Makes answers of one service."""

    rules: RuleBook
    rubric: Rubric
    software: dict[str, Any]
    default: Language

    def answer(
        self, params: CheckParams, advice: Advice, upstream: UpstreamAnswer | None, reader: Reader
    ) -> dict[str, Any]:
        """Return the answer as JSON data; `upstream` is None where no other server is asked."""
        judged = advice.assessment.language
        language = reader.language or judged or self.default
        spans = sentences(params.text.text, judged or "en")
        units = Utf16(params.text.sent)
        book = f"{reader.home}/rubric?lang={language}"
        sheet = _Sheet(params.text, units, spans, self.rubric, language, book)
        found = self._findings(params, advice, language)
        theirs = upstream.matches(units.length) if upstream else []
        matches = [*_beside(sheet.matches(found), theirs), *theirs]
        matches.sort(key=lambda match: (match["offset"], match["length"]))
        answer = {
            "software": self.software,
            "warnings": _warnings(upstream, language),
            "language": _language(params, judged, upstream),
            "matches": [_compact(match) if params.compact else match for match in matches],
            "sentenceRanges": sheet.ranges(),
            "empathyCoach": score_json(advice, self.rubric, sheet.span, language),
        }
        if params.compact:
            del answer["software"]
        return answer

    def _findings(self, params: CheckParams, advice: Advice, language: Language) -> list[Finding]:
        """Return what this client wants to see, in this half of its two requests or both."""
        made = Findings(params.text.text, self.rules, self.rubric, language).of(advice)
        wanted = [
            finding
            for finding in made
            if params.choice.allows(finding.rule.id, finding.rule.category.id)
            and (params.picky or not finding.picky)
        ]
        return [
            finding
            for finding in without_overlaps(wanted)
            if params.mode == "all" or finding.rule.text_level == (params.mode == "textLevelOnly")
        ]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One text, as matches show it."""

    text: SentText
    units: Utf16
    sentences: tuple[Span, ...]
    rubric: Rubric
    language: Language
    book: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return offset and length, in code units of the text as sent, of a span that is read."""
        return self.units.span(*self.text.span(start, end))

    def ranges(self) -> list[list[int]]:
        """Return where sentences begin and end, in code units."""
        spans = [self.span(*sentence) for sentence in self.sentences]
        return [[offset, offset + length] for offset, length in spans]

    def matches(self, findings: list[Finding]) -> list[dict[str, Any]]:
        """Return matches; a place inside markup alone has none."""
        return [match for finding in findings if (match := self._match(finding))["length"]]

    def _match(self, finding: Finding) -> dict[str, Any]:
        start, end = self.text.span(finding.start, finding.end)
        offset, length = self.units.span(start, end)
        rule = finding.rule
        language = self.language
        keeps_markup = not self.text.holds_markup(start, end)
        return {
            "message": finding.message,
            "shortMessage": capitalised(rule.name.text(language)),
            "replacements": [{"value": v} for v in finding.replacements if keeps_markup],
            "offset": offset,
            "length": length,
            "context": _context(self.text.sent, start, end),
            "sentence": self._sentence(finding.start),
            "type": {"typeName": "Other"},
            "rule": {
                "id": rule.id,
                "subId": "1",
                "sourceFile": f"rubric-{self.rubric.version}",
                "description": rule.description.text(language),
                "issueType": rule.issue_type,
                "urls": self._urls(finding),
                "category": {
                    "id": rule.category.id,
                    "name": rule.category.name.text(language),
                },
                "isPremium": False,
                "tags": ["picky"] if finding.picky else [],
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }

    def _sentence(self, position: int) -> str:
        """Return the sentence around or before a position of the text that is read."""
        index = bisect.bisect_right(self.sentences, position, key=lambda span: span.start)
        if not index:
            return ""
        start, end = self.sentences[index - 1]
        return self.text.text[start:end]

    def _urls(self, finding: Finding) -> list[dict[str, str]]:
        behaviour = finding.rule.behaviour
        return [{"value": f"{self.book}#{behaviour}"}] if behaviour else []


def _context(text: str, start: int, end: int) -> dict[str, Any]:
    """Return the words around a match, and where in them it lies, in code units."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before = "..." if first else ""
    after = "..." if last < len(text) else ""
    shown = before + text[first:last].replace("\n", " ").replace("\r", " ") + after
    begin = len(before) + start - first
    offset, length = Utf16(shown).span(begin, begin + end - start)
    return {"text": shown, "offset": offset, "length": length}


def _beside(own: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take our words back where another server's match lies inside, so that none spoils another.

    Our hint stays; its replacement is offered again once the spelling is right.
    """
    for match in own:
        end = match["offset"] + match["length"]
        if any(t["offset"] < end and match["offset"] < t["offset"] + t["length"] for t in theirs):
            match["replacements"] = []
    return own


def _compact(match: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in match.items() if key not in {"context", "sentence"}}
    kept["replacements"] = match.get("replacements", [])[:COMPACT_REPLACEMENTS]
    return kept


def _warnings(upstream: UpstreamAnswer | None, language: Language) -> dict[str, Any]:
    if upstream is None or upstream.complete:
        return {"incompleteResults": False}
    reason = words().text("upstream", language)
    return {"incompleteResults": True, "incompleteResultsReason": reason}


def _language(
    params: CheckParams, judged: Language | None, upstream: UpstreamAnswer | None
) -> dict[str, Any]:
    """Name the language of the text: as asked for, or as recognised."""
    if params.language == AUTO and judged is None and upstream and upstream.language:
        return upstream.language
    guess = detect(params.text.text)
    seen = form_of(ours(guess.language), params.variants)
    if params.language != AUTO:
        asked = named(params.language)
    elif judged is None:
        asked = UNREAD
    else:
        asked = form_of(judged, params.variants)
    if seen is UNREAD or seen.short == asked.short:
        seen = asked
    return {
        "name": asked.name,
        "code": asked.code,
        "detectedLanguage": {
            "name": seen.name,
            "code": seen.code,
            "confidence": round(guess.probability, 3),
            "source": "fasttext",
        },
    }
