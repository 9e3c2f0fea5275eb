"""Columns are guessed, shown, corrected; values are read for what they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.transcripts import FieldMap, TranscriptError, mapping_toml, open_transcripts
from coach.transcripts.contracts import ROLES, Conversation
from coach.transcripts.fields import FIELDS, guess_fields, read_mapping
from coach.transcripts.html import html_to_text
from coach.transcripts.values import channel_of, moment, plain, value_of

GUESSES = {
    "english": (
        "ticket_id,sender,message,created_at,agent_name",
        ["1,customer,My lamp is broken,2025-01-01,", "1,agent,I am sorry,2025-01-01,Jo"],
        {
            "conversation": "ticket_id",
            "role": "sender",
            "text": "message",
            "time": "created_at",
            "agent": "agent_name",
        },
    ),
    "german": (
        "Vorgangsnummer,Rolle,Nachricht,Datum,Kanal",
        ["1,Kunde,Die Lampe ist kaputt,1.1.2025,Chat", "1,Berater,Das tut mir leid,1.1.2025,Chat"],
        {
            "conversation": "Vorgangsnummer",
            "role": "Rolle",
            "text": "Nachricht",
            "time": "Datum",
            "channel": "Kanal",
        },
    ),
    "a direction": (
        "chatId,inbound,content",
        ["1,True,My lamp is broken", "1,False,I am sorry to hear that"],
        {"conversation": "chatId", "role": "inbound", "text": "content"},
    ),
    "a pair": (
        "id,Kundennachricht,Antwort,Team",
        ["1,Die Lampe ist kaputt,Das tut mir leid,Nord"],
        {"customer": "Kundennachricht", "reply": "Antwort", "id": "id"},
    ),
    "odd names, telling values": (
        "session,who,what_they_wrote",
        ["1,Customer,My lamp is broken and dark", "1,Agent,I am sorry to hear that"],
        {"conversation": "session", "role": "who", "text": "what_they_wrote"},
    ),
    "a name that promises roles and holds names": (
        "thread_id,from,direction,body",
        ["1,Ada Lovelace,in,My lamp is broken", "1,Bo Diddley,out,I am sorry"],
        {"conversation": "thread_id", "role": "direction", "text": "body"},
    ),
}


@pytest.mark.parametrize(("head", "lines", "expected"), GUESSES.values(), ids=GUESSES)
def test_columns_are_guessed(head: str, lines: list[str], expected: dict[str, str]) -> None:
    names = head.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in lines]
    assert dict(guess_fields(names, rows).fields) == expected


def test_the_guess_shows_the_roles_it_found() -> None:
    rows = [{"inbound": "True", "text": "Hi there"}, {"inbound": "False", "text": "Hello"}]
    guessed = guess_fields(["inbound", "text"], rows)
    assert dict(guessed.roles) == {"true": "customer", "false": "agent"}


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
values = st.dictionaries(names.map(lambda n: n.strip().lower()), st.sampled_from(ROLES), max_size=4)
MAPPINGS = st.builds(
    FieldMap,
    fields=st.dictionaries(st.sampled_from(FIELDS), names, max_size=5),
    roles=values,
    speakers=values,
    agent_domains=st.sampled_from([(), ("a.example",), ("a.example", "b.example")]),
    channel=st.sampled_from([None, "chat", "email"]),
    time_format=st.sampled_from([None, "%d/%m/%Y"]),
)


@given(mapping=MAPPINGS)
def test_what_is_written_reads_back(
    mapping: FieldMap, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    file.write_text(mapping_toml(mapping), encoding="utf-8")
    assert read_mapping(file) == mapping


WRONG = {
    "no toml": "fields = [",
    "an unknown field": '[fields]\nconversaton = "id"',
    "an unknown table": '[colums]\ntext = "x"',
    "an unknown role": '[roles]\nboss = ["x"]',
    "an unknown channel": 'channel = "pigeon"',
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_mapping_is_said(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(text)
    with pytest.raises(TranscriptError, match=r"mapping\.toml is not right"):
        read_mapping(file)


TABLE = "nr,wer,was\n1,Anna,Wo ist mein Paket?\n1,Shop,Es liegt in Kassel.\n1,Chef,Hm.\n"


def test_a_mapping_corrects_the_guess(tmp_path: Path) -> None:
    table, mapping = tmp_path / "t.csv", tmp_path / "m.toml"
    table.write_text(TABLE)
    mapping.write_text(
        '[fields]\nconversation = "nr"\nrole = "wer"\ntext = "was"\n'
        '[roles]\ncustomer = ["Anna"]\nagent = ["shop"]\nnote = ["chef"]\n'
    )
    (found,) = open_transcripts([table], format="csv", mapping=mapping)
    assert isinstance(found, Conversation)
    assert [message.role for message in found.messages] == ["customer", "agent", "note"]


def test_a_mapping_that_lacks_or_misnames_columns_is_said(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE)
    lacking = FieldMap({"conversation": "nr", "text": "was"})
    with pytest.raises(TranscriptError, match="lacks role"):
        list(open_transcripts([table], format="csv", mapping=lacking))
    misnamed = FieldMap({"conversation": "nummer", "role": "wer", "text": "was"})
    with pytest.raises(TranscriptError, match="names nummer"):
        list(open_transcripts([table], format="csv", mapping=misnamed))


def test_nested_names_are_written_with_dots(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text(
        '{"ticket": {"id": 5}, "author": {"role": "user"}, "body": "Where is it?"}\n'
        '{"ticket": {"id": 5}, "author": {"role": "staff"}, "body": "On its way."}\n'
    )
    mapping = FieldMap({"conversation": "ticket.id", "role": "author.role", "text": "body"})
    (found,) = open_transcripts([file], mapping=mapping)
    assert isinstance(found, Conversation)
    assert (found.id, [m.role for m in found.messages]) == ("5", ["customer", "agent"])


NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
TIMES = {
    "iso": "2025-03-01T12:00:00Z",
    "iso with offset": "2025-03-01T13:00:00+01:00",
    "iso without zone": "2025-03-01 12:00",
    "named zone": "2025-03-01 12:00:00 UTC",
    "mail": "Sat, 1 Mar 2025 13:00:00 +0100",
    "twitter": "Sat Mar 01 12:00:00 +0000 2025",
    "german": "01.03.2025 12:00",
    "german with a comma": "1.3.2025, 12:00 Uhr",
    "seconds": 1740830400,
    "seconds as text": "1740830400",
    "milliseconds": 1740830400000,
    "microseconds": 1740830400000000,
    "datetime": NOON,
}


@pytest.mark.parametrize("value", TIMES.values(), ids=TIMES)
def test_times_are_read(value: object) -> None:
    assert moment(value) == NOON


@pytest.mark.parametrize(
    "value", [None, "", "soon", "03/04/2025", 0, -5, float("nan"), True, [], "31.02.2025", 10**30]
)
def test_what_is_no_sure_time_is_none(value: object) -> None:
    assert moment(value) is None


def test_a_given_format_settles_it() -> None:
    assert moment("03/01/2025 12:00", "%m/%d/%Y %H:%M") == NOON


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_no_value_breaks_the_clock(value: object) -> None:
    found = moment(value)
    assert found is None or found.tzinfo == UTC


COLUMNS = {
    "5": 5,
    "-2": -2,
    "4.5": 4.5,
    "4,5": 4.5,
    "007": "007",
    "0": 0,
    "1e5": "1e5",
    "Nord": "Nord",
    " ": None,
    "12345678901234567890": "12345678901234567890",
}


@pytest.mark.parametrize(("text", "value"), COLUMNS.items(), ids=COLUMNS)
def test_columns_become_numbers_only_where_they_are(text: str, value: object) -> None:
    assert value_of(text) == value


CHANNELS = {
    "E-Mail": "email",
    "Channel::WebWidget": "chat",
    "WhatsApp": "social",
    "VOICE": "phone",
    "native_messaging": "chat",
    "Online": None,
    "": None,
}


@pytest.mark.parametrize(("name", "channel"), CHANNELS.items(), ids=CHANNELS)
def test_channels_are_told_by_name(name: str, channel: str | None) -> None:
    assert channel_of(name) == channel


HTML = {
    "lines": ("<p>Guten Tag,</p><p>danke.<br>Bis bald</p>", "Guten Tag,\n\ndanke.\nBis bald"),
    "a list": ("<ul><li>eins</li><li>zwei</li></ul>", "* eins\n* zwei"),
    "masks stay": ("<p>Hallo <name>, Ihre <email></p>", "Hallo <name>, Ihre <email>"),
    "quotes go": ("<p>Neu</p><blockquote>Alt</blockquote>", "Neu"),
    "what follows a quote stays": ("<blockquote>Alt</blockquote><p>Neu</p>", "Neu"),
    "quotes of mail programs go": ('<div>Neu</div><div class="gmail_quote">Alt</div>', "Neu"),
    "styles and scripts go": ("<style>p{}</style><script>x()</script>Da", "Da"),
    "comments go": ("Da<!-- <p>nicht</p> -->", "Da"),
    "entities": ("Gr&uuml;&szlig;e &amp; Dank &lt;3", "Grüße & Dank <3"),
    "a document": ("<html><head><title>T</title></head><body>Da</body></html>", "Da"),
    "nothing": ("<p></p>", ""),
    "only an angle": ("a < b", "a < b"),
}


@pytest.mark.parametrize(("markup", "text"), HTML.values(), ids=HTML)
def test_html_becomes_text(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@given(st.text(alphabet="<>/abp &;!-\"'=\n", max_size=80))
def test_no_markup_breaks_it(markup: str) -> None:
    assert isinstance(html_to_text(markup), str)


def test_chat_text_keeps_masks_and_loses_tags() -> None:
    assert plain("Hallo <name>,<br>Gr&uuml;&szlig;e") == "Hallo <name>,\nGrüße"
    assert plain("a < b and <email>") == "a < b and <email>"
