"""What may stand before a team as a good example, and what may not."""

from __future__ import annotations

import pytest

from coach.huddle.fitness import may_be_example, stands_alone, takes_up

ASKED = "My suitcase has been missing since Monday, can you find out where it is?"
REPLY = (
    "I have just called the desk. They found the suitcase, and it comes to you tonight by eight."
)


def test_a_whole_reply_to_a_matter_is_an_example() -> None:
    assert may_be_example(ASKED, REPLY, "en")
    assert takes_up(ASKED, REPLY)


@pytest.mark.parametrize(
    "reply",
    [
        "Hahaha, your suitcase is on holiday without you.",
        "Your suitcase likes to travel, too. 😉",
        "The suitcase will be there. The score is Giants 22/Chargers 27.",
        "I am sorry about the suitcase. Please shoot me a DM.",
        "I am sorry about the suitcase 1/3 it will be with you soon.",
        "The next flight that could bring your suitcase isn't until",
        "Your suitcase is on its way, so every hour you may be...",
        "Your suitcase, [name], is with [company] now.",
        "Your suitcase is at […] now.",
        "Hey there Skye, your suitcase is on its way.",
        "Aimee, your suitcase is on its way.",
        "I am sorry about your suitcase, Kiara.",
        "then your suitcase comes by eight.",
        "I will write to you as soon as I know more about the suitcase",
    ],
)
def test_jokes_pieces_hidden_places_and_names_are_no_example(reply: str) -> None:
    assert not may_be_example(ASKED, reply, "en")


@pytest.mark.parametrize(
    "reply",
    [
        "Hi [name], the suitcase comes to you tonight.",
        "Unfortunately, the suitcase comes on Monday. I am sorry.",
        "I'm sorry about the suitcase. I'll call you by Friday.",
    ],
)
def test_a_greeting_an_opener_and_a_day_are_no_names(reply: str) -> None:
    assert may_be_example(ASKED, reply, "en")


def test_german_nouns_are_no_names_and_a_name_called_is() -> None:
    asked = "Mein Koffer fehlt seit Montag, können Sie nachsehen, wo er ist?"
    assert may_be_example(asked, "Leider steht der Koffer noch in Rom. Er kommt am Abend.", "de")
    assert not may_be_example(asked, "Theresa, der Koffer steht noch in Rom.", "de")


@pytest.mark.parametrize(
    "asked",
    ["Not the bus, it was the train.", "Vorher nicht? als Gutschein?", "Ja, wir ziehen bald um.",
     "Why is [company] closed today, of all days?",
     "welche das Paket auch nicht hat Ok dann wart ich",
     "Why is the audio not syncing with the shows on my",
     "Both. 18 down and 17 up, wired.",
     "Montag. Da war ich den ganzen Tag zu Hause."],
)  # fmt: skip
def test_a_message_that_only_goes_on_or_hides_something_stands_not_alone(asked: str) -> None:
    assert not stands_alone(asked)


def test_a_question_may_begin_with_which() -> None:
    assert stands_alone("Welche Größe passt zu dem Rahmen, den ich am Montag gekauft habe?")
