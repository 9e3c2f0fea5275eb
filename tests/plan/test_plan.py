"""The loyalty plan: what is measured, what is withheld, and what people keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import Engine, inspect

from coach.audit.results import AuditResults
from coach.coach import Coach
from coach.contracts import LANGUAGES, Language
from coach.decisions import Decision
from coach.errors import CoachError
from coach.house import load_house
from coach.plan import measured
from coach.plan.board import Board, load_board, make_board, save_board
from coach.plan.clusters import cluster, group
from coach.plan.living import living_of
from coach.plan.measured import LEAST_TURNS, promise_of_the_week
from coach.plan.pulse import month_of, pulse_of
from coach.plan.render import document, fragment
from coach.plan.shown import PlanWords
from coach.plan.voices import Voice, told_apart
from coach.rubric import load_rubric
from coach.store import open_store
from coach.store.decisions import DecisionRepository
from coach.store.plan import PlanItem, PlanPulseRow, PlanRepository
from models.prediction import TextPair
from tests.audit_fixture import conversations, run_audit
from tests.fakes import fake_coach

DAY = dt.date(2026, 3, 9)
HOUSE = load_house(Path(__file__).parents[2] / "coach" / "house.example.de.toml")


class TopicCoach:
    """Embeds a text by whether it speaks German."""

    classifier = property(lambda self: self)

    def predict_many(self, pairs: Iterable[TextPair]) -> Iterator[SimpleNamespace]:
        for place, pair in enumerate(pairs):
            vector = np.full(4, 0.01 * place)
            vector[0 if pair.reply.startswith("Das") else 1] += 1
            yield SimpleNamespace(embedding=vector)


@pytest.fixture(scope="module")
def coach() -> Coach:
    coach = fake_coach()
    coach.house = HOUSE
    return coach


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with run_audit(tmp_path_factory.mktemp("audit"), conversations(240)) as results:
        yield results


@pytest.fixture(scope="module")
def board(audit: AuditResults, coach: Coach) -> Board:
    return make_board(audit, coach)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path / 'coach.db'}")
    yield engine
    engine.dispose()


def shown(board: Board | None, engine: Engine, language: Language, *, edits: bool) -> str:
    living = living_of(engine, DAY)
    words = PlanWords(board, living, HOUSE, load_rubric(), language, DAY)
    return fragment(words.shown(edits=edits))


def test_promises_count_their_behaviours_where_they_were_called_for(
    audit: AuditResults, board: Board
) -> None:
    promise = HOUSE.vision[0]
    names = {load_rubric().behaviour(id).dimension for id in promise.behaviours}
    rows = [
        row
        for row in audit.scores().to_pylist()
        if any(
            not row[f"{n}_abstained"] and row[f"{n}_verdict"] not in {None, "not_needed"}
            for n in names
        )
    ]
    kept = [r for r in rows if {m["id"] for m in r["behaviours"]} & set(promise.behaviours)]
    share = board.promises[0]["share"]
    assert share["n"] == len(rows)
    assert share["value"] == pytest.approx(len(kept) / len(rows))
    assert share["low"] < share["value"] < share["high"]


def test_each_promise_has_its_week() -> None:
    weeks = [promise_of_the_week(3, DAY + dt.timedelta(weeks=n)) for n in range(3)]
    assert sorted(weeks) == [0, 1, 2]
    assert promise_of_the_week(0, DAY) is None


def test_capabilities_are_ranked_by_gap_times_volume(board: Board) -> None:
    missing = [one["missing"] for one in board.capabilities]
    assert missing == sorted(missing, reverse=True)
    assert missing[0] > 0
    assert board.gap(f"behaviour:{board.capabilities[0]['behaviour']}") == missing[0]


def test_groups_have_gaps_to_everybody_else(audit: AuditResults, board: Board) -> None:
    line = next(one for one in board.groups if one["column"] == "queue")
    sql = (
        "SELECT c.segment_queue = ? AS own, avg(s.empathy_score) AS mean FROM scores s "
        "JOIN conversations c USING (position) WHERE NOT s.empathy_abstained "
        "AND s.empathy_verdict <> 'not_needed' GROUP BY 1"
    )
    means = {row["own"]: row["mean"] for row in audit.rows(sql, [line["name"]])}
    assert line["gap"]["empathy"]["value"] == pytest.approx(means[True] - means[False], abs=1e-3)


def test_what_people_need_is_a_group_and_what_nobody_recognised_is_none(
    audit: AuditResults, board: Board, engine: Engine
) -> None:
    needs = {one["name"]: one for one in board.groups if one["column"] == "need"}
    counted = audit.rows("SELECT need::VARCHAR AS need, count(*) AS n FROM scores GROUP BY 1")
    assert {name: one["turns"] for name, one in needs.items()} == {
        row["need"]: row["n"] for row in counted if row["n"] >= LEAST_TURNS
    }
    assert not [one for one in board.groups if one["name"] == "other"]
    html = shown(board, engine, "en", edits=False)
    assert "a problem that costs them something" in html


@pytest.mark.parametrize(("share", "said"), [(0.2, "There is no table by matter: 80%"), (1.0, "")])
def test_where_few_matters_are_known_the_plan_says_so_instead_of_a_table(
    board: Board, engine: Engine, share: float, said: str
) -> None:
    groups = [one for one in board.groups if one["column"] != "situation"]
    html = shown(replace(board, groups=groups, recognised=share), engine, "en", edits=False)
    assert ("There is no table" in html) == bool(said)
    assert said in html


def test_situations_are_groups_only_where_most_are_known(
    audit: AuditResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {}
    for share in (0.49, 0.5):
        monkeypatch.setattr(measured, "recognised", lambda _, share=share: share)
        columns[share] = {one.column for one in measured.groups(audit)}
    assert "situation" not in columns[0.49]
    assert columns[0.5] >= columns[0.49]


def test_no_two_columns_of_voices_have_the_same_name() -> None:
    words, kept = ("seat", "selection"), ("lost luggage",)
    found = [
        Voice("strength", "a", words, "They gave us the seat selection for free.", 5),
        Voice("trouble", "b", ("Selection", "seat"), "I paid for a seat that is gone.", 4),
        Voice("others", "c", kept, "Others never lost luggage.", 3),
    ]
    named = [one.words for one in told_apart(found)]
    assert named == [words, ("I paid for a seat that is gone",), kept]


def test_below_five_people_there_are_no_figures_of_the_team(tmp_path: Path, coach: Coach) -> None:
    few = [one for one in conversations(240) if one.messages[1].agent in {"agent00", "agent01"}]
    with run_audit(tmp_path, tuple(few)) as results:
        board = make_board(results, coach)
    assert board.withheld
    assert (board.promises, board.dimensions, board.capabilities, board.rules) == ([], {}, [], [])
    assert all(line["scores"] is None and line["gap"] is None for line in board.groups)


def test_texts_about_the_same_stand_together_under_their_own_words() -> None:
    rng = np.random.default_rng(1)
    centres = np.eye(8)[:3]
    vectors = np.repeat(centres, 8, axis=0) + rng.normal(scale=0.15, size=(24, 8))
    vectors -= vectors.mean(axis=0)
    labels = group(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    assert len(np.unique(labels)) == 3
    assert all(len(set(labels[n : n + 8])) == 1 for n in (0, 8, 16))


def test_a_group_is_named_by_words_that_it_shares() -> None:
    texts = [f"Das Rückgabefenster ist leider zu, Fall {n}" for n in range(6)]
    others = [f"The courier never came, number {n}" for n in range(6)]
    found = cluster([*texts, *others], TopicCoach())
    assert [len(one.members) for one in found] == [6, 6]
    named = {one.words for one in found}
    assert any("Rückgabefenster" in " ".join(words) for words in named)
    assert any("courier" in " ".join(words) for words in named)
    assert {one.example for one in found} <= {*texts, *others}
    assert cluster(texts[:2], TopicCoach()) == []


def test_a_board_comes_back_as_it_was_measured(board: Board, tmp_path: Path) -> None:
    assert load_board(tmp_path) is None
    path = save_board(board, tmp_path)
    assert load_board(tmp_path) == board
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CoachError, match="coach plan"):
        load_board(tmp_path)


def test_the_pulse_is_shown_from_five_answers_up(engine: Engine) -> None:
    repository, month = PlanRepository(engine), month_of(DAY)
    for _ in range(4):
        repository.count_pulse(month, (4, 5, 1))
    assert pulse_of(month, repository.pulse(month)).means == (None, None, None)
    assert pulse_of(month, repository.pulse(month)).answers is None
    repository.count_pulse(month, (5, 5, 1))
    found = pulse_of(month, repository.pulse(month))
    assert found.answers == 5
    assert found.means == pytest.approx((4.2, 5.0, 1.0))


def test_no_row_of_the_pulse_links_an_answer_to_a_person_or_to_another_answer(
    engine: Engine,
) -> None:
    columns = {column["name"] for column in inspect(engine).get_columns(PlanPulseRow.__tablename__)}
    assert columns == {"month", "question", "answer", "count"}


def test_initiatives_stand_in_their_column_largest_gap_first(board: Board, engine: Engine) -> None:
    repository = PlanRepository(engine)
    large, small = board.capabilities[0]["behaviour"], board.capabilities[-1]["behaviour"]
    for title, measure in (("klein", small), ("groß", large)):
        repository.add(
            PlanItem(
                "initiative", "new", title, measure=f"behaviour:{measure}", before=0.1, created=DAY
            )
        )
    repository.add(PlanItem("initiative", "running", "läuft", created=DAY))
    living = living_of(engine, DAY)
    assert [item.title for item in living.initiatives("new", board)] == ["groß", "klein"]
    assert [item.title for item in living.initiatives("running", board)] == ["läuft"]
    assert "vorher 10" in shown(board, engine, "de", edits=False)


def test_culture_counts_thanks_and_objections_heard(engine: Engine) -> None:
    PlanRepository(engine).add(PlanItem("praise", "open", "Danke fürs Einspringen", created=DAY))
    made = Decision("t:0", "empathy", 1, 2, "r", "disputed", "run", "agent-a", "agent-a")
    heard = Decision("t:0", "empathy", 1, 2, "r", "upheld", "run", "agent-a", "qa")
    DecisionRepository(engine).add([made, heard], DAY)
    culture = living_of(engine, DAY).culture
    assert (culture.praise, culture.disputed, culture.heard) == (1, 1, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_seven_actions_are_there_with_and_without_a_board(
    board: Board, engine: Engine, language: Language
) -> None:
    for given in (board, None):
        html = shown(given, engine, language, edits=True)
        assert all(f'id="plan-{number}"' in html for number in range(1, 8))


def test_forms_of_owners_are_for_those_who_may_edit(board: Board, engine: Engine) -> None:
    assert "/v1/plan/items" in shown(board, engine, "de", edits=True)
    assert "/v1/plan/items" not in shown(board, engine, "de", edits=False)
    words = PlanWords(board, living_of(engine, DAY), HOUSE, load_rubric(), "de", DAY)
    assert "<form" not in document(words.shown(edits=True))


def test_what_people_write_stays_text(engine: Engine) -> None:
    PlanRepository(engine).add(PlanItem("idea", "open", "<script>alert(1)</script>", created=DAY))
    assert "<script>" not in shown(None, engine, "de", edits=True)


def test_little_is_called_little_and_no_share_is_named(
    tmp_path: Path, coach: Coach, engine: Engine
) -> None:
    with run_audit(tmp_path, conversations(8)) as results:
        board = make_board(results, coach)
    assert board.replies < 30
    html = shown(board, engine, "de", edits=False)
    assert "Das ist noch wenig" in html
    assert "für einen Anteil" in html
    assert "\u00a0%" not in html
    assert "der Antworten, in denen es gefragt war" not in html


def test_a_rare_share_keeps_its_decimal(board: Board, engine: Engine) -> None:
    rare = {"value": 0.004, "low": 0.002, "high": 0.007, "n": 900, "clusters": 700}
    board = replace(board, promises=[{"place": 0, "share": rare}])
    assert "0,4\u00a0% [0,2–0,7]" in shown(board, engine, "de", edits=False)
    assert "0.4% [0.2–0.7]" in shown(board, engine, "en", edits=False)
