"""What stands on a slide: text that fits its box, bubbles, cards, and the clock at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from coach.huddle.theme import load_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.huddle.contracts import Kit, Slot

LINE: Final = 1.22
"""Height of a line in font sizes."""
WIDTH_OF_A_LETTER: Final = 0.56
"""Mean width of a letter in font sizes: more than Arial's, so that text never spills where another
font has to stand in for it."""
WIDTH_IF_BOLD: Final = 0.63
PADDING: Final = 0.22
SIZES: Final = (40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 12)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look; `colour` is a name of the theme's file."""

    text: str
    colour: str = "ink"
    bold: bool = False
    underline: bool = False


def fitting_size(
    text: str, width: float, height: float, *, largest: int = 40, bold: bool = False
) -> int:
    """Return the largest font size, in points, at which a text fits into inches."""
    for size in SIZES:
        if size <= largest and text_height(text, width, size, bold=bold) <= height:
            return size
    return SIZES[-1]


def text_height(text: str, width: float, size: int, *, bold: bool = False) -> float:
    """Return how high a text stands, in inches."""
    letter = WIDTH_IF_BOLD if bold else WIDTH_OF_A_LETTER
    letters = max(1, int(width * 72 / (size * letter)))
    lines = sum(max(1, ceil(len(line) / letters)) for line in text.split("\n"))
    return lines * size * LINE / 72


def write(
    slide: Any,  # noqa: ANN401 - python-pptx has no types
    box: Box,
    runs: Sequence[Run],
    *,
    size: int,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> Any:  # noqa: ANN401
    """Write text into a box without a frame."""
    shape = slide.shapes.add_textbox(*_inches(box))
    _fill_text(shape.text_frame, runs, size=size, anchor=anchor, padding=0)
    return shape


def card(
    slide: Any,  # noqa: ANN401
    box: Box,
    runs: Sequence[Run],
    *,
    size: int,
    fill: str,
    form: MSO_SHAPE = MSO_SHAPE.ROUNDED_RECTANGLE,
) -> Any:  # noqa: ANN401
    """Write text onto a rounded card."""
    shape = slide.shapes.add_shape(form, *_inches(box))
    shape.adjustments[0] = min(0.16 / min(box.width, box.height), 0.5)
    _paint(shape, fill)
    _fill_text(shape.text_frame, runs, size=size, anchor=MSO_ANCHOR.MIDDLE, padding=PADDING)
    return shape


def bubble(
    slide: Any,  # noqa: ANN401
    box: Box,
    label: str,
    runs: Sequence[Run],
    *,
    fill: str,
    tone: str,
    size: int,
    least: float = 0.0,
) -> float:
    """Draw a speech bubble with a small label over its text; return where it ends, in inches."""
    text = "".join(run.text for run in runs)
    height = min(max(bubble_height(text, box.width, size), least), box.height)
    shape = slide.shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE, *_inches(Box(box.left, box.top, box.width, height))
    )
    shape.adjustments[0] = min(0.16 / min(box.width, height), 0.5)
    _paint(shape, fill)
    label_run = [Run(label, tone, bold=True)]
    _fill_text(shape.text_frame, label_run, size=13, anchor=MSO_ANCHOR.TOP)
    add_paragraph(shape, runs, size=size)
    return box.top + height


def bubble_height(text: str, width: float, size: int) -> float:
    """Return how high a bubble with a label stands, in inches."""
    return text_height(text, width - 2 * PADDING, size) + 2 * PADDING + 0.3


def clock(slide: Any, kit: Kit, now: Slot, tone: str, soft: str) -> None:  # noqa: ANN401
    """Draw the minutes of the huddle along the bottom; the present step is filled."""
    left, width, top = 0.95, 11.43, 6.72
    gap = 0.06
    total = sum(slot.minutes for slot in kit.slots)
    for slot in kit.slots:
        length = width * slot.minutes / total
        shape = slide.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, *_inches(Box(left, top, length - gap, 0.13))
        )
        shape.adjustments[0] = 0.5
        _paint(shape, tone if slot.id == now.id else soft)
        left += length


def _paint(shape: Any, fill: str) -> None:  # noqa: ANN401
    theme = {"surface": MSO_THEME_COLOR.BACKGROUND_1, **_THEME}
    shape.fill.solid()
    if fill in theme:
        shape.fill.fore_color.theme_color = theme[fill]
    else:
        shape.fill.fore_color.rgb = _rgb(fill)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def _rgb(name: str) -> Any:  # noqa: ANN401 - python-pptx has no types
    from_string: Any = RGBColor.from_string
    return from_string(load_theme().rgb(name))


def _fill_text(
    frame: Any,  # noqa: ANN401
    runs: Sequence[Run],
    *,
    size: int,
    anchor: MSO_ANCHOR,
    padding: float = PADDING,
) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = Inches(padding)
    frame.margin_top = frame.margin_bottom = Inches(padding / 2)
    _write_runs(frame.paragraphs[0], runs, size=size)


def add_paragraph(
    shape: Any,  # noqa: ANN401
    runs: Sequence[Run],
    *,
    size: int,
    before: int = 0,
) -> None:
    """Add a paragraph to the text of a shape, `before` points below the last one."""
    paragraph = shape.text_frame.add_paragraph()
    paragraph.space_before = Pt(before)
    _write_runs(paragraph, runs, size=size)


def _write_runs(paragraph: Any, runs: Sequence[Run], *, size: int) -> None:  # noqa: ANN401
    paragraph.line_spacing = 1.08
    paragraph.alignment = 1
    for given in runs:
        if not given.text:
            continue
        run = paragraph.add_run()
        run.text = given.text
        run.font.size = Pt(size)
        run.font.bold = given.bold
        run.font.underline = given.underline
        run.font.color.theme_color = _THEME.get(given.colour, MSO_THEME_COLOR.TEXT_1)


def _inches(box: Box) -> tuple[int, int, int, int]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


_THEME: Final = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "ink_soft": MSO_THEME_COLOR.ACCENT_5,
    "accent": MSO_THEME_COLOR.ACCENT_1,
    "accent_ink": MSO_THEME_COLOR.BACKGROUND_1,
    "empathy": MSO_THEME_COLOR.ACCENT_2,
    "hospitality": MSO_THEME_COLOR.ACCENT_3,
    "authenticity": MSO_THEME_COLOR.ACCENT_4,
    "line_strong": MSO_THEME_COLOR.ACCENT_6,
}
"""Colours a run or a shape takes from the theme, so that changing the theme changes them."""
