"""Cut an exported network in two: what reads one window, and what judges the whole text.

An encoder run over one window does not depend on the others. Kept apart from the heads, it has to
run again only for windows that changed. `python -m models.split FOLDER` cuts the network of a
weights folder that was exported in one piece.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import onnx
from onnx.utils import Extractor

from models.artifact import HEADS, NETWORK, write_sums
from models.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable


def split(network: Path, heads: Path) -> None:
    """Leave the encoder in `network` and write the heads to `heads`.

    Raises:
        ModelError: no place is found where the windows of a text are joined.

    """
    model = onnx.load(str(network))
    inputs = [value.name for value in model.graph.input]
    outputs = [value.name for value in model.graph.output]
    joined = _joined(model)
    if not joined:
        message = f"{network} does not join its windows; it is cut already, or no export of ours"
        raise ModelError(message)
    _declare(model, joined)
    extractor = Extractor(model)
    encoder = extractor.extract_model(_read(model, inputs, joined), joined)
    rest = extractor.extract_model([*joined, *inputs], outputs)
    onnx.save(rest, str(heads))
    onnx.save(encoder, str(network))


def _joined(model: onnx.ModelProto) -> list[str]:
    """Return the encoder's states just before the windows of a text become one row."""
    makers = {name: node for node in model.graph.node for name in node.output}
    inside: dict[str, bool] = {}

    def encoded(name: str) -> bool:
        """Say whether a tensor is made by the encoder, with windows still apart."""
        if name not in inside:
            node = makers.get(name)
            inside[name] = (
                node is not None
                and not _joins(node)
                and ("/encoder/" in node.name or any(encoded(source) for source in node.input))
            )
        return inside[name]

    joins = [node for node in model.graph.node if _joins(node)]
    return list(dict.fromkeys(node.input[0] for node in joins if encoded(node.input[0])))


def _joins(node: onnx.NodeProto) -> bool:
    return node.op_type == "Reshape" and "/encoder/" not in node.name


def _declare(model: onnx.ModelProto, names: Iterable[str]) -> None:
    """Give the cut tensors a type: [windows, tokens, hidden], float32."""
    known = {value.name for value in model.graph.value_info}
    shape = ["windows", "tokens", None]
    for name in names:
        if name not in known:
            value = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
            model.graph.value_info.append(value)


def _read(model: onnx.ModelProto, inputs: list[str], outputs: list[str]) -> list[str]:
    """Return the inputs that `outputs` really depend on."""
    makers = {name: node for node in model.graph.node for name in node.output}
    needed: set[str] = set()
    waiting = list(outputs)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(makers[name].input if name in makers else ())
    return [name for name in inputs if name in needed]


def main() -> None:
    """Cut the network of a weights folder and write its sums anew."""
    parser = argparse.ArgumentParser(prog="python -m models.split", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    split(folder / NETWORK, folder / HEADS)
    write_sums(folder)


if __name__ == "__main__":
    main()
