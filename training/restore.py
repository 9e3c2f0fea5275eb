"""Read a released weights folder back into a network that can be trained on.

The released file holds 8-bit numbers; training goes on from their values. Word embeddings are
frozen in every recipe, so they are taken from the base encoder, where they stand unrounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from models.artifact import load_artifact
from training.records import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from models.network import CoachNetwork

_PREFIX = "network."
_FROZEN = "encoder.embeddings.word_embeddings.weight"


def restore(weights: Path, network: CoachNetwork) -> None:
    """Put the released weights into a network; DataError names what does not fit."""
    artifact = load_artifact(weights)
    state = dict(network.state_dict())
    found: set[str] = set()
    for path in filter(None, (artifact.network, artifact.heads)):
        for name, values in _tensors(onnx.load(str(path))):
            if name != _FROZEN and name in state:
                state[name] = _fitted(values, state[name])
                found.add(name)
    left = sorted(n for n in state.keys() - found if n != _FROZEN)
    if left:
        message = f"{weights} has no values for {left}; it is of another kind of network"
        raise DataError(message)
    network.load_state_dict(state)


def _tensors(model: onnx.ModelProto) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield every weight by its name in the network; matrices output-major."""
    values = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    products = {node.input[1] for node in model.graph.node if node.op_type == "MatMul"}
    for name, value in values.items():
        ours = name.startswith(_PREFIX) and not name.endswith("_scale") and name not in products
        if ours and value.dtype == np.float32:
            yield name.removeprefix(_PREFIX), value
        elif name.endswith("embeddings.weight_quantized"):
            plain = name.removesuffix("_quantized")
            yield plain.removeprefix(_PREFIX), _plain(values, plain)
    for node in model.graph.node:
        module = _module(node.name)
        if node.op_type == "MatMulInteger":
            weight = _plain(values, node.input[1].removesuffix("_quantized"))
            yield f"{module}.weight", weight.T
        elif node.op_type == "MatMulNBits":
            scales = values[node.input[2]]
            blocks = values[node.input[1]].astype(np.float32) - 128
            inputs = next(a.i for a in node.attribute if a.name == "K")
            rows = (blocks * scales[..., None]).reshape(len(scales), -1)
            yield f"{module}.weight", rows[:, :inputs]
        elif node.op_type == "MatMul" and node.input[1] in values:
            yield f"{module}.weight", values[node.input[1]].T
        elif node.op_type == "Split" and node.input[0] in values:
            yield f"{module or 'mix'}.weights", np.log(values[node.input[0]])


def _plain(values: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    quantised = values[f"{name}_quantized"].astype(np.float32)
    zero = values[f"{name}_zero_point"].astype(np.float32)
    result: NDArray[np.float32] = (quantised - zero) * values[f"{name}_scale"].astype(np.float32)
    return result


def _module(node: str) -> str:
    """Turn the path of a node into the name of its module: `/a/a.0/MatMul` is `a.0`."""
    parts = node.strip("/").split("/")[:-1]
    kept: list[str] = []
    for part in parts:
        if kept and re.fullmatch(rf"{re.escape(kept[-1])}\.\d+", part):
            kept.pop()
        kept.append(part)
    return ".".join(kept)


def _fitted(values: NDArray[np.float32], like: torch.Tensor) -> torch.Tensor:
    """Return the values in the shape of `like`; columns an older head lacked are zero."""
    tensor = torch.from_numpy(np.array(values, dtype=np.float32))
    missing = like.shape[-1] - tensor.shape[-1]
    if like.ndim == 2 and missing > 0 and like.shape[0] == tensor.shape[0]:
        tensor = torch.nn.functional.pad(tensor, (0, missing))
    if tensor.shape != like.shape:
        message = f"a weight is {tuple(tensor.shape)}, the network's {tuple(like.shape)}"
        raise DataError(message)
    return tensor
