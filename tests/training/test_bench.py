from pathlib import Path

import pytest
import torch
from rich.console import Console
from transformers import RobertaConfig, RobertaModel

from coach.bench import BenchSettings, BenchTexts
from models.encoding import PairEncoder
from tests.tiny_weights import write_tiny_weights
from training.bench import BATCHES, Comparison, batches, compare, roberta_base, table, token_ids


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> BenchSettings:
    weights = write_tiny_weights(tmp_path_factory.mktemp("bench") / "tiny")
    return BenchSettings(bulk=50, warm_up=2, workers=2, weights=weights)


@pytest.fixture(scope="module")
def rival() -> RobertaModel:
    config = RobertaConfig(
        vocab_size=200,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=514,
    )
    return RobertaModel(config, add_pooling_layer=False).eval()


def test_both_are_measured_on_the_same_texts(settings: BenchSettings, rival: RobertaModel) -> None:
    threads = torch.get_num_threads()
    result = compare(settings, 10, rival)
    assert tuple(result.roberta) == BATCHES
    assert result.factor == result.ours / max(result.roberta.values())
    assert result.threads == 2
    assert torch.get_num_threads() == threads


def test_the_rival_reads_our_token_ids(settings: BenchSettings) -> None:
    texts = BenchTexts.load()
    rows = token_ids(settings, texts, 5)
    assert settings.weights is not None
    encoder = PairEncoder.load(Path(settings.weights) / "tokenizer.json")
    assert len(rows) == 5
    first = encoder._tokenizer.encode(texts.replies[0], add_special_tokens=False)
    assert rows[0][1:-1] == first.ids[: len(rows[0]) - 2]


def test_the_rival_is_roberta_base() -> None:
    with torch.device("meta"):
        network = roberta_base()
    assert sum(p.numel() for p in network.parameters()) == 124_055_040


def test_batches_are_sorted_and_complete() -> None:
    rows = [[0] * n for n in (3, 9, 1, 7, 5)]
    groups = list(batches(rows, 2))
    assert [[len(row) for row in group] for group in groups] == [[9, 7], [5, 3], [1]]


def test_the_table_shows_the_factor() -> None:
    result = Comparison(
        ours=104.0,
        roberta={1: 6.5, 8: 8.0, 32: 7.1},
        factor=13.0,
        replies=600,
        tokens_per_reply=61.2,
        threads=2,
    )
    console = Console(record=True, width=110)
    console.print(table(result))
    text = console.export_text()
    for expected in ("61 tokens a reply, 2 threads", "104.0", "batches of 32", "13.0", "≥ 13"):
        assert expected in text
