"""What training promises: threads that add up, released weights read back."""

from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch

from models.artifact import HEADS, NETWORK, write_sums
from models.encoding import PairEncoder
from models.export import RowScaled, export_fp32, quantise, row_scaled
from models.network import CoachNetwork, NetworkInput
from models.prediction import TextPair
from models.split import split
from tests.tiny_weights import write_tiny_weights
from tests.training import tiny_base
from training.fit.batches import collate_inputs
from training.fit.config import FitConfig, OptimiserConfig
from training.fit.optimiser import build_optimiser
from training.fit.parallel import ParallelBackward
from training.records import DataError
from training.restore import restore
from training.runs import new_network

CUSTOMER = "hello Grüße wir wir."


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base.save_random_base(tmp_path_factory.mktemp("network") / "base")


@pytest.fixture(scope="module")
def network(base: Path) -> CoachNetwork:
    return new_network(base, FitConfig()).eval()


def encoded(base: Path, *pairs: TextPair) -> NetworkInput:
    encoder = PairEncoder.load(base / "tokenizer.json")
    return collate_inputs([encoder.encode(pair) for pair in pairs])


def test_two_threads_find_the_gradients_that_one_finds(base: Path) -> None:
    gradients = []
    for workers in (1, 2):
        network = new_network(base, FitConfig()).eval()
        build_optimiser(network, OptimiserConfig(frozen_layers=1))
        batches = [encoded(base, TextPair(text, CUSTOMER)) for text in ("wir weg", "der klo a")]
        losses = [lambda b=b, n=network: n(b).cumulative.square().sum() for b in batches]
        ParallelBackward(network, workers).backward(losses)
        gradients.append({n: p.grad for n, p in network.named_parameters() if p.grad is not None})
    one, two = gradients
    assert one.keys() == two.keys()
    assert all(torch.allclose(one[name], two[name], atol=1e-6) for name in one)
    assert not any(name.startswith("encoder.encoder.layer.0.") for name in one)
    assert "level_pool.score.weight" in one


def test_dropout_of_a_thread_repeats(base: Path) -> None:
    losses = []
    for _ in range(2):
        torch.manual_seed(3)
        network = new_network(base, FitConfig(dropout=0.5)).train()
        texts = ("wir weg", "der klo a", "wir a wir", "e e e") * 3
        batches = [encoded(base, TextPair(text, CUSTOMER)) for text in texts]
        each = [lambda b=b, n=network: n(b).cumulative.square().sum() for b in batches]
        losses.append(ParallelBackward(network, 2).backward(each))
    assert losses[0] == losses[1]


def scattered(base: Path) -> CoachNetwork:
    """Return a network in which no two weights are equal, so that the exporter shares none."""
    network = new_network(base, FitConfig()).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
    return network


@pytest.mark.parametrize("cut", [False, True])
def test_a_released_file_gives_its_weights_back(tmp_path: Path, *, cut: bool) -> None:
    weights = write_tiny_weights(tmp_path / "weights")
    network = scattered(tmp_path / "base")
    export_fp32(network, tmp_path / "fp32.onnx")
    quantise(tmp_path / "fp32.onnx", weights / NETWORK)
    if cut:
        split(weights / NETWORK, weights / HEADS)
    write_sums(weights)
    other = new_network(tmp_path / "base", FitConfig(seed=5))
    words = "encoder.embeddings.word_embeddings.weight"
    other.load_state_dict({**other.state_dict(), words: network.state_dict()[words]})
    restore(weights, other)
    for name, value in network.state_dict().items():
        back = other.state_dict()[name]
        if name.endswith("mix.weights"):  # shares are what a mix is
            value, back = value.softmax(dim=0), back.softmax(dim=0)
        assert torch.allclose(back, value, atol=float(value.abs().max()) / 100), name


def test_only_the_encoder_is_quantised(tmp_path: Path) -> None:
    write_tiny_weights(tmp_path / "weights")
    export_fp32(scattered(tmp_path / "base"), tmp_path / "fp32.onnx")
    quantise(tmp_path / "fp32.onnx", tmp_path / "int8.onnx")
    eight_bits = {"MatMulInteger", "MatMulNBits"}
    nodes = onnx.load(str(tmp_path / "int8.onnx")).graph.node
    places = [node.name for node in nodes if node.op_type in eight_bits]
    assert places
    assert all("/encoder/" in name for name in places)


def test_what_is_exported_says_in_fp32_what_was_trained(base: Path, network: CoachNetwork) -> None:
    batch = encoded(base, TextPair("wir weg", CUSTOMER), TextPair("der klo a", CUSTOMER))
    with torch.no_grad():
        trained, exported = network(batch), row_scaled(network)(batch)
    assert torch.allclose(trained.tokens, exported.tokens, atol=1e-4)
    assert torch.allclose(trained.cumulative, exported.cumulative, atol=1e-4)
    assert isinstance(network.encoder.encoder.layer[0].output.dense, torch.nn.Linear)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_token_with_huge_values_costs_the_others_little(tmp_path: Path) -> None:
    torch.manual_seed(4)
    linear = torch.nn.Linear(64, 16)
    values = torch.cat([torch.randn(1, 7, 64), 500 * torch.ones(1, 1, 64)], dim=1)
    with torch.no_grad():
        exact = linear(values).numpy()
    errors = []
    for layer in (linear, RowScaled(linear)):
        block = torch.nn.Sequential()
        block.add_module("encoder", torch.nn.Sequential(layer))
        path = str(tmp_path / "fp32.onnx")
        torch.onnx.export(block, (values,), path, input_names=["x"], dynamo=False)
        quantise(tmp_path / "fp32.onnx", tmp_path / "int8.onnx")
        session = onnxruntime.InferenceSession(str(tmp_path / "int8.onnx"))
        (said,) = session.run(None, {"x": values.numpy()})
        errors.append(float(abs(said - exact)[:, :7].mean()))
    plain, scaled = errors
    assert scaled < plain / 10


def test_a_head_that_lacked_inputs_gets_zeros_for_them(tmp_path: Path) -> None:
    weights = write_tiny_weights(tmp_path / "weights")
    export_fp32(scattered(tmp_path / "base"), weights / NETWORK)
    write_sums(weights)
    wider = new_network(tmp_path / "base", FitConfig())
    known = wider.level_heads[0].body[0]
    wider.level_heads[0].body[0] = torch.nn.Linear(known.in_features + 2, known.out_features)
    restore(weights, wider)
    assert not wider.level_heads[0].body[0].weight[:, -2:].any()
    assert wider.level_heads[0].body[0].weight[:, :-2].all()


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    weights = write_tiny_weights(tmp_path / "weights")
    export_fp32(scattered(tmp_path / "base"), weights / NETWORK)
    write_sums(weights)
    network = new_network(tmp_path / "base", FitConfig())
    network.extra = torch.nn.Linear(2, 2)
    with pytest.raises(DataError, match="extra"):
        restore(weights, network)
