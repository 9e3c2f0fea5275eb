"""Offsets survive every change of a text, alone and one after another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.mapped import Edit, Mapped

TEXT = st.text(alphabet="ab c\n😀é", max_size=24)


@st.composite
def edited(draw: st.DrawFn, text: str | None = None) -> tuple[str, Mapped]:
    """A text and a random change of it."""
    source = draw(TEXT) if text is None else text
    count = draw(st.integers(0, 4))
    cuts = sorted(
        draw(st.lists(st.integers(0, len(source)), min_size=2 * count, max_size=2 * count))
    )
    fills = st.text(alphabet="xyz", max_size=3)
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return source, Mapped.replace(source, [Edit(a, b, draw(fills)) for a, b in pairs])


@st.composite
def twice_edited(draw: st.DrawFn) -> tuple[str, Mapped, Mapped]:
    """A text, a change of it, and a change of the result."""
    source, first = draw(edited())
    _, second = draw(edited(first.text))
    return source, first, second


def test_identity_maps_every_span_to_itself() -> None:
    mapped = Mapped.identity("héllo 😀")
    assert mapped.span_to_original(2, 7) == (2, 7)
    assert mapped.span_from_original(2, 7) == (2, 7)


def test_deleted_text_stays_outside_a_span() -> None:
    mapped = Mapped.delete("ab__cd", [(2, 4)])
    assert mapped.text == "abcd"
    assert mapped.span_to_original(0, 2) == (0, 2)
    assert mapped.span_to_original(2, 4) == (4, 6)
    assert mapped.span_to_original(1, 3) == (1, 5)
    assert mapped.span_from_original(2, 4) == (2, 2)


def test_part_of_a_replacement_covers_what_was_replaced() -> None:
    mapped = Mapped.replace("Hallo #NAME#!", [Edit(6, 12, "Jana")])
    assert mapped.text == "Hallo Jana!"
    assert mapped.span_to_original(7, 9) == (6, 12)
    assert mapped.span_to_original(10, 11) == (12, 13)
    assert mapped.span_from_original(7, 8) == (6, 10)


def test_inserted_text_maps_to_an_empty_span() -> None:
    mapped = Mapped.replace("ab", [Edit(1, 1, "xyz")])
    assert mapped.span_to_original(1, 4) == (1, 1)
    assert mapped.span_to_original(0, 5) == (0, 2)
    assert mapped.span_from_original(1, 2) == (4, 5)


def test_two_changes_in_a_row_map_to_the_first_text() -> None:
    first = Mapped.replace("a &amp; b", [Edit(2, 7, "&")])
    second = Mapped.delete(first.text, [(0, 2)])
    both = first.then(second)
    assert both.text == "& b"
    assert both.span_to_original(0, 1) == (2, 7)
    assert both.span_to_original(2, 3) == (8, 9)


def test_a_change_of_another_text_cannot_follow() -> None:
    with pytest.raises(ValueError, match="very text"):
        Mapped.identity("abc").then(Mapped.identity("abcd"))


@pytest.mark.parametrize("edits", [[(0, 3), (2, 4)], [(3, 9)], [(-1, 2)]], ids=str)
def test_overlapping_and_outside_edits_are_refused(edits: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        Mapped.delete("abcdef", edits)


@pytest.mark.parametrize("span", [(-1, 1), (2, 1), (0, 4)], ids=str)
def test_spans_outside_the_text_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        Mapped.identity("abc").span_to_original(*span)


@given(edited())
def test_a_change_covers_all_that_differs(case: tuple[str, Mapped]) -> None:
    source, mapped = case
    rebuilt = list(source)
    for change in reversed(mapped.changes):
        rebuilt[change.start : change.end] = mapped.text[change.new_start : change.new_end]
    assert "".join(rebuilt) == mapped.text


@given(edited(), st.data())
def test_spans_stay_inside_and_ordered(case: tuple[str, Mapped], data: st.DataObject) -> None:
    source, mapped = case
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    old_start, old_end = mapped.span_to_original(start, end)
    assert 0 <= old_start <= old_end <= len(source)


@given(edited(), st.data())
def test_a_span_there_and_back_still_holds_itself(
    case: tuple[str, Mapped], data: st.DataObject
) -> None:
    _, mapped = case
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    old = mapped.span_to_original(start, end)
    if start < end and old[0] < old[1]:
        back = mapped.span_from_original(*old)
        touched = [c for c in mapped.changes if c.start == c.end and c.new_start < end]
        if not touched:
            assert back[0] <= start
            assert end <= back[1]


@given(twice_edited())
def test_composition_agrees_with_mapping_step_by_step(case: tuple[str, Mapped, Mapped]) -> None:
    source, first, second = case
    both = first.then(second)
    assert both.text == second.text
    assert both.original_length == len(source)
    for position in range(len(both.text)):
        whole = both.span_to_original(position, position + 1)
        middle = second.span_to_original(position, position + 1)
        if middle[0] < middle[1]:
            steps = first.span_to_original(*middle)
            assert whole[0] <= steps[0]
            assert steps[1] <= whole[1]


@given(twice_edited())
def test_a_character_no_layer_touched_maps_exactly(case: tuple[str, Mapped, Mapped]) -> None:
    source, first, second = case
    both = first.then(second)
    for position in range(len(both.text)):
        if any(c.new_start <= position < c.new_end for c in both.changes):
            continue
        start, end = both.span_to_original(position, position + 1)
        assert end == start + 1
        assert source[start] == both.text[position]


@given(twice_edited())
def test_composed_changes_cover_all_that_differs(case: tuple[str, Mapped, Mapped]) -> None:
    source, first, second = case
    both = first.then(second)
    rebuilt = list(source)
    for change in reversed(both.changes):
        rebuilt[change.start : change.end] = both.text[change.new_start : change.new_end]
    assert "".join(rebuilt) == both.text
