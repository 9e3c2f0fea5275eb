"""Sentences that depend on the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.contracts import DIMENSIONS
from coach.report.sums import COLUMNS
from coach.statistics.bootstrap import LEAST_CLUSTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.contracts import Dimension
    from coach.report.collect import Report
    from coach.report.values import Breakdown, Shown
    from coach.report.words import Words
    from coach.statistics.bootstrap import Estimate

NAMED = ("channel", "language", "phase", "situation")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said of one report in one language."""

    words: Words
    report: Report

    def facts(self) -> list[tuple[str, dict[str, object]]]:
        """Return the sentences of the first page, strengths before gaps."""
        picture = self.report.picture
        if picture.figures is None or picture.answered is None:
            return []
        figures = picture.figures
        found: list[tuple[str, dict[str, object]]] = []
        conversations = self.report.coverage.conversations
        if conversations < LEAST_CLUSTERS:
            return [("facts_few", {"n": self.words.count(conversations)})]
        best = self._largest({name: figures[name].given.value for name in DIMENSIONS})
        if best:
            share = self.words.shared(figures[best].given)
            found.append(self._compared("fact_best", best, self._said(best, share)))
        strong = picture.answered["empathy"]
        if strong.has_interval:
            share = self.words.shared(strong)
            found.append(("fact_strong", {"n": self.words.count(strong.n), "share": share}))
        room = self._largest(
            {name: _rest(figures[name].given.value) for name in DIMENSIONS if name != best}
        )
        if room:
            given = figures[room].given
            said = {**self._said(room, self.words.shared(given)), "n": self.words.count(given.n)}
            found.append(self._compared("fact_room", room, said, without=best))
        hurts = self._largest({name: figures[name].hurts.value for name in DIMENSIONS})
        if hurts:
            share = self.words.shared(figures[hurts].hurts)
            found.append(("fact_hurts", self._said(hurts, share)))
        return found

    def left_out(self) -> list[str]:
        """Return what was not scored or not counted, and why."""
        return [line for line in self._left_out() if line]

    def column(self, breakdown: Breakdown) -> str:
        """Return the heading of a breakdown."""
        if breakdown.segment or breakdown.column not in COLUMNS:
            return self.words.t("by_segment", name=breakdown.column)
        return self.words.t(f"by_{breakdown.column}")

    def group(self, breakdown: Breakdown, name: str | None) -> str:
        """Return the name of a group."""
        if name is None or name == "":
            return self.words.t("unknown")
        if breakdown.segment:
            return name
        if breakdown.column == "need":
            return self.words.need(name)
        return self._known(breakdown.column, name)

    def labels(self, shown: Shown) -> Iterator[str]:
        """Yield what a reply answers: channel, situation and need."""
        if shown.channel:
            yield self._known("channel", shown.channel)
        if shown.situation and shown.situation != "other":
            yield self._known("situation", shown.situation)
        if shown.need is not None:
            yield self.words.need(shown.need)

    def marked(self, shown: Shown, polarity: str) -> list[str]:
        """Return the names of the behaviours a reply shows, each once."""
        ids = dict.fromkeys(mark.id for mark in shown.marks if mark.polarity == polarity)
        return [self.words.behaviour(id) for id in ids]

    def outcome(self, name: str, *, in_text: bool) -> str:
        """Return the name of an outcome, and whether it was found in the text."""
        if not in_text:
            return name
        return self.words.t("outcome_in_text", name=self.words.t(f"outcome_{name}"))

    def _left_out(self) -> Iterator[str]:
        words, covered = self.words, self.report.coverage
        yield words.t(
            "m_coverage",
            scored=words.count(covered.scored),
            turns=words.count(covered.turns),
            share=words.percent(covered.scored / covered.turns if covered.turns else None),
        )
        for why, n in covered.abstained.items():
            key = f"m_abstained_{why}"
            known = key if words.has(key) else "m_abstained_other"
            yield words.t(known, n=words.count(n), why=why)
        unsure = [
            f"{words.dimension(name)} {words.count(n)}" for name, n in covered.unsure.items() if n
        ]
        if unsure:
            yield words.t("m_unsure", parts=", ".join(unsure))
        if covered.rejected:
            yield words.t("m_rejected", n=words.count(covered.rejected))
        if covered.phone and not covered.only_phone:
            yield words.t("m_phone", n=words.count(covered.phone))
        left_out = self.report.manifest.columns_left_out
        for why in ("personal", "values"):
            names = [name for name, reason in left_out.items() if reason == why]
            if names:
                yield words.t(f"m_columns_{why}", names=", ".join(names))

    def _compared(
        self,
        key: str,
        name: Dimension,
        said: dict[str, object],
        *,
        without: Dimension | None = None,
    ) -> tuple[str, dict[str, object]]:
        """Return the sentence that puts a dimension first, or that another is too close for it."""
        figures = self.report.picture.figures or {}
        own = figures[name].given
        for rival in DIMENSIONS:
            other = figures[rival].given
            if rival not in {name, without} and _overlap(own, other):
                return f"{key}_close", {**said, "rival": self.words.dimension(rival)}
        return key, said

    def _said(self, name: Dimension, share: str) -> dict[str, object]:
        return {"dimension": self.words.dimension(name), "share": share}

    def _largest(self, values: dict[Dimension, float | None]) -> Dimension | None:
        """Return the dimension with the largest value above 0."""
        largest = max(values, key=lambda name: values[name] or 0.0)
        return largest if values[largest] else None

    def _known(self, column: str, name: str) -> str:
        key = f"{column}_{name}"
        return self.words.t(key) if column in NAMED and self.words.has(key) else name


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Tell whether two intervals overlap; without intervals nothing tells figures apart."""
    if one.value is None or other.value is None:
        return False
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    return one.low <= other.high and other.low <= one.high


def _rest(share: float | None) -> float | None:
    return None if share is None else 1 - share
