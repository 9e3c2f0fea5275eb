"""The bank of practice messages: as many as promised, varied, our own, and none the model knows."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from coach.contracts import LANGUAGES, Language
from coach.practice import BANK_SIZE, PRACTISED, load_bank
from coach.practice.bank import situation_names
from coach.privacy import redact

DATA = Path(__file__).parents[2] / "training" / "data"
SITUATIONS = (DATA / "situations.jsonl", DATA / "situations_more.jsonl")
BANK = load_bank()


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_messages_six_a_situation(language: Language) -> None:
    own = [message for message in BANK if message.language == language]
    assert len(own) == BANK_SIZE
    assert set(Counter(message.situation for message in own).values()) == {6}
    assert {message.situation for message in own} == set(situation_names().table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_and_every_behaviour_can_be_practised(language: Language) -> None:
    own = [message for message in BANK if message.language == language]
    needs = Counter(message.need for message in own)
    assert min(needs[need] for need in (0, 1, 2)) >= 20
    trained = Counter(behaviour for message in own for behaviour in message.trains)
    assert set(trained) == set(PRACTISED)
    assert min(trained.values()) >= 10


def test_no_message_is_there_twice() -> None:
    texts = [words(message.text) for message in BANK]
    alike = [
        (BANK[i].id, BANK[j].id)
        for i in range(len(texts))
        for j in range(i)
        if len(texts[i] & texts[j]) > 0.6 * len(texts[i] | texts[j])
    ]
    assert alike == []


def test_none_of_them_trains_the_model() -> None:
    lines = [line for path in SITUATIONS for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    known = [words(row["customer"]) for row in rows if row.get("customer")]
    assert len(known) > 100
    for message in BANK:
        own = words(message.text)
        assert not any(len(own & other) > 0.45 * len(own | other) for other in known), message.id


def test_notices_do_not_repeat_the_message() -> None:
    assert all(message.notice and message.notice not in message.text for message in BANK)
    assert not any(message.notice.endswith(".") for message in BANK)


def test_no_message_holds_an_address_or_a_number_of_a_person() -> None:
    for message in BANK:
        entities = redact(message.text, language=message.language).entities
        found = {entity.kind for entity in entities}
        assert not found & {"email", "phone", "iban", "card"}, message.id
