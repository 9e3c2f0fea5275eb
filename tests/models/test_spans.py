from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import BehaviourCalibration, Calibration
from models.labels import Labels
from models.spans import find_spans, whole_words

LABELS = Labels(("empathy",), 4, 3, ("feeling", "blame"), frozenset({"blame"}))
HEAD = BehaviourCalibration(check=0.6, inline=0.9, token=0.4)
CALIBRATION = replace(Calibration.neutral(1, 2), behaviours=(HEAD, HEAD))
TEXT = "das tut mir sehr leid"
OFFSETS = np.array([[0, 3], [3, 7], [7, 11], [11, 16], [16, 21]])


def spans(feeling: list[float], blame: list[float]) -> list[tuple[str, str]]:
    tokens = np.array([feeling, blame]).T
    found = find_spans(TEXT, tokens, OFFSETS, LABELS, CALIBRATION)
    return [(span.behaviour, TEXT[span.start : span.end]) for span in found]


def test_a_run_above_the_token_threshold_is_a_passage() -> None:
    assert spans([0, 0.5, 0.8, 0.5, 0], [0] * 5) == [("feeling", "tut mir sehr")]


def test_a_short_dip_does_not_cut_a_passage() -> None:
    assert spans([0.9, 0.1, 0.1, 0.5, 0], [0] * 5) == [("feeling", "das tut mir sehr")]


def test_a_weak_strength_is_kept_and_a_weak_accusation_is_not() -> None:
    assert spans([0.3] * 5, [0.3] * 5) == [("feeling", TEXT)]


def test_beside_a_clear_passage_a_weak_one_of_its_kind_is_dropped() -> None:
    assert spans([0.9, 0.9, 0.1, 0.1, 0.1], [0] * 5) == [("feeling", "das tut")]
    assert spans([0.9, 0.9, 0.1, 0.1, 0.3], [0] * 5) == [("feeling", "das tut")]


def test_a_clear_passage_ends_where_the_token_threshold_does() -> None:
    assert spans([0.2, 0.3, 0.9, 0.5, 0.3], [0] * 5) == [("feeling", "mir sehr")]


def test_a_scrap_is_dropped_beside_a_longer_passage_and_an_accusation_is_not() -> None:
    text = "ich rufe heute an und dann noch er bei"
    ends = np.cumsum([len(word) + 1 for word in text.split()])
    offsets = np.stack([np.concatenate([[0], ends[:-1]]), ends - 1], axis=1)
    values = [0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0.9, 0.9]
    found = find_spans(text, np.array([values, values]).T, offsets, LABELS, CALIBRATION)
    assert [(span.behaviour, text[span.start : span.end]) for span in found] == [
        ("blame", "ich rufe heute an"),
        ("feeling", "ich rufe heute an"),
        ("blame", "er bei"),
    ]


def in_words(text: str, marked: dict[int, float]) -> list[tuple[str, float]]:
    """Return passages of a strength when these words of a text, and no others, show it."""
    ends = np.cumsum([len(word) + 1 for word in text.split(" ")])
    offsets = np.stack([np.concatenate([[0], ends[:-1]]), ends - 1], axis=1)
    feeling = np.array([marked.get(i, 0.0) for i in range(len(ends))])
    tokens = np.stack([feeling, np.zeros(len(ends))], axis=1)
    found = find_spans(text, tokens, offsets, LABELS, CALIBRATION)
    return [(text[span.start : span.end], span.probability) for span in found]


def test_a_word_by_itself_becomes_its_clause_and_is_no_proof() -> None:
    text = "Hallo, ich weiß es noch nicht, melde mich aber. Bis dann!"
    ((passage, probability),) = in_words(text, {2: 0.95})
    assert passage == "ich weiß es noch nicht"
    assert 0.59 < probability < HEAD.check


def test_of_single_words_the_surest_stays() -> None:
    assert [p for p, _ in in_words("Danke sehr. Bis dann. Viel Glück.", {0: 0.7, 5: 0.9})] == [
        "Viel Glück."
    ]


def test_a_passage_keeps_to_its_sentences() -> None:
    text = "Die Lampe ging kaputt. Ich schicke Ihnen heute eine neue. Viele Grüße"
    ((passage, probability),) = in_words(text, dict.fromkeys(range(3, 11), 0.9))
    assert passage == "Ich schicke Ihnen heute eine neue."
    assert probability == 0.9
    whole = in_words(text, dict.fromkeys(range(10), 0.9))
    assert [p for p, _ in whole] == [text.removesuffix(" Viele Grüße")]


@given(st.text(alphabet="ab .,\n!", max_size=30).filter(str.strip), st.data())
def test_passages_lie_in_the_text_whatever_it_is(text: str, data: st.DataObject) -> None:
    offsets = np.array([[i, i + 1] for i in range(len(text))])
    chance = st.lists(st.floats(0, 1), min_size=len(text), max_size=len(text))
    tokens = np.array([data.draw(chance), data.draw(chance)]).T
    for span in find_spans(text, tokens, offsets, LABELS, CALIBRATION):
        assert 0 <= span.start < span.end <= len(text)


def test_nothing_to_see_gives_no_passage() -> None:
    assert spans([0.01] * 5, [0.5] * 5) == []


def test_a_passage_does_not_begin_with_the_comma_before_it() -> None:
    assert whole_words("Frau Sommer, drei Wochen", 11, 24) == (13, 24)


@given(st.text(max_size=40), st.data())
def test_whole_words_never_cut_one(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = whole_words(text, start, end)
    assert 0 <= first <= last <= len(text)
    if first < last:
        assert not text[first].isspace()
        assert not text[last - 1].isspace()
        assert not (first > 0 and text[first - 1].isalnum() and text[first].isalnum())
        assert not (last < len(text) and text[last - 1].isalnum() and text[last].isalnum())
