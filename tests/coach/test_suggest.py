"""Suggestions as a whole, over a classifier whose every judgement can be foreseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase

import numpy as np
import pytest

from coach.coach import Coach
from coach.contracts import DIMENSIONS, Assessment, Request
from coach.exemplars import load_exemplars
from coach.house import Avoid, House, HouseText
from coach.rewriter import RewriterError
from coach.suggest import (
    Candidate,
    CandidateSource,
    Draft,
    Suggester,
    TextEdit,
    apply_edits,
    build_suggester,
)
from coach.suggest.candidates.rewriter import RewriterSource
from coach.suggest.contracts import suggestion_id
from coach.suggest.retrieval import SituationFinder
from coach.suggest.slots import fill
from coach.text.mapped import Edit
from coach.text.words import word_count
from models.calibration import Calibration
from models.prediction import Prediction, TextPair
from tests.fakes import FakeClassifier, fake_coach

COLD = Request(
    "Hello Maria, your parcel 4711 is in Leeds. We will send it as soon as possible. Calm down.",
    customer="My parcel is late and the wedding is on Saturday!",
    channel="email",
)
COLD_DE = Request(
    "Guten Tag Frau Yılmaz,\n\nIhr Paket 4711 liegt in Kassel. Wir melden uns schnellstmöglich bei "
    "Ihnen.\n\nGrüße\nJonas",
    customer="Mein Paket kommt viel zu spät, am Samstag ist Taufe!",
    channel="email",
)
WARM = Request(
    "Hello Maria, three weeks late, that is maddening and that is our mistake. Thank you for the "
    "photo. I will call you by 4 pm.",
    customer="My parcel is late!",
)


def house_suggester(house: House) -> Suggester:
    coach = fake_coach()
    return build_suggester(
        Coach(
            classifier=FakeClassifier(),
            rubric=coach.rubric,
            house=house,
            calibration=Calibration.neutral(3, len(coach.rubric.behaviours)),
        )
    )


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return build_suggester(fake_coach())


@pytest.mark.parametrize("request_", [COLD, COLD_DE], ids=["en", "de"])
def test_every_shown_gain_is_there_when_the_change_is_made(
    suggester: Suggester, request_: Request
) -> None:
    before = suggester.coach.assess(request_)
    language = before.language
    assert language
    shown = suggester.suggest(request_)
    assert shown
    for suggestion in shown:
        reply = fill(apply_edits(request_.reply, suggestion.edits), language)
        after = suggester.coach.assess(replace(request_, reply=reply))
        for name in DIMENSIONS:
            old, new = before.dimension(name), after.dimension(name)
            assert old
            assert new
            assert suggestion.gain[name] == pytest.approx(new.score - old.score)
        assert max(suggestion.gain.values()) >= 5
        assert min(suggestion.gain.values()) >= -3
        assert suggestion.anchor.text
        assert "4711" in reply


def test_a_reply_at_the_bar_gets_praise_and_silence(suggester: Suggester) -> None:
    advice = suggester.advise(WARM)
    assert advice.at_bar
    assert advice.suggestions == ()
    assert [mark.id for mark in advice.praise][:2] == ["welcome", "feeling"]


def test_a_known_assessment_at_the_bar_costs_no_further_pass(
    suggester: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = suggester.coach.assess(WARM)
    monkeypatch.setattr(suggester.coach, "read", pytest.fail)
    assert suggester.advise(WARM, assessment=assessment).at_bar


def test_what_may_hurt_is_never_at_the_bar_even_where_nothing_was_called_for(
    suggester: Suggester,
) -> None:
    assessment = suggester.coach.assess(WARM)
    assert assessment.empathy is not None
    calm = replace(assessment.empathy, level=1, verdict="not_needed")
    assert suggester.at_bar(replace(assessment, empathy=calm))
    assert not suggester.at_bar(replace(assessment, empathy=replace(calm, level=0)))


def test_what_nobody_can_score_gets_no_suggestion(suggester: Suggester) -> None:
    advice = suggester.advise(Request("Ok."))
    assert advice.assessment.abstained == "too_short"
    assert (advice.suggestions, advice.at_bar) == ((), False)


def test_muted_behaviours_and_quiet_mode_are_obeyed(suggester: Suggester) -> None:
    first = suggester.suggest(COLD)[0].behaviour
    assert first not in {s.behaviour for s in suggester.suggest(COLD, muted=[first])}
    quiet = {s.behaviour for s in suggester.suggest(COLD, quiet=True)}
    assert quiet
    assert quiet <= {"dismissal", "empty_promise"}


def test_an_unfilled_slot_is_announced(suggester: Suggester) -> None:
    for suggestion in suggester.suggest(COLD):
        assert suggestion.once_filled == any("{" in edit.text for edit in suggestion.edits)


def test_chat_gets_short_ones_only() -> None:
    class Talker:
        """Proposes a long sentence that would help."""

        def candidates(self, draft: Draft) -> Iterator[Candidate]:
            yield insertion(draft, "Honestly, that is maddening" + " and so on" * 5 + ".")

    source = Suggester(fake_coach(), [Talker()])
    assert source.suggest(COLD)[0].words_added > 12
    assert source.suggest(replace(COLD, channel="chat")) == ()


def insertion(draft: Draft, words: str, *, claims: str = "empathy") -> Candidate:
    end = len(draft.text)
    edit = TextEdit(end, end, f" {words}")
    return Candidate("insert", (edit,), (0, 5), "feeling", (claims,), "rewriter", 1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("That is maddening.", True),
        ("That is a pity.", False),
        ("That is maddening, please wait until 12 May.", False),
        ("That is maddening. You should have read it.", False),
    ],
    ids=["helps", "does nothing", "invents a date", "hurts as much"],
)
def test_any_source_has_to_prove_its_gain(words: str, *, shown: bool) -> None:
    class Source:
        """Proposes one sentence."""

        def candidates(self, draft: Draft) -> Iterable[Candidate]:
            return [insertion(draft, words)]

    assert bool(Suggester(fake_coach(), [Source()]).suggest(COLD)) == shown


class Reworder:
    """Rewords the last sentence, or fails the way an endpoint does."""

    def __init__(self, words: str | None) -> None:
        self._words = words

    def edits(
        self, request: Request, assessment: Assessment, goals: Sequence[str]
    ) -> tuple[Edit, ...]:
        del assessment, goals
        if self._words is None:
            raise RewriterError("it is down")
        start = request.reply.index("Calm down.")
        return (Edit(start, len(request.reply), self._words),)

    def close(self) -> None:
        """Keep nothing open."""


def test_a_rewrite_is_tried_like_any_other_change() -> None:
    found = Suggester(fake_coach(), [RewriterSource(Reworder("That is maddening."))]).suggest(COLD)
    assert [(s.source, s.behaviour, s.edits[0].text) for s in found] == [
        ("rewriter", "dismissal", "That is maddening.")
    ]


def test_an_endpoint_that_fails_costs_nobody_the_other_suggestions() -> None:
    suggester = build_suggester(fake_coach(), RewriterSource(Reworder(None)))
    assert suggester.suggest(COLD)


def tries(monkeypatch: pytest.MonkeyPatch, coach: Coach, *sources: CandidateSource) -> list[str]:
    """Return the replies that are scored while suggestions for COLD are sought."""
    seen: list[str] = []
    score = coach.score_many

    def watching(requests: Iterable[Request]) -> Iterator[Assessment]:
        given = list(requests)
        seen.extend(request.reply for request in given)
        return score(given)

    monkeypatch.setattr(coach, "score_many", watching)
    Suggester(coach, sources).suggest(COLD)
    return seen


class Flood:
    """Proposes twenty sentences, no two the same."""

    def __init__(self, words: str) -> None:
        self._words = words

    def candidates(self, draft: Draft) -> Iterable[Candidate]:
        return [
            insertion(draft, f"{self._words}, {letter * 9}.") for letter in ascii_lowercase[:20]
        ]


def test_at_most_six_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(tries(monkeypatch, fake_coach(), Flood("That is a pity"))) == 6


def test_what_is_shown_once_at_most_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(tries(monkeypatch, fake_coach(), Flood("That is maddening"))) == 4


def test_the_same_words_are_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Echo:
        """Proposes one sentence in two places."""

        def candidates(self, draft: Draft) -> Iterable[Candidate]:
            last = insertion(draft, "That is a great pity.")
            start = TextEdit(0, 0, "That is a great pity. ")
            return [last, replace(last, edits=(start,), behaviour="ownership")]

    assert len(tries(monkeypatch, fake_coach(), Echo())) == 1


def test_a_calm_question_is_met_without_pity(suggester: Suggester) -> None:
    calm = Request(
        "We will answer as soon as possible. We ship there.", customer="Do you ship to Austria?"
    )
    assert "feeling" not in {s.behaviour for s in suggester.suggest(calm)}


def test_the_houses_own_words_are_offered_for_what_it_avoids() -> None:
    house = House(avoid=(Avoid("as soon as possible", ("by {date}",)),))
    found = [s for s in house_suggester(house).suggest(COLD) if s.source == "house"]
    assert [s.edits[0].text for s in found] == ["by {date}"]


def test_house_text_is_left_alone() -> None:
    macro = "We will send it as soon as possible."
    house = House(texts=(HouseText("macro", macro),))
    start = COLD.reply.index(macro)
    for suggestion in house_suggester(house).suggest(COLD):
        for edit in suggestion.edits:
            assert edit.end <= start or edit.start >= start + len(macro)


def test_a_house_with_a_higher_bar_goes_on_where_another_is_silent() -> None:
    modest = WARM.reply.replace(" Thank you for the photo.", "")
    request = replace(WARM, reply=modest)
    assert house_suggester(House()).advise(request).at_bar
    assert not house_suggester(House(bar=3)).advise(request).at_bar


def test_the_id_knows_request_and_edits_but_not_the_requests_name() -> None:
    edits = (TextEdit(0, 0, "x"),)
    assert suggestion_id(COLD, edits) == suggestion_id(replace(COLD, id="7"), edits)
    assert suggestion_id(COLD, edits) != suggestion_id(COLD, (TextEdit(0, 1, "x"),))
    assert suggestion_id(COLD, edits) != suggestion_id(COLD_DE, edits)


def test_words_added_are_counted(suggester: Suggester) -> None:
    for suggestion in suggester.suggest(COLD_DE):
        after = apply_edits(COLD_DE.reply, suggestion.edits)
        assert suggestion.words_added == word_count(after) - word_count(COLD_DE.reply)


class SituationClassifier(FakeClassifier):
    """Puts every exemplar and one message a situation where its situation points."""

    def __init__(self) -> None:
        self.read = 0
        situations = sorted({entry.situation for entry in load_exemplars()})
        self._at = {entry.text: situations.index(entry.situation) for entry in load_exemplars()}
        self._at |= {f"about {name}": index for index, name in enumerate(situations)}

    def predict(self, pair: TextPair) -> Prediction:
        """Score one pair; unknown texts lie between all situations."""
        self.read += 1
        index = self._at.get(pair.customer or pair.reply)
        vector = np.full(384, 0.01, dtype=np.float32)
        if index is not None:
            vector[index] = 1.0
        return replace(super().predict(pair), embedding=vector / np.linalg.norm(vector))


WORDS = {
    "outage": "Seit gestern Ausfall!",
    "bereavement": "My father has died.",
    "thank_you": "Danke für alles",
}


def test_the_nearest_situation_is_found_and_none_is_forced() -> None:
    classifier = SituationClassifier()
    finder = SituationFinder(classifier)
    for name in ("outage", "bereavement", "thank_you"):
        embedding = classifier.predict(TextPair("", f"about {name}")).embedding
        assert finder.situation(embedding, WORDS[name]) == name
        assert finder.situation(embedding, "") is None
    unknown = classifier.predict(TextPair("", "something else")).embedding
    assert finder.situation(unknown, "thank you") is None


def test_the_bank_is_read_once() -> None:
    classifier = SituationClassifier()
    finder = SituationFinder(classifier)
    embedding = classifier.predict(TextPair("", "about outage")).embedding
    finder.ranking(embedding, "")
    read = classifier.read
    finder.ranking(embedding, "")
    outage = [entry for entry in load_exemplars() if entry.situation == "outage"]
    assert finder.nearest(embedding, outage)[0][0].situation == "outage"
    finder.nearest(embedding, outage)
    assert read < classifier.read <= read + len(outage)


@pytest.mark.parametrize(
    "reply",
    [
        "Thanks for the number. One moment please while I look.",
        "Vielen Dank, ich bitte um einen kleinen Moment.",
    ],
)
def test_a_reply_that_only_asks_for_a_moment_lacks_nothing(reply: str) -> None:
    request = replace(COLD, reply=reply, language=None)
    found = build_suggester(fake_coach()).suggest(request)
    assert [s for s in found if s.source == "exemplars"] == []


def test_what_waits_for_an_endpoint_says_so_and_is_closed() -> None:
    class Closing(Reworder):
        closed = False

        def close(self) -> None:
            self.closed = True

    rewriter = Closing("That is maddening.")
    suggester = Suggester(fake_coach(), [RewriterSource(rewriter)])
    assert suggester.waits
    suggester.close()
    assert rewriter.closed
    assert not build_suggester(fake_coach()).waits
