import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from models.encoding import PairEncoder
from models.network import NetworkOutput
from tests.training import epitome_tables, tiny_base
from training.epitome.batches import collate_posts, encode_post
from training.epitome.command import Benchmark, run
from training.epitome.judge import Judgement
from training.epitome.posts import MECHANISMS, Post, load_posts
from training.epitome.report import table
from training.epitome.variant import EpitomeConfig, level_weights, loss, new_variant
from training.fit.config import OptimiserConfig
from training.records import DataError
from training.runs import WEIGHTS

FAST = EpitomeConfig(
    optimiser=OptimiserConfig(epochs=30, lr=3e-3, head_lr=5e-3, average_from=0.8),
    dropout=0.0,
    bf16=False,
    tokens_per_batch=300,
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base.save_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("epitome")
    epitome_tables.write(folder, rows=120)
    return folder


@pytest.mark.slow
def test_the_benchmark_learns_reports_and_does_not_train_twice(
    base: Path, tables: Path, tmp_path: Path
) -> None:
    posts = load_posts(tables)
    where = Benchmark(base, tmp_path / "out", compile=False)
    seen: list[dict[str, float]] = []
    report = run(posts, FAST, where, range(1, 3), seen.append)
    assert report["seeds"] == [1, 2]
    assert report["rows"]["test"] == len(posts.test)
    for name in MECHANISMS:
        assert report["mean"][name]["macro_f1"] > 0.6, name
        assert report["mean"][name]["token_f1"] > 0.6, name
    assert json.loads((where.out / "epitome.json").read_text()) == report
    steps = len(seen)
    assert run(posts, FAST, replace(where, base=tmp_path), range(1, 3), seen.append) == report
    assert len(seen) == steps
    console = Console(record=True, width=120)
    console.print(table(report))
    assert "0.745" in console.export_text()


def test_rare_levels_weigh_more_and_the_mean_stays_one() -> None:
    posts = [Post("s", "r", "", "", (0, 0, level), ((), (), ())) for level in (0, 0, 0, 0, 1, 2)]
    weights = level_weights(posts, 0.5)
    assert weights[2, 1] == pytest.approx(2 * float(weights[2, 0]))
    assert float(weights[2] @ torch.tensor([4.0, 1.0, 1.0])) == pytest.approx(6)
    assert torch.equal(level_weights(posts, 0.0)[2], torch.ones(3))


def test_a_right_answer_costs_less_than_a_wrong_one(base: Path) -> None:
    encoder = PairEncoder.load(base / "tokenizer.json")
    post = Post("s", "r", "sad", "wir hug", (1, 0, 0), (((4, 7),), (), ()))
    batch = collate_posts([encode_post(post, encoder)])
    weights = torch.ones(3, 3)
    right = torch.tensor([[[4.0, -4.0], [-4.0, -9.0], [-4.0, -9.0]]])
    tokens = torch.where(batch.rationales > 0, 5.0, -5.0)

    def cost(cumulative: torch.Tensor, tokens: torch.Tensor) -> float:
        empty = torch.zeros(1, 1)
        output = NetworkOutput(cumulative, empty, tokens, empty, empty)
        return float(loss(output, batch, weights, FAST))

    assert cost(right, tokens) < 0.3
    assert cost(-right.flip(-1), tokens) > cost(right, tokens) + 1
    assert cost(right, -tokens) > cost(right, tokens) + 1


def test_training_texts_are_cut_and_rationales_with_them(base: Path) -> None:
    encoder = PairEncoder.load(base / "tokenizer.json")
    post = Post("s", "r", "sad", "wir hug why sad", (1, 0, 2), (((4, 7),), (), ((8, 11),)))
    whole, cut = encode_post(post, encoder), encode_post(post, encoder, 2)
    assert whole.rationales.sum(axis=0).tolist() == [1, 0, 1]
    assert cut.encoded.tokens == 2
    assert cut.rationales.sum(axis=0).tolist() == [1, 0, 0]
    assert collate_posts([whole, cut]).rationales.sum() == 3


def test_a_response_at_level_zero_has_no_rationale() -> None:
    truth = np.array([[1, 0, 0]])
    tokens = (np.full((3, 3), 0.9),)
    judgement = Judgement(truth, truth, (np.ones((3, 3), dtype=bool),), tokens)
    assert judgement.masks(0, 0.5)[0].all()
    assert not judgement.masks(1, 0.5)[0].any()


def test_a_threshold_is_chosen_by_token_f1() -> None:
    truth = np.array([[1, 1, 1]])
    marks = np.array([[True] * 3, [False] * 3, [False] * 3, [False] * 3, [False] * 3])
    tokens = np.where(marks, 0.72, 0.57)
    thresholds = Judgement(truth, truth, (marks,), (tokens,)).thresholds()
    assert all(0.57 < threshold <= 0.72 for threshold in thresholds)


def test_the_variant_starts_from_a_fit_run(base: Path, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    trained = new_variant(base, FAST, seed=3)
    with torch.no_grad():
        trained.encoder.encoder.layer[0].output.dense.weight.fill_(0.5)
    save_file({k: v.contiguous() for k, v in trained.state_dict().items()}, tmp_path / WEIGHTS)
    started = new_variant(base, FAST, seed=4, init=tmp_path)
    assert (started.encoder.encoder.layer[0].output.dense.weight == 0.5).all()
    assert not torch.equal(started.level_pool.score.weight, trained.level_pool.score.weight)


@pytest.mark.parametrize("missing", ["base", "init"])
def test_missing_weights_are_named_with_the_way_out(
    base: Path, tmp_path: Path, missing: str
) -> None:
    paths = {"base": base, "init": base} | {missing: tmp_path}
    command = {"base": "coach-train base", "init": "coach-train fit"}[missing]
    with pytest.raises(DataError, match=command):
        new_variant(paths["base"], FAST, seed=1, init=paths["init"])
