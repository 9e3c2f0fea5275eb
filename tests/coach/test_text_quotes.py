"""Only the agent's own words are scored; what stood below or between serves as context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.quotes import strip_quotes

OWN = "Hallo Frau Kern,\n\nich habe das Paket gefunden.\n\nLiebe Grüße, Anna"
ASKED = "Wo bleibt mein Paket?\nIch warte seit Montag."

BELOW = {
    "marked lines": "> Wo bleibt mein Paket?\n> Ich warte seit Montag.",
    "Gmail, German, marked": (
        "Am Mo., 3. Mai 2026 um 14:02 Uhr schrieb Lena Kern <lena@kern.example>:\n\n"
        "> Wo bleibt mein Paket?\n> Ich warte seit Montag."
    ),
    "Gmail, German, wrapped": (
        f"Am Mo., 3. Mai 2026 um 14:02 Uhr schrieb Lena Kern <\nlena@kern.example>:\n\n{ASKED}"
    ),
    "Gmail, English": f"On Mon, 3 May 2026 at 14:02, Lena Kern <l@kern.example> wrote:\n\n{ASKED}",
    "Gmail, older German": f"Lena <l@kern.example> schrieb am Mo., 3. Mai 2026, 14:02:\n{ASKED}",
    "Apple Mail": f"Am 03.05.2026 um 14:02 schrieb Lena Kern <l@kern.example>:\n\n{ASKED}",
    "Outlook, German": (
        "Von: Lena Kern <l@kern.example>\nGesendet: Montag, 3. Mai 2026 14:02\n"
        f"An: Service <s@laden.example>\nBetreff: Paket\n\n{ASKED}"
    ),
    "Outlook, English, ruled": (
        "________________________________\nFrom: Lena Kern <l@kern.example>\n"
        f"Sent: Monday, May 3, 2026 2:02 PM\nTo: Service\nSubject: Parcel\n\n{ASKED}"
    ),
    "Outlook, bold keys": (
        "*Von:* Lena Kern\n*Gesendet:* Montag, 3. Mai 2026 14:02\n*An:* Service\n"
        f"*Betreff:* Paket\n\n{ASKED}"
    ),
    "original message": f"-----Original Message-----\nFrom: Lena\nSubject: Parcel\n\n{ASKED}",
    "Ursprüngliche Nachricht": f"-----Ursprüngliche Nachricht-----\nVon: Lena\n\n{ASKED}",
    "forwarded": (
        "---------- Forwarded message ---------\nFrom: Lena\nDate: Mon\nSubject: Parcel\n\n" + ASKED
    ),
    "forwarded, German": f"Anfang der weitergeleiteten Nachricht:\n\nVon: Lena\n\n{ASKED}",
}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
def test_quoted_mail_is_left_out_and_returned(below: str) -> None:
    stripped = strip_quotes(f"{OWN}\n\n{below}")
    assert stripped.body.text == OWN
    assert stripped.quoted == ASKED


@pytest.mark.parametrize("above", [BELOW["marked lines"], BELOW["Gmail, German, marked"]])
def test_a_reply_below_the_quote_is_kept(above: str) -> None:
    stripped = strip_quotes(f"{above}\n\n{OWN}")
    assert stripped.body.text == OWN
    assert stripped.quoted == ASKED


def test_answers_between_quoted_lines_all_stay() -> None:
    text = (
        "Hallo Lena,\n\nAm 03.05.2026 um 14:02 schrieb Lena Kern:\n> Wo bleibt mein Paket?\n"
        "Es liegt in Kassel.\n> Und wann kommt es?\nMorgen bis zwölf.\n\nAnna"
    )
    stripped = strip_quotes(text)
    assert stripped.body.text == ("Hallo Lena,\n\nEs liegt in Kassel.\nMorgen bis zwölf.\n\nAnna")
    assert stripped.quoted == "Wo bleibt mein Paket?\nUnd wann kommt es?"


def test_only_the_newest_message_is_returned() -> None:
    text = "Gern!\n\n> Danke, und der Rest?\n>> Wir prüfen das.\n>>> Wo ist es?"
    assert strip_quotes(text).quoted == "Danke, und der Rest?"


def test_an_older_message_in_an_unmarked_thread_is_not_returned() -> None:
    older = "Am 01.05.2026 um 9:00 schrieb Anna <a@laden.example>:\n\nWir prüfen das."
    text = f"Gern!\n\n{BELOW['Apple Mail']}\n\n{older}"
    assert strip_quotes(text).quoted == ASKED


CONTACT = "Kundenservice\nLaden Nord GmbH\nHafenstr. 12, 20457 Hamburg\nTel.: 040 123456"
SIGNATURES = {
    "dashes": "Liebe Grüße\nAnna Berger\n\n-- \nLaden Nord GmbH\nHafenstr. 12",
    "contact block": f"Mit freundlichen Grüßen\nAnna Berger\n\n{CONTACT}",
    "contact block, name beside": f"Liebe Grüße, Anna Berger\n{CONTACT}",
    "English block": (
        "Kind regards,\nAnna Berger\nNorth Shop Ltd\n12 Harbour Road\nPhone: +44 20 7946 0000"
    ),
    "phone, English": "Kind regards,\nAnna Berger\n\nSent from my iPhone",
    "phone, German": "Liebe Grüße\nAnna Berger\n\nVon meinem iPhone gesendet",
    "disclaimer, German": (
        "Liebe Grüße\nAnna Berger\n\nDiese E-Mail enthält vertrauliche Informationen.\n"
        "Wenn Sie nicht gemeint sind, löschen Sie sie bitte."
    ),
    "disclaimer, English": (
        "Kind regards,\nAnna Berger\n\nThis e-mail and any attachments are confidential."
    ),
}


@pytest.mark.parametrize("ending", SIGNATURES.values(), ids=SIGNATURES)
def test_signatures_go_and_the_name_stays(ending: str) -> None:
    body = strip_quotes(f"Das Paket ist da.\n\n{ending}").body.text
    assert body.endswith("Anna Berger")
    assert body.startswith("Das Paket ist da.\n\n")


KEPT = {
    "sign-off with name": "Das Paket ist da.\n\nLiebe Grüße, Anna",
    "a direct line is an invitation": (
        "Das Paket ist da.\n\nLiebe Grüße\nHenrike Solms\nDurchwahl -418, vormittags sicher"
    ),
    "a postscript": "Danke!\n\nLG\nAnna\nPS: Die Tasche liegt noch hier, Tel. 040 123456.",
    "thanks and an address": "Danke\n\nSchicken Sie es an die Hafenstraße 12.\nIch freue mich.",
    "a date in a sentence": "Am 3. Mai 2026 um 14:02 schrieb ich Ihnen:\nDas Geld ist da.",
    "an arrow in a sentence": "Einstellungen > Konto > Adresse",
    "a subject of one's own": "Betreff: Ihr Paket\n\nEs ist da.",
    "dashes between thoughts": "Ich prüfe -- einen Moment --\nund melde mich.",
    "on Monday someone wrote": "On Monday our courier wrote: it is on its way.",
    "a minus sign": "- Foto vom Zähler\n- Name der Vermieterin",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_the_agents_own_words_stay(text: str) -> None:
    assert strip_quotes(text).body.text == text


def test_a_postscript_below_a_contact_block_stays() -> None:
    text = f"Erledigt.\n\nLiebe Grüße\nAnna\n{CONTACT}\nPS: Der Schirm liegt noch hier."
    assert strip_quotes(text).body.text.endswith("Anna\nPS: Der Schirm liegt noch hier.")


def test_offsets_point_into_the_whole_text() -> None:
    text = f"> Wo ist es? 😀\n\n{OWN}\n-- \nLaden"
    body = strip_quotes(text).body
    start = body.text.index("Paket")
    low, high = body.span_to_original(start, start + 5)
    assert text[low:high] == "Paket"


@pytest.mark.parametrize("text", ["", "   \n ", "> nur Zitat", "\n\n"], ids=repr)
def test_nothing_of_ones_own_is_an_empty_body(text: str) -> None:
    assert strip_quotes(text).body.text == ""


@given(st.text(alphabet="a >-:\nAm1LG", max_size=80))
def test_the_body_is_made_of_the_text(text: str) -> None:
    body = strip_quotes(text).body
    assert body.original_length == len(text)
    assert all(change.new_start == change.new_end for change in body.changes)
    assert body.text == body.text.strip()


HOSTILE = {
    "sign-offs": "LG\n" * 6_600,
    "dashes": "--\n" * 6_600,
    "headers": "Von: a\n" * 2_800,
    "quotes": "> " * 10_000,
    "one word": "a" * 20_000,
    "one word below a sign-off": "LG\n" + "a" * 19_900,
    "newlines": "\n" * 20_000,
    "attributions": "Am 3.5.2026 14:02 schrieb\n" * 760,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_ends(text: str) -> None:
    assert len(strip_quotes(text).body.text) <= len(text)
