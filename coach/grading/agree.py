"""How far people and the machine agree, and people among themselves.

Pairs are pooled over graders: every grade a person gave stands beside the machine's level of the
same reply, and beside every other person's. Intervals draw whole conversations anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.contracts import LANGUAGES
from coach.grading.grades import CRITERIA, by_turn
from coach.statistics.agreement import (
    PairAgreement,
    agreement,
    alpha,
    pair_tables,
)
from coach.statistics.bootstrap import shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.audit.results import AuditResults
    from coach.grading.grades import Criterion, Grade
    from coach.statistics.bootstrap import Estimate

CUTS: Final = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOST_CASES: Final = 12


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine said of one graded reply; levels and confidences by criterion."""

    turn: str
    conversation: str
    language: str
    agent: str | None
    customer: str | None
    reply: str
    levels: Mapping[Criterion, int]
    confidence: Mapping[Criterion, float]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a confidence cut-off would do.

    `to_people` is the share of replies it sends to people, `exact` and `within_one` are the
    agreement among those it leaves to the machine.
    """

    confidence: float
    to_people: Estimate
    exact: Estimate
    within_one: Estimate


@dataclass(frozen=True, slots=True)
class Case:
    """A reply on which a person and the machine are far apart."""

    turn: str
    criterion: Criterion
    machine: int
    human: int
    confidence: float
    remark: str
    customer: str | None
    reply: str
    language: str


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """Agreement on one criterion in one language, or in both (`language` None).

    `weighted` is the same as `machine` for all replies of the audit instead of the sample, from
    how likely each was to be drawn; None where that is not known. `human` is None where no reply
    was graded by two people. `alpha` takes everybody as a reader, the machine included;
    `human_alpha` only people.
    """

    criterion: Criterion
    language: str | None
    replies: int
    machine: PairAgreement
    weighted: PairAgreement | None
    human: PairAgreement | None
    alpha: Estimate
    human_alpha: Estimate


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole comparison; `graders` counts people, `replies` what they graded."""

    run: str
    graders: int
    replies: int
    results: tuple[CriterionAgreement, ...]
    cuts: Mapping[Criterion, tuple[Cut, ...]]
    cases: tuple[Case, ...]


def agree(
    results: AuditResults, grades: Sequence[Grade], probability: Mapping[str, float]
) -> Agreement:
    """Compare grades with the machine.

    `probability` says how likely each turn was to be drawn, for turns of a sample.
    """
    machine = machine_levels(results, {one.turn for one in grades})
    found: list[CriterionAgreement] = []
    cuts: dict[Criterion, tuple[Cut, ...]] = {}
    for criterion in CRITERIA:
        levels = by_turn(grades, criterion)
        paired = {turn: given for turn, given in levels.items() if criterion in _of(machine, turn)}
        if not paired:
            continue
        for language in (None, *LANGUAGES):
            own = {t: g for t, g in paired.items() if language in {None, machine[t].language}}
            if own:
                found.append(_compare(criterion, language, own, machine, probability))
        cuts[criterion] = tuple(_cuts(criterion, paired, machine, probability))
    return Agreement(
        run=results.manifest.run,
        graders=len({one.grader for one in grades}),
        replies=len({one.turn for one in grades}),
        results=tuple(found),
        cuts=cuts,
        cases=tuple(_cases(grades, machine)),
    )


def consensus(given: Mapping[str, int]) -> int:
    """Return the level several people stand for: their median, the lower of two middles."""
    return median_low(given.values())


def machine_levels(results: AuditResults, turns: Iterable[str]) -> dict[str, Machine]:
    """Return what the machine said of turns, those without levels left out."""
    rows = results.rows(
        "SELECT * FROM scores WHERE list_contains(?, turn_id) ORDER BY position, turn",
        [sorted(turns)],
    )
    return {row["turn_id"]: _machine(row) for row in rows}


def _machine(row: dict[str, Any]) -> Machine:
    levels: dict[Criterion, int] = {}
    confidence: dict[Criterion, float] = {}
    for name in CRITERIA:
        level = row["need"] if name == "need" else row[f"{name}_level"]
        if level is not None:
            levels[name] = level
            sure = max(row["need_p"]) if name == "need" else row[f"{name}_confidence"]
            confidence[name] = float(sure)
    return Machine(
        row["turn_id"],
        row["conversation_id"],
        row["language"] or "",
        row["agent"],
        row["customer"],
        row["reply"],
        levels,
        confidence,
    )


def _of(machine: Mapping[str, Machine], turn: str) -> Mapping[Criterion, int]:
    return machine[turn].levels if turn in machine else {}


def _compare(
    criterion: Criterion,
    language: str | None,
    given: Mapping[str, Mapping[str, int]],
    machine: Mapping[str, Machine],
    probability: Mapping[str, float],
) -> CriterionAgreement:
    turns = list(given)
    clusters = np.array([machine[turn].conversation for turn in turns])
    codes = np.unique(clusters, return_inverse=True)[1]
    pairs = [
        (level, machine[turn].levels[criterion], code, _weight(turn, probability))
        for turn, code in zip(turns, codes, strict=True)
        for level in given[turn].values()
    ]
    people, levels, places, weights = (np.array(column) for column in zip(*pairs, strict=True))
    is_sample = all(turn in probability for turn in turns)
    readers = sorted({who for levels in given.values() for who in levels})
    ratings = np.array([[given[turn].get(who, np.nan) for turn in turns] for who in readers])
    own = np.array([[machine[turn].levels[criterion] for turn in turns]], dtype=np.float64)
    return CriterionAgreement(
        criterion=criterion,
        language=language,
        replies=len(turns),
        machine=agreement(pair_tables(people, levels, places)),
        weighted=(
            agreement(pair_tables(people, levels, places, weights), n=len(pairs))
            if is_sample
            else None
        ),
        human=_among_people(given, dict(zip(turns, codes, strict=True))),
        alpha=alpha(np.vstack([ratings.astype(np.float64), own]), codes),
        human_alpha=alpha(ratings.astype(np.float64), codes),
    )


def _among_people(
    given: Mapping[str, Mapping[str, int]], codes: Mapping[str, int]
) -> PairAgreement | None:
    """Return agreement among people, each pair counted half in either order."""
    pairs = [
        (one, other, codes[turn])
        for turn, levels in given.items()
        for first, second in combinations(levels.values(), 2)
        for one, other in ((first, second), (second, first))
    ]
    if not pairs:
        return None
    first, second, places = (np.array(column) for column in zip(*pairs, strict=True))
    halves = np.full(len(pairs), 0.5)
    return agreement(pair_tables(first, second, places, halves), n=len(pairs) // 2)


def _cuts(
    criterion: Criterion,
    given: Mapping[str, Mapping[str, int]],
    machine: Mapping[str, Machine],
    probability: Mapping[str, float],
) -> Iterable[Cut]:
    """Yield what each cut-off would do, for all replies where their chances are known."""
    clusters = np.array([machine[turn].conversation for turn in given])
    codes = np.unique(clusters, return_inverse=True)[1]
    size = int(codes.max()) + 1
    for cut in CUTS:
        sums = np.zeros((size, 3))
        counts = np.zeros((size, 3))
        for turn, code in zip(given, codes, strict=True):
            weight = _weight(turn, probability)
            kept = machine[turn].confidence[criterion] >= cut
            sums[code, 0] += weight * (not kept)
            counts[code, 0] += weight
            if kept:
                apart = abs(consensus(given[turn]) - machine[turn].levels[criterion])
                sums[code, 1:] += weight * np.array([apart == 0, apart <= 1])
                counts[code, 1:] += weight
        yield Cut(cut, *shares(sums, counts, replicates=1000))


def _cases(grades: Sequence[Grade], machine: Mapping[str, Machine]) -> list[Case]:
    """Return the cases furthest apart, those of which the machine was surest first."""
    found = []
    for one in grades:
        level = _of(machine, one.turn).get(one.criterion)
        if level is None or abs(level - one.level) < 2:
            continue
        said = machine[one.turn]
        found.append(
            Case(
                turn=one.turn,
                criterion=one.criterion,
                machine=level,
                human=one.level,
                confidence=said.confidence[one.criterion],
                remark=one.remark,
                customer=said.customer,
                reply=said.reply,
                language=said.language,
            )
        )
    found.sort(key=lambda case: (-abs(case.machine - case.human), -case.confidence, case.turn))
    return found[:MOST_CASES]


def _weight(turn: str, probability: Mapping[str, float]) -> float:
    """Return for how many replies of the audit a graded one stands."""
    return 1 / probability[turn] if probability.get(turn) else 1.0
