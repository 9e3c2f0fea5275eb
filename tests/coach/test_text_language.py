"""German and English are told apart; anything else is abstained from only when it is certain."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.contracts import Message
from coach.text.language import decide, detect
from coach.text.words import word_count, words

if TYPE_CHECKING:
    from coach.contracts import Language

SURE = {
    "German": ("Das Paket liegt im Depot Kassel und kommt morgen vor zwölf Uhr.", "de"),
    "German chat": ("Moin, hab nachgeschaut, das Paket liegt in Lingen und kommt morgen", "de"),
    "German in capitals": ("HALLO FRAU KERN, DAS PAKET IST DA UND WIRD MORGEN GELIEFERT", "de"),
    "Swiss German": ("Grüezi Frau Kern, ich ha s'Päckli gfunde und es chunnt morn am Mittag", "de"),
    "English": ("Your parcel is at the depot and I will send it out tomorrow morning.", "en"),
    "English chat": ("bear with me pls, looking in the returns list right now", "en"),
    "French": (
        "Bonjour Madame, je vous remercie pour votre patience et je regarde tout de suite",
        None,
    ),
    "Turkish": ("Merhaba, siparişiniz yarın sabah kargoya verilecek, çok teşekkür ederiz", None),
    "Dutch": ("Hoi Lena, ik heb je pakket gevonden en het komt morgen voor twaalf uur", None),
    "Danish or Norwegian": ("Hej, din pakke er fundet og kommer i morgen inden klokken tolv", None),
    "Spanish": ("Hola, su pedido ya está en camino y llegará mañana por la mañana", None),
    "Polish": ("Dzień dobry, paczka jest już w drodze i dotrze jutro przed południem", None),
    "Arabic": ("مرحبا سيدتي طردك في الطريق وسوف يصل صباح الغد إن شاء الله", None),
}


@pytest.mark.parametrize(("text", "language"), SURE.values(), ids=SURE)
def test_eight_clear_words_decide(text: str, language: Language | None) -> None:
    assert decide(text) == language


SHORT = {
    "German": ("Ist erledigt, danke!", "de"),
    "English": ("All done, thanks!", "en"),
    "French is not judged from few words": ("Bonjour Madame", "de"),
}


@pytest.mark.parametrize(("text", "language"), SHORT.values(), ids=SHORT)
def test_few_words_are_decided_by_telling_ones(text: str, language: Language) -> None:
    assert decide(text) == language


def test_what_is_given_wins() -> None:
    assert decide(SURE["French"][0], given="en") == "en"


ENGLISH = "Hi, my parcel has not arrived and I have been waiting since Monday."
FRENCH = "Bonjour, mon colis n'est toujours pas arrivé et j'attends depuis lundi matin."


def test_a_short_reply_takes_the_language_of_the_customer() -> None:
    assert decide("Super! 👍", customer=ENGLISH) == "en"


def test_a_short_reply_takes_the_language_of_the_thread() -> None:
    thread = [Message("customer", "Hi, my parcel has not arrived"), Message("agent", "Let me see")]
    assert decide("Super!", thread=thread, customer="and I waited since Monday") == "en"


def test_a_short_reply_in_a_french_thread_is_abstained_from() -> None:
    assert decide("Voilà, Paris, Madame", customer=FRENCH) is None


def test_a_clear_short_reply_keeps_its_language_in_a_french_thread() -> None:
    assert decide("I will look into it now.", customer=FRENCH) == "en"


def test_a_long_reply_does_not_follow_the_customer() -> None:
    assert decide(SURE["German"][0], customer=ENGLISH) == "de"


@pytest.mark.parametrize("text", ["😀😀👍", "", "12345", "???"], ids=repr)
def test_without_words_the_default_holds(text: str) -> None:
    assert detect(text).words == 0
    assert decide(text) == "de"
    assert decide(text, customer=ENGLISH) == "en"


def test_a_guess_tells_how_sure_it_is() -> None:
    guess = detect(SURE["English"][0])
    assert guess.language == "en"
    assert guess.probability > 0.8
    assert guess.sure
    assert not detect("Bonjour Madame").sure


def test_line_ends_do_not_disturb() -> None:
    assert decide(SURE["German"][0].replace(" ", "\n")) == "de"


def test_nothing_is_fetched_and_nothing_is_logged() -> None:
    """Run in a fresh process whose sockets refuse to open."""
    code = (
        "import logging, socket, sys\n"
        "def refuse(*args, **kwargs): raise SystemExit('a connection was attempted')\n"
        "socket.socket.connect = refuse\n"
        "socket.getaddrinfo = refuse\n"
        "logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)\n"
        "from coach.text.language import decide\n"
        "assert decide('Geheimwort ' * 900 + 'und das Paket ist da und ich bin froh') == 'de'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_librarys_logger_stays_silent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        detect("Geheimwort und noch eins und noch eins und noch eins")
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Hallo Frau Kern", 3),
        ("Das kostet 12,50 €!", 2),
        ("😀 👍 -- 2026", 0),
        ("E-Mail an a@b.de", 3),
        ("Grüße, Ö. 3D", 3),
    ],
)
def test_a_word_has_a_letter_in_it(text: str, count: int) -> None:
    assert word_count(text) == count


def test_words_leave_links_and_addresses_out() -> None:
    assert words("Siehe https://laden.example/x oder a@b.de, Anna’s 2 Bücher") == [
        "siehe",
        "oder",
        "anna’s",
        "bücher",
    ]
