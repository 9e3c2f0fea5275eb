"""What the report claims: no first place that may be chance, no best reply out of stock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from coach.audit.counted import Scope
from coach.audit.results import AuditResults
from coach.report.collect import Report, collect
from coach.report.phrases import Phrases
from coach.report.render import SENTENCES
from coach.report.shown import in_own_words, varied
from coach.report.words import words_for
from coach.rubric import load_rubric
from coach.statistics.bootstrap import Estimate

ALL = Scope(phone=0, only_phone=False)
STOCK = "Please take a minute for our little survey after this chat."
OWN = "Your pram is back on Friday, I rang the workshop myself."


@pytest.fixture(scope="module")
def report(audit: AuditResults) -> Report:
    return collect(audit, load_rubric(), "en")


def test_no_dimension_comes_first_where_intervals_overlap(report: Report) -> None:
    shares = {"empathy": (0.1, 0.02), "hospitality": (0.6, 0.05), "authenticity": (0.4, 0.05)}
    assert keys_of_facts(report, shares) >= {"fact_best", "fact_room"}
    shares["authenticity"] = (0.56, 0.05)
    assert keys_of_facts(report, shares) >= {"fact_best_close", "fact_room"}
    shares["authenticity"] = (0.12, 0.05)
    assert keys_of_facts(report, shares) >= {"fact_best", "fact_room_close"}


def keys_of_facts(report: Report, shares: dict[str, tuple[float, float]]) -> set[str]:
    figures = {
        name: replace(
            report.picture.figures[name],
            given=Estimate(share, share - reach, share + reach, 200, 90),
        )
        for name, (share, reach) in shares.items()
    }
    changed = replace(report, picture=replace(report.picture, figures=figures))
    return {key for key, _ in Phrases(words_for("en", SENTENCES), changed).facts()}


class Replies(AuditResults):
    """A table of replies, one conversation each."""

    def __init__(self, *replies: str) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute(
            "CREATE TABLE scores (position INT, reply VARCHAR, channel VARCHAR)"
        )
        self._connection.executemany(
            "INSERT INTO scores VALUES (?, ?, 'chat')", list(enumerate(replies))
        )


def row(reply: str, number: int = 0) -> dict[str, Any]:
    levels = {
        f"{name}_{key}": value
        for name in ("empathy", "hospitality", "authenticity")
        for key, value in (("level", 2), ("abstained", False))
    }
    plain = dict.fromkeys(("channel", "language", "need", "customer", "agent"))
    return {**plain, **levels, "reply": reply, "situation": f"s{number}", "behaviours": [],
            "conversation_id": f"T-{number}", "turn": 0, "turn_id": f"T-{number}:0"}  # fmt: skip


def test_what_is_mostly_stock_is_no_reply_worth_showing() -> None:
    mostly, partly = f"Hello. {STOCK}", f"{OWN} {OWN} {STOCK}"
    with Replies(mostly, partly, STOCK, OWN) as results:
        found = in_own_words(results, ALL, [row(mostly), row(partly), row(OWN)])
    assert [one["reply"] for one in found] == [partly, OWN]


def test_a_sentence_of_two_conversations_is_not_stock() -> None:
    with Replies(STOCK, STOCK, OWN) as results:
        assert len(in_own_words(results, ALL, [row(STOCK)])) == 1


def test_no_two_best_replies_are_of_one_mould() -> None:
    rows = [
        row("If you have a moment, please rate the chat you had with us today.", 1),
        row("If you have a moment, please rate this chat before you go home.", 2),
        row(OWN, 3),
    ]
    assert [one.conversation for one in varied(rows, {}, most=5)] == ["T-1", "T-3"]
