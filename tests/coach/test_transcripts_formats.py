"""Every format: known by its content, whatever its name, and read with the right roles."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coach.transcripts import (
    Conversation,
    FieldMap,
    Rejected,
    TranscriptError,
    open_transcripts,
    sniff,
    turns,
)
from coach.transcripts.formats import FORMATS
from coach.transcripts.peek import peek
from coach.transcripts.source import find_sources

DATA = Path(__file__).parent / "data" / "transcripts"

SAMPLES = {
    "abcd.json": "abcd",
    "airlines.csv": "airlines",
    "chatwoot.json": "chatwoot",
    "contact_lens_chat.json": "contact-lens",
    "contact_lens_voice.json": "contact-lens",
    "csv.csv": "csv",
    "csv_pairs.csv": "csv",
    "eml.eml": "eml",
    "freshdesk.json": "freshdesk",
    "freshdesk_ticket.json": "freshdesk",
    "genesys.json": "genesys",
    "helpscout.json": "helpscout",
    "insights.json": "insights",
    "intercom.json": "intercom",
    "jsonl.jsonl": "jsonl",
    "jsonl_rows.jsonl": "jsonl",
    "mbox.mbox": "mbox",
    "srt.srt": "srt",
    "tsv.tsv": "csv",
    "twcs.csv": "twcs",
    "webvtt.vtt": "webvtt",
    "webvtt_names.vtt": "webvtt",
    "zammad.json": "zammad",
    "zendesk.json": "zendesk",
    "zendesk_export.json": "zendesk-export",
}


def read(path: Path, **options: object) -> list[Conversation]:
    """Read a file that must have no broken record."""
    found = list(open_transcripts([path], **options))  # type: ignore[arg-type]
    assert [entry for entry in found if isinstance(entry, Rejected)] == []
    return [entry for entry in found if isinstance(entry, Conversation)]


def said(conversation: Conversation) -> list[str]:
    """Write a conversation as "role: text" lines, what nobody said left out."""
    return [f"{m.role}: {m.text}" for m in conversation.messages if m.text]


def test_every_sample_and_every_format_is_in_the_table() -> None:
    assert {path.name for path in DATA.iterdir()} == set(SAMPLES)
    assert {known.name for known in FORMATS} == {*SAMPLES.values(), "parquet"}


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items(), ids=SAMPLES)
def test_a_format_is_known_by_content_not_by_name(name: str, expected: str, tmp_path: Path) -> None:
    for other in ("export.dat", "a.csv", "b.json", "c.vtt"):
        copy = tmp_path / other
        copy.write_bytes((DATA / name).read_bytes())
        assert sniff(copy) == expected


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items(), ids=SAMPLES)
def test_no_other_format_takes_a_sample_for_its_own(name: str, expected: str) -> None:
    with find_sources(DATA / name) as sources:
        looked = peek(next(iter(sources)))
        takers = {known.name for known in FORMATS if not known.general and known.sniff(looked)}
    general = {known.name for known in FORMATS if known.general}
    assert takers == {expected} - general


ROLES = {
    "abcd.json": ["agent", "customer", "system", "agent", "customer", "agent"],
    "chatwoot.json": ["customer", "system", "bot", "note", "agent"],
    "contact_lens_chat.json": ["system", "customer", "agent"],
    "contact_lens_voice.json": ["agent", "customer", "agent"],
    "eml.eml": ["customer", "agent"],
    "freshdesk.json": ["customer", "note", "agent"],
    "freshdesk_ticket.json": ["customer", "agent"],
    "genesys.json": ["agent", "customer", "agent"],
    "helpscout.json": ["customer", "system", "note", "agent"],
    "insights.json": ["bot", "customer", "agent"],
    "intercom.json": ["customer", "bot", "note", "agent", "agent"],
    "srt.srt": ["agent", "customer", "agent"],
    "webvtt.vtt": ["agent", "customer", "agent"],
    "webvtt_names.vtt": ["agent", "customer", "agent"],
    "zendesk.json": ["customer", "note", "system", "agent"],
}


@pytest.mark.parametrize(("name", "expected"), ROLES.items(), ids=ROLES)
def test_who_speaks(name: str, expected: list[str]) -> None:
    (conversation,) = read(DATA / name)
    assert [message.role for message in conversation.messages] == expected


AGENTS = {
    "chatwoot.json": "Mia",
    "contact_lens_chat.json": "Sol",
    "csv.csv": "M. Ott",
    "eml.eml": "Anna Blum",
    "freshdesk.json": "61",
    "genesys.json": "u-44",
    "helpscout.json": "Theo Marsh",
    "insights.json": "2",
    "intercom.json": "Ruth",
    "jsonl.jsonl": "a17",
    "mbox.mbox": "Nils Arndt",
    "webvtt.vtt": "Jana Weber",
    "zammad.json": "ben@nordheim.example",
    "zendesk.json": "Tarek Sommer",
    "zendesk_export.json": "901",
}


@pytest.mark.parametrize(("name", "agent"), AGENTS.items(), ids=AGENTS)
def test_which_agent_speaks(name: str, agent: str) -> None:
    assert turns(read(DATA / name)[0])[0].agent == agent


CHANNELS = {
    "airlines.csv": "social",
    "chatwoot.json": "chat",
    "contact_lens_voice.json": "phone",
    "eml.eml": "email",
    "freshdesk_ticket.json": "chat",
    "genesys.json": "phone",
    "tsv.tsv": "chat",
    "twcs.csv": "social",
    "zendesk.json": "email",
}


@pytest.mark.parametrize(("name", "channel"), CHANNELS.items(), ids=CHANNELS)
def test_which_channel(name: str, channel: str) -> None:
    assert turns(read(DATA / name)[0])[0].channel == channel


def test_a_masked_handle_in_front_of_a_reply_is_no_greeting() -> None:
    assert said(read(DATA / "airlines.csv")[0])[1].startswith("agent: Three days without")


def test_quotes_signatures_and_markup_are_off() -> None:
    assert said(read(DATA / "zammad.json")[0])[-1] == (
        "agent: Guten Tag Frau Brandt,\ndas Geld ist heute zurückgegangen."
    )
    assert "GmbH" not in said(read(DATA / "zendesk.json")[0])[-1]
    assert said(read(DATA / "intercom.json")[0])[0] == (
        "customer: Hi, the export button does nothing & I need it today."
    )
    first, second = read(DATA / "mbox.mbox")
    assert said(first)[1].endswith("unterwegs.\n\nViele Grüße\nNils Arndt")
    assert said(second) == ["agent: Hello Omar,\n\nyour invoice is attached."]


def test_a_reply_without_its_question_takes_it_from_the_quote() -> None:
    (conversation,) = read(DATA / "eml.eml")
    assert said(conversation)[0] == "customer: Wo bleibt mein Rad? Ich warte seit drei Wochen."


def test_a_mailbox_keeps_from_lines_and_internal_mail_apart() -> None:
    first = read(DATA / "mbox.mbox")[0]
    assert said(first)[0].endswith("\nFrom hier sieht man es deutlich.")
    assert [message.role for message in first.messages] == ["customer", "agent", "note"]


def test_messages_are_put_in_time_order() -> None:
    assert said(read(DATA / "helpscout.json")[0])[0].startswith("customer: Can I still")


def test_what_was_redacted_is_not_read() -> None:
    assert "secret" not in str(read(DATA / "intercom.json"))


def test_reply_links_make_threads_by_customer() -> None:
    found = {c.id: [m.role for m in c.messages] for c in read(DATA / "twcs.csv")}
    assert found == {
        "102": ["customer", "agent", "customer", "agent"],
        "110": ["system"],
        "110-700305": ["customer", "agent"],
        "110-700306": ["customer"],
    }


def test_rows_of_a_conversation_are_found_wherever_they_stand() -> None:
    found = read(DATA / "jsonl_rows.jsonl")
    assert [(c.id, len(c.messages), c.line) for c in found] == [("r-1", 2, 1), ("r-2", 2, 2)]


def test_columns_keep_their_names_and_kinds() -> None:
    assert dict(read(DATA / "csv.csv")[0].columns) == {"Warteschlange": "Rechnung", "csat": 5}
    assert dict(read(DATA / "zendesk_export.json")[0].columns) == {
        "status": "solved",
        "group_id": 12,
        "satisfaction_rating": "good",
    }


def test_ids_with_leading_zeros_stay() -> None:
    assert [c.id for c in read(DATA / "csv.csv")] == ["00471", "00472"]


def test_the_head_of_a_ticket_export_is_no_error() -> None:
    assert [c.id for c in read(DATA / "zendesk_export.json")] == ["77", "78"]


def test_captions_join_what_one_speaker_says() -> None:
    assert said(read(DATA / "webvtt.vtt")[0])[1] == (
        "customer: Ich warte seit einer Stunde & keiner weiß Bescheid."
    )


def test_speakers_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "call.vtt"
    file.write_text(
        "WEBVTT\n\n00:00.000 --> 00:02.000\nAda: Ja?\n\n00:02.000 --> 00:04.000\nBo: Oh.\n"
    )
    with pytest.raises(TranscriptError, match="speaks"):
        list(open_transcripts([file]))
    (conversation,) = read(file, mapping=FieldMap(speakers={"bo": "agent"}))
    assert said(conversation) == ["customer: Ja?", "agent: Oh."]


def test_the_house_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    head = (
        "From: Kim <kim@a.example>\nTo: Lee <lee@b.example>\nDate: x\nSubject: s\n\nHello there.\n"
    )
    file.write_text(head)
    with pytest.raises(TranscriptError, match="agent_domains"):
        list(open_transcripts([file]))
    (conversation,) = read(file, mapping=FieldMap(agent_domains=("a.example",)))
    assert said(conversation) == ["agent: Hello there."]


def test_parquet_is_read_like_the_table_it_is(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    rows = {
        "ticket_id": ["1", "2", "1"],
        "role": ["customer", "customer", "agent"],
        "message": ["My lamp is broken.", "Hi, any news?", "I am sorry. A new one leaves today."],
        "csat": [2.5, None, None],
    }
    pq.write_table(pa.table(rows), file)
    assert sniff(file) == "parquet"
    first, second = read(file)
    assert said(first) == [
        "customer: My lamp is broken.",
        "agent: I am sorry. A new one leaves today.",
    ]
    assert dict(first.columns) == {"csat": 2.5}
    assert said(second) == ["customer: Hi, any news?"]


def test_parquet_may_hold_lists_of_messages(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    messages = [{"role": "user", "content": "Hi?"}, {"role": "assistant", "content": "Hello."}]
    pq.write_table(pa.table({"id": ["7"], "messages": [messages]}), file)
    (conversation,) = read(file)
    assert (conversation.id, said(conversation)) == ("7", ["customer: Hi?", "agent: Hello."])


WRAPPED = {
    "array": lambda rows: json.dumps(rows),
    "pretty array": lambda rows: json.dumps(rows, indent=2),
    "lines": lambda rows: "\n".join(map(json.dumps, rows)),
    "container": lambda rows: json.dumps({"count": 2, "conversations": rows}),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_many_records_in_one_file(wrap: object, tmp_path: Path) -> None:
    one = json.loads((DATA / "intercom.json").read_text())
    file = tmp_path / "many"
    file.write_text(wrap([one, one | {"id": "ic-6"}]))  # type: ignore[operator]
    assert sniff(file) == "intercom"
    assert [c.id for c in read(file)] == ["ic-5", "ic-6"]


def test_the_full_release_of_abcd_has_three_parts(tmp_path: Path) -> None:
    rows = json.loads((DATA / "abcd.json").read_text())
    file = tmp_path / "abcd"
    parts = {name: [rows[0] | {"convo_id": n}] for n, name in enumerate(("train", "dev", "test"))}
    file.write_text(json.dumps(parts))
    assert sniff(file) == "abcd"
    assert [c.id for c in read(file)] == ["0", "1", "2"]
