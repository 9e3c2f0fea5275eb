"""Numbers, dates and sentences the way the reader's language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from coach.messages import load_messages
from coach.rubric import load_rubric

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from coach.contracts import Dimension, Language, Verdict
    from coach.messages import Messages
    from coach.report.values import Unit
    from coach.rubric import Rubric
    from coach.statistics.bootstrap import Estimate

LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
NONE: Final = "–"
SMALLEST_SHARE: Final = 0.001


@cache
def _messages(path: Path) -> Messages:
    return load_messages(path)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a template needs to say things; `sentences` is its file."""

    language: Language
    sentences: Path
    rubric: Rubric

    def t(self, key: str, **values: object) -> str:
        """Return a sentence with its values."""
        return _messages(self.sentences).text(key, self.language, **values)

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in _messages(self.sentences)

    def count(self, value: float) -> str:
        """Write a whole number."""
        return format_decimal(round(value), locale=LOCALES[self.language])

    def points(self, value: float | None) -> str:
        """Write a score between 0 and 100 without decimals."""
        return NONE if value is None else self.count(value)

    def decimal(self, value: float | None, digits: int = 2, *, signed: bool = False) -> str:
        """Write a number with a fixed count of decimals."""
        if value is None:
            return NONE
        rounded = round(value, digits)
        text = format_decimal(
            rounded + 0.0, format="0." + "0" * digits if digits else "0", locale=self._locale
        )
        return f"+{text}" if signed and rounded > 0 else text.replace("-", "\u2212")

    def percent(self, value: float | None, digits: int | None = None) -> str:
        """Write a share; small ones with a decimal, so that few never look like none."""
        if value is None:
            return NONE
        if 0 < value < SMALLEST_SHARE:
            return "< " + format_percent(
                SMALLEST_SHARE, format=self._percent(1), locale=self._locale
            )
        shown = 0 if value in {0, 1} else _decimals(value) if digits is None else digits
        return format_percent(value, format=self._percent(shown), locale=self._locale)

    def shift(self, value: float | None) -> str:
        """Write a difference of shares in points."""
        return self.decimal(None if value is None else 100 * value, 0, signed=True)

    def between(self, low: str, high: str) -> str:
        """Write a span of values."""
        return self.t("between", low=low, high=high)

    def scored(self, estimate: Estimate | None) -> str:
        """Write a score with its interval."""
        return self._with_interval(estimate, self.points)

    def shared(self, estimate: Estimate | None) -> str:
        """Write a share with its interval, or its counts where there is none."""
        if estimate is not None and not estimate.has_interval:
            return self.share(estimate)
        return self._with_interval(estimate, self.percent)

    def share(self, estimate: Estimate | None) -> str:
        """Write a share; of too few for an interval the counts, for a percentage would boast."""
        if estimate is None or estimate.value is None:
            return NONE
        if estimate.has_interval:
            return self.percent(estimate.value)
        hits = self.count(estimate.value * estimate.n)
        return self.t("k_of_n", k=hits, n=self.count(estimate.n))

    def correlated(self, estimate: Estimate | None) -> str:
        """Write a coefficient with its interval; of too few there is none worth showing."""
        if estimate is None or not estimate.has_interval:
            return NONE
        return self._with_interval(estimate, self.decimal)

    def span(self, estimate: Estimate | None, *, share: bool = False) -> str:
        """Write the interval alone, or that there is none."""
        if estimate is None or estimate.low is None or estimate.high is None:
            return NONE
        return self.bounds(estimate, self.percent if share else self.points)

    def bounds(self, estimate: Estimate, write: Callable[[float | None], str]) -> str:
        """Write an interval; with a decimal where both ends of a score would look the same.

        The ends of a share have as many decimals as the share itself.
        """
        if write == self.percent:
            return self._share_bounds(estimate)
        low, high = write(estimate.low), write(estimate.high)
        if low == high and write == self.points:
            low, high = self.decimal(estimate.low, 1), self.decimal(estimate.high, 1)
        return self.between(low, high)

    def _share_bounds(self, estimate: Estimate) -> str:
        value, ends = estimate.value or 0.0, (estimate.low or 0.0, estimate.high or 0.0)
        digits = max(map(_decimals, ends)) if value in {0, 1} else _decimals(value)
        low, high = (self.percent(end, digits) for end in ends)
        if low == high:
            low, high = (self.percent(end, 1) for end in ends)
        return self.between(low, high)

    def level(self, value: int) -> str:
        """Name a level."""
        return self.rubric.level(value).name.text(self.language)

    def level_of(self, estimate: Estimate | None) -> str:
        """Name the level nearest to a score, or both where its interval reaches into the next."""
        if estimate is None or estimate.value is None:
            return NONE
        if estimate.low is None or estimate.high is None:
            return self.level(_nearest(estimate.value))
        low, high = _nearest(estimate.low), _nearest(estimate.high)
        if low == high:
            return self.level(low)
        return self.between(self.level(low), self.level(high))

    def dimension(self, name: str) -> str:
        """Name a dimension, or the overall score."""
        if name == "overall":
            return self.t("overall")
        dimension: Dimension = name  # type: ignore[assignment]
        return self.rubric.dimension(dimension).name.text(self.language)

    def criterion(self, name: str) -> str:
        """Name what people grade: the need or a dimension."""
        return self.t("need") if name == "need" else self.dimension(name)

    def grade(self, criterion: str, value: int) -> str:
        """Name the level of a criterion."""
        return self.need(value) if criterion == "need" else self.level(value)

    def verdict(self, name: Verdict) -> str:
        """Name a verdict."""
        return self.rubric.verdict(name).name.text(self.language)

    def need(self, value: int | str) -> str:
        """Name a need."""
        return self.rubric.needs[int(value)].name.text(self.language)

    def behaviour(self, id: str) -> str:
        """Name a behaviour."""
        return self.rubric.behaviour(id).name.text(self.language)

    def date(self, value: dt.date | None) -> str:
        """Write a day."""
        return NONE if value is None else format_date(value, "long", locale=self._locale)

    def short_date(self, value: dt.date, unit: Unit) -> str:
        """Write a day below an axis, or the month alone."""
        if unit == "month":
            return format_skeleton("yMMM", value, locale=self._locale)
        return format_skeleton("MMMd", value, locale=self._locale)

    def _with_interval(
        self, estimate: Estimate | None, write: Callable[[float | None], str]
    ) -> str:
        if estimate is None or estimate.value is None:
            return NONE
        value = write(estimate.value)
        if estimate.low is None or estimate.high is None:
            return value
        return f"{value} ({self.bounds(estimate, write)})"

    @property
    def _locale(self) -> str:
        return LOCALES[self.language]

    def _percent(self, digits: int) -> str:
        space = "\u00a0" if self.language == "de" else ""
        return ("0.0" if digits else "0") + space + "%"


def _decimals(share: float) -> int:
    """Return how many decimals a share needs: one near 0 and near 1, else none."""
    return 1 if 0 < share < 0.0995 or 0.9005 < share < 1 else 0


def _nearest(score: float) -> int:
    return min(3, max(0, round(score * 3 / 100)))


def words_for(language: Language, sentences: Path) -> Words:
    """Return the words of one language with a file of sentences."""
    return Words(language, sentences, load_rubric())
