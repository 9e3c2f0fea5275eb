"""The kit as slides: a cover and one slide a step, the leader's notes as speaker notes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from pptx.enum.text import MSO_ANCHOR

from coach.huddle.shown import marked
from coach.huddle.slide_shapes import (
    Box,
    Run,
    add_paragraph,
    bubble,
    bubble_height,
    card,
    clock,
    fitting_size,
    text_height,
    write,
)
from coach.huddle.slide_theme import COVER, STEP, SUBTITLE, layout, new_deck
from coach.huddle.vocabulary import Vocabulary
from coach.huddle.written import long_date

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from coach.huddle.contracts import Kit, Slot

LEFT: Final = 0.95
WIDTH: Final = 11.43
TOP: Final = 1.45
BOTTOM: Final = 6.45
BODY: Final = BOTTOM - TOP
GAP: Final = 0.22


def kit_pptx(kit: Kit) -> bytes:
    """Return the kit as a PowerPoint file."""
    deck = new_deck(kit.focus.dimension)
    deck.core_properties.title = kit.focus.headline
    deck.core_properties.author = kit.house or "Empathy Coach"
    deck.core_properties.language = kit.language
    slides = _Slides(deck, kit, Vocabulary(kit.language))
    slides.cover()
    for slot in kit.slots:
        slides.step(slot)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


class _Slides:
    """Adds slides to a deck."""

    def __init__(self, deck: Deck, kit: Kit, words: Vocabulary) -> None:
        self._deck = deck
        self._kit = kit
        self._words = words
        self._tone = kit.focus.dimension
        self._soft = f"{kit.focus.dimension}_soft"

    def cover(self) -> None:
        """Add the first slide: the focus, when, for whom, and the promise it keeps."""
        kit, words = self._kit, self._words
        slide = self._deck.slides.add_slide(layout(self._deck, COVER))
        slide.shapes.title.text = kit.focus.headline
        about = [words.text("week", date=long_date(kit.week, kit.language))]
        about += [words.text("team", team=kit.team)] if kit.team else []
        about.append(words.text("minutes", minutes=kit.minutes))
        slide.placeholders[SUBTITLE].text = "  ·  ".join(about)
        name = [Run(words.text("title"), "accent_ink", bold=True)]
        write(slide, Box(LEFT, 0.7, 9, 0.5), name, size=20)
        now = [promise.text for promise in kit.promises if promise.now]
        promises = now or [promise.text for promise in kit.promises]
        if promises:
            label = words.text("promises")
            write(slide, Box(LEFT, 5.75, WIDTH, 0.35), [Run(label, "accent_ink")], size=14)
            text = promises[0] if now else "   ".join(promises)
            size = fitting_size(text, WIDTH - 1, 0.8, largest=20)
            write(
                slide, Box(LEFT, 6.1, WIDTH - 1, 0.8), [Run(text, "accent_ink", bold=True)],
                size=size,
            )  # fmt: skip
        notes = [*kit.focus.why, *kit.remarks, kit.notes.ask, kit.notes.wait, kit.notes.thank]
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)

    def step(self, slot: Slot) -> None:
        """Add the slide of a step."""
        words = self._words
        slide = self._deck.slides.add_slide(layout(self._deck, STEP))
        slide.shapes.title.text = words.text(f"slot_{slot.id}")
        length = words.text("minute_count", minutes=slot.minutes)
        box = Box(LEFT + WIDTH - 1.5, 0.6, 1.5, 0.5)
        pill = card(slide, box, [Run(length, self._tone, bold=True)], size=16, fill=self._soft)
        pill.text_frame.paragraphs[0].alignment = 2
        clock(slide, self._kit, slot, self._tone, self._soft)
        getattr(self, f"_{slot.id}")(slide, slot)
        slide.notes_slide.notes_text_frame.text = "\n".join(self._notes(slot))

    def _question(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401 - python-pptx has no types
        self._middle(slide, slot.parts["text"], largest=40)

    def _principle(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        self._middle(slide, slot.parts["text"], largest=36, below=slot.parts["source"])

    def _look_back(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        self._middle(slide, slot.parts["text"], largest=36, below=slot.parts["figure"])

    def _example(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        parts, piece = slot.parts, marked(slot.parts)
        runs = [
            Run(piece.before),
            Run(piece.mark, self._tone, bold=True),
            Run(piece.after),
        ]
        asked, answered = parts["customer"], parts["text"]
        size = self._shared_size([asked, answered], 9.6, BODY - 0.9)
        top = TOP + 0.15
        if asked:
            box = Box(LEFT, top, 9.6, BODY)
            label = self._words.text(f"part_{slot.asked_label}")
            end = bubble(
                slide, box, label, [Run(asked)], fill="surface", tone="ink_soft", size=size
            )
            top = end + GAP
        box = Box(LEFT + WIDTH - 9.6, top, 9.6, BOTTOM - top)
        label = self._words.text("reply_says")
        end = bubble(slide, box, label, runs, fill="accent_soft", tone="accent", size=size)
        thanks = [Run(parts["thanks"], "ink_soft")]
        write(slide, Box(LEFT + WIDTH - 9.6, end + 0.15, 9.6, 0.5), thanks, size=16)

    def _before_after(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        parts = slot.parts
        write(slide, Box(LEFT, TOP, WIDTH, 0.5), [Run(parts["case"], "ink_soft")], size=20)
        half = (WIDTH - GAP) / 2
        texts = [parts["before"], parts["after"]]
        size = self._shared_size(texts, half, BODY / 2, columns=True)
        least = max(bubble_height(text, half, size) for text in texts)
        for place, name in enumerate(("before", "after")):
            box = Box(LEFT + place * (half + GAP), TOP + 0.75, half, BODY - 0.75)
            fill, tone = ("accent_soft", "accent") if place else ("surface", "ink_soft")
            label = self._words.text(f"part_{name}")
            runs = [Run(parts[name])]
            bubble(slide, box, label, runs, fill=fill, tone=tone, size=size, least=least)

    def _exercise(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        parts, top, task = slot.parts, TOP + 0.15, slot.parts["task"]
        if parts["customer"]:
            size = self._shared_size([parts["customer"]], 9.6, BODY - 2.0)
            box = Box(LEFT, top, 9.6, BODY - 2.0)
            label = self._words.text(f"part_{slot.asked_label}")
            runs = [Run(parts["customer"])]
            end = bubble(slide, box, label, runs, fill="surface", tone="ink_soft", size=size)
            top = end + GAP * 1.5
        size = fitting_size(task, WIDTH - 0.6, min(1.9, BOTTOM - top - 0.3), largest=24, bold=True)
        height = text_height(task, WIDTH - 0.6, size, bold=True) + 0.45
        runs = [Run(task, self._tone, bold=True)]
        card(slide, Box(LEFT, top, WIDTH, height), runs, size=size, fill=self._soft)

    def _commitment(self, slide: Any, slot: Slot) -> None:  # noqa: ANN401
        text = slot.parts["text"]
        size = fitting_size(text, WIDTH, 2.4, largest=34, bold=True)
        write(slide, Box(LEFT, TOP + 0.2, WIDTH, 2.5), [Run(text, bold=True)], size=size)
        own = [Run(self._words.text("my_sentence"), "ink_soft")]
        card(
            slide, Box(LEFT, 4.5, WIDTH, 1.6), own, size=18, fill="surface"
        ).text_frame.vertical_anchor = MSO_ANCHOR.TOP

    def _middle(self, slide: Any, text: str, *, largest: int, below: str = "") -> None:  # noqa: ANN401
        """Write one text in the middle of the slide, and perhaps a small one below it."""
        room = BODY - (1.2 if below else 0.4)
        size = fitting_size(text, WIDTH - 0.6, room, largest=largest, bold=True)
        box = Box(LEFT, TOP, WIDTH - 0.6, BODY - 0.3)
        runs = [Run(text, bold=True)]
        shape = write(slide, box, runs, size=size, anchor=MSO_ANCHOR.MIDDLE)
        if below:
            under = fitting_size(below, WIDTH - 0.6, 0.9, largest=16)
            add_paragraph(shape, [Run(below, "ink_soft")], size=under, before=18)

    def _shared_size(
        self, texts: list[str], width: float, height: float, *, columns: bool = False
    ) -> int:
        """Return one font size at which bubbles with these texts fit, side by side or stacked."""
        inner = width - 0.5
        for size in (26, 24, 22, 20, 18, 16, 14):
            heights = [text_height(text, inner, size) + 0.75 for text in texts if text]
            if (max if columns else sum)(heights) <= height + (1.4 if columns else 0):
                return size
        return 12

    def _notes(self, slot: Slot) -> list[str]:
        notes, words = self._kit.notes, self._words
        own = list(slot.notes)
        if slot.id == "question":
            own += [
                f"{words.text(f'note_{key}')}: {text}"
                for key, text in (
                    ("ask", notes.ask),
                    ("wait", notes.wait),
                    ("thank", notes.thank),
                    ("silence", notes.silence),
                )
            ]
        if slot.id in {"question", "exercise"}:
            own.append(f"{words.text('note_listen')}: {notes.listen}")
        if slot.id in {"question", "principle"}:
            own += [f"{words.text('note_avoid')}: {text}" for text in notes.avoid]
        return own
