"""`coach-train situations`: fit what tells a situation from the embedding of released weights.

A linear discriminant with shrinkage (Ledoit & Wolf, JMVA 2004, for why shrinkage) over our own
customers' messages, each read alone and behind a draft, as both come up in use; and a logistic
regression over their hashed words. How much each counts is chosen by cross-validation on the same
messages; those held out only measure (`coach-train evaluate`, `situations.top1`).
"""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from coach.exemplars import load_exemplars
from coach.suggest.lexicon import BUCKETS, buckets
from coach.suggest.retrieval import MOST_CUES, shown_by
from coach.suggest.situations import FILE, Lexicon, SituationReader, Trust
from models.artifact import write_sums
from models.prediction import TextPair
from models.runtime import OnnxClassifier
from training.fit.contrastive import read_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.fit.contrastive import SituationMessage

SHRINKAGE: Final = 0.4
REGULARISATION: Final = 10.0
FOLDS: Final = 5
SEED: Final = 1
TEMPERATURES: Final = (2.0, 3.0, 4.0, 5.0)
WORDS: Final = (0.0, 0.5, 1.0, 1.5, 2.0)
CUES: Final = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Views:
    """The messages to learn from, as each reader sees them.

    Attributes:
        alone: float32 [messages, hidden], embeddings of the messages by themselves.
        behind: float32 [messages, hidden], behind a draft.
        texts: the messages [messages].
        truth: their situations [messages].

    """

    alone: NDArray[np.float32]
    behind: NDArray[np.float32]
    texts: NDArray[np.str_]
    truth: NDArray[np.str_]

    def __getitem__(self, rows: NDArray[np.int_]) -> Views:
        """Return some of the messages."""
        return Views(self.alone[rows], self.behind[rows], self.texts[rows], self.truth[rows])


def fit_situations(weights: Path) -> dict[str, float]:
    """Fit for a weights folder, write `situations.safetensors` and the sums.

    Returns:
        What was chosen, its log loss, and the share of messages whose situation comes first, both
        cross-validated.

    """
    messages = [message for message in read_messages() if not message.held_out]
    classifier = OnnxClassifier.load(weights)
    views = Views(
        alone=_embed(classifier, [TextPair("", message.text) for message in messages]),
        behind=_embed(classifier, _behind_drafts(messages)),
        texts=np.array([message.text for message in messages]),
        truth=np.array([message.situation for message in messages]),
    )
    names = sorted(set(views.truth))
    trust, found = _choose(*_cross_validated(views, len(names)), views, names)
    model, lexicon = _discriminant(views), fit_lexicon(views.texts, views.truth)
    reader = SituationReader(
        names=tuple(str(name) for name in names),
        matrix=model.coef_,
        bias=model.intercept_,
        lexicon=lexicon,
        trust=trust,
    )
    reader.save(weights / FILE)
    write_sums(weights)
    return {**asdict(trust), **found}


def _discriminant(views: Views) -> LinearDiscriminantAnalysis:
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE).fit(
        np.concatenate([views.alone, views.behind]), np.concatenate([views.truth, views.truth])
    )


def fit_lexicon(texts: Iterable[str], truth: Iterable[str]) -> Lexicon:
    """Fit the reader of words; its rows are the situations in alphabetical order."""
    rows = [buckets(text) for text in texts]
    starts = np.cumsum([0, *(len(found) for found, _ in rows)])
    columns = np.concatenate([found for found, _ in rows])
    values = np.concatenate([often for _, often in rows])
    seen = np.bincount(columns, minlength=BUCKETS)
    rarity = np.log((1 + len(rows)) / (1 + seen)) + 1
    table = csr_matrix((values * rarity[columns], columns, starts), (len(rows), BUCKETS))
    lengths = np.sqrt(table.multiply(table).sum(axis=1)).A1
    table = csr_matrix(table.multiply(1 / np.maximum(lengths, 1e-9)[:, None]))
    model = LogisticRegression(C=REGULARISATION, max_iter=100, tol=1e-3).fit(table, list(truth))
    return Lexicon(model.coef_, model.intercept_, rarity)


def _embed(classifier: OnnxClassifier, pairs: Sequence[TextPair]) -> NDArray[np.float32]:
    return np.stack([found.embedding for found in classifier.predict_many(pairs)])


def _behind_drafts(messages: Sequence[SituationMessage]) -> list[TextPair]:
    """Put a sentence of our own, of any situation, in front of each message."""
    drafts = {
        language: [entry.text for entry in load_exemplars() if entry.language == language]
        for language in ("de", "en")
    }
    chosen = random.Random(SEED)  # noqa: S311 - a repeatable choice, no secret
    return [TextPair(chosen.choice(drafts[m.language]), m.text) for m in messages]


def _cross_validated(
    views: Views, situations: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both readers' logits [messages, situations], of models that had not seen the row."""
    embedding, words = np.zeros((2, len(views.truth), situations))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, unseen in folds.split(views.alone, views.truth):
        embedding[unseen] = _discriminant(views[seen]).decision_function(views.alone[unseen])
        lexicon = fit_lexicon(views.texts[seen], views.truth[seen])
        words[unseen] = [lexicon.logits(text) for text in views.texts[unseen]]
    return embedding, words


def _choose(
    embedding: NDArray[np.float64], words: NDArray[np.float64], views: Views, names: Sequence[str]
) -> tuple[Trust, dict[str, float]]:
    """Return what each source counts for the smallest log loss, and how good that is."""
    cues = np.array(
        [[min(len(shown_by(text, name)), MOST_CUES) for name in names] for text in views.texts]
    )
    right = np.searchsorted(names, views.truth)

    def mixed(trust: Trust) -> NDArray[np.float64]:
        return embedding / trust.temperature + trust.words * words + trust.cue * cues

    trials = [Trust(*values) for values in product(TEMPERATURES, WORDS, CUES)]
    best = min(trials, key=lambda trust: _log_loss(mixed(trust), right))
    logits = mixed(best)
    top1 = float((logits.argmax(axis=1) == right).mean())
    return best, {"loss": _log_loss(logits, right), "top1": top1}


def _log_loss(logits: NDArray[np.float64], right: NDArray[np.int_]) -> float:
    chances = logits - logits.max(axis=1, keepdims=True)
    chances -= np.log(np.exp(chances).sum(axis=1, keepdims=True))
    return float(-chances[np.arange(len(right)), right].mean())
