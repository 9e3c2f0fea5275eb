"""Say a comparison: as rows for a terminal, as HTML, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.report.render import SENTENCES as REPORT
from coach.report.render import environment
from coach.report.words import words_for

if TYPE_CHECKING:
    from coach.compare.changes import Change, Comparison
    from coach.contracts import Language
    from coach.report.words import Words
    from coach.statistics.bootstrap import Estimate

SENTENCES: Final = Path(__file__).with_name("compare.toml")
FORMAT: Final = "empathy-coach/comparison/1"
_NAMED: Final = ("channel", "language", "phase", "situation")


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words."""

    dimension: str
    group: str
    measure: str
    base: str
    now: str
    difference: str
    same_mix: str
    reading: str


class Said:
    """A comparison in one language."""

    def __init__(self, found: Comparison, language: Language) -> None:
        self.found = found
        self.words = words_for(language, SENTENCES)
        self._names: Words = words_for(language, REPORT)

    def lines(self, *, whole: bool) -> list[Line]:
        """Return the changes of the whole, or of the groups large enough to say something."""
        return [
            self._line(one)
            for one in self.found.changes
            if (one.column is None) == whole and (whole or self.found.breaks or one.difference)
        ]

    def subtitle(self) -> str:
        """Return what is compared with what."""
        names = [
            ", ".join(one.name for one in manifest.inputs)
            for manifest in (self.found.base, self.found.now)
        ]
        return self.words.t("subtitle", base=names[0], now=names[1])

    def notes(self) -> list[str]:
        """Return what one must know before reading figures, the gravest first."""
        base, now = self.found.base, self.found.now
        values: dict[str, dict[str, object]] = {
            "model": {"base": _model(base.model), "now": _model(now.model)},
            "rubric": {"base": base.rubric, "now": now.rubric},
            "house": {},
        }
        notes = [self.words.t(f"break_{one}", **values[one]) for one in self.found.breaks]
        if not self.found.changes:
            notes.append(self.words.t("withheld"))
        if self.found.overlap:
            notes.append(self.words.t("overlap", n=self.words.count(self.found.overlap)))
        return notes

    def closing(self) -> list[str]:
        """Return how to read the figures."""
        said = [self.words.t("legend")]
        if self.found.looked_at:
            said.append(self.words.t("many", n=self.words.count(self.found.looked_at)))
        return [*said, self.words.t("association")]

    def needs(self) -> list[tuple[str, str, str]]:
        """Return the mix of needs, then and now."""
        return [
            (self._names.need(i), self._names.shared(base), self._names.shared(now))
            for i, (base, now) in enumerate(self.found.needs)
        ]

    def _line(self, one: Change) -> Line:
        write = self._names.scored if one.measure == "score" else self._names.shared
        return Line(
            dimension=self._names.dimension(one.dimension),
            group=self._group(one),
            measure=self.words.t(f"measure_{one.measure}"),
            base=write(one.base),
            now=write(one.now),
            difference=self._difference(one.difference, one.measure),
            same_mix=self._difference(one.same_mix, one.measure),
            reading=self._reading(one),
        )

    def _difference(self, one: Estimate | None, measure: str) -> str:
        if one is None or one.value is None or one.low is None or one.high is None:
            return "–"
        scale = 1 if measure == "score" else 100
        value, low, high = (
            self._names.decimal(scale * figure, 1, signed=True)
            for figure in (one.value, one.low, one.high)
        )
        return f"{value} ({self._names.between(low, high)})"

    def _reading(self, one: Change) -> str:
        if self.found.breaks:
            return self.words.t("broken")
        if one.difference is None or one.difference.value is None:
            return self.words.t("too_few")
        if not one.clear:
            return self.words.t("unclear")
        return self.words.t("up" if one.difference.value > 0 else "down")

    def _group(self, one: Change) -> str:
        if one.column is None:
            return self.words.t("whole")
        if one.group is None:
            return f"{one.column}: {self._names.t('unknown')}"
        if one.column == "need":
            return self._names.need(one.group)
        key = f"{one.column}_{one.group}"
        if one.column in _NAMED and self._names.has(key):
            return self._names.t(key)
        return f"{one.column}: {one.group}"


def comparison_html(found: Comparison, language: Language) -> str:
    """Return a comparison as one self-contained page."""
    style = REPORT.with_name("report.css").read_text(encoding="utf-8")
    said = Said(found, language)
    return environment().get_template("compare.html").render(said=said, w=said.words, css=style)


def comparison_json(found: Comparison) -> str:
    """Return a comparison as JSON, with what identifies both audits."""
    table: dict[str, Any] = {
        "format": FORMAT,
        "base": _identity(found.base),
        "now": _identity(found.now),
        "breaks": found.breaks,
        "overlap": found.overlap,
        "looked_at": found.looked_at,
        "needs": [{"base": asdict(base), "now": asdict(now)} for base, now in found.needs],
        "changes": [asdict(one) for one in found.changes],
    }
    return json.dumps(table, ensure_ascii=False, indent=1)


def _identity(manifest: Any) -> dict[str, Any]:  # noqa: ANN401 - a manifest
    return {
        "run": manifest.run,
        "model": dict(manifest.model),
        "rubric": manifest.rubric,
        "finished": manifest.finished,
        "inputs": [one.name for one in manifest.inputs],
    }


def _model(model: Any) -> str:  # noqa: ANN401 - a mapping of a manifest
    return f"{model['name']} {model['version']}"
