"""All 22 behaviours in both languages: nothing missing, nothing that would cost points itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import coach.huddle
from coach.contracts import LANGUAGES, Language
from coach.errors import CoachError
from coach.huddle.contracts import PARTS
from coach.huddle.slots import _plan
from coach.huddle.texts import Reply, _Table, load_general, load_sources, load_texts
from coach.huddle.theme import load_theme
from coach.rubric import BEHAVIOUR_IDS, NEGATIVE_IDS, POSITIVE_IDS, Bilingual, load_rubric

HUDDLE = Path(coach.huddle.__file__).parent
TOKENS = HUDDLE.parents[1] / "api/pages/static/css/tokens.css"
INFORMAL = re.compile(r"\b(?:du|dir|dich|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)
BEGINS = {"de": "Diese Woche ", "en": "This week"}
OWN = {"de": {"ich", "jeder", "jedem", "steht"}, "en": {"i", "my", "mine", "every"}}


def texts_of(id: str) -> list[Bilingual | Reply]:
    texts = load_texts()[id]
    return [
        texts.topic,
        *texts.questions,
        *(principle.text for principle in texts.principles),
        *(text for pair in texts.pairs for text in (pair.case, pair.before, pair.after)),
        *texts.commitments,
        texts.exercise,
        texts.listen,
        texts.avoid,
        texts.trainability.reason,
    ]


def test_every_behaviour_has_a_file_and_no_file_is_left_over() -> None:
    files = {path.stem for path in (HUDDLE / "texts").glob("*.toml")}
    assert files == set(BEHAVIOUR_IDS) == set(load_texts())


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_both_languages(id: str, language: Language) -> None:
    texts = texts_of(id)
    assert len(texts) == 23
    assert all(len(text.text(language)) > 2 for text in texts)
    assert len({text.text(language) for text in texts}) == len(texts)


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
def test_the_two_languages_differ(id: str) -> None:
    assert all(text.de != text.en for text in texts_of(id))


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_open_and_commitments_are_one_s_own(id: str, language: Language) -> None:
    texts = load_texts()[id]
    for question in texts.questions:
        assert question.text(language).rstrip().endswith("?")
    for commitment in texts.commitments:
        text = commitment.text(language)
        assert text.startswith(BEGINS[language])
        assert OWN[language] & set(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("id", BEHAVIOUR_IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_principle_is_two_sentences_with_a_source(id: str, language: Language) -> None:
    for principle in load_texts()[id].principles:
        text = re.sub(r"[“”„][^“”„]*[“”]", "X", principle.text.text(language))
        assert 2 <= len(re.findall(r"[.!?:;](?:\s|$)", text)) <= 4
        assert principle.source in load_sources().values()


@pytest.mark.parametrize("id", POSITIVE_IDS)
def test_what_earns_has_an_aim(id: str) -> None:
    assert 0 < load_texts()[id].aim < 1


@pytest.mark.parametrize("id", NEGATIVE_IDS)
def test_what_costs_has_a_way_out_that_earns(id: str) -> None:
    texts = load_texts()[id]
    assert texts.aim == 0
    assert texts.way_out
    assert set(texts.way_out) <= set(POSITIVE_IDS)


def test_german_speaks_to_people_with_sie() -> None:
    for id in BEHAVIOUR_IDS:
        for text in texts_of(id):
            assert not INFORMAL.search(text.de), text.de


def test_a_house_that_says_du_gets_every_reply_in_du() -> None:
    formal = re.compile(r"\b(?:Ihnen|Ihr(?:e[rmns]?)?)\b|(?<=[a-zß,] )Sie\b")
    ordered = re.compile(r"\A\w+en Sie\b|(?<=[.:] )\w+en Sie\b")
    for id, texts in load_texts().items():
        for reply in (one for pair in texts.pairs for one in (pair.before, pair.after)):
            said = reply.text("de", "du")
            assert not formal.search(said), f"{id}: {said}"
            assert not ordered.search(said), f"{id}: {said}"
            assert reply.du != reply.de
            assert reply.text("de", "sie") == reply.text("de") == reply.de
            assert reply.text("en", "du") == reply.en


def test_afters_hold_none_of_the_stock_phrases_of_the_befores() -> None:
    stock = re.compile(
        r"unannehmlichkeiten|schnellstmöglich|zeitnah|zur verfügung|ihr anliegen|"
        r"any inconvenience|as soon as possible|do not hesitate|reaching out|your satisfaction",
        re.IGNORECASE,
    )
    for texts in load_texts().values():
        for pair in texts.pairs:
            for text in (pair.after.de, pair.after.en):
                assert not stock.search(text), text


def test_a_missing_text_is_named_with_its_file() -> None:
    table = _Table("texts/feeling.toml", {"exercise": {"de": "Nur Deutsch."}})
    with pytest.raises(CoachError, match=r"texts/feeling.toml: exercise has no text in en"):
        table.text("exercise")
    with pytest.raises(CoachError, match="has no 'listen'"):
        table.text("listen")


def test_general_texts_cover_every_step() -> None:
    general = load_general()
    assert set(general.notes) == {*PARTS, "look_back_first", "example_bank"}
    assert len(general.messages) >= 9
    assert len(general.avoid) >= 2


@pytest.mark.parametrize("minutes", [10, 15])
def test_the_steps_fill_the_time_to_the_minute(minutes: int) -> None:
    plan = _plan()[str(minutes)]
    assert sum(plan.values()) == minutes
    assert ("before_after" in plan) == (minutes == 15)
    if minutes == 10:
        assert plan == {
            "question": 2, "principle": 1, "example": 2, "exercise": 3, "commitment": 1,
            "look_back": 1,
        }  # fmt: skip


def test_efforts_weigh_less_the_more_they_ask_for() -> None:
    efforts = tomllib.loads((HUDDLE / "trainability.toml").read_text(encoding="utf-8"))
    assert efforts["words"]["weight"] > efforts["reading"]["weight"] > efforts["room"]["weight"] > 0


def test_the_colours_are_those_of_the_pages() -> None:
    css = TOKENS.read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6})", css))
    ours = {name.replace("_", "-"): colour for name, colour in load_theme().colours.items()}
    assert ours == {name: light[name] for name in ours}


def test_every_source_says_what_we_take_from_it() -> None:
    known = {behaviour.source.id for behaviour in load_rubric().behaviours}
    for id, source in load_sources().items():
        assert source.idea.de
        assert source.idea.en
        assert id in known or source.year >= 2019
