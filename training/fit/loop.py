"""The training loop: resumable after every epoch, on a GPU or on two CPU cores."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.fit.batches import Batch, Example, ExampleMaker, SoftTargets, by_length, collate
from training.fit.losses import compute
from training.fit.optimiser import WeightAverage, build_optimiser, schedule
from training.fit.parallel import WORKERS, ParallelBackward, halves

if TYPE_CHECKING:
    from pathlib import Path

    from models.network import CoachNetwork
    from training.fit.config import FitConfig
    from training.records import Record

Report = Callable[[dict[str, float]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a run trains on.

    `side_loss` is added every `side_every` steps (the contrastive one). `checkpoint`
    is where an interrupted run goes on; None keeps nothing.
    """

    records: Sequence[Record]
    maker: ExampleMaker
    soft: Mapping[str, SoftTargets]
    checkpoint: Path | None = None
    side_loss: Callable[[CoachNetwork], torch.Tensor] | None = None
    side_every: int = 5


class Trainer:
    """Runs one `Job` with one `FitConfig`."""

    def __init__(self, network: CoachNetwork, job: Job, config: FitConfig) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network = network.to(self.device)
        self._job = job
        self._config = config
        self._optimiser = build_optimiser(network, config.optimiser)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._average = WeightAverage(network)
        self._parallel = ParallelBackward(network, WORKERS if self.device == "cpu" else 1)
        self._rng = random.Random(config.seed)  # noqa: S311
        self._step = 0

    def run(self, report: Report) -> CoachNetwork:
        """Train to the end and return the network with averaged weights."""
        torch.manual_seed(self._config.seed)
        start = self._resume()
        epochs = self._config.optimiser.epochs
        total = int(self._steps_per_epoch() * epochs)
        self.network.train()
        for epoch in range(start, int(np.ceil(epochs))):
            self._epoch(epoch, total, report)
            self._save(epoch)
        self._average.apply_to(self.network)
        return self.network.eval()

    def _steps_per_epoch(self) -> int:
        examples = [self._job.maker.plain(record) for record in self._job.records]
        return len(list(by_length(examples, self._config.data.tokens_per_batch, None)))

    def _examples(self) -> list[Example]:
        soft = self._job.soft
        return [
            self._job.maker.varied(record, self._rng, soft.get(record.id))
            for record in self._job.records
        ]

    def _epoch(self, epoch: int, total: int, report: Report) -> None:
        begin, seen = time.perf_counter(), 0
        for group in by_length(self._examples(), self._config.data.tokens_per_batch, self._rng):
            if self._step >= total:
                return
            loss = self._train_step(group, total)
            seen += len(group)
            rate = seen / (time.perf_counter() - begin)
            report({"epoch": epoch, "step": self._step, "total": total, "loss": loss, "rate": rate})

    def _train_step(self, group: Sequence[Example], total: int) -> float:
        factor = schedule(self._step, total, self._config.optimiser.warmup)
        for entry, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            entry["lr"] = rate * factor
        loss = self._parallel.backward(self._losses(group))
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self._config.optimiser.clip)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self._step += 1
        if self._step >= total * self._config.optimiser.average_from:
            self._average.update(self.network)
        return loss

    def _losses(self, group: Sequence[Example]) -> list[Callable[[], torch.Tensor]]:
        """Return the losses of a step, which add up to it; each can be computed by itself."""
        side = self._job.side_loss
        beside = side is not None and self._step % self._job.side_every == 0
        weight = sum(example.weight for example in group)
        losses: list[Callable[[], torch.Tensor]] = []
        for part in halves(group, 1 if beside else self._parallel.workers):
            share = sum(example.weight for example in part) / weight
            losses.append(partial(self._loss, collate(part), share))
        if side is not None and beside:
            losses.append(partial(self._side, side))
        return losses

    def _loss(self, batch: Batch, share: float) -> torch.Tensor:
        batch = to_device(batch, self.device)
        with autocast(self.device, bf16=self._config.bf16):
            losses = compute(self.network(batch.inputs), batch, self._config.loss)
            return share * losses.total(self._config.loss)

    def _side(self, side: Callable[[CoachNetwork], torch.Tensor]) -> torch.Tensor:
        with autocast(self.device, bf16=self._config.bf16):
            return self._config.loss.contrastive * side(self.network)

    def _save(self, epoch: int) -> None:
        if self._job.checkpoint is None:
            return
        state = {
            "epoch": epoch + 1,
            "step": self._step,
            "network": self.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "average": self._average.state(),
            "random": self._rng.getstate(),
            "torch": torch.get_rng_state(),
        }
        partial = self._job.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._job.checkpoint)

    def _resume(self) -> int:
        path = self._job.checkpoint
        if path is None or not path.exists():
            return 0
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=False)
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._average.load(state["average"])
        self._rng.setstate(state["random"])
        torch.set_rng_state(state["torch"].cpu())
        self._step = state["step"]
        return int(state["epoch"])


def autocast(device: str, *, bf16: bool) -> Any:  # noqa: ANN401
    """Return a bf16 autocast context where it is asked for; threads share no cast weights."""
    if not bf16:
        return nullcontext()
    return torch.autocast(device, dtype=torch.bfloat16, cache_enabled=False)


def to_device(value: Any, device: str) -> Any:  # noqa: ANN401
    """Move every tensor of a (nested) dataclass to a device."""
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if value is None:
        return None
    return type(value)(*(to_device(getattr(value, f.name), device) for f in fields(value)))
