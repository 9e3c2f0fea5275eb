"""What agents have agreed to, as a kit asks for it: read anew for every kit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from coach.store.consents import ConsentRepository

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Consents:
    """Who is to be thanked by which name, and whose replies may stand as a *before*.

    Agents are called here as their audits call them.
    """

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    before: frozenset[str] = frozenset()

    @classmethod
    def read(cls, engine: Engine) -> Consents:
        """Read what holds now."""
        given = ConsentRepository(engine).all()
        return cls(
            MappingProxyType(
                {one.agent: one.name for one in given if one.kind == "named" and one.name}
            ),
            frozenset(one.agent for one in given if one.kind == "before"),
        )

    def name_of(self, agent: str | None) -> str | None:
        """Return the name an agent wants to be thanked by; None without consent."""
        return self.names.get(agent) if agent else None


NO_CONSENTS = Consents()
