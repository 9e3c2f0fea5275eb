"""From torch to int8 ONNX: one text, any number of windows, every head in the same pass."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from models.network import Encoding, NetworkInput
from models.runtime import OUTPUTS

if TYPE_CHECKING:
    from pathlib import Path

    from models.network import CoachNetwork

_SMALLEST = 1e-3
"""Rows are divided by no less."""

INPUTS = ("input_ids", "attention_mask", "reply_mask", "customer_mask")


class OneText(nn.Module):
    """All windows of one text in, one row out: pools run over the tokens of every window.

    `masked=False` leaves out what hides padding. Such a network must be cut in two
    (`models.split`), so that every window is read by itself and there is no padding.
    """

    def __init__(self, network: CoachNetwork, *, masked: bool = True) -> None:
        super().__init__()
        self.network = network
        self.masked = masked

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, reply_mask: Tensor, customer_mask: Tensor
    ) -> tuple[Tensor, ...]:
        """Return the heads for [windows, tokens] of one text; tokens keep [windows, tokens, …]."""
        batch = NetworkInput(input_ids, attention_mask, reply_mask, customer_mask)
        encoding = self.network.encode(batch, masked=self.masked)
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


class RowScaled(nn.Module):
    """A linear layer whose inputs are brought to a largest value of one, token by token.

    Feed-forward blocks read a few tokens with huge values. Dynamic int8 takes one scale a tensor,
    too coarse for all other tokens beside them (cf. per-token scales in Yao et al., ZeroQuant,
    NeurIPS 2022). Divided before the product and multiplied after it, every token has its own.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias

    def forward(self, values: Tensor) -> Tensor:
        """Return what the linear layer returns."""
        largest = values.abs().amax(dim=-1, keepdim=True).clamp_min(_SMALLEST)
        return F.linear(values / largest, self.weight) * largest + self.bias


def row_scaled(network: CoachNetwork) -> CoachNetwork:
    """Return a copy of the network that quantises well and says the same in fp32."""
    network = copy.deepcopy(network)
    for layer in network.encoder.encoder.layer:
        layer.intermediate.dense = RowScaled(layer.intermediate.dense)
        layer.output.dense = RowScaled(layer.output.dense)
    return network


def export_fp32(network: CoachNetwork, path: Path, *, masked: bool = True) -> None:
    """Write the fp32 graph; `masked` as in `OneText`."""
    example = torch.ones((1, 16), dtype=torch.int64)
    axes = {name: {0: "windows", 1: "tokens"} for name in (*INPUTS, "tokens")}
    with warnings.catch_warnings():
        # The trace-based exporter keeps module paths in node names, which `quantise` goes by.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneText(row_scaled(network), masked=masked).eval(),
            (example, example, example, example),
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, target: Path) -> None:
    """Quantise the encoder to dynamic int8, one weight scale a column; heads keep fp32."""
    model = onnx.load(str(source))
    del model.graph.value_info[:]
    heads = [node.name for node in model.graph.node if not _in_encoder(node)]
    # A bias is split off first, and the product renamed.
    heads += [f"{name}_MatMul" for name in heads if name.endswith("Gemm")]
    quantize_dynamic(
        model,
        target,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        nodes_to_exclude=heads,
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )


def _in_encoder(node: onnx.NodeProto) -> bool:
    return "/encoder/" in node.name
