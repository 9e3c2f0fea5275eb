"""Make a kit from an audit: the focus, why, the steps and what stands beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coach.house import House
from coach.huddle.consent import NO_CONSENTS, Consents
from coach.huddle.contracts import Figures, Focus, Kit, LeaderNotes, Minutes
from coach.huddle.contracts import Promise as KitPromise
from coach.huddle.errors import HuddleError
from coach.huddle.figures import Scope, count_behaviours, group_of
from coach.huddle.focus import Choice, choose, chosen_by_hand
from coach.huddle.history import monday
from coach.huddle.look_back import change_in_words, last_before
from coach.huddle.quotes import good_replies, messages_to_practise, reply_to_improve
from coach.huddle.slots import (
    Material,
    fill_slots,
    promises_kept,
    shown_behaviours,
    way_out_in_words,
)
from coach.huddle.texts import CANDIDATES, load_general, load_texts
from coach.huddle.vocabulary import Vocabulary
from coach.huddle.why import explain, headline
from coach.rubric import BEHAVIOUR_IDS, load_rubric

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.audit.results import AuditResults
    from coach.contracts import Language
    from coach.huddle.figures import Group, Seen
    from coach.huddle.history import Held
    from coach.huddle.quotes import Quote

AUTO: Final = "auto"
NO_HOUSE: Final = House()
"""A house without a file."""


@dataclass(frozen=True, slots=True)
class HuddleOptions:
    """What is asked for; `day` is any day of the week the huddle is held in."""

    language: Language
    day: dt.date
    team: str | None = None
    focus: str = AUTO
    minutes: Minutes = 10
    house: House = NO_HOUSE

    @property
    def week(self) -> dt.date:
        """The Monday of the week."""
        return monday(self.day)

    @property
    def scope(self) -> Scope:
        """The replies the huddle is about."""
        return Scope(self.language, self.team)


def make_kit(
    results: AuditResults,
    options: HuddleOptions,
    history: Sequence[Held] = (),
    consents: Consents = NO_CONSENTS,
) -> Kit:
    """Make a kit; `history` are earlier huddles of the team, the newest first.

    `consents` say who may be thanked by name, and whose reply may stand as a *before*.

    Raises:
        HuddleError: the audit has no such team, or the focus is no behaviour.
    """
    if options.focus != AUTO and options.focus not in BEHAVIOUR_IDS:
        raise HuddleError("focus", focus=options.focus, known=", ".join(BEHAVIOUR_IDS))
    group = group_of(results, options.scope)
    asked = BEHAVIOUR_IDS if options.focus == AUTO else (options.focus,)
    seen = count_behaviours(results, options.scope, asked) if group.is_shown else {}
    choice = _choice(options, seen, history)
    words = Vocabulary(options.language)
    return _Maker(results, options, history, group, choice, words, consents).kit(seen)


def _choice(options: HuddleOptions, seen: Mapping[str, Seen], history: Sequence[Held]) -> Choice:
    if options.focus != AUTO:
        return chosen_by_hand(options.focus, history, week=options.week)
    promised = {id for promise in options.house.vision for id in promise.behaviours}
    return choose(seen, history, week=options.week, promised=frozenset(promised))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Puts a kit together once its focus is known."""

    results: AuditResults
    options: HuddleOptions
    history: Sequence[Held]
    group: Group
    choice: Choice
    words: Vocabulary
    consents: Consents

    def kit(self, seen: Mapping[str, Seen]) -> Kit:
        """Return the kit."""
        options, material = self.options, self._material()
        return Kit(
            language=options.language,
            minutes=options.minutes,
            week=options.week,
            team=options.team,
            house=options.house.name,
            run=self.results.manifest.run,
            replies=self.group.replies if self.group.is_shown else 0,
            focus=self._focus(seen.get(self.choice.behaviour)),
            slots=fill_slots(material, options.minutes),
            notes=_notes(self.choice.behaviour, options.language),
            promises=self._promises(),
            remarks=tuple(self._remarks(material)),
        )

    def _focus(self, seen: Seen | None) -> Focus:
        behaviour = load_rubric().behaviour(self.choice.behaviour)
        share = seen.share if seen else None
        last = last_before(self.history, self.options.week)
        turn = "strength" if last is not None and last.kind == "gap" else "gap"
        why = explain(self.choice, seen, self.group, self.words, turn=turn)
        way_out = way_out_in_words(behaviour.id, self.words)
        return Focus(
            behaviour=behaviour.id,
            kind=self.choice.kind,
            name=behaviour.name.text(self.options.language),
            dimension=behaviour.dimension,
            dimension_name=load_rubric()
            .dimension(behaviour.dimension)
            .name.text(self.options.language),
            polarity=behaviour.polarity,
            headline=headline(self.choice, self.words),
            why=(*why, way_out) if way_out else why,
            thin=share is None,
            figures=Figures(share.value, share.low, share.high, share.n) if share else Figures(),
        )

    def _material(self) -> Material:
        options, behaviour = self.options, self.choice.behaviour
        shown = self.group.is_shown
        last = last_before(self.history, options.week)
        return Material(
            behaviour=behaviour,
            house=options.house,
            week=options.week,
            words=self.words,
            figure=self._look_back(last),
            is_first=last is None,
            replies=self._replies() if shown else (),
            before=self._before() if shown and options.minutes == 15 else None,
            names=self.consents.names,
            messages=messages_to_practise(
                self.results, options.scope, behaviour, week=options.week, count=CANDIDATES
            )
            if shown
            else (),
        )

    def _look_back(self, last: Held | None) -> str:
        """Return the change since the last huddle; nothing about a group that is too small."""
        if not self.group.is_shown and last is not None:
            return ""
        return change_in_words(self.results, self.options.scope, last, self.words)

    def _replies(self) -> tuple[Quote, ...]:
        options, behaviour = self.options, self.choice.behaviour
        kept = promises_kept(options.house, behaviour)
        promised = {id for promise in kept for id in promise.behaviours}
        return good_replies(
            self.results,
            options.scope,
            shown_behaviours(behaviour),
            promised=sorted(promised - {behaviour}),
            address=options.house.address,
            week=options.week,
            count=CANDIDATES,
        )

    def _before(self) -> Quote | None:
        """Return a reply whose author agreed to have it looked at."""
        return reply_to_improve(
            self.results,
            self.options.scope,
            self.choice.behaviour,
            agents=self.consents.before,
            week=self.options.week,
        )

    def _promises(self) -> tuple[KitPromise, ...]:
        language, house = self.options.language, self.options.house
        kept = promises_kept(house, self.choice.behaviour)
        return tuple(
            KitPromise(one.text.text(language), one.for_me.text(language), one in kept)
            for one in house.vision
        )

    def _remarks(self, material: Material) -> Iterator[str]:
        """Yield what the leader should know before using anything of the team's."""
        if not self.group.is_shown:
            return
        if self.group.agents is None:
            yield self.words.text("remark_anonymous")
        if not material.replies:
            yield self.words.text("remark_no_example")
        if material.replies or material.messages:
            yield self.words.text("remark_read")


def _notes(behaviour: str, language: Language) -> LeaderNotes:
    general, texts = load_general(), load_texts()[behaviour]
    return LeaderNotes(
        ask=general.ask.text(language),
        wait=general.wait.text(language),
        thank=general.thank.text(language),
        silence=general.silence.text(language),
        listen=texts.listen.text(language),
        avoid=tuple(text.text(language) for text in (texts.avoid, *general.avoid)),
    )
