from pathlib import Path

import pytest

from tests.training import epitome_tables
from training.epitome.posts import (
    Post,
    find_rationales,
    load_posts,
    part_of,
    read_posts,
    without_repetitions,
)
from training.records import DataError


@pytest.mark.parametrize(
    ("response", "quotes", "expected"),
    [
        pytest.param("I hear you. Stay.", "I hear you.|", ["I hear you."], id="one"),
        pytest.param("Why? I see.", "Why?|I see.|", ["Why?", "I see."], id="two"),
        pytest.param("hey !   you ok", "hey ! you|", ["hey !   you"], id="white-space"),
        pytest.param("love <3 you", "love &lt;3|", ["love <3"], id="html"),
        pytest.param("nothing here", "|", [], id="none"),
        pytest.param("nothing here", "something else|", [], id="not-found"),
        pytest.param("a (b) c", "(b)|", ["(b)"], id="signs"),
    ],
)
def test_rationales_are_found(response: str, quotes: str, expected: list[str]) -> None:
    assert [response[a:b] for a, b in find_rationales(response, quotes)] == expected


def test_the_split_follows_the_seeker() -> None:
    parts = [part_of(f"s{i}") for i in range(2000)]
    assert [parts.count(name) for name in ("train", "dev", "test")] == [1479, 99, 422]
    assert part_of("65m92s") == "test"


def test_three_tables_become_one_post_a_row(tmp_path: Path) -> None:
    epitome_tables.write(tmp_path, rows=4)
    posts = read_posts(tmp_path)
    assert len(posts) == 4
    assert posts[1].levels == (1, 0, 2)
    assert posts[1].response[slice(*posts[1].rationales[0][0])] == "hug"
    assert posts[1].rationales[1] == ()


def test_parts_share_no_seeker(tmp_path: Path) -> None:
    epitome_tables.write(tmp_path, rows=80)
    posts = load_posts(tmp_path)
    seekers = [{post.seeker_id for post in part} for part in (posts.train, posts.dev, posts.test)]
    assert len(set.union(*seekers)) == sum(len(part) for part in seekers)
    assert sum(len(part) for part in (posts.train, posts.dev, posts.test)) == 80


def test_copies_that_agree_count_once_and_others_stay() -> None:
    first = Post("s", "r", "", "", (1, 0, 0), ((), (), ()))
    other = Post("s", "r", "", "", (0, 0, 0), ((), (), ()))
    assert without_repetitions([first, first, other]) == [first, other]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    epitome_tables.write(tmp_path, rows=2)
    (tmp_path / "explorations-reddit.csv").unlink()
    with pytest.raises(DataError, match=r"explorations-reddit\.csv cannot be read"):
        read_posts(tmp_path)


def test_tables_of_different_length_are_refused(tmp_path: Path) -> None:
    epitome_tables.write(tmp_path, rows=3)
    path = tmp_path / "explorations-reddit.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(DataError, match=r"\[3, 3, 2\] rows"):
        read_posts(tmp_path)


def test_tables_in_another_order_are_refused(tmp_path: Path) -> None:
    epitome_tables.write(tmp_path, rows=2)
    path = tmp_path / "explorations-reddit.csv"
    head, first, second = path.read_text().splitlines()
    path.write_text("\n".join((head, second, first)) + "\n")
    with pytest.raises(DataError, match="row 1 is about different pairs"):
        read_posts(tmp_path)
