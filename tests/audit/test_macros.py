"""Macros: found when filled in differently and when changed a little, listed by use."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from coach.audit.fingerprint import fingerprint
from coach.audit.results import AuditResults
from coach.transcripts import Conversation, Message
from models.prediction import Prediction, TextPair
from tests.audit_fixture import run_audit
from tests.fakes import FakeClassifier, fake_coach

MACRO = (
    "Guten Tag Frau {name}, vielen Dank für Ihre Nachricht zu Vorgang {number}. Wir haben sie an "
    "unser Lager gegeben und melden uns, sobald wir von dort eine Antwort haben."
)
NEAR = MACRO.replace("Wir haben sie an", "Wir haben diese heute an")
OTHER = "Die Öffnungszeiten unserer Filiale in der Innenstadt finden Sie auf der Rückseite."
NAMES = ("Yılmaz", "Kowalski", "Bergmann", "Öztürk", "Novak", "Sommer")


class Words(FakeClassifier):
    """Embeds a text by its words, so that near copies are near."""

    def predict(self, pair: TextPair) -> Prediction:
        found = super().predict(pair)
        vector = np.zeros(384, dtype=np.float32)
        for word in re.findall(r"\w+", pair.reply.lower()):
            vector[sum(map(ord, word)) % 384] += 1
        embedding = vector / max(float(np.linalg.norm(vector)), 1e-6)
        return Prediction(
            found.levels, found.need, found.behaviours, found.spans, embedding, found.tokens
        )


def conversation(number: int, reply: str) -> Conversation:
    text = reply.format(name=NAMES[number % 6], number=10_000 + number)
    messages = (
        Message("customer", "Wo ist mein Paket?"),
        Message("agent", text, agent=f"agent {number % 3}"),
    )
    return Conversation(f"T-{number}", messages, {}, "x", number)


@pytest.fixture
def results(tmp_path: Path) -> AuditResults:
    replies = [MACRO] * 6 + [NEAR] * 3 + [OTHER] * 2
    coach = fake_coach()
    coach.classifier = Words()
    records = tuple(conversation(i, reply) for i, reply in enumerate(replies))
    found = run_audit(tmp_path, records, coach=coach)
    found.close()
    return found


def test_a_macro_and_its_near_copies_are_one(results: AuditResults) -> None:
    (macro,) = results.macros().to_pylist()
    assert (macro["macro"], macro["uses"], macro["forms"], macro["agents"]) == (0, 9, 2, 3)
    assert macro["text"].startswith("Guten Tag Frau <NAME_1>, vielen Dank")
    assert macro["authenticity_score"] is not None


def test_turns_know_their_macro_and_rare_replies_have_none(results: AuditResults) -> None:
    found = results.scores(["macro", "reply"]).to_pylist()
    assert [row["macro"] for row in found] == [0] * 9 + [None] * 2


def test_names_and_numbers_do_not_tell_forms_apart() -> None:
    one = fingerprint("Guten Tag Frau <NAME_1>, Ihr Vorgang 4711 ist seit heute bei uns. ^MM")
    other = fingerprint("Guten Tag Frau [Name], Ihr Vorgang 99 ist seit heute bei uns. ^JK")
    assert one == other


def test_a_changed_sentence_shares_a_band() -> None:
    one, other = fingerprint(MACRO), fingerprint(NEAR)
    assert one is not None
    assert other is not None
    assert one.exact != other.exact
    assert set(one.bands) & set(other.bands)


def test_a_short_reply_is_no_macro() -> None:
    assert fingerprint("Gern geschehen, bis bald!") is None
