"""The look of the slides: theme colours and font, a cover and a step layout of our own.

python-pptx writes slides but not layouts; what stands on the layouts is written as XML here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches

from coach.huddle.theme import load_theme

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

WIDTH: Final = Inches(13.333)
HEIGHT: Final = Inches(7.5)
MARGIN: Final = Inches(0.95)
INNER: Final = Emu(WIDTH - 2 * MARGIN)
FONT: Final = "Arial"
COVER: Final = "Huddle Cover"
STEP: Final = "Huddle Step"
TITLE: Final = 0
SUBTITLE: Final = 1

TONES: Final = {"empathy": "accent2", "hospitality": "accent3", "authenticity": "accent4"}
"""The theme colour of each dimension."""

_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SCHEME: Final = {
    "dk1": "ink",
    "lt1": "surface",
    "dk2": "accent",
    "lt2": "paper",
    "accent1": "accent",
    "accent2": "empathy",
    "accent3": "hospitality",
    "accent4": "authenticity",
    "accent5": "ink_soft",
    "accent6": "line_strong",
    "hlink": "accent",
    "folHlink": "ink_soft",
}
_KEPT: Final = {0: COVER, 5: STEP}
"""The layouts of python-pptx's own deck that become ours: title slide, title only."""


def new_deck(dimension: str) -> Deck:
    """Return an empty deck with our theme and two layouts, toned for a dimension."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _set_theme(deck)
    _keep_two_layouts(deck)
    deck.slide_master.background.fill.solid()
    deck.slide_master.background.fill.fore_color.theme_color = _theme_colour("bg2")
    _drop_placeholders(deck.slide_master, keep={TITLE, SUBTITLE})
    for shape in deck.slide_master.placeholders:
        _place(shape, Inches(0.55), Inches(0.7))
    _cover(layout(deck, COVER), TONES[dimension])
    _step(layout(deck, STEP), TONES[dimension])
    return deck


def layout(deck: Deck, name: str) -> Any:  # noqa: ANN401 - python-pptx has no types
    """Return one of our layouts."""
    return next(one for one in deck.slide_layouts if one.name == name)


def _set_theme(deck: Deck) -> None:
    """Put our colours and font into the theme that everything refers to."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", "Empathy Coach")
    colours = root.find(f".//{{{_A}}}clrScheme")
    colours.set("name", "Empathy Coach")
    for entry in colours:
        for child in list(entry):
            entry.remove(child)
        name = _SCHEME[etree.QName(entry).localname]
        etree.SubElement(entry, f"{{{_A}}}srgbClr", val=load_theme().rgb(name))
    fonts = root.find(f".//{{{_A}}}fontScheme")
    fonts.set("name", "Empathy Coach")
    for latin in fonts.iter(f"{{{_A}}}latin"):
        latin.set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _keep_two_layouts(deck: Deck) -> None:
    for place, one in enumerate(list(deck.slide_layouts)):
        if place in _KEPT:
            one._element.cSld.set("name", _KEPT[place])
        else:
            deck.slide_layouts.remove(one)


def _cover(cover: Any, tone: str) -> None:  # noqa: ANN401 - python-pptx has no types
    """Fill the cover with the tone of the dimension; title and subtitle stand left."""
    _drop_placeholders(cover, keep={TITLE, SUBTITLE})
    _behind(cover, _shape(2001, "ellipse", (9.5, -3.3, 7.4, 7.4), tone, lighter=10_000))
    _behind(cover, _shape(2002, "ellipse", (11.2, 4.9, 4.2, 4.2), tone, lighter=6_000))
    _behind(cover, _shape(2000, "rect", (0, 0, 13.333, 7.5), tone))
    for shape in cover.placeholders:
        if shape.placeholder_format.idx == TITLE:
            _place(shape, Inches(1.75), Inches(2.55), width=Inches(9.6))
            _write(shape, size=44, colour="bg1", bold=True, anchor="b")
        else:
            _place(shape, Inches(4.5), Inches(0.6), width=Inches(9.6))
            _write(shape, size=20, colour="bg1", bold=False, anchor="t")


def _step(step: Any, tone: str) -> None:  # noqa: ANN401 - python-pptx has no types
    """Give every step a strip of its tone at the left and its name at the top."""
    _drop_placeholders(step, keep={TITLE})
    _behind(step, _shape(2000, "rect", (0, 0, 0.22, 7.5), tone))
    for shape in step.placeholders:
        _place(shape, Inches(0.55), Inches(0.6), width=Inches(8.5))
        _write(shape, size=20, colour=tone, bold=True, anchor="ctr")


def _shape(
    id: int, form: str, box: tuple[float, float, float, float], colour: str, *, lighter: int = 0
) -> Any:  # noqa: ANN401 - an lxml element
    """Return a filled shape without a line; `box` is left, top, width, height in inches."""
    left, top, width, height = (int(Inches(side)) for side in box)
    change = f'<a:lumMod val="{100_000 - lighter}"/><a:lumOff val="{lighter}"/>' if lighter else ""
    return parse_xml(
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr>'
        f'<p:cNvPr id="{id}" name="Decoration {id}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{colour}">{change}</a:schemeClr></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _write(shape: Any, *, size: int, colour: str, bold: bool, anchor: str) -> None:  # noqa: ANN401
    """Set how a placeholder writes; its list style holds for every slide that uses it."""
    body = shape.text_frame._txBody
    for name, value in (("lIns", "0"), ("rIns", "0"), ("anchor", anchor)):
        body.bodyPr.set(name, value)
    for child in list(body.bodyPr):
        body.bodyPr.remove(child)
    etree.SubElement(body.bodyPr, f"{{{_A}}}normAutofit")
    styles = body.find(f"{{{_A}}}lstStyle")
    for child in list(styles):
        styles.remove(child)
    level = etree.SubElement(styles, f"{{{_A}}}lvl1pPr", algn="l", marL="0", indent="0")
    etree.SubElement(level, f"{{{_A}}}buNone")
    run = etree.SubElement(level, f"{{{_A}}}defRPr", sz=f"{size}00", b=str(int(bold)))
    fill = etree.SubElement(run, f"{{{_A}}}solidFill")
    etree.SubElement(fill, f"{{{_A}}}schemeClr", val=colour)


def _place(shape: Any, top: int, height: int, *, width: int = INNER) -> None:  # noqa: ANN401
    shape.left, shape.top, shape.width, shape.height = MARGIN, top, width, height


def _drop_placeholders(owner: Any, *, keep: set[int]) -> None:  # noqa: ANN401
    for shape in list(owner.placeholders):
        if shape.placeholder_format.idx not in keep:
            element = shape._element
            element.getparent().remove(element)


def _behind(owner: Any, element: Any) -> None:  # noqa: ANN401
    """Put a shape behind all others: after the two properties every shape tree begins with."""
    owner.shapes._spTree.insert(2, element)


def _theme_colour(name: str) -> Any:  # noqa: ANN401
    from pptx.enum.dml import MSO_THEME_COLOR

    return MSO_THEME_COLOR.from_xml(name)
