import itertools
import time
from collections.abc import Iterator

import pytest

from models.parallel import ordered_map


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_results_come_in_the_order_asked_for(workers: int) -> None:
    def slow_if_even(n: int) -> int:
        time.sleep(0.002 * (n % 2 == 0))
        return n * n

    assert list(ordered_map(slow_if_even, range(50), workers=workers)) == [n * n for n in range(50)]


def test_an_endless_stream_is_read_only_a_little_ahead() -> None:
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        for n in itertools.count():
            taken += 1
            yield n

    results = ordered_map(str, numbers(), workers=2)
    assert [next(results) for _ in range(3)] == ["0", "1", "2"]
    assert taken < 30
    results.close()


def test_an_error_reaches_the_reader() -> None:
    with pytest.raises(ZeroDivisionError):
        list(ordered_map(lambda n: 1 // n, [1, 0], workers=2))
