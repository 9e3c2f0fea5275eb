"""From torch to int8 ONNX: one text, any number of windows, every head in the same pass."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

from models.network import Encoding, NetworkInput
from models.runtime import OUTPUTS

if TYPE_CHECKING:
    from models.network import CoachNetwork

BLOCK = 128
INT8_ACTIVATIONS = 4
"""ONNX Runtime's `accuracy_level` for products computed in int8, one scale a block."""

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


def quantise(source: Path, target: Path) -> None:
    """Quantise the encoder to 8 bits; heads keep fp32.

    Most products run in dynamic int8. The second product of each feed-forward block reads
    activations with a few huge values, for which one scale a tensor is too coarse: there the
    weights are kept in 8-bit blocks instead (`MatMulNBits`). That costs no time that can be
    measured and more than halves the distance to fp32.
    """
    model = onnx.load(str(source))
    del model.graph.value_info[:]
    blocks = MatMulNBitsQuantizer(
        model,
        bits=8,
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=INT8_ACTIVATIONS,
        nodes_to_exclude=[n.name for n in _products(model) if not _reads_outliers(n)],
    )
    blocks.process()
    heads = [node.name for node in model.graph.node if not _in_encoder(node)]
    # A bias is split off first, and the product renamed.
    heads += [f"{name}_MatMul" for name in heads if name.endswith("Gemm")]
    with TemporaryDirectory() as folder:
        half = Path(folder) / "half.onnx"
        blocks.model.save_model_to_file(str(half))
        quantize_dynamic(
            half,
            target,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            nodes_to_exclude=heads,
            per_channel=True,
            weight_type=QuantType.QInt8,
        )


def _products(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    return [node for node in model.graph.node if node.op_type == "MatMul"]


def _in_encoder(node: onnx.NodeProto) -> bool:
    return "/encoder/" in node.name


def _reads_outliers(node: onnx.NodeProto) -> bool:
    """Say whether a product is the second one of a feed-forward block."""
    return _in_encoder(node) and "/output/dense/" in node.name and "attention" not in node.name
