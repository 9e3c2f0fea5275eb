"""Figures for fewer than five agents are withheld, and cannot be worked out from the others.

Where a single small group is withheld, its figures would follow from the total and the groups that
are shown. So further groups, the smallest first, are withheld until those that are not shown have
five agents together (secondary suppression: Hundepool et al., *Statistical Disclosure Control*,
2012, chapter 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

K: Final = 5
"""Figures need at least so many agents."""


def withheld(agents: Mapping[str | None, Set[str]], *, named: bool) -> frozenset[str | None]:
    """Return the groups whose figures are withheld.

    Args:
        agents: the agents of each group.
        named: whether the transcripts name agents at all; if not, no figure is about anybody.

    """
    if not named:
        return frozenset()
    hidden = {name for name, people in agents.items() if len(people) < K}
    shown = sorted(
        (name for name in agents if name not in hidden),
        key=lambda name: (len(agents[name]), name is None, name or ""),
    )
    while hidden and shown and len(set().union(*(agents[name] for name in hidden))) < K:
        hidden.add(shown.pop(0))
    return frozenset(hidden)
