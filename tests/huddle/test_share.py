"""Shares and their intervals: what is known by hand, and what clustering does to them."""

from __future__ import annotations

import pytest

from coach.huddle.share import Share, Sums, difference_of, share_of


def independent(hits: int, n: int) -> Sums:
    """Sums of conversations with one reply each."""
    return Sums(hits, n, hits, n, hits, n)


def test_independent_replies_give_wilson_s_interval() -> None:
    # Newcombe, Statistics in Medicine 1998, table I: 81 of 263 → .2553 to .3662.
    found = share_of(independent(81, 263))
    assert found.low == pytest.approx(0.2553, abs=5e-4)
    assert found.high == pytest.approx(0.3662, abs=5e-4)


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (20, 20)])
def test_none_and_all_still_leave_room_for_doubt(hits: int, n: int) -> None:
    found = share_of(independent(hits, n))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.high - found.low > 0.1


def test_replies_that_come_in_clusters_say_less() -> None:
    # 40 conversations of five replies that are all alike: half of them show it.
    clustered = Sums(100, 200, 500, 1000, 500, 40)
    wide, narrow = share_of(clustered), share_of(independent(100, 200))
    assert wide.value == narrow.value == 0.5
    assert (wide.high - wide.low) > 2 * (narrow.high - narrow.low)


def test_a_difference_is_newcombe_s() -> None:
    # Newcombe 1998, part II, example (a), method 10: 56/70 − 48/80 → .0524 to .3339.
    change = share_of(independent(56, 70)) - share_of(independent(48, 80))
    assert change.value == pytest.approx(0.2)
    assert change.low == pytest.approx(0.0524, abs=2e-3)
    assert change.high == pytest.approx(0.3339, abs=2e-3)
    assert change.is_sure


def test_a_small_change_of_few_replies_is_not_sure() -> None:
    change = share_of(independent(12, 30)) - share_of(independent(10, 30))
    assert not change.is_sure


def test_equal_shares_differ_by_nothing() -> None:
    one = Share(0.4, 0.3, 0.5, 100)
    assert (one - one).value == 0
    assert not (one - one).is_sure


def test_means_of_two_groups_differ_with_an_interval() -> None:
    high = Sums(x=60 * 40, n=40, xx=60 * 60 * 40 + 400 * 40, nn=40, xn=60 * 40, clusters=40)
    low = Sums(x=40 * 40, n=40, xx=40 * 40 * 40 + 400 * 40, nn=40, xn=40 * 40, clusters=40)
    change = difference_of(high, low)
    assert change.value == pytest.approx(20)
    # Two means of 40 with a standard deviation of 20: 1.96 · 20 · √(2/39).
    assert change.high - change.value == pytest.approx(1.96 * 20 * (2 / 39) ** 0.5, rel=0.01)
