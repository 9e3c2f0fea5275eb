"""Which mail domains belong to the house: given in the mapping, or guessed from who answers."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from coach.transcripts.errors import TranscriptError
from coach.transcripts.mail import domain_of

if TYPE_CHECKING:
    from coach.transcripts.mail import Mail

MAX_DOMAINS: Final = 10_000
"""Domains that are counted; more senders than that say nothing new."""


@dataclass(slots=True)
class DomainCount:
    """Counts what speaks for a domain being the house's: answers, and service addresses."""

    answers: Counter[str] = field(default_factory=Counter)
    mails: Counter[str] = field(default_factory=Counter)
    service: set[str] = field(default_factory=set)

    def add(self, mail: Mail) -> None:
        """Count one mail."""
        if len(self.mails) > MAX_DOMAINS or mail.automatic:
            return
        for domain in {domain_of(address) for address in (mail.sender, *mail.recipients)}:
            self.mails[domain] += 1
        if mail.refers_to:
            self.answers[mail.domain] += 1
        for address in (mail.sender, *mail.recipients):
            if address.partition("@")[0] in _table("service"):
                self.service.add(domain_of(address))

    def agents(self, source: str) -> tuple[str, ...]:
        """Return the house's domain: of those that serve or answer, the one in most mails.

        Raises:
            TranscriptError: nothing tells them from the customers'.
        """
        candidates = [domain for domain in self.mails if domain not in _table("free")]
        serving = [domain for domain in candidates if domain in self.service]
        ranked = sorted(serving or candidates, key=self._weight, reverse=True)
        if ranked and (len(ranked) == 1 or self._weight(ranked[0]) > self._weight(ranked[1])):
            return (ranked[0],)
        shown = ", ".join(sorted(self.mails)[:8]) or "–"
        raise TranscriptError("no-agent-domain", path=source, domains=shown)

    def _weight(self, domain: str) -> tuple[int, int]:
        return self.mails[domain], self.answers[domain]


@cache
def _table(name: str) -> frozenset[str]:
    text = files("coach.transcripts").joinpath("domains.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[name].split())
