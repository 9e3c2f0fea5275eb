"""Stand-ins for the weights: deterministic, readable, fast."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np

from coach.coach import Coach
from coach.contracts import DIMENSIONS, ModelInfo
from coach.house import load_house
from coach.rubric import BEHAVIOUR_IDS, load_rubric
from models.calibration import Calibration
from models.prediction import Prediction, TextPair, TokenSpan

KEYWORDS: dict[str, tuple[str, ...]] = {
    "feeling": ("ärgerlich", "maddening", "frustrating"),
    "understanding": ("also vor der", "so you need it before"),
    "exploring": ("was würde ihnen am meisten helfen", "what would help you most"),
    "ownership": ("das ist unser fehler", "that is our mistake"),
    "welcome": ("guten tag frau", "hello maria"),
    "appreciation": ("danke für das foto", "thank you for the photo"),
    "choice": ("möchten sie lieber", "would you rather"),
    "concrete": ("bis 16 uhr", "by 4 pm"),
    "own_voice": ("ich rufe", "i will call"),
    "candor": ("ich weiß es noch nicht", "i do not know yet"),
    "dismissal": ("beruhigen sie sich", "calm down"),
    "blame": ("sie hätten lesen müssen", "you should have read"),
    "cliche": ("unannehmlichkeiten", "any inconvenience"),
    "empty_promise": ("schnellstmöglich", "as soon as possible"),
}
STRONG_FEELING = ("!", "wütend", "furious")
A_PROBLEM = ("kaputt", "zu spät", "broken", "late", "down")


class FakeClassifier:
    """Finds behaviours by keyword; each one found moves its dimension by a level."""

    name = "fake@1"

    def predict(self, pair: TextPair) -> Prediction:
        """Score one pair."""
        spans = tuple(_spans(pair.reply))
        shown = {span.behaviour for span in spans}
        return Prediction(
            levels=np.stack([_level(dimension, shown) for dimension in DIMENSIONS]),
            need=_peak(_need(pair.customer), 3),
            behaviours=np.array([0.95 if tag in shown else 0.02 for tag in BEHAVIOUR_IDS]),
            spans=spans,
            embedding=_embedding(pair.customer or pair.reply),
            tokens=len(pair.reply.split()),
        )

    def predict_many(self, pairs: Iterable[TextPair]) -> Iterator[Prediction]:
        """Score a stream, order kept."""
        yield from map(self.predict, pairs)


def _spans(reply: str) -> Iterator[TokenSpan]:
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in reply)
    for behaviour, phrases in KEYWORDS.items():
        for phrase in phrases:
            start = lowered.find(phrase)
            if start >= 0:
                yield TokenSpan(behaviour, start, start + len(phrase), 0.95)


def _level(dimension: str, shown: set[str]) -> np.ndarray:
    rubric = load_rubric()
    own = [b for b in rubric.behaviours if b.dimension == dimension and b.id in shown]
    earned = sum(1 if behaviour.polarity == "+" else -1 for behaviour in own)
    return _peak(min(max(1 + earned, 0), 3), 4)


def _need(customer: str) -> int:
    lowered = customer.lower()
    if any(word in lowered for word in STRONG_FEELING):
        return 2
    return int(any(word in lowered for word in A_PROBLEM))


def _peak(index: int, classes: int) -> np.ndarray:
    """Return probabilities with .9 on one class."""
    probabilities = np.full(classes, 0.1 / (classes - 1))
    probabilities[index] = 0.9
    return probabilities


def _embedding(text: str) -> np.ndarray:
    seed = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    vector = np.random.default_rng(int.from_bytes(seed)).normal(size=384).astype(np.float32)
    return vector / np.linalg.norm(vector)


def fake_coach() -> Coach:
    """Return a real coach over the fake weights."""
    return Coach(
        classifier=FakeClassifier(),
        rubric=load_rubric(),
        house=load_house(None),
        calibration=Calibration.neutral(len(DIMENSIONS), len(BEHAVIOUR_IDS)),
        model=ModelInfo("fake", "1", "0" * 64, "# Fake\n", {"kappa_empathy": 0.5}),
    )
