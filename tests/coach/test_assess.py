import math
from dataclasses import replace

import numpy as np
import pytest

from coach.assess import CRITICAL_CAP, Assessor, verdict
from coach.contracts import DIMENSIONS, Phase, Request
from coach.house import House
from coach.prepare import prepare
from coach.rubric import BEHAVIOUR_IDS, load_rubric
from models.calibration import Calibration
from models.prediction import Prediction, TokenSpan
from tests.fakes import fake_coach

REPLY = "Das ist ärgerlich. Ich rufe heute noch an, Frau Sommer."


def prediction(
    levels: tuple[int, int, int], *, need: int = 1, spans: tuple[TokenSpan, ...] = ()
) -> Prediction:
    sure = np.full((3, 4), 0.0)
    sure[range(3), levels] = 1.0
    return Prediction(
        levels=sure,
        need=np.eye(3)[need],
        behaviours=np.zeros(22),
        spans=spans,
        embedding=np.zeros(384, dtype=np.float32),
        tokens=10,
    )


def assessor(house: House | None = None, **changes: object) -> Assessor:
    calibration = Calibration.neutral(3, 22)
    heads = tuple(replace(head, **changes) for head in calibration.behaviours)
    return Assessor(
        rubric=load_rubric(),
        house=house or House(),
        calibration=replace(calibration, behaviours=heads),
        model="test@1",
    )


@pytest.mark.parametrize(
    ("name", "level", "need", "phase", "expected"),
    [
        ("empathy", 2, 0, None, "given"),
        ("empathy", 1, 0, None, "not_needed"),
        ("empathy", 0, 0, None, "not_needed"),
        ("empathy", 1, 1, None, "missing"),
        ("hospitality", 1, 0, None, "not_needed"),
        ("hospitality", 1, 2, "middle", "not_needed"),
        ("hospitality", 1, 2, "opening", "missing"),
        ("hospitality", 0, 0, "middle", "missing"),
        ("authenticity", 1, 0, "middle", "missing"),
        ("authenticity", 3, 0, None, "given"),
    ],
)
def test_the_verdict_is_three_way(
    name: str, level: int, need: int, phase: Phase | None, expected: str
) -> None:
    assert verdict(name, level, need=need, phase=phase) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("level", "score"), [(0, 0), (1, 100 / 3), (2, 200 / 3), (3, 100)])
def test_a_neutral_level_is_33_a_good_one_67(level: int, score: float) -> None:
    result = assessor().assess(prepare(Request(REPLY)), prediction((level, 1, 1))).empathy
    assert result is not None
    assert math.isclose(result.score, score)


def test_overall_is_the_weighted_mean_of_what_applies() -> None:
    house = House(weights={"empathy": 2.0, "hospitality": 1.0, "authenticity": 1.0})
    prepared = prepare(Request(REPLY))
    assessed = assessor(house).assess(prepared, prediction((3, 0, 2)))
    assert assessed.overall == pytest.approx((2 * 100 + 0 + 200 / 3) / 4)


def test_overall_says_nothing_below_two_applicable_dimensions() -> None:
    assessed = assessor().assess(prepare(Request(REPLY)), prediction((1, 1, 2), need=0))
    assert assessed.overall is None


@pytest.mark.parametrize(("low", "capped"), [(0.95, "blame"), (0.80, None)])
def test_a_critical_behaviour_caps_only_where_it_is_proven(low: float, capped: str | None) -> None:
    spans = (TokenSpan("blame", 0, 18, 0.99),)
    judge = assessor(inline=0.9, precision_low=low)
    assessed = judge.assess(prepare(Request(REPLY)), prediction((2, 2, 2), spans=spans))
    assert assessed.capped_by == capped
    assert assessed.overall == pytest.approx(CRITICAL_CAP if capped else 200 / 3)


def test_below_the_inline_threshold_an_accusation_stays_to_check() -> None:
    spans = (TokenSpan("blame", 0, 18, 0.7), TokenSpan("jargon", 0, 18, 0.95))
    assessed = assessor(check=0.6, inline=0.9).assess(
        prepare(Request(REPLY)), prediction((1, 1, 1), spans=spans)
    )
    assert {mark.id: mark.tier for mark in assessed.behaviours} == {
        "blame": "check",
        "jargon": "inline",
    }


def test_a_behaviour_without_an_inline_threshold_is_never_shown_inline() -> None:
    spans = (TokenSpan("blame", 0, 18, 0.999),)
    assessed = assessor(inline=None).assess(
        prepare(Request(REPLY)), prediction((1, 1, 1), spans=spans)
    )
    assert [mark.tier for mark in assessed.behaviours] == ["check"]


def test_a_given_dimension_shows_its_strongest_passage_even_if_weak() -> None:
    spans = (TokenSpan("feeling", 0, 18, 0.3), TokenSpan("understanding", 0, 18, 0.2))
    judge = assessor(check=0.6)
    given = judge.assess(prepare(Request(REPLY)), prediction((2, 1, 1), spans=spans))
    absent = judge.assess(prepare(Request(REPLY)), prediction((1, 1, 1), spans=spans))
    assert [mark.id for mark in given.behaviours] == ["feeling"]
    assert absent.behaviours == ()


def test_house_text_is_never_held_against_the_agent() -> None:
    from coach.house import HouseText

    text = "Nach § 312g gilt die Frist von 14 Tagen."
    reply = f"{text} Sie hätten lesen müssen."
    start = reply.index("Sie")
    spans = (TokenSpan("jargon", 0, len(text), 0.99), TokenSpan("blame", start, len(reply), 0.99))
    house = House(texts=(HouseText(name="Widerruf", text=text),))
    assessed = assessor(house).assess(prepare(Request(reply)), prediction((1, 1, 1), spans=spans))
    assert [mark.id for mark in assessed.behaviours] == ["blame"]


def test_marks_lie_over_the_text_as_received() -> None:
    received = "<p>Das&nbsp;ist &auml;rgerlich 😟</p>\r\n> Wo ist mein Paket?"
    assessed = fake_coach().score(received, language="de")
    mark = next(mark for mark in assessed.behaviours if mark.id == "feeling")
    assert received[mark.start : mark.end] == mark.text == "&auml;rgerlich"


def test_unsure_dimensions_abstain_but_keep_their_numbers() -> None:
    calibration = Calibration.neutral(3, 22)
    heads = tuple(replace(head, confidence=0.9) for head in calibration.levels)
    judge = Assessor(
        rubric=load_rubric(),
        house=House(),
        calibration=replace(calibration, levels=heads),
        model="test@1",
    )
    unsure = replace(prediction((1, 1, 1)), levels=np.full((3, 4), 0.25))
    assessed = judge.assess(prepare(Request(REPLY)), unsure)
    results = [assessed.dimension(name) for name in DIMENSIONS]
    assert all(result is not None and result.abstained for result in results)
    assert assessed.overall is None


def test_the_behaviours_of_the_rubric_are_those_of_the_network() -> None:
    assert tuple(b.id for b in load_rubric().behaviours) == BEHAVIOUR_IDS
