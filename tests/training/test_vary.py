import random
from dataclasses import replace

import pytest

from training.evaluation.fairness import CHANGES
from training.fit.config import DataConfig
from training.fit.vary import swap_letters, vary, with_neutral_sentence, with_other_name
from training.records import Record, SpanLabel

REPLY = "Guten Tag Frau Sommer, das ist ärgerlich. Ich rufe heute an."
RECORD = Record(
    "DE1-001a",
    "de",
    "chat",
    "written",
    "Wo ist es?",
    REPLY,
    1,
    (2, 1, 2),
    (SpanLabel("welcome", 0, 21), SpanLabel("own_voice", 42, 60)),
)


def quotes(record: Record) -> list[str]:
    return [record.reply[span.start : span.end] for span in record.spans]


def test_another_name_moves_the_marks_along() -> None:
    changed = with_other_name(RECORD, random.Random(3))
    assert "Sommer" not in changed.reply
    assert quotes(changed)[0].startswith("Guten Tag Frau ")
    assert quotes(changed)[1] == "Ich rufe heute an."


@pytest.mark.parametrize("reply", ["Hallo, gern.", "Hallo Team, gern.", "Dear Customer, hello."])
def test_without_a_name_nothing_changes(reply: str) -> None:
    record = replace(RECORD, reply=reply, spans=())
    assert with_other_name(record, random.Random(1)) == record


def test_a_neutral_sentence_leaves_the_marks_whole() -> None:
    for seed in range(20):
        changed = with_neutral_sentence(RECORD, random.Random(seed))
        assert len(changed.reply) > len(REPLY)
        assert quotes(changed) == quotes(RECORD)


def test_swapped_letters_keep_the_length() -> None:
    swapped = swap_letters(REPLY, random.Random(2))
    assert swapped != REPLY
    assert sorted(swapped) == sorted(REPLY)


def test_at_rate_zero_nothing_is_varied() -> None:
    still = DataConfig(customer_dropout=0, typo_rate=0)
    assert vary(RECORD, random.Random(1), still) == RECORD


def test_training_never_sees_the_sentences_fairness_is_measured_with() -> None:
    measured = [changed.reply for _, changed in CHANGES["neutral_sentence"]((RECORD,))]
    added = measured[0].removeprefix(REPLY).strip()
    seen = {
        with_neutral_sentence(RECORD, random.Random(seed)).reply.replace(REPLY, "").strip()
        for seed in range(300)
    }
    assert added not in seen
