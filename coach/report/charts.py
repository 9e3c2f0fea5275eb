"""Charts as SVG, drawn here and embedded: no script and no network in the report.

Each is narrow enough for a phone; the report puts them side by side where there is room. Colours
are replaced by the report's style sheet, so that they follow light and dark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import vl_convert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coach.contracts import Dimension
    from coach.statistics.bootstrap import Estimate

WIDTH: Final = 215
INK: Final = "#1e2a2d"
SOFT: Final = "#536067"
LINE: Final = "#d9d3c7"
TONES: Final = {"empathy": "#a62f5c", "hospitality": "#8a5600", "authenticity": "#1f5ea8"}
GIVEN: Final = "#17695f"
MISSING: Final = "#c2771a"
NOT_NEEDED: Final = "#b9b4a8"
NEEDS: Final = ("#9ab0ad", "#4d837c", "#0f4a43")
LEVELS: Final = ("#b4552d", "#b9b4a8", "#5aa598", "#17695f")
MARKS: Final = (100 / 3, 200 / 3, 100)
"""Where neutral, good and strong lie."""
_FONT: Final = "Arial, Helvetica, sans-serif"
_NOISE: Final = re.compile(r'\s(?:aria-[a-z]+|role|xmlns:xlink)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stacked bar: what it is, its share, its colour."""

    name: str
    share: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval in a row of its own."""

    name: str
    estimate: Estimate


def dots(rows: Sequence[Dot], colour: str, legend: Sequence[str]) -> str:
    """Draw scores with their intervals on the axis from 0 to 100, its legend along the top."""
    order = [row.name for row in rows]
    data = [
        {
            "name": row.name,
            "value": row.estimate.value,
            "low": row.estimate.low,
            "high": row.estimate.high,
        }
        for row in rows
        if row.estimate.value is not None
    ]
    base = _chart(data)
    y = alt.Y("name:N", sort=order, title=None, scale=alt.Scale(domain=order), axis=_names())
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), title=None, axis=_legend_axis(legend))
    spans = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2.5, color=colour, opacity=0.55)
        .encode(y=y, x=alt.X("low:Q"), x2="high:Q")
    )
    points = base.mark_circle(size=70, color=colour, opacity=1).encode(y=y, x=x)
    return _svg(alt.layer(spans, points).properties(width=WIDTH - 60, height=alt.Step(26)))


def bars(rows: Sequence[tuple[str, Sequence[Part]]], percent: Callable[[float], str]) -> str:
    """Draw stacked bars of shares, one a row; `percent` writes a share."""
    data = [
        {"name": name, "part": part.name, "share": part.share, "order": i}
        for name, parts in rows
        for i, part in enumerate(parts)
    ]
    parts = rows[0][1]
    chart = (
        _chart(data)
        .mark_bar(height=20, stroke="#ffffff", strokeWidth=1)
        .encode(
            y=alt.Y("name:N", sort=[name for name, _ in rows], title=None, axis=_names()),
            x=alt.X(
                "share:Q",
                title=None,
                stack="zero",
                scale=alt.Scale(domain=[0, 1]),
                axis=_share_axis((0, 0.5, 1), percent),
            ),
            order="order:Q",
            color=alt.Color(
                "part:N",
                scale=alt.Scale(
                    domain=[part.name for part in parts], range=[part.colour for part in parts]
                ),
                legend=None,
            ),
        )
    )
    return _svg(chart.properties(width=WIDTH, height=alt.Step(32)))


def line(
    points: Sequence[tuple[str, Estimate | None]], dimension: Dimension, legend: Sequence[str]
) -> str:
    """Draw scores over time with a band of their intervals; a gap where there is no figure."""
    data = [
        {
            "name": name,
            "place": i,
            "value": estimate.value if estimate else None,
            "low": estimate.low if estimate else None,
            "high": estimate.high if estimate else None,
        }
        for i, (name, estimate) in enumerate(points)
    ]
    names = [name for name, _ in points]
    every = max(1, (len(names) + 4) // 5)
    base = _chart(data)
    x = alt.X(
        "name:N",
        sort=names,
        title=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(values=names[::every], labelAngle=-35, ticks=True, **_axis(grid=False)),
    )
    tone = TONES[dimension]
    scale = alt.Scale(domain=[0, 100])
    y = alt.Y("value:Q", scale=scale, title=None, axis=_legend_axis(legend))
    band = base.mark_rule(strokeWidth=3, opacity=0.3, color=tone).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=_legend_axis(legend)), y2="high:Q"
    )
    drawn = base.mark_line(color=tone, strokeWidth=2, point={"color": tone, "size": 32}).encode(
        x=x, y=y
    )
    layered = alt.layer(band.transform_filter("isValid(datum.low)"), drawn)
    return _svg(layered.properties(width=WIDTH, height=130))


def curve(
    points: Iterable[tuple[float, float]],
    titles: tuple[str, str],
    percent: Callable[[float], str],
) -> str:
    """Draw agreement over the share that is left to the machine, both from 0 to 1."""
    data = [{"kept": kept, "agreed": agreed} for kept, agreed in points]
    chart = (
        _chart(data)
        .mark_line(color=GIVEN, strokeWidth=2, point={"color": GIVEN, "size": 28})
        .encode(
            x=alt.X(
                "kept:Q",
                title=titles[0],
                scale=alt.Scale(domain=[0, 1]),
                axis=_share_axis((0, 0.25, 0.5, 0.75, 1), percent),
            ),
            y=alt.Y(
                "agreed:Q",
                title=titles[1],
                scale=alt.Scale(domain=[0, 1]),
                axis=_share_axis((0, 0.25, 0.5, 0.75, 1), percent),
            ),
        )
    )
    return _svg(chart.properties(width=WIDTH, height=170))


def _chart(data: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.Data(values=data))  # type: ignore[no-untyped-call]


def _axis(*, grid: bool = True) -> dict[str, Any]:
    return {
        "grid": grid,
        "gridColor": LINE,
        "domain": False,
        "labelColor": SOFT,
        "labelFontSize": 11,
        "titleColor": SOFT,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "tickColor": LINE,
    }


def _share_axis(values: Sequence[float], percent: Callable[[float], str]) -> alt.Axis:
    """Return an axis of shares, written as the reader's language does."""
    cases = " : ".join(
        f"abs(datum.value - {value}) < 0.001 ? '{percent(value)}'" for value in values
    )
    return alt.Axis(values=list(values), labelExpr=f"{cases} : ''", **_axis())


def _names() -> alt.Axis:
    axis = {**_axis(grid=False), "labelColor": INK, "labelFontSize": 12, "ticks": False}
    return alt.Axis(labelLimit=110, labelPadding=8, **axis)


def _legend_axis(legend: Sequence[str]) -> alt.Axis:
    """Return an axis from 0 to 100 that says what 33, 67 and 100 mean."""
    cases = " : ".join(
        f"datum.value > {mark - 1:.1f} && datum.value < {mark + 1:.1f} ? '{word}'"
        for mark, word in zip(MARKS, legend, strict=True)
    )
    axis = {**_axis(), "tickColor": LINE}
    return alt.Axis(values=list(MARKS), labelExpr=f"{cases} : ''", **axis)


def _svg(chart: Any) -> str:  # noqa: ANN401 - any chart of Altair
    styled = chart.configure(
        font=_FONT,
        background="transparent",
        padding={"left": 10, "right": 14, "top": 4, "bottom": 4},
        view=alt.ViewConfig(stroke=None),
    )
    drawn = vl_convert.vegalite_to_svg(styled.to_dict(), allowed_base_urls=[])
    return _NOISE.sub("", drawn).replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
