from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from models.encoding import CUSTOMER_EDGE, STRIDE, WINDOW, PairEncoder, merge_windows, window_starts
from models.prediction import TextPair


@pytest.fixture(scope="module")
def encoder() -> PairEncoder:
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "hi": 4, "there": 5}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PairEncoder(tokenizer)


def test_a_pair_is_reply_then_customer(encoder: PairEncoder) -> None:
    encoded = encoder.encode(TextPair("hi there", "hi"))
    assert encoded.input_ids.tolist() == [[0, 4, 5, 2, 2, 4, 2]]
    assert encoded.reply_mask.tolist() == [[0, 1, 1, 0, 0, 0, 0]]
    assert encoded.customer_mask.tolist() == [[0, 0, 0, 0, 0, 1, 0]]
    assert encoded.offsets.tolist() == [[0, 2], [3, 8]]


def test_without_a_customer_there_is_one_end(encoder: PairEncoder) -> None:
    assert encoder.encode(TextPair("hi")).input_ids.tolist() == [[0, 4, 2]]


def test_of_a_long_customer_message_both_ends_are_read(encoder: PairEncoder) -> None:
    encoded = encoder.encode(TextPair("hi", "hi " * 200 + "there"))
    assert int(encoded.customer_mask.sum()) == 2 * CUSTOMER_EDGE
    assert encoded.input_ids[0, -2] == 5


@given(st.integers(0, 5000))
def test_windows_read_every_token(tokens: int) -> None:
    starts = window_starts(tokens)
    assert starts[0] == 0
    assert all(b - a == STRIDE for a, b in pairwise(starts))
    assert starts[-1] + WINDOW >= tokens
    assert len(starts) == 1 or starts[-2] + WINDOW < tokens


@given(st.integers(1, 1500))
def test_merged_windows_give_each_token_its_own_value(tokens: int) -> None:
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "hi": 4}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    encoded = PairEncoder(tokenizer).encode(TextPair("hi " * tokens, "hi"))
    values = np.full((*encoded.input_ids.shape, 1), -1.0)
    for i, start in enumerate(encoded.starts):
        length = int(encoded.reply_mask[i].sum())
        values[i, 1 : 1 + length, 0] = np.arange(start, start + length)
    assert merge_windows(values, encoded)[:, 0].tolist() == list(range(tokens))
