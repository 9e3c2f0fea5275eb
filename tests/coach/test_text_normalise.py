"""Whatever a client sends becomes plain text whose spans still point at what was sent."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.normalise import normalise

CASES = {
    "composed letters": ("Gru\u0308\u00dfe", "Grüße"),
    "no-break and thin spaces": ("10\u00a0€ bis\u202f5\u2009kg", "10 € bis 5 kg"),
    "windows line ends": ("Hallo\r\nAnna\rBis bald", "Hallo\nAnna\nBis bald"),
    "unicode line ends": ("eins\u2028zwei\x85drei", "eins\nzwei\ndrei"),
    "tabs": ("a\tb", "a b"),
    "NUL and control characters": ("ab\x00c\x07d", "abcd"),
    "lone surrogates": ("ab\ud800c", "abc"),
    "zero-width and soft hyphen": ("Kun\u00adden\u200bservice\ufeff", "Kundenservice"),
    "bidi overrides": ("\u202eabc\u202c", "abc"),
    "right-to-left letters stay": ("שלום וברכה", "שלום וברכה"),
    "emoji family keeps its joiners": ("👨\u200d👩\u200d👧 ok", "👨\u200d👩\u200d👧 ok"),
    "emoji with selector keeps its joiner": ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
    "a joiner between letters goes": ("a\u200db", "ab"),
    "entities": ("Müller &amp; Sohn &gt; 5 &#8364; &nbsp;x", "Müller & Sohn > 5 €  x"),
    "broken entities stay": ("AT&T; a & b &unknown;", "AT&T; a & b &unknown;"),
    "breaks become lines": ("Hallo,<br/>danke<BR>bis bald", "Hallo,\ndanke\nbis bald"),
    "paragraphs": ("<p>Eins</p><p>Zwei</p>", "Eins\nZwei\n"),
    "links keep their words": ('see <a href="https://x.de">this page</a>', "see this page"),
    "styles and comments vanish": ("<style>p{color:red}</style><p>Hi<!-- x --></p>", "Hi\n"),
    "masks stay": ("<p>an <email> oder <link></p>", "an <email> oder <link>\n"),
    "unknown tags stay": ("das <Modell> ist da", "das <Modell> ist da"),
    "hearts and comparisons stay": ("I <3 it, 5 < 6 > 2", "I <3 it, 5 < 6 > 2"),
    "blockquotes become quotes": (
        "<div>Neu</div><blockquote>alt<br>älter</blockquote>Ende",
        "Neu\n\n> alt\n> älter\nEnde",
    ),
}


@pytest.mark.parametrize(("raw", "plain"), CASES.values(), ids=CASES)
def test_it_becomes_plain(raw: str, plain: str) -> None:
    assert normalise(raw).text == plain


def test_spans_point_at_the_text_as_received() -> None:
    raw = "<p>Liebe Gru\u0308\u00dfe &amp; Dank 😀</p>"
    mapped = normalise(raw)
    start = mapped.text.index("Grüße & Dank")
    low, high = mapped.span_to_original(start, start + len("Grüße & Dank"))
    assert raw[low:high] == "Gru\u0308\u00dfe &amp; Dank"


@given(st.text(max_size=60))
def test_the_result_is_clean(raw: str) -> None:
    text = normalise(raw).text
    assert not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in text)
    assert "\u00a0" not in text
    assert "\ufeff" not in text


@given(st.text(alphabet=st.characters(max_codepoint=0x36F), max_size=60))
def test_letters_of_latin_scripts_are_composed(raw: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(raw.replace("&", "")).text)


@given(st.text(alphabet="ab <>/p&amp;\r\n\u00a0\u0308u", max_size=40), st.data())
def test_every_span_maps_into_what_was_received(raw: str, data: st.DataObject) -> None:
    mapped = normalise(raw)
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    low, high = mapped.span_to_original(start, end)
    assert 0 <= low <= high <= len(raw)
    if start < end and raw == mapped.text:
        assert (low, high) == (start, end)


HOSTILE = {
    "open tags": "<p " * 6_700,
    "open comments": "<p>" + "<!--" * 5_000,
    "open styles": "<p>" + "<style>" * 2_800,
    "closed tags": "<b></b>" * 2_857,
    "ampersands": "&a" * 10_000,
    "marks in wrong order": "a" + "\u0301\u0316" * 9_999,
    "blockquotes": "<blockquote>" * 1_666,
    "control characters": "\x00a" * 10_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_ends_and_does_not_grow(raw: str) -> None:
    mapped = normalise(raw)
    assert mapped.original_length == len(raw)
    assert len(mapped.text) <= len(raw)
