"""Make suggestions through the same queue and the same patience as scores."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from api.queue import cost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Receive

    from api.cache import ResultCache
    from api.queue import ScoringQueue
    from api.score.service import ScoreService
    from coach.contracts import Assessment, Request
    from coach.suggest import Advice

PASSES = 9
"""Readings that suggestions take at most: reply, message, filled reply, six candidates."""


class Advisor(Protocol):
    """Anything that assesses a reply and suggests changes; `coach.suggest.Suggester` is ours."""

    def advise(
        self,
        request: Request,
        *,
        assessment: Assessment | None = None,
        muted: Iterable[str] = (),
        quiet: bool = False,
    ) -> Advice:
        """Return assessment, suggestions and praise."""
        ...

    def warm(self) -> None:
        """Load what the first suggestion would otherwise wait for."""
        ...

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody else's answer."""
        ...

    def close(self) -> None:
        """Close what it keeps open."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """A request with what its reader does not want to hear about."""

    request: Request
    muted: tuple[str, ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class SuggestService:
    """Suggestions for one reply; advice already given costs nothing."""

    advisor: Advisor
    scoring: ScoreService
    queue: ScoringQueue
    cache: ResultCache[Advice]

    def warm(self) -> None:
        """Get ready on a thread of its own, while the first replies are scored already."""
        threading.Thread(target=self.advisor.warm, name="suggest-warm", daemon=True).start()

    async def advise(self, wish: Wish, receive: Receive) -> Advice:
        """Return assessment and suggestions. Raises like `ScoreService.score`."""
        request = wish.request
        self.scoring.check(request)
        key = self.cache.key(request, sorted(wish.muted), wish.quiet)
        found = self.cache.get(key, request)
        if found is None:
            found = await self._fresh(wish, receive)
            self.cache.put(key, found)
            self.scoring.cache.put(self.scoring.cache.key(request), found.assessment)
            self.scoring.counters.scored(found.assessment)
        else:
            self.scoring.counters.cached(1)
        return found

    async def _fresh(self, wish: Wish, receive: Receive) -> Advice:
        request = wish.request
        known = self.scoring.cache.get(self.scoring.cache.key(request), request)
        work = functools.partial(
            self.advisor.advise, request, assessment=known, muted=wish.muted, quiet=wish.quiet
        )
        future = self.queue.submit_work(work, characters=PASSES * cost(request))
        (outcome,) = await self.scoring.wait([future], "single", receive)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
