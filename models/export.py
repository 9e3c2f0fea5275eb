"""From torch to int8 ONNX: one text, any number of windows, every head in the same pass."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.network import CoachNetwork, Encoding, NetworkInput
from models.runtime import OUTPUTS

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = ("input_ids", "attention_mask", "reply_mask", "customer_mask")


class OneText(nn.Module):
    """All windows of one text in, one row out: pools run over the tokens of every window."""

    def __init__(self, network: CoachNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, reply_mask: Tensor, customer_mask: Tensor
    ) -> tuple[Tensor, ...]:
        """Return the heads for [windows, tokens] of one text; tokens keep [windows, tokens, …]."""
        batch = NetworkInput(input_ids, attention_mask, reply_mask, customer_mask)
        encoding = self.network.encode(batch)
        joined = Encoding(_joined(encoding.features), _joined(encoding.final))
        flat = NetworkInput(
            *(t.reshape(1, -1) for t in (input_ids, attention_mask, reply_mask, customer_mask))
        )
        output = self.network.heads(joined, flat)
        windows, width = input_ids.shape
        tokens = output.tokens.reshape(windows, width, -1)
        return output.cumulative, output.need, tokens, output.behaviours, output.embedding


def _joined(states: Tensor) -> Tensor:
    return states.reshape(1, -1, states.shape[-1])


@dataclass(frozen=True, slots=True)
class Precision:
    """How weights are stored: encoder matrices and embeddings in int8, heads stay fp32."""

    reduce_range: bool = False
    embeddings: bool = True


def export_fp32(network: CoachNetwork, path: Path) -> None:
    """Write the fp32 graph."""
    example = torch.ones((1, 16), dtype=torch.int64)
    axes = {name: {0: "windows", 1: "tokens"} for name in (*INPUTS, "tokens")}
    with warnings.catch_warnings():
        # The trace-based exporter keeps module paths in node names, which `quantise` goes by.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneText(network).eval(),
            (example, example, example, example),
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, target: Path, precision: Precision | None = None) -> None:
    """Quantise encoder weights to int8, per channel; heads keep fp32."""
    precision = precision or Precision()
    model = onnx.load(str(source))
    del model.graph.value_info[:]
    heads = [node.name for node in model.graph.node if not _in_encoder(node)]
    with TemporaryDirectory() as folder:
        cleared = Path(folder) / "cleared.onnx"
        onnx.save(model, str(cleared))
        quantize_dynamic(
            cleared,
            target,
            op_types_to_quantize=["MatMul", "Gemm", *(["Gather"] if precision.embeddings else [])],
            nodes_to_exclude=heads,
            per_channel=True,
            reduce_range=precision.reduce_range,
            weight_type=QuantType.QInt8,
        )


def _in_encoder(node: onnx.NodeProto) -> bool:
    return "/encoder/" in node.name

