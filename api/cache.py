"""Results of replies scored a moment ago, in memory only."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from coach.contracts import Assessment, Request
    from coach.suggest import Advice


Result = TypeVar("Result", "Assessment", "Advice")


class ResultCache(Generic[Result]):
    """The last results by blake2b of model and request; used on the event loop alone."""

    def __init__(self, *, model: str, entries: int) -> None:
        self._model = model
        self._entries = entries
        self._found: OrderedDict[bytes, Result] = OrderedDict()

    def __len__(self) -> int:
        return len(self._found)

    def key(self, request: Request, *options: object) -> bytes:
        """Return the key of a request and what else was asked; the request's id plays no part."""
        parts = [self._model, asdict(replace(request, id=None)), *options]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
        return hashlib.blake2b(text.encode("ascii"), digest_size=32).digest()

    def get(self, key: bytes, request: Request) -> Result | None:
        """Return the result under the request's own id, or None."""
        found = self._found.get(key)
        if found is None:
            return None
        self._found.move_to_end(key)
        return replace(found, id=request.id)

    def put(self, key: bytes, result: Result) -> None:
        """Keep a result and let go of the oldest beyond the bound."""
        self._found[key] = result
        self._found.move_to_end(key)
        while len(self._found) > self._entries:
            self._found.popitem(last=False)
