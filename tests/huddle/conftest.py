"""One small audit for all tests of huddles, and kits made from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coach.audit.results import AuditResults
from coach.house import House, Promise, load_house
from coach.huddle import HuddleOptions, Kit, make_kit
from coach.rubric import Bilingual
from coach.transcripts.contracts import Conversation, Message
from tests.audit_fixture import build_audit, conversations, run_audit

DAY = dt.date(2026, 5, 27)
WEEK = dt.date(2026, 5, 25)

MakeKit = Callable[..., Kit]


@pytest.fixture(scope="session")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    """60 conversations, twelve agents, both languages."""
    with build_audit(tmp_path_factory.mktemp("audit")) as results:
        yield results


@pytest.fixture(scope="session")
def large_audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    """The same conversations many times over: enough for every figure."""
    folder = tmp_path_factory.mktemp("large")
    with run_audit(folder, conversations(300)) as results:
        yield results


@pytest.fixture(scope="session")
def four_agents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    """Many conversations of a team of four."""
    folder = tmp_path_factory.mktemp("four")
    team = tuple(_by_one_of_four(number, one) for number, one in enumerate(conversations(160)))
    with run_audit(folder, team) as results:
        yield results


@pytest.fixture(scope="session")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    """Twenty conversations, as a small house has in a week."""
    with run_audit(tmp_path_factory.mktemp("twenty"), conversations(20)) as results:
        yield results


ITEMS = ("Tisch", "Schrank", "Spiegel", "Teppich", "Regal", "Sessel", "Vorhang", "Kommode")
ROOMS = ("im Flur", "in der Küche", "im Gästezimmer", "auf dem Balkon", "im Büro der Tochter")


@pytest.fixture(scope="session")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    """Forty conversations in which no reply is like another, by eight agents.

    Every second reply gives everything that is called for, the others lack hospitality.
    """
    folder = tmp_path_factory.mktemp("varied")
    with run_audit(folder, tuple(map(_varied, range(40)))) as results:
        yield results


@pytest.fixture
def house() -> House:
    return House(
        name="Möbelhaus Nord",
        vision=(
            _promise("Sie wissen, wie es weitergeht.", "What comes next is clear.", "concrete"),
            _promise("Wir stehen zu Fehlern.", "We own our mistakes.", "ownership"),
            _promise("Wir hören zu.", "We listen.", "understanding"),
        ),
    )  # fmt: skip


@pytest.fixture
def example_house() -> House:
    import coach.house

    return load_house(Path(coach.house.__file__).with_name("house.example.de.toml"))


def options(**given: object) -> HuddleOptions:
    """Return options for the week of the tests."""
    return HuddleOptions(**{"language": "de", "day": DAY, **given})  # type: ignore[arg-type]


def kit_of(results: AuditResults, **given: object) -> Kit:
    """Make a kit without a history."""
    return make_kit(results, options(**given))


def _promise(de: str, en: str, *behaviours: str) -> Promise:
    return Promise(Bilingual(de, en), Bilingual(f"Für mich: {de}", f"To me: {en}"), behaviours)


def _by_one_of_four(number: int, one: Conversation) -> Conversation:
    messages = tuple(
        replace(message, agent=f"agent{number % 4}") if message.role == "agent" else message
        for message in one.messages
    )
    return replace(one, messages=messages)


def _varied(number: int) -> Conversation:
    item, room = ITEMS[number % 8], ROOMS[number % 5]
    asked = f"Der {item} ist kaputt angekommen und steht jetzt {room} herum, wie geht es weiter?"
    if number % 10 == 9:
        asked = f"Meine Mutter ist verstorben, den {item} kann sie nicht mehr nutzen, wie nun?"
    thanks = "Danke für das Foto. " if number % 2 else ""
    reply = (
        f"Ein kaputter {item} {room}, das ist ärgerlich nach {number + 2} Tagen Warten. "
        f"{thanks}Das ist unser Fehler. Ich rufe die Werkstatt an, und {_tail(number)} bis 16 Uhr."
    )
    messages = (
        Message(role="customer", text=asked),
        Message(role="agent", text=reply, agent=f"agent{number % 8}"),
    )
    return Conversation(f"V-{number:03d}", messages, {}, "varied.jsonl", number + 1)


def _tail(number: int) -> str:
    what = ("der Fahrer", "die Tischlerei", "das Lager", "unser Hersteller", "die Spedition")
    does = ("meldet sich", "schickt Ersatz", "holt ihn ab", "prüft den Riss", "nennt den Preis",
            "bringt die Schrauben", "misst noch einmal nach")  # fmt: skip
    return f"{what[number % 5]} {does[number % 7]}"
