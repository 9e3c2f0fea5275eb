"""A small audit to test against: 60 invented conversations in both languages, twelve agents.

`build_audit(folder)` runs the real engine over them with the fake coach, so that every file looks
the way a real audit's does. Built once a session it takes about two seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from coach.audit.agents import Pseudonyms
from coach.audit.manifest import Input
from coach.audit.options import AuditOptions, EngineOptions
from coach.audit.results import AuditResults
from coach.audit.run import Auditor, Job
from coach.transcripts.contracts import Conversation, Message, Rejected
from tests.fakes import fake_coach

if TYPE_CHECKING:
    from coach.coach import Coach
    from coach.contracts import Channel

KEY = bytes(range(32))
START = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
AGENTS = tuple(f"agent{number:02d}" for number in range(12))
UNTITLED = "ticket;who;said\n1;A;Where is my parcel?\n1;B;I will look into it today.\n"
"""An export whose columns cannot be guessed right."""
MAPPING = """[fields]
conversation = "ticket"
role = "who"
text = "said"

[roles]
customer = ["A"]
agent = ["B"]
"""
"""What puts it right."""
TEAMS = ("north", "south")
QUEUES = ("delivery", "billing", "repair")
CHANNELS: tuple[Channel, ...] = ("chat", "email", "social")
MACRO = {
    "de": "Vielen Dank für Ihre Nachricht, wir prüfen das und melden uns schnellstmöglich.",
    "en": "Thank you for your message, we are on it and will reply as soon as possible.",
}

# Customer, opening reply, middle reply, closing reply; `{name}` and `{number}` get filled in.
_DE = (
    (
        "Mein Paket kommt viel zu spät, am Samstag ist Taufe!",
        "Guten Tag Frau Yılmaz, drei Wochen ohne Paket, das ist ärgerlich. Das ist unser Fehler.",
        "Ich rufe heute noch im Lager an und melde mich bis 16 Uhr bei Ihnen.",
        "Danke für das Foto. Möchten Sie lieber einen Ersatz oder Ihr Geld zurück?",
    ),
    (
        "Die Rechnung 4711 stimmt nicht.",
        "Guten Tag, die Unannehmlichkeiten tun uns leid, wir kümmern uns schnellstmöglich darum.",
        "Sie hätten lesen müssen, was in den Bedingungen steht, dann wüssten Sie es.",
        "Der Betrag ist korrigiert, die neue Rechnung liegt in Ihrem Konto.",
    ),
    (
        "Wann haben Sie samstags geöffnet?",
        "Wir haben samstags von neun bis vierzehn Uhr für Sie geöffnet.",
        "Parken können Sie direkt vor der Tür, die erste Stunde ist frei.",
        "Gern geschehen, bis Samstag.",
    ),
)
_EN = (
    (
        "I am furious, the pram is broken again!",
        "Hello Maria, a broken pram once more, that is maddening. That is our mistake.",
        "I will call the workshop today and tell you by 4 pm what they can do.",
        "Thank you for the photo. Would you rather have a new one or a repair?",
    ),
    (
        "My refund is late, write to me at leila.novak@nordheim.example.",
        "We apologise for any inconvenience and will come back to you as soon as possible.",
        "Calm down, the refund takes as long as it takes, please be patient.",
        "The refund was sent today and should reach your account this week.",
    ),
    (
        "Does the lamp come with a bulb?",
        "Yes, a warm white bulb is in the box, so you can use it at once.",
        "It is an E27 bulb, which every supermarket has as well.",
        "You are welcome, have fun with the lamp.",
    ),
)
_LAST = ("Vielen Dank, super!", "Das hilft mir nicht, ich gehe zum Anwalt.", "Thanks so much!", "")


@dataclass(frozen=True)
class Given:
    """Conversations from memory as an audit's source."""

    records_: tuple[Conversation | Rejected, ...]

    def digests(self) -> tuple[Input, ...]:
        content = repr(self.records_).encode()
        digest = blake2b(content, digest_size=16).hexdigest()
        return (Input("invented.jsonl", len(content), digest),)

    def records(self, _options: AuditOptions) -> Iterator[Conversation | Rejected]:
        yield from self.records_


def conversations(count: int = 60, *, agents: bool = True) -> tuple[Conversation, ...]:
    """Return invented conversations over twelve weeks."""
    return tuple(_conversation(number, named=agents) for number in range(count))


def _conversation(number: int, *, named: bool) -> Conversation:
    language = "de" if number % 2 else "en"
    script = (_DE if number % 2 else _EN)[number // 2 % 3]
    agent = AGENTS[(number * 7 + number // 12) % len(AGENTS)] if named else None
    channel = CHANNELS[number % 3]
    start = START + dt.timedelta(days=number * 84 // 60, minutes=number)
    lines = [("customer", script[0]), ("agent", MACRO[language] if number % 5 == 0 else script[1])]
    if number % 4:
        lines += [("customer", "Und jetzt?" if number % 2 else "And now?"), ("agent", script[2])]
        lines += [("customer", "Gut." if number % 2 else "Fine."), ("agent", script[3])]
    if _LAST[number % 4]:
        lines.append(("customer", _LAST[number % 4]))
    messages = tuple(
        Message(
            role=role,
            text=text,
            agent=agent if role == "agent" else None,
            time=start + dt.timedelta(minutes=3 * place),
            channel=channel,
            id=f"{number}-{place}",
        )
        for place, (role, text) in enumerate(lines)
    )
    columns = {
        "csat": 5 - number * 7 % 5 if number % 3 else None,
        "churned": number % 7 == 0,
        "queue": QUEUES[number % 3],
        "team": TEAMS[number % 2],
        "customer_name": f"Person {number}",
    }
    return Conversation(f"T-{number:04d}", messages, columns, "invented.jsonl", number + 1)


def run_audit(
    folder: Path,
    records: tuple[Conversation | Rejected, ...] | None = None,
    *,
    options: AuditOptions | None = None,
    coach: Coach | None = None,
    engine: EngineOptions | None = None,
) -> AuditResults:
    """Audit records into a folder and open the results; the caller closes them."""
    options = options or AuditOptions(team="team")
    given = conversations() if records is None else records
    auditor = Auditor(coach or fake_coach(), Pseudonyms(KEY, reveal=options.reveal_agents))
    auditor.run(Job(Given(given), folder, options, engine or EngineOptions(workers=1)))
    return AuditResults.open(folder)


def build_audit(folder: Path) -> AuditResults:
    """Build the small audit: 60 conversations, one record that could not be read."""
    broken = Rejected("invented.jsonl", 61, "not JSON", '{"id": 7, "text": ')
    return run_audit(folder, (*conversations(), broken))
