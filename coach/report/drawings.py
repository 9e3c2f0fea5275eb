"""The charts of one report, each with its text alternative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.contracts import DIMENSIONS
from coach.report import charts
from coach.report.charts import Dot, Part
from coach.report.sums import LEVELS, NEEDS, VERDICTS

if TYPE_CHECKING:
    from coach.contracts import Dimension
    from coach.report.collect import Report
    from coach.report.phrases import Phrases
    from coach.report.values import Breakdown
    from coach.report.words import Words

_VERDICT_COLOURS = (charts.GIVEN, charts.MISSING, charts.NOT_NEEDED)
_MOST_DOTS = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its SVG, what a screen reader says instead, and its title."""

    svg: str
    alt: str
    title: str = ""
    dimension: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Drawings:
    """Draws what there is to draw."""

    words: Words
    report: Report
    phrases: Phrases

    def all(self) -> dict[str, Any]:
        """Return the charts by section; those of withheld figures are missing."""
        found: dict[str, Any] = {"needs": self._needs(), "cuts": self._cuts()}
        if self.report.withheld:
            return found
        return found | {
            "verdicts": self._verdicts(),
            "levels": self._levels(),
            "trend": self._trend(),
            "groups": [self._groups(one) for one in self.report.breakdowns],
        }

    @property
    def _legend(self) -> tuple[str, ...]:
        return tuple(self.words.level(level) for level in LEVELS[1:])

    def _needs(self) -> Chart:
        parts = [
            Part(self.words.need(need), estimate.value or 0, charts.NEEDS[need])
            for need, estimate in zip(NEEDS, self.report.picture.needs, strict=True)
        ]
        return Chart(
            charts.bars([(self.words.t("need"), parts)], self.words.percent),
            self.words.t("need_alt"),
        )

    def _verdicts(self) -> Chart:
        verdicts = self.report.picture.verdicts or {}
        rows = [
            (
                self.words.dimension(name),
                [
                    Part(self.words.verdict(verdict), mix[verdict].value or 0, colour)  # type: ignore[arg-type, index]
                    for verdict, colour in zip(VERDICTS, _VERDICT_COLOURS, strict=True)
                ],
            )
            for name, mix in verdicts.items()
        ]
        return Chart(charts.bars(rows, self.words.percent), self.words.t("verdict_alt"))

    def _levels(self) -> Chart:
        levels = self.report.picture.levels or {}
        rows = [
            (
                self.words.dimension(name),
                [
                    Part(self.words.level(level), share.value or 0, charts.LEVELS[level])
                    for level, share in enumerate(found)
                ],
            )
            for name, found in levels.items()
        ]
        return Chart(charts.bars(rows, self.words.percent), self.words.t("levels_alt"))

    def _trend(self) -> list[Chart]:
        trend = self.report.trend
        if not trend.points:
            return []
        return [
            Chart(
                charts.line(
                    [
                        (
                            self.words.short_date(point.start, trend.unit),
                            point.scores[name] if point.scores else None,
                        )
                        for point in trend.points
                    ],
                    name,
                    self._legend,
                ),
                self.words.t("trend_alt", dimension=self.words.dimension(name)),
                self.words.dimension(name),
                name,
            )
            for name in DIMENSIONS
        ]

    def _cuts(self) -> list[Chart]:
        """Draw agreement over what a confidence cut-off leaves to the machine."""
        cuts = self.report.agreement.cuts if self.report.agreement else {}
        found = []
        for criterion, ones in cuts.items():
            points = [
                (1 - (one.to_people.value or 0), one.exact.value)
                for one in ones
                if one.exact.value is not None
            ]
            title = self.words.criterion(criterion)
            titles = (self.words.t("a_cut_kept"), self.words.t("a_exact"))
            drawn = charts.curve(points, titles, self.words.percent)
            found.append(Chart(drawn, self.words.t("a_cut_alt", criterion=title), title))
        return found

    def _groups(self, breakdown: Breakdown) -> list[Chart]:
        found = []
        for name in DIMENSIONS:
            rows = [
                Dot(self.phrases.group(breakdown, group.name), group.figures[name].score)
                for group in breakdown.shown[:_MOST_DOTS]
                if group.figures and group.figures[name].score.value is not None
            ]
            if len(rows) > 1:
                title = self.words.dimension(name)
                alt = self.words.t("groups_alt", dimension=title)
                drawn = charts.dots(rows, charts.TONES[name], self._legend)
                found.append(Chart(drawn, alt, title, name))
        return found


def verdict_keys(words: Words) -> list[tuple[str, str]]:
    """Return what the colours of verdicts mean."""
    styles = ("var(--accent)", "var(--missing)", "var(--idle)")
    return [(words.verdict(name), style) for name, style in zip(VERDICTS, styles, strict=True)]  # type: ignore[arg-type]


def need_keys(words: Words) -> list[tuple[str, str]]:
    """Return what the colours of needs mean."""
    return [(words.need(need), charts.NEEDS[need]) for need in NEEDS]


def level_keys(words: Words) -> list[tuple[str, str]]:
    """Return what the colours of levels mean."""
    styles = ("var(--hurt)", "var(--idle)", charts.LEVELS[2], "var(--accent)")
    return [(words.level(level), style) for level, style in zip(LEVELS, styles, strict=True)]
