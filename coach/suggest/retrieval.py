"""Find the situation of a request, and the sentences nearest to it, by the classifier's embedding.

An exemplar is read as a reply without a customer's message, the way the embedding was trained.
Everything is a matrix product over a few hundred vectors, made once and kept in memory.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.exemplars import load_exemplars
from coach.suggest.cues import load_cues
from coach.suggest.situations import reader_of
from models.prediction import TextPair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from coach.exemplars import Exemplar
    from coach.suggest.situations import SituationReader
    from models.prediction import Classifier

OTHER: Final = "other"
CENTRE_OF: Final = 12
"""Exemplars of a situation that its centre is the mean of; more do not move it."""
CUE: Final = 0.04
"""What a word that shows a situation is worth, in cosine; three count at most."""
MOST_CUES: Final = 3
SURE: Final = 0.9
SURE_WITH_CUE: Final = 0.85
"""Chance from which a situation is believed, without and with a word that shows it."""
MESSAGES: Final = 256
"""Customers' messages whose embedding is kept."""
LEAD: Final = 0.08
"""By how much the best situation must lead to be believed: a sentence about the wrong one hurts."""


class SituationFinder:
    """Knows the exemplar bank as vectors of one model; safe to share between threads."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._reader = reader_of(classifier)
        self._lock = threading.Lock()
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._messages: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._turn = threading.Lock()
        self._names: tuple[str, ...] = ()
        self._centres: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)

    def situation(self, embedding: NDArray[np.float32], message: str) -> str | None:
        """Return what a message is about, or None where it is not clear.

        Weights without a fitted reader go by the nearest centre; there a word of the message has
        to speak for it, too.
        """
        if self._reader is not None:
            found, chance = self._chances(self._reader, embedding, message)[0]
            sure = chance >= (SURE_WITH_CUE if shown_by(message, found) else SURE)
            return found if sure and found != OTHER else None
        near = self._nearest_centres(embedding)
        cues = {name: min(len(shown_by(message, name)), MOST_CUES) for name, _ in near}
        ranked = sorted((cosine + CUE * cues[name], name) for name, cosine in near)
        (next_best, _), (nearest, best) = ranked[-2:]
        return best if cues[best] and nearest - next_best >= LEAD else None

    def warm(self) -> None:
        """Get ready to tell situations now rather than with the first request."""
        with self._lock:
            if self._reader is None and not self._names:
                self._build()

    def warm_bank(self, further: Iterable[Exemplar] = ()) -> None:
        """Read every exemplar now; whoever asks meanwhile waits for one situation at most."""
        self.warm()
        with self._lock:
            self._embed(further)
        for name in sorted({exemplar.situation for exemplar in load_exemplars()}):
            with self._lock:
                self._embed(entry for entry in load_exemplars() if entry.situation == name)

    def embedding(self, message: str) -> NDArray[np.float32]:
        """Return the embedding of a customer's message, float32 [hidden].

        While an agent types, the message stays the same: the last ones are kept, by digest alone.
        """
        key = hashlib.blake2b(message.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._turn:
            found = self._messages.get(key)
            if found is not None:
                self._messages.move_to_end(key)
                return found
        found = self._classifier.predict(TextPair("", message)).embedding
        with self._turn:
            self._messages[key] = found
            while len(self._messages) > MESSAGES:
                self._messages.popitem(last=False)
        return found

    def ranking(self, embedding: NDArray[np.float32], message: str) -> list[tuple[str, float]]:
        """Return every situation, the likeliest first, with its chance or its cosine."""
        if self._reader is not None:
            return self._chances(self._reader, embedding, message)
        return self._nearest_centres(embedding)

    def _chances(
        self, reader: SituationReader, embedding: NDArray[np.float32], message: str
    ) -> list[tuple[str, float]]:
        cues = {
            name: min(len(shown_by(message, name)), MOST_CUES)
            for name in reader.names
            if name != OTHER
        }
        return reader.chances(embedding, message, cues)

    def _nearest_centres(self, embedding: NDArray[np.float32]) -> list[tuple[str, float]]:
        self.warm()  # a finder without a reader needs its centres
        near = self._centres @ embedding
        return [(self._names[i], float(near[i])) for i in np.argsort(-near)]

    def nearest(
        self, embedding: NDArray[np.float32], exemplars: Sequence[Exemplar]
    ) -> list[tuple[Exemplar, float]]:
        """Return exemplars with their cosine, the nearest first."""
        if not exemplars:
            return []
        with self._lock:
            self._embed(exemplars)
        near = np.stack([self._vectors[entry.id] for entry in exemplars]) @ embedding
        return [(exemplars[i], float(near[i])) for i in np.argsort(-near, kind="stable")]

    def _build(self) -> None:
        groups: defaultdict[str, list[Exemplar]] = defaultdict(list)
        for exemplar in load_exemplars():
            groups[exemplar.situation].append(exemplar)
        chosen = {name: _spread(group, CENTRE_OF) for name, group in groups.items()}
        self._embed(entry for group in chosen.values() for entry in group)
        centres = np.stack(
            [np.mean([self._vectors[e.id] for e in group], axis=0) for group in chosen.values()]
        )
        self._centres = centres / np.linalg.norm(centres, axis=1, keepdims=True)
        self._names = tuple(chosen)

    def _embed(self, exemplars: Iterable[Exemplar]) -> None:
        fresh = [entry for entry in exemplars if entry.id not in self._vectors]
        pairs = [TextPair(entry.text) for entry in fresh]
        for entry, found in zip(fresh, self._classifier.predict_many(pairs), strict=True):
            self._vectors[entry.id] = found.embedding


def shown_by(message: str, situation: str) -> frozenset[str]:
    """Return the words of a message that show a situation."""
    cues = load_cues("situation_cues.toml").get(situation)
    return frozenset(found.lower() for found in cues.findall(message)) if cues else frozenset()


def _spread(group: Sequence[Exemplar], count: int) -> list[Exemplar]:
    """Take some of a situation's sentences from all over it, both languages alike."""
    picked: list[Exemplar] = []
    for language in ("de", "en"):
        own = [entry for entry in group if entry.language == language]
        step = max(1, len(own) // (count // 2))
        picked += own[::step][: count // 2]
    return picked
