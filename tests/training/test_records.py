import json
from pathlib import Path

import pytest

from training.corpus import (
    DATA,
    PUBLIC_SETS,
    PublicText,
    join_labels,
    key,
    label_row,
    load_corpus,
    mask,
    own_records,
    read_public,
)
from training.records import DataError, parse_record, read_records
from training.splits import FrozenSplits, situation_of, split_by_hash

ROW = {
    "id": "DE1-001a",
    "lang": "de",
    "channel": "chat",
    "customer": "Wo ist es?",
    "reply": "Das ist ärgerlich. Ich sehe nach.",
    "need": 1,
    "empathy": 2,
    "hospitality": 1,
    "authenticity": 2,
    "spans": [["feeling", "Das ist ärgerlich."], ["own_voice", "Ich sehe nach."]],
}


def test_quotes_become_offsets() -> None:
    record = parse_record(ROW)
    assert [record.reply[s.start : s.end] for s in record.spans] == [q for _, q in ROW["spans"]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"empathy": 4}, "must lie in 0–3"),
        ({"need": 3}, "must lie in 0–2"),
        ({"spans": [["kindness", "Das"]]}, "no behaviour"),
        ({"spans": [["feeling", "nicht da"]]}, "not in the reply"),
    ],
    ids=["level", "need", "tag", "quote"],
)
def test_a_bad_record_names_its_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps({**ROW, **change}) + "\n")
    with pytest.raises(DataError, match=f"line 2: .*{said}"):
        list(read_records(path))


@pytest.mark.parametrize(
    ("id", "situation"),
    [
        ("DE1-001a", "DE1-001"),
        ("DE-IBM-000", "IBM-000"),
        ("IBM-000", "IBM-000"),
        ("BCON-de-012", "BCON-de-012"),
        ("ADV-002b", "ADV-002"),
    ],
)
def test_replies_to_one_situation_share_it(id: str, situation: str) -> None:
    assert situation_of(id) == situation


def test_the_frozen_split_follows_the_rule_for_the_founding_corpus() -> None:
    splits = FrozenSplits.load()
    added_later = {"DE8", "DE9", "DE10", "EN5", "EN6", "EN7", "ADW", "ADV3"}
    for record in own_records():
        rule = split_by_hash(situation_of(record.id))
        later = record.id.split("-")[0] in added_later
        assert splits.of(record.id) == ("train" if later else rule), record.id


def test_no_situation_stands_in_two_splits() -> None:
    corpus = load_corpus(None)
    parts = [{situation_of(r.id) for r in part} for part in (corpus.train, corpus.cal, corpus.dev)]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]
    assert all(len(part) > 40 for part in parts)


def test_every_span_of_the_corpus_lies_in_its_cleaned_reply() -> None:
    for part in (load_corpus(None).train, load_corpus(None).dev):
        for record in part:
            for span in record.spans:
                assert 0 <= span.start < span.end <= len(record.reply), record.id


def test_masking_hides_handles_links_and_mail_and_does_so_once() -> None:
    masked = mask("@shop @you see https://x.y/z  or mail a.b@c.de, cc @boss")
    assert masked == "see <link> or mail <email>, cc @brand"
    assert mask(masked) == masked


def test_labels_by_hash_find_their_text_and_hold_none(tmp_path: Path) -> None:
    record = parse_record(ROW)
    row = label_row(record)
    assert ROW["reply"] not in json.dumps(row, ensure_ascii=False)
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, "key": key("a", "b")}) + "\n")
    joined = join_labels(path, [PublicText(record.customer, record.reply)])
    assert [(r.levels, r.spans) for r in joined] == [(record.levels, record.spans)]


def test_the_original_form_of_the_brand_replies_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ibm.json"
    rows = [
        {
            "dialogContent": ["first", "@shop my app is broken"],
            "agentURL": {"url_utterance": "See https://web.archive.org/web/https://a.b/c ^JR"},
        }
    ]
    path.write_text(json.dumps(rows))
    assert list(read_public(path)) == [PublicText("my app is broken", "See <link> ^JR")]


@pytest.mark.parametrize("name", PUBLIC_SETS)
def test_committed_labels_of_real_replies_carry_no_text(name: str) -> None:
    for line in (DATA / "labels" / f"{name}.jsonl").read_text().splitlines():
        row = json.loads(line)
        assert "reply" not in row
        assert "customer" not in row
        assert all(isinstance(v, int) for _, *offsets in row["spans"] for v in offsets)
