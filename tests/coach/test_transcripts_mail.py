"""Mails are read whatever shape they are in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.transcripts import Conversation, FieldMap, Rejected, open_transcripts
from coach.transcripts.mail import read_mail

HEAD = b"From: Kim <kim@a.example>\nTo: lee@b.example\nDate: Mon, 3 Mar 2025 09:00:00 +0100\n"
HOUSE = FieldMap(agent_domains=("a.example",))

LINES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: text/html; charset=bogus",
            b"Content-Type: multipart/mixed; boundary=x",
            b"Content-Type: multipart/alternative",
            b"Content-Type: text/plain; charset=\xff",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: quoted-printable",
            b"Content-Disposition: attachment; filename*=utf-8''%ff",
            b"Subject: =?utf-8?q?=ff?=",
            b"Message-ID: <[>",
            b"References: <a@b> <",
            b'To: "',
            b"From: =?x?b?!?= <",
            b"--x",
            b"--x--",
            b"",
            b"<p>Guten Tag",
            b"=C3=BC=",
            b"R3V0ZW4gVGFn",
        ]
    )
    | st.binary(max_size=30),
    max_size=14,
)


@given(LINES)
def test_no_mail_breaks_the_reader(lines: list[bytes]) -> None:
    mail = read_mail(HEAD + b"\n".join(lines))
    assert mail is None or isinstance(mail.text, str)


BODIES = {
    "plain utf-8": (b"Content-Type: text/plain; charset=utf-8\n\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
    "plain latin-1": (b"Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe", "Grüße"),
    "a wrong charset": (b"Content-Type: text/plain; charset=utf-8\n\nGr\xfc\xdfe", "Grüße"),
    "an unknown charset": (
        b"Content-Type: text/plain; charset=x-no\n\nGr\xc3\xbc\xc3\x9fe",
        "Grüße",
    ),
    "no charset": (b"\nGr\xfc\xdfe", "Grüße"),
    "base64": (b"Content-Transfer-Encoding: base64\n\nR3Vucw==", "Guns"),
    "html": (b"Content-Type: text/html\n\n<p>Guten&nbsp;Tag</p>", "Guten Tag"),
    "plain before html": (
        b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nGern"
        b"\n--x\nContent-Type: text/html\n\n<b>Nicht</b>\n--x--",
        "Gern",
    ),
    "an attachment": (
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nGern\n--x\n"
        b"Content-Type: application/pdf\nContent-Disposition: attachment\n\n%PDF\n--x--",
        "Gern",
    ),
    "only an attachment": (b"Content-Type: application/pdf\n\n%PDF", ""),
}


@pytest.mark.parametrize(("rest", "text"), BODIES.values(), ids=BODIES)
def test_bodies_are_decoded(rest: bytes, text: str) -> None:
    mail = read_mail(HEAD + rest)
    assert mail is not None
    assert mail.text == text


def box(*mails: str) -> str:
    return "".join(f"From x Mon Mar  3 09:00:00 2025\n{mail}\n\n" for mail in mails)


def mail(sender: str, to: str, ident: str, *, answers: str = "", more: str = "") -> str:
    reply = f"In-Reply-To: <{answers}>\n" if answers else ""
    return f"From: {sender}\nTo: {to}\nMessage-ID: <{ident}>\n{reply}{more}\nHello from {ident}."


def read(path: Path, text: str) -> list[Conversation | Rejected]:
    path.write_text(text)
    return list(open_transcripts([path], mapping=HOUSE))


def test_threads_are_followed_without_references(tmp_path: Path) -> None:
    found = read(
        tmp_path / "m",
        box(
            mail("lee@b.example", "kim@a.example", "1"),
            mail("zoe@c.example", "kim@a.example", "9"),
            mail("kim@a.example", "lee@b.example", "2", answers="1"),
            mail("lee@b.example", "kim@a.example", "3", answers="2"),
        ),
    )
    assert [(c.id, len(c.messages)) for c in found if isinstance(c, Conversation)] == [
        ("1", 3),
        ("9", 1),
    ]


def test_machines_are_bots_and_mail_without_a_sender_is_rejected(tmp_path: Path) -> None:
    found = read(
        tmp_path / "m",
        box(
            mail("kim@a.example", "lee@b.example", "1", more="Auto-Submitted: auto-replied\n"),
            "Subject: nobody\n\nHello.",
            mail("no-reply@a.example", "lee@b.example", "2"),
        ),
    )
    assert [entry.reason for entry in found if isinstance(entry, Rejected)] == ["no-sender"]
    held = [entry for entry in found if isinstance(entry, Conversation)]
    assert [c.messages[0].role for c in held] == ["bot", "bot"]
