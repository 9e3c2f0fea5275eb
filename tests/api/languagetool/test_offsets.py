"""Offsets: UTF-16 code units of the text as sent, markup included."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.languagetool.annotations import SentText, read_data
from api.languagetool.fields import read_fields
from api.languagetool.utf16 import Utf16
from tests.api.languagetool.reading import STOCK, units, words_in_context, words_of

BEFORE = {
    "emoji": "🙂🙂 ",
    "joined emoji": "👩‍👩‍👧‍👦 ",
    "a flag": "🇩🇪 ",
    "a combining mark": "Cafe\u0301 ",
    "sharp s": "Straße ß ẞ ",
    "CRLF": "Hello,\r\n\r\n",
    "LF": "Hello,\n\n",
    "no-break spaces": "10\u00a0000\u202f€ ",
    "beyond the basic plane": "𝔘𝔫𝔦 𐐷 ",
    "right to left": "שלום ",
    "zero width": "a\u200bb\ufeff ",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize("inside", ["", " 🙂"])
def test_a_match_lies_where_the_client_counts(desk: TestClient, before: str, inside: str) -> None:
    text = f"{before}Thanks{inside} for that. {STOCK}! 🙂 Yes."
    answer = desk.post("/v2/check", data={"text": text, "language": "en"}).json()
    (match,) = [m for m in answer["matches"] if m["rule"]["id"] == "AUTH_CLICHE"]
    assert words_of(text, match) == STOCK
    assert words_in_context(match) == STOCK
    for start, end in answer["sentenceRanges"]:
        assert units(text, start, end).strip()


@given(st.text(), st.data())
def test_code_units_are_those_of_utf_16(text: str, data: st.DataObject) -> None:
    text = text.encode("utf-8", "replace").decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    utf16 = Utf16(text)
    offset, length = utf16.span(start, end)
    assert units(text, offset, offset + length) == text[start:end]
    assert utf16.length == len(text.encode("utf-16-le")) // 2


TEXTS = st.text(alphabet="abc 🙂é\r\n\u00a0", max_size=12)
PIECES = st.one_of(
    st.builds(lambda text: {"text": text}, TEXTS),
    st.builds(lambda markup: {"markup": markup}, TEXTS),
    st.builds(lambda markup, read: {"markup": markup, "interpretAs": read}, TEXTS, TEXTS),
)


@given(st.lists(PIECES, max_size=8))
def test_markup_is_counted_and_not_read(pieces: list[dict[str, str]]) -> None:
    sent = read_data(json.dumps({"annotation": pieces}))
    assert sent.sent == "".join(p.get("text", p.get("markup", "")) for p in pieces)
    assert sent.text == "".join(p.get("text", p.get("interpretAs", "")) for p in pieces)
    read = place = 0
    for piece in pieces:
        if piece.get("text"):
            length = len(piece["text"])
            assert sent.span(read, read + length) == (place, place + length)
            assert sent.sent[place : place + length] == piece["text"]
        read += len(piece.get("text", piece.get("interpretAs", "")))
        place += len(piece.get("text", piece.get("markup", "")))


@given(st.lists(PIECES, max_size=8), st.data())
def test_every_span_that_is_read_lies_in_what_was_sent(
    pieces: list[dict[str, str]], data: st.DataObject
) -> None:
    sent = read_data(json.dumps({"annotation": pieces}))
    start = data.draw(st.integers(0, len(sent.text)))
    end = data.draw(st.integers(start, len(sent.text)))
    first, last = sent.span(start, end)
    assert 0 <= first <= last <= len(sent.sent)
    if not sent.holds_markup(first, last):
        assert sent.sent[first:last] == sent.text[start:end]


def annotated(desk: TestClient, *pieces: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
    data = json.dumps({"annotation": pieces})
    response = desk.post("/v2/check", data={"data": data, "language": "en"})
    assert response.status_code == 200, response.text
    return read_data(data).sent, response.json()["matches"]


def test_offsets_count_the_markup(desk: TestClient) -> None:
    sent, (match,) = annotated(
        desk,
        {"markup": "<p>🙂", "interpretAs": ""},
        {"text": "Thanks. "},
        {"markup": "<b>"},
        {"text": STOCK},
        {"markup": "</b>"},
        {"text": "."},
    )
    assert words_of(sent, match) == STOCK
    assert match["replacements"]


def test_a_replacement_never_swallows_markup(desk: TestClient) -> None:
    head, tail = STOCK.split(" any ")
    sent, (match,) = annotated(
        desk, {"text": head}, {"markup": " <b>any</b> ", "interpretAs": " any "}, {"text": tail}
    )
    assert words_of(sent, match) == f"{head} <b>any</b> {tail}"
    assert match["replacements"] == []


def test_what_stands_in_markup_alone_has_no_match(desk: TestClient) -> None:
    _, matches = annotated(
        desk, {"text": "Well, thanks then. "}, {"markup": "", "interpretAs": STOCK}
    )
    assert matches == []


def test_half_a_surrogate_pair_is_counted_as_one(desk: TestClient) -> None:
    body = '{"language": "en", "text": "Well, \\ud83d thanks. ' + STOCK + '"}'
    (match,) = desk.post("/v2/check", content=body).json()["matches"]
    assert match["offset"] == len("Well, x thanks. ")
    assert match["length"] == len(STOCK)


def test_quoted_lines_are_the_customers(desk: TestClient) -> None:
    quoted = f"> {STOCK}, they said 🙂\r\n> and I am furious!\r\n\r\n"
    text = f"{quoted}Hello Ms Novak, that was our mistake."
    answer = desk.post("/v2/check", data={"text": text, "language": "en"}).json()
    # The stage's coach takes whoever has a customer's message to be asked for empathy.
    assert answer["empathyCoach"]["dimensions"]["empathy"]["verdict"] == "given"
    bare = "Well, let us see what we can do."
    verdicts = []
    for before in (quoted, ""):
        found = desk.post("/v2/check", data={"text": before + bare, "language": "en"}).json()
        verdicts.append(found["empathyCoach"]["dimensions"]["empathy"]["verdict"])
    assert verdicts == ["missing", "not_needed"]


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_body_is_read_or_refused(query: bytes, body: bytes) -> None:
    fields = read_fields(query, body)
    for name, value in fields.items():
        (name + value).encode("utf-8")


def test_plain_text_is_its_own_map() -> None:
    assert SentText.plain("ab").span(1, 2) == (1, 2)
