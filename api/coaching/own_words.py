"""Look at somebody's own words through the queue: nothing is counted, cached or kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.coaching.schemas import WordsLevelOut, WordsOut
from api.queue import cost
from api.suggest.service import PASSES
from coach.coaching.errors import words
from coach.coaching.own_words import in_words
from coach.contracts import Request

if TYPE_CHECKING:
    from starlette.types import Receive

    from api.coaching.schemas import WordsIn
    from api.services import Services
    from coach.coaching.own_words import Impression
    from coach.contracts import Language


async def look_at(
    body: WordsIn, services: Services, language: Language, receive: Receive
) -> WordsOut:
    """Return how the words may land. Raises like `ScoreService.score`."""
    request = Request(body.text, customer=body.said)
    services.scoring.check(request)

    def work() -> Impression:
        return services.own_words.look(body.text, said=body.said)

    future = services.queue.submit_work(work, characters=PASSES * cost(request))
    # Whoever asked waits for it; nobody types meanwhile.
    (found,) = await services.scoring.wait([future], "batch", receive)
    if isinstance(found, Exception):
        raise found
    if not services.settings.suggestions:
        found = replace(found, suggestion=None)
    shown = in_words(found, body.text, rubric=services.coach.rubric, language=language)
    return WordsOut(
        title=words().text("words_title", language),
        scope=words().text("words_scope", language),
        private=words().text("words_private", language),
        levels=[
            WordsLevelOut(dimension=id, name=name, level=level) for id, name, level in shown.levels
        ],
        carried=words().text("words_carried", language),
        carries=list(shown.carries),
        closing=shown.closing,
        whole=shown.whole,
    )
