"""Groups of texts are named by what they share and the others do not."""

from __future__ import annotations

from coach.plan.naming import Terms, brands_in, names_of, shortened
from coach.text.content import content_runs

LUGGAGE = (
    "@FlyNord my lost luggage never arrived",
    "Lost luggage again, FlyNord!",
    "a lost luggage desk",
)
SEATS = ("paid for seat selection", "the seat selection is gone", "a seat selection nobody honours")
WORDS = ("Hello there, this is lovely", "thanks so much", "have a nice day")


def named(*groups: tuple[str, ...]) -> list[tuple[str, ...]]:
    texts = [text for group in groups for text in group]
    brands = brands_in(texts)
    places, start = [], 0
    for group in groups:
        places.append(range(start, start + len(group)))
        start += len(group)
    return names_of([Terms.of(text, brands) for text in texts], places)


def test_a_pair_of_words_names_a_group_before_either_word() -> None:
    assert [name[0] for name in named(LUGGAGE, SEATS)] == ["lost luggage", "seat selection"]


def test_no_word_stands_in_two_names() -> None:
    names = named(LUGGAGE, SEATS, ("lost at the gate", "the gate was lost", "lost gate"))
    words = [word.casefold() for name in names for term in name for word in term.split()]
    assert len(words) == len(set(words))


def test_courtesies_and_brands_name_nothing() -> None:
    assert named(LUGGAGE, WORDS)[1] == ()
    assert "FlyNord" not in " ".join(named(LUGGAGE, SEATS)[0])


def test_words_are_written_as_customers_mostly_write_them() -> None:
    german = ("Der Liefertermin fiel aus", "kein Liefertermin", "neue Liefertermine, wieder nichts")
    assert named(german, SEATS)[0] == ("Liefertermin",)


def test_handles_masks_and_links_are_no_words() -> None:
    text = "@FlyNord #fail [company] __company__ <NAME_1> https://x.example don't lose luggage"
    assert content_runs(text) == [["lose", "luggage"]]


def test_a_long_sentence_is_cut_and_says_so() -> None:
    text = "Thanks. The crew carried my mother's bag all the way to the last gate today."
    assert shortened(text, ["crew"]) == "The crew carried my mother's bag all the way …"
    assert shortened("Thanks. Great crew!", ["crew"]) == "Great crew"
