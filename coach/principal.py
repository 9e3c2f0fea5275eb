"""Who asks, and what each role may do: one table, walked by the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

PrincipalRole = Literal["agent", "trainer", "qa", "admin"]
Permission = Literal[
    "score",
    "rubric",
    "model",
    "metrics",
    "practice",
    "practice_shares",
    "audit",
    "coaching",
    "objections",
    "huddle",
    "plan",
    "plan_edit",
    "house_edit",
    "consent",
]

PRINCIPAL_ROLES: tuple[PrincipalRole, ...] = get_args(PrincipalRole)
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

_EVERYONE: frozenset[Permission] = frozenset(
    {"score", "rubric", "model", "metrics", "practice", "plan"}
)

# One row a role. A route names the permission it needs; a role without it is refused.
ROLE_PERMISSIONS: Mapping[PrincipalRole, frozenset[Permission]] = MappingProxyType(
    {
        "agent": _EVERYONE | {"coaching", "consent"},
        "trainer": _EVERYONE
        | {"practice_shares", "audit", "coaching", "objections", "huddle", "plan_edit"},
        "qa": _EVERYONE | {"audit", "coaching", "objections", "huddle"},
        "admin": _EVERYONE | {"audit", "huddle", "plan_edit", "house_edit"},
    }
)


@dataclass(frozen=True, slots=True)
class Principal:
    """The bearer of a request: a role, and where known the agent's pseudonym and the team."""

    role: PrincipalRole
    agent: str | None = None
    team: str | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this role holds a permission."""
        return permission in ROLE_PERMISSIONS[self.role]


LOCAL_AGENT = Principal(role="agent")
"""Whoever works on the machine itself, without a token."""
