"""The coaching sheet: strengths first, two own replies, one habit, and no trend without proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from coach.audit.results import AuditResults
from coach.coaching import Sheet, choose, make_sheet
from coach.coaching.errors import CoachingError, words
from coach.coaching.figures import dimension_lines
from coach.coaching.release import Release
from coach.coaching.render import document, fragment, markdown
from coach.coaching.shown import SheetWords
from coach.contracts import LANGUAGES, Language
from coach.house import Address
from coach.rubric import load_rubric
from coach.store import open_store
from coach.store.decisions import DecisionRepository
from coach.suggest.address import forms_in
from tests.audit_fixture import conversations, run_audit

RUBRIC = load_rubric()
DAY = dt.date(2026, 3, 9)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with run_audit(tmp_path_factory.mktemp("audit"), conversations(240)) as results:
        yield results


@pytest.fixture(scope="module")
def agent(audit: AuditResults) -> str:
    rows = audit.rows("SELECT agent, count(*) n FROM scores GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1")
    return rows[0]["agent"]


@pytest.fixture(scope="module")
def sheet(audit: AuditResults, agent: str) -> Sheet:
    return make_sheet(audit, agent, RUBRIC, "de")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'coach.db'}")
    yield engine
    engine.dispose()


def turn_of(audit: AuditResults, agent: str) -> str:
    sql = "SELECT turn_id FROM scores WHERE agent = ? AND empathy_level IS NOT NULL LIMIT 1"
    return audit.rows(sql, [agent])[0]["turn_id"]


def level_of(audit: AuditResults, turn: str) -> int:
    sql = "SELECT empathy_level AS level FROM scores WHERE turn_id = ?"
    return int(audit.rows(sql, [turn])[0]["level"])


def test_everything_on_it_is_the_agents_own(audit: AuditResults, agent: str, sheet: Sheet) -> None:
    own = {row["turn_id"] for row in audit.rows("SELECT * FROM scores WHERE agent = ?", [agent])}
    assert sheet.replies == len(own)
    assert sheet.best is not None
    assert sheet.with_room is not None
    assert {sheet.best.turn, sheet.with_room.turn} <= own
    assert sheet.best.turn != sheet.with_room.turn


def test_strengths_are_counted_where_they_were_called_for(sheet: Sheet) -> None:
    assert sheet.strengths
    shares = [one.seen / one.asked for one in sheet.strengths]
    assert shares == sorted(shares, reverse=True)
    assert all(2 <= one.seen <= one.asked for one in sheet.strengths)


def test_evidence_stands_where_it_says(sheet: Sheet) -> None:
    assert sheet.best is not None
    assert sheet.best.passages
    for passage in sheet.best.passages:
        assert sheet.best.reply[passage.start : passage.end] == passage.text


def turn(id: str, **about: object) -> dict[str, object]:
    """Return a row of a reply worth showing, changed by `about`."""
    mark = {
        "id": "choice",
        "start": 0,
        "end": 5,
        "text": "Lieb,",
        "polarity": "+",
        "tier": "inline",
    }
    row: dict[str, object] = {
        "turn_id": id, "customer": "c", "reply": "Lieb, das.", "words": 20, "macro": None,
        "abstained": None, "need": 0, "situation": "thank_you", "overall": 50.0,
        "behaviours": [mark],
    }  # fmt: skip
    for name in ("empathy", "hospitality", "authenticity"):
        row |= {f"{name}_level": 2, f"{name}_verdict": "given", f"{name}_abstained": False}
    return row | about


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ({"need": 1}, "answer"),
        ({"situation": "late_delivery"}, "answer"),
        ({"situation": "other"}, "goodbye"),
        ({"need": 1, "abstained": "too_short"}, "goodbye"),
    ],
    ids=["a need", "a matter", "nothing to answer", "not scored"],
)
def test_a_warm_goodbye_is_shown_only_where_nothing_was_answered(
    other: dict[str, object], shown: str
) -> None:
    goodbye = turn("goodbye", empathy_level=3)
    found = choose.best([goodbye, turn("answer", **other)])
    assert found is not None
    assert found.turn == shown


def test_a_warm_frame_around_nothing_is_no_example_beside_a_reply_that_does_something() -> None:
    def marks(*ids: str) -> list[dict[str, object]]:
        found = {"start": 0, "end": 4, "text": "Lieb", "polarity": "+", "tier": "inline"}
        return [found | {"id": id} for id in ids]

    warm = marks("welcome", "appreciation", "invitation")
    frame = turn("frame", need=1, hospitality_level=3, behaviours=warm)
    found = choose.best([frame, turn("plain", need=1, behaviours=marks("concrete"))])
    assert found is not None
    assert found.turn == "plain"


@pytest.mark.parametrize(("address", "other"), [("du", "sie"), ("sie", "du")])
def test_examples_of_a_sheet_address_customers_as_the_house_does(
    sheet: Sheet, address: Address, other: str
) -> None:
    shown = SheetWords(sheet, RUBRIC, "de", address=address).shown()
    assert shown["options"]
    for option in shown["options"]:
        assert other not in forms_in(option["example"], "de")


def test_a_reply_that_costs_something_is_no_example_beside_one_that_does_not() -> None:
    blame = {"id": "blame", "start": 6, "end": 9, "text": "das", "polarity": "-", "tier": "inline"}
    costly = turn("costly", need=1, empathy_level=3)
    costly["behaviours"] = [*costly["behaviours"], blame]  # type: ignore[misc]
    found = choose.best([costly, turn("plain", need=1)])
    assert found is not None
    assert found.turn == "plain"


def test_the_habit_belongs_to_what_is_missing_most(sheet: Sheet) -> None:
    assert sheet.habit is not None
    assert sheet.with_room is not None
    assert RUBRIC.behaviour(sheet.habit).dimension in sheet.with_room.missing
    missing = {line.dimension: line.asked - line.given for line in sheet.dimensions}
    assert missing[RUBRIC.behaviour(sheet.habit).dimension] == max(missing.values())


def rows_over_time(scores: list[float]) -> list[dict[str, object]]:
    start = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    return [
        {
            "conversation_id": str(number),
            "time": start + dt.timedelta(days=number),
            "behaviours": [],
            **{f"{name}_level": 1 for name in ("empathy", "hospitality", "authenticity")},
            **{f"{name}_score": score for name in ("empathy", "hospitality", "authenticity")},
            **{f"{name}_abstained": False for name in ("empathy", "hospitality", "authenticity")},
            **{f"{name}_verdict": "missing" for name in ("empathy", "hospitality", "authenticity")},
        }
        for number, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("scores", "direction"),
    [
        ([30.0, 34.0] * 10 + [60.0, 64.0] * 10, "up"),
        ([60.0, 64.0] * 10 + [30.0, 34.0] * 10, "down"),
        ([30.0, 60.0] * 20, "early"),
        ([30.0] * 4 + [90.0] * 4, "early"),
    ],
    ids=["rises", "falls", "interval includes zero", "too few"],
)
def test_a_trend_is_named_only_where_its_interval_excludes_zero(
    scores: list[float], direction: str
) -> None:
    change = dimension_lines(rows_over_time(scores))[0].change
    assert change.direction == direction
    if change.low is not None and change.high is not None:
        assert (change.low <= 0 <= change.high) == (direction == "early")


def test_without_times_there_is_no_trend() -> None:
    rows = [{**row, "time": None} for row in rows_over_time([30.0] * 20 + [60.0] * 20)]
    assert dimension_lines(rows)[0].change.direction == "early"


def test_an_unknown_pseudonym_is_named(audit: AuditResults) -> None:
    with pytest.raises(CoachingError, match="agent-nobody"):
        make_sheet(audit, "agent-nobody", RUBRIC, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_strengths_first_and_then_grow(sheet: Sheet, language: Language) -> None:
    shown = SheetWords(sheet, RUBRIC, language).shown()
    order = ["strengths", "goal", "reality", "options", "will"]
    for text in (markdown(shown), fragment(shown)):
        end = "\n" if text.startswith("#") else "</h2>"
        places = [text.index(words().text(key, language) + end) for key in order]
        assert places == sorted(places)
    assert words().text("trend_early", language) in markdown(shown)
    assert "http" not in document(shown)


def test_the_agent_sees_it_first_and_the_day_stays(engine: Engine) -> None:
    release = Release(engine)
    with pytest.raises(CoachingError):
        release.require_opened("run", "agent-a")
    release.open_own("run", "agent-a", DAY)
    release.open_own("run", "agent-a", DAY + dt.timedelta(days=3))
    assert release.require_opened("run", "agent-a").opened == DAY


def test_a_comment_needs_an_opened_sheet_and_can_be_taken_back(engine: Engine) -> None:
    release = Release(engine)
    with pytest.raises(CoachingError):
        release.comment("run", "agent-a", "war krank")
    release.open_own("run", "agent-a", DAY)
    release.comment("run", "agent-a", "war krank")
    assert release.require_opened("run", "agent-a").comment == "war krank"
    release.comment("run", "agent-a", " ")
    assert release.require_opened("run", "agent-a").comment is None


def test_a_dispute_keeps_both_levels_for_coach_agree(
    audit: AuditResults, agent: str, engine: Engine
) -> None:
    release, turn = Release(engine), turn_of(audit, agent)
    human = (level_of(audit, turn) + 1) % 4
    made = release.dispute(
        audit,
        agent,
        turn=turn,
        dimension="empathy",
        human=human,
        reason=" nennt den Anlass ",
        day=DAY,
    )
    kept = DecisionRepository(engine).of_run(audit.manifest.run)
    assert kept == [made]
    assert (made.status, made.human, made.reason) == ("disputed", human, "nennt den Anlass")
    assert made.machine is not None
    shown = SheetWords(make_sheet(audit, agent, RUBRIC, "de"), RUBRIC, "de").shown(
        None, tuple(release.disputes(audit.manifest.run, agent))
    )
    assert "liegt zur zweiten Durchsicht" in markdown(shown)


def test_nobody_disputes_the_score_of_somebody_else(
    audit: AuditResults, agent: str, engine: Engine
) -> None:
    turn = turn_of(audit, agent)
    with pytest.raises(CoachingError, match=turn):
        Release(engine).dispute(
            audit, "agent-x", turn=turn, dimension="empathy", human=3, reason="r", day=DAY
        )
