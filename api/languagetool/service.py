"""Check a text: our advice and, where set, another server's matches at the same time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool

from api.languagetool.languages import ours
from api.languagetool.params import AUTO
from api.problems import TimedOutError
from api.suggest.service import Wish
from coach.contracts import ASSESSMENT_SCHEMA, LANGUAGES, Assessment, Request
from coach.suggest import Advice
from coach.text.language import detect
from coach.text.normalise import normalise
from coach.text.quotes import strip_quotes
from coach.text.segment import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive

    from api.languagetool.answer import Answerer, Reader
    from api.languagetool.params import CheckParams
    from api.languagetool.rules import RuleBook
    from api.languagetool.upstream import Upstream, UpstreamAnswer
    from api.suggest.service import SuggestService

_WARM_UP: Final = "Good morning."


@dataclass(frozen=True, slots=True)
class LanguageToolService:
    """Answers checks through the same cache, queue and patience as our own routes."""

    rules: RuleBook
    answerer: Answerer
    suggesting: SuggestService
    upstream: Upstream | None
    suggestions: bool
    model: str
    _running: dict[Wish, asyncio.Event] = field(default_factory=dict)

    async def check(
        self,
        params: CheckParams,
        fields: Mapping[str, str],
        receive: Receive,
        reader: Reader,
    ) -> dict[str, Any]:
        """Return the answer to one check; raises like `ScoreService.score`.

        The other server is asked meanwhile; it can neither fail the check nor hold it up for
        longer than its own time-out.
        """
        asked = None
        if self.upstream is not None:
            asked = asyncio.ensure_future(self.upstream.check(fields))
        try:
            wish = await run_in_threadpool(self.wish, params)
            advice = await self._advise(wish, receive) if reads(params) else self._silence()
            upstream: UpstreamAnswer | None = await asked if asked is not None else None
        finally:
            if asked is not None:
                asked.cancel()
        return await run_in_threadpool(self.answerer.answer, params, advice, upstream, reader)

    def warm(self) -> None:
        """Load what the first check would otherwise wait for, on a thread of its own."""
        threading.Thread(target=_load, name="languagetool-warm", daemon=True).start()

    async def close(self) -> None:
        """Close the connections to the other server."""
        if self.upstream is not None:
            await self.upstream.close()

    def wish(self, params: CheckParams) -> Wish:
        """Return what the coach is asked: quoted lines are the customer's message."""
        text = params.text.text
        language = None if params.language == AUTO else ours(params.language)
        quoted = strip_quotes(normalise(text).text).quoted
        unwanted = [
            rule.behaviour
            for rule in self.rules.all
            if rule.behaviour and not params.choice.allows(rule.id, rule.category.id)
        ]
        request = Request(reply=text, customer=quoted or None, language=language)
        return Wish(request, tuple(sorted(unwanted)), quiet=False)

    def _silence(self) -> Advice:
        """Return what is said of a text in a language we do not read: nothing."""
        assessment = Assessment(
            schema=ASSESSMENT_SCHEMA,
            id=None,
            language=None,
            phase=None,
            need=None,
            empathy=None,
            hospitality=None,
            authenticity=None,
            overall=None,
            capped_by=None,
            behaviours=(),
            slots=(),
            abstained="language",
            model=self.model,
            rubric=self.answerer.rubric.version,
        )
        return Advice(None, assessment, (), (), at_bar=False)

    async def _advise(self, wish: Wish, receive: Receive) -> Advice:
        """Return advice; of equal wishes at the same time one is worked on, the others wait."""
        while (running := self._running.get(wish)) is not None:
            await running.wait()
        done = self._running[wish] = asyncio.Event()
        try:
            return await self._fresh(wish, receive)
        finally:
            del self._running[wish]
            done.set()

    async def _fresh(self, wish: Wish, receive: Receive) -> Advice:
        """Return advice; where suggestions wait for somebody else too long, the marks alone."""
        if self.suggestions and not self.suggesting.advisor.waits:
            return await self.suggesting.advise(wish, receive)
        assessment = await self.suggesting.scoring.score(wish.request, receive)
        if self.suggestions:
            with contextlib.suppress(TimedOutError):
                return await self.suggesting.advise(wish, receive)
        praise = tuple(mark for mark in assessment.behaviours if mark.polarity == "+")
        return Advice(None, assessment, (), praise, at_bar=False)


def reads(params: CheckParams) -> bool:
    """Tell whether a text is in a language we read, as far as the client says."""
    return params.language == AUTO or ours(params.language) is not None


def _load() -> None:
    for language in LANGUAGES:
        detect(_WARM_UP)
        sentences(_WARM_UP, language)
