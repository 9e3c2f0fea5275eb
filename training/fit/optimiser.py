"""Parameter groups with layer-wise learning rates, the schedule, weight averaging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import CoachNetwork
    from training.fit.config import OptimiserConfig


def build_optimiser(network: CoachNetwork, config: OptimiserConfig) -> torch.optim.AdamW:
    """Freeze what stays as it is and give each layer its learning rate (top layer the full one)."""
    network.encoder.embeddings.word_embeddings.requires_grad_(requires_grad=False)
    if config.frozen_layers:
        network.encoder.embeddings.requires_grad_(requires_grad=False)
        for layer in network.encoder.encoder.layer[: config.frozen_layers]:
            layer.requires_grad_(requires_grad=False)
    groups = list(_groups(network, config))
    return torch.optim.AdamW(groups, lr=config.lr, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _groups(network: CoachNetwork, config: OptimiserConfig) -> Iterator[dict[str, Any]]:
    layers = network.encoder.config.num_hidden_layers
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        yield {
            "params": [parameter],
            "lr": _rate(name, layers, config),
            "weight_decay": decay,
        }


def _rate(name: str, layers: int, config: OptimiserConfig) -> float:
    if not name.startswith("encoder."):
        return config.head_lr
    depth = layers
    if "encoder.layer." in name:
        depth = layers - 1 - int(name.split("encoder.layer.")[1].split(".")[0])
    return config.lr * config.layer_decay**depth


def schedule(step: int, total: int, warmup: float) -> float:
    """Return the factor on all learning rates: linear up, then linear down to 2 %."""
    rise = max(1, int(total * warmup))
    if step < rise:
        return (step + 1) / rise
    return max(0.02, (total - step) / max(1, total - rise))


class WeightAverage:
    """Running mean of the trained weights over the last part of a run (SWA)."""

    def __init__(self, network: CoachNetwork) -> None:
        self._mean: dict[str, torch.Tensor] = {}
        self._count = 0
        self._names = [n for n, p in network.named_parameters() if p.requires_grad]

    @torch.no_grad()
    def update(self, network: CoachNetwork) -> None:
        """Take the current weights into the mean."""
        self._count += 1
        for name, parameter in network.named_parameters():
            if name not in self._names:
                continue
            if name not in self._mean:
                self._mean[name] = parameter.detach().clone()
            else:
                self._mean[name].lerp_(parameter.detach(), 1.0 / self._count)

    @torch.no_grad()
    def apply_to(self, network: CoachNetwork) -> None:
        """Put the mean into the network; nothing happens before the first update."""
        parameters = dict(network.named_parameters())
        for name, value in self._mean.items():
            parameters[name].copy_(value)

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps."""
        return {"mean": self._mean, "count": self._count}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self._mean, self._count = state["mean"], state["count"]
