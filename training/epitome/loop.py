"""Train the variant with one seed and keep the epoch that dev likes best."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch

from training.epitome.batches import PostExample, batches, collate_posts, encode_post
from training.epitome.judge import judge
from training.epitome.variant import level_weights, loss
from training.fit.loop import autocast, to_device
from training.fit.optimiser import WeightAverage, build_optimiser, schedule
from training.fit.parallel import WORKERS, ParallelBackward, halves
from training.scorer import TorchScorer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.encoding import PairEncoder
    from models.network import CoachNetwork
    from training.epitome.posts import Posts
    from training.epitome.variant import EpitomeConfig

    Report = Callable[[dict[str, float]], None]

FIRST_CHOICE = 2
"""Epochs before which no state is kept: dev is small, and early luck would win."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The chosen network and the mean macro-F1 on dev after each epoch, the average last."""

    scorer: TorchScorer
    curve: tuple[float, ...]


class VariantTrainer:
    """Trains one network on the train part, measuring on dev."""

    def __init__(
        self, network: CoachNetwork, posts: Posts, encoder: PairEncoder, config: EpitomeConfig
    ) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network = network.to(self._device)
        self._posts, self._config, self._encoder = posts, config, encoder
        self._examples = [encode_post(p, encoder, config.response_tokens) for p in posts.train]
        self._weights = level_weights(posts.train, config.balance).to(self._device)
        self._optimiser = build_optimiser(network, config.optimiser)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._average = WeightAverage(network)
        self._parallel = ParallelBackward(network, WORKERS if self._device == "cpu" else 1)
        self._step = 0

    def run(self, seed: int, report: Report) -> Trained:
        """Train to the end, then go back to the best of all epochs and their average."""
        rng = random.Random(seed)  # noqa: S311
        torch.manual_seed(seed)
        epochs = math.ceil(self._config.optimiser.epochs)
        best, kept, curve = -1.0, self._state(), []
        for epoch in range(epochs):
            self._epoch(epoch, rng, report)
            curve.append(self._dev_score())
            if curve[-1] > best and epoch + 1 >= min(FIRST_CHOICE, epochs):
                best, kept = curve[-1], self._state()
        self._average.apply_to(self._network)
        curve.append(self._dev_score())
        if curve[-1] < best:
            self._restore(kept)
        return Trained(self._scorer(), tuple(curve))

    def _epoch(self, epoch: int, rng: random.Random, report: Report) -> None:
        self._network.train()
        groups = batches(self._examples, self._config.tokens_per_batch, rng)
        total = int(len(groups) * self._config.optimiser.epochs)
        begin, seen = time.perf_counter(), 0
        for group in groups:
            value = self._train_step(group, total)
            seen += len(group)
            rate = seen / (time.perf_counter() - begin)
            report(
                {"epoch": epoch, "step": self._step, "total": total, "loss": value, "rate": rate}
            )

    def _train_step(self, group: Sequence[PostExample], total: int) -> float:
        settings = self._config.optimiser
        factor = schedule(self._step, total, settings.warmup)
        for entry, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            entry["lr"] = rate * factor
        parts = halves(group, self._parallel.workers)
        losses = [partial(self._loss, part, len(part) / len(group)) for part in parts]
        value = self._parallel.backward(losses)
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), settings.clip)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self._step += 1
        if self._step >= total * settings.average_from:
            self._average.update(self._network)
        return value

    def _loss(self, part: Sequence[PostExample], share: float) -> torch.Tensor:
        batch = to_device(collate_posts(part), self._device)
        with autocast(self._device, bf16=self._config.bf16):
            return share * loss(self._network(batch.inputs), batch, self._weights, self._config)

    def _scorer(self) -> TorchScorer:
        return TorchScorer(self._network, self._encoder, bf16=self._config.bf16)

    def _dev_score(self) -> float:
        return judge(self._scorer(), self._posts.dev).score()

    def _state(self) -> dict[str, torch.Tensor]:
        parameters = self._network.named_parameters()
        return {name: p.detach().clone() for name, p in parameters if p.requires_grad}

    @torch.no_grad()
    def _restore(self, state: dict[str, torch.Tensor]) -> None:
        parameters = dict(self._network.named_parameters())
        for name, value in state.items():
            parameters[name].copy_(value)
