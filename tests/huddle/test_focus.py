"""The focus: largest sure gap, in turn with strengths, never twice within four weeks."""

from __future__ import annotations

import datetime as dt

import pytest

from coach.audit.results import AuditResults
from coach.huddle.contracts import Figures, Kind
from coach.huddle.figures import Scope, Seen, count_behaviours, group_of
from coach.huddle.focus import choose, chosen_by_hand, gap_worth, rank, strength_worth
from coach.huddle.history import Held
from coach.huddle.share import Difference, Share
from coach.huddle.texts import load_texts
from coach.rubric import BEHAVIOUR_IDS
from tests.huddle.conftest import WEEK

SURE = Difference(20, 15, 25)


def seen(id: str, share: float, effect: float = 20, *, n: int = 200, width: float = 0.05) -> Seen:
    interval = Share(share, max(0.0, share - width), min(1.0, share + width), n)
    return Seen(id, n, interval, Difference(effect, effect - 3, effect + 3))


def held(behaviour: str, kind: Kind, weeks_ago: int) -> Held:
    return Held(WEEK - dt.timedelta(weeks=weeks_ago), behaviour, kind, "run", Figures())


def table(*ones: Seen) -> dict[str, Seen]:
    nothing = {id: Seen(id, 0, None, None) for id in BEHAVIOUR_IDS}
    return nothing | {one.behaviour: one for one in ones}


def test_the_largest_gap_times_volume_times_trainability_is_first() -> None:
    found = table(seen("feeling", 0.2), seen("concrete", 0.3), seen("candor", 0.1))
    assert rank(found, kind="gap") == ["concrete", "feeling", "candor"]
    assert gap_worth(found["concrete"]) == pytest.approx(0.4 * 20 * 200 * 1.0)
    assert gap_worth(found["feeling"]) == pytest.approx(0.5 * 20 * 200 * 0.7)


def test_more_replies_outweigh_a_larger_gap() -> None:
    few, many = seen("feeling", 0.1, n=100), seen("understanding", 0.2, n=400)
    assert rank(table(few, many), kind="gap") == ["understanding", "feeling"]


def test_what_costs_is_a_gap_by_its_share() -> None:
    found = seen("cliche", 0.3, effect=-15)
    assert gap_worth(found) == pytest.approx(0.3 * 15 * 200)
    assert strength_worth(found) == 0


@pytest.mark.parametrize(
    "unsure",
    [
        seen("feeling", 0.66, width=0.1),
        seen("feeling", 0.2, effect=2),
        Seen("feeling", 200, Share(0.2, 0.1, 0.3, 200), None),
        Seen("feeling", 12, None, None),
    ],
    ids=["interval reaches the aim", "effect may be nothing", "no effect", "too few"],
)
def test_what_an_interval_leaves_open_is_no_gap(unsure: Seen) -> None:
    assert gap_worth(unsure) == 0


def test_after_a_gap_comes_a_strength_and_then_a_gap_again() -> None:
    found = table(seen("feeling", 0.2), seen("welcome", 0.8), seen("concrete", 0.3))
    first = choose(found, (), week=WEEK)
    assert (first.behaviour, first.kind) == ("concrete", "gap")
    second = choose(found, (held("concrete", "gap", 1),), week=WEEK)
    assert (second.behaviour, second.kind) == ("welcome", "strength")
    third = choose(found, (held("welcome", "strength", 1), held("concrete", "gap", 2)), week=WEEK)
    assert (third.behaviour, third.kind) == ("feeling", "gap")


@pytest.mark.parametrize(("weeks", "again"), [(1, False), (4, False), (5, True)])
def test_nothing_returns_within_four_weeks(weeks: int, again: bool) -> None:  # noqa: FBT001
    found = table(seen("feeling", 0.2), seen("concrete", 0.3))
    history = (held("welcome", "strength", 0), held("concrete", "gap", weeks))
    choice = choose(found, (held("welcome", "strength", 1), *history[1:]), week=WEEK)
    assert (choice.behaviour == "concrete") == again
    assert ("concrete" in choice.resting) != again


def test_a_kit_of_the_same_week_does_not_block_itself() -> None:
    found = table(seen("feeling", 0.2), seen("concrete", 0.3))
    assert choose(found, (held("concrete", "gap", 0),), week=WEEK).behaviour == "concrete"


def test_a_person_may_repeat_and_is_told_so() -> None:
    history = (held("concrete", "gap", 2),)
    assert chosen_by_hand("concrete", history, week=WEEK).repeated
    assert not chosen_by_hand("feeling", history, week=WEEK).repeated


def test_without_sure_figures_the_promises_of_the_house_decide() -> None:
    choice = choose(table(), (), week=WEEK, promised=frozenset({"own_voice"}))
    assert (choice.behaviour, choice.kind) == ("own_voice", "start")
    rested = choose(table(), (held("own_voice", "start", 1),), week=WEEK)
    assert rested.behaviour != "own_voice"


def test_counts_are_those_of_the_audit(large_audit: AuditResults) -> None:
    found = count_behaviours(large_audit, Scope("de"))
    rows = large_audit.rows(
        "SELECT behaviours, empathy_score, empathy_verdict, need FROM scores "
        "WHERE language = 'de' AND need >= 1 AND NOT empathy_abstained"
    )
    occasions = [row for row in rows if row["empathy_verdict"] != "not_needed"]
    hits = [row for row in occasions if "feeling" in {mark["id"] for mark in row["behaviours"]}]
    assert found["feeling"].occasions == len(occasions) > 30
    assert found["feeling"].share is not None
    assert found["feeling"].share.value == pytest.approx(len(hits) / len(occasions))
    others = [row for row in occasions if row not in hits]
    expected = _mean(hits) - _mean(others)
    assert found["feeling"].effect is not None
    assert found["feeling"].effect.value == pytest.approx(expected, abs=1e-3)


def test_a_group_is_counted_by_language_and_team(large_audit: AuditResults) -> None:
    both = [group_of(large_audit, Scope(language)) for language in ("de", "en")]
    assert sum(group.replies for group in both) == large_audit.count()
    team = group_of(large_audit, Scope("de", "south"))
    assert 0 < team.replies <= both[0].replies


def test_every_occasion_of_the_texts_can_be_counted(audit: AuditResults) -> None:
    found = count_behaviours(audit, Scope("en"))
    assert set(found) == set(load_texts())
    assert all(one.occasions >= 0 for one in found.values())


def _mean(rows: list[dict[str, float]]) -> float:
    return sum(row["empathy_score"] for row in rows) / len(rows)


def test_of_what_costs_none_found_is_no_figure(large_audit: AuditResults) -> None:
    found = count_behaviours(large_audit, Scope("de"))
    assert found["jargon"].occasions > 30
    assert found["jargon"].share is None
