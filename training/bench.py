"""`coach-train bench`: bulk throughput beside a RoBERTa-base on the same texts.

RoBERTa-base has random weights (speed does not depend on them), runs in fp32 torch, reads texts
sorted by length in batches of 1, 8 or 32, and the best of the three counts. It is given the
token ids of our own tokenizer, so both read the same number of tokens.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import torch
import typer
from rich.console import Console
from rich.table import Table
from transformers import RobertaConfig, RobertaModel

from coach.bench import BenchSettings, BenchTexts, bulk
from coach.prepare import prepare
from models.artifact import load_artifact
from models.encoding import PAD, PairEncoder
from models.prediction import TextPair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCHES = (1, 8, 32)
CAPTION = (
    "RoBERTa-base: random weights, fp32 torch, length-sorted, best of batch 1, 8 and 32, our "
    "tokenizer's ids (equal token counts), network only. Ours: the whole way, from text to "
    "assessment."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Replies a second of both, on replies without a customer's message.

    `factor` is ours through RoBERTa-base's best batch size; `threads` both may use.
    """

    ours: float
    roberta: dict[int, float]
    factor: float
    replies: int
    tokens_per_reply: float
    threads: int


def bench_command(
    *,
    replies: Annotated[int, typer.Option(min=50, help="Replies our coach scores.")] = 600,
    rival_replies: Annotated[
        int, typer.Option(min=8, help="Replies RoBERTa-base reads, at each batch size.")
    ] = 200,
    workers: Annotated[int | None, typer.Option(min=1, help="Replies scored at a time.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare bulk throughput with RoBERTa-base; let the machine be idle meanwhile."""
    result = compare(BenchSettings(bulk=replies, workers=workers), rival_replies, roberta_base())
    if as_json:
        typer.echo(json.dumps(asdict(result), indent=1))
    else:
        Console().print(table(result))


def compare(settings: BenchSettings, rival_replies: int, rival: RobertaModel) -> Comparison:
    """Measure ours, then the rival with as many threads as ours had workers."""
    threads = settings.coach.workers * settings.coach.threads
    texts = BenchTexts.load()
    rows = token_ids(settings, texts, rival_replies)
    ours = bulk(settings, texts).alone
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        rates = {size: rate(rival, rows, size) for size in BATCHES}
    finally:
        torch.set_num_threads(before)
    return Comparison(
        ours=ours,
        roberta=rates,
        factor=ours / max(rates.values()),
        replies=settings.bulk,
        tokens_per_reply=sum(map(len, rows)) / len(rows),
        threads=threads,
    )


def token_ids(settings: BenchSettings, texts: BenchTexts, count: int) -> list[list[int]]:
    """Return what our network would read of the replies."""
    encoder = PairEncoder.load(load_artifact(settings.coach.weights).tokenizer)
    requests = texts.bulk_requests(count, with_customer=False)
    pairs = [TextPair(prepare(request).reply.text) for request in requests]
    return [encoder.encode(pair).input_ids[0].tolist() for pair in pairs]


@torch.inference_mode()
def rate(network: RobertaModel, rows: Sequence[Sequence[int]], size: int) -> float:
    """Return rows a second in length-sorted batches of one size."""
    groups = list(batches(rows, size))
    _run(network, groups[:2])
    begin = time.perf_counter()
    _run(network, groups)
    return len(rows) / (time.perf_counter() - begin)


def batches(rows: Sequence[Sequence[int]], size: int) -> Iterator[list[Sequence[int]]]:
    """Yield rows of similar length, the longest first."""
    order = sorted(rows, key=len, reverse=True)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _run(network: RobertaModel, groups: Sequence[Sequence[Sequence[int]]]) -> None:
    for group in groups:
        width = max(map(len, group))
        ids = torch.tensor([[*row, *[PAD] * (width - len(row))] for row in group])
        network(input_ids=ids, attention_mask=(ids != PAD).long())


def roberta_base() -> RobertaModel:
    """Return RoBERTa-base as published: 12 layers of 768, 12 heads, 50,265 pieces."""
    config = RobertaConfig(
        vocab_size=50_265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5
    )
    return RobertaModel(config, add_pooling_layer=False).eval()


def table(result: Comparison) -> Table:
    """Lay both out."""
    title = f"{result.tokens_per_reply:.0f} tokens a reply, {result.threads} threads"
    view = Table(title=title, caption=CAPTION)
    view.add_column("")
    view.add_column("replies / s", justify="right")
    view.add_row("coach, bulk", f"{result.ours:.1f}")
    for size, value in result.roberta.items():
        view.add_row(f"RoBERTa-base, batches of {size}", f"{value:.1f}")
    view.add_row("[bold]factor[/bold] (target ≥ 13)", f"[bold]{result.factor:.1f}[/bold]")
    return view
