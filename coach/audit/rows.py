"""From scored conversations to rows: redacted, pseudonymous, with spans where they now stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from coach.audit.columns import VALUE_LENGTH, as_number, is_outcome, is_personal
from coach.audit.fingerprint import fingerprint
from coach.audit.formula import conversation_score
from coach.audit.outcomes import After, find_outcomes
from coach.contracts import DIMENSIONS
from coach.privacy import redact, redact_all
from coach.text.words import word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.audit.agents import Pseudonyms
    from coach.audit.options import AuditOptions
    from coach.contracts import Assessment, Language, Request
    from coach.house import House
    from coach.privacy import Redacted
    from coach.transcripts.contracts import Conversation, Turn, Value

_PLAIN_ID = re.compile(r"[\w.:#/-]{1,80}")
_TICKET = re.compile(r"[A-Za-z]{0,6}[-_#:]?\d{1,8}")
_PERSONAL: Final = frozenset({"email", "phone", "name", "iban", "card", "address"})
_UNNAMED: Final = "other"


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """A turn, the request made of it, and what the coach says of it."""

    turn: Turn
    request: Request
    assessment: Assessment
    situation: str | None


class ConversationRows:
    """Makes rows; nothing leaves here that was not redacted."""

    def __init__(self, house: House, options: AuditOptions, pseudonyms: Pseudonyms) -> None:
        self._house = house
        self._options = options
        self._pseudonyms = pseudonyms

    def row(
        self, conversation: Conversation, scored: Sequence[ScoredTurn], *, position: int
    ) -> dict[str, Any]:
        """Return the row of one conversation, its turns inside."""
        language = _most_common(one.assessment.language for one in scored)
        texts = self._redacted(conversation, scored, language or "de")
        id = safe_id(conversation.id)
        common = {
            "conversation_id": id,
            "team": self._team(conversation),
            "source": conversation.source,
            "line": conversation.line,
            "position": position,
        }
        turns = [{**common, **self._turn(id, one, texts)} for one in scored]
        return {
            **common,
            **self._summary(conversation, scored),
            "agents": sorted({turn["agent"] for turn in turns if turn["agent"]}),
            "language": language,
            "columns": list(self._columns(conversation.columns, language or "de").items()),
            "scores": turns,
            "fingerprints": [_fingerprint(turn["reply"]) for turn in turns],
        }

    def _redacted(
        self, conversation: Conversation, scored: Sequence[ScoredTurn], language: Language
    ) -> dict[str, Redacted]:
        """Redact all texts of a conversation together: a name greeted once is known in all."""
        texts: dict[str, None] = {}
        for one in scored:
            if one.request.customer:
                texts[one.request.customer] = None
            texts[one.request.reply] = None
        keep = {self._house.name} if self._house.name else set()
        keep |= {
            message.meta["brand"] for message in conversation.messages if "brand" in message.meta
        }
        known = {message.agent for message in conversation.messages if message.agent}
        known |= {
            value
            for name, value in conversation.columns.items()
            if isinstance(value, str) and is_personal(name)
        }
        found = redact_all(tuple(texts), language=language, keep=sorted(keep), names=sorted(known))
        return dict(zip(texts, found, strict=True))

    def _turn(
        self, conversation_id: str, one: ScoredTurn, texts: Mapping[str, Redacted]
    ) -> dict[str, Any]:
        assessment, reply = one.assessment, texts[one.request.reply]
        customer = texts[one.request.customer].text if one.request.customer else None
        need = assessment.need
        return {
            "turn": one.turn.index,
            "turn_id": f"{conversation_id}:{one.turn.index}",
            "agent": self._pseudonyms.of(one.turn.agent),
            "time": one.turn.time,
            "channel": one.turn.channel,
            "language": assessment.language,
            "phase": assessment.phase,
            "situation": one.situation,
            "customer": customer,
            "reply": reply.text,
            "words": word_count(one.request.reply),
            "need": need.level if need else None,
            "need_p": list(need.probabilities) if need else None,
            **_dimensions(assessment),
            "overall": assessment.overall,
            "capped_by": assessment.capped_by,
            "abstained": assessment.abstained,
            "behaviours": list(_behaviours(assessment, reply)),
            "macro": None,
            "model": assessment.model,
            "rubric": assessment.rubric,
        }

    def _summary(self, conversation: Conversation, scored: Sequence[ScoredTurn]) -> dict[str, Any]:
        """Return scores and outcomes of the conversation as a whole."""
        assessments = [one.assessment for one in scored]
        total = conversation_score(assessments, weights=self._house.weights)
        needs = [one.need.level if one.need else None for one in assessments]
        outcomes = find_outcomes(needs, list(_after(conversation, scored)))
        parts = {name: total.parts.get(name) for name in DIMENSIONS}
        return {
            "turns": len(scored),
            "start": next((m.time for m in conversation.messages if m.time), None),
            "channel": next((m.channel for m in conversation.messages if m.channel), None),
            "situation": _situation(scored),
            **{f"{name}_score": part.score if part else None for name, part in parts.items()},
            **{f"{name}_spread": part.spread if part else None for name, part in parts.items()},
            **{f"{name}_lowest": part.lowest if part else None for name, part in parts.items()},
            "overall": total.overall,
            "capped_by": total.capped_by,
            "need": max((need for need in needs if need is not None), default=None),
            "thanks": outcomes.thanks,
            "recommendation": outcomes.recommendation,
            "turnaround": outcomes.turnaround,
            "escalation": outcomes.escalation,
        }

    def _team(self, conversation: Conversation) -> str | None:
        name = self._options.team
        value = conversation.columns.get(name) if name else None
        return _short(str(value)) if value not in (None, "") else None

    def _columns(self, columns: Mapping[str, Value], language: Language) -> dict[str, str]:
        """Return the values of further columns as texts: outcomes as numbers, the rest redacted."""
        kept = {}
        for name, value in columns.items():
            if is_outcome(name, self._options.outcomes):
                number = as_number(value)
                if number is not None:
                    kept[name] = repr(number)
            elif name != self._options.team and value not in (None, ""):
                kept[name] = redact(_short(str(value)), language=language).text
        return kept


def safe_id(id: str) -> str:
    """Return an id that names nobody: a plain one as it is, an address or a phone hashed."""
    if _TICKET.fullmatch(id):
        return id
    found = {entity.kind for entity in redact(id, language="de").entities}
    if _PLAIN_ID.fullmatch(id) and found.isdisjoint(_PERSONAL):
        return id
    return "c-" + blake2b(id.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _dimensions(assessment: Assessment) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in DIMENSIONS:
        result = assessment.dimension(name)
        fields[f"{name}_level"] = result.level if result else None
        fields[f"{name}_score"] = result.score if result else None
        fields[f"{name}_confidence"] = result.confidence if result else None
        fields[f"{name}_verdict"] = result.verdict if result else None
        fields[f"{name}_abstained"] = result.abstained if result else None
        fields[f"{name}_p"] = list(result.probabilities) if result else None
    return fields


def _behaviours(assessment: Assessment, reply: Redacted) -> Iterator[dict[str, Any]]:
    """Yield the marks with their places in the redacted reply."""
    for mark in assessment.behaviours:
        start, end = reply.mapped.span_from_original(mark.start, mark.end)
        yield {
            "id": mark.id,
            "dimension": mark.dimension,
            "polarity": mark.polarity,
            "start": start,
            "end": end,
            "text": reply.text[start:end],
            "confidence": mark.confidence,
            "tier": mark.tier,
        }


def _after(conversation: Conversation, scored: Sequence[ScoredTurn]) -> Iterator[After]:
    """Yield the customer's messages with the number of agent turns before each."""
    ends = [one.turn.parts[-1][0] for one in scored]
    done = 0
    for number, message in enumerate(conversation.messages, start=1):
        if done < len(ends) and (message.id or str(number)) == ends[done]:
            done += 1
        elif message.role == "customer":
            yield After(done, message.text)


def _situation(scored: Sequence[ScoredTurn]) -> str | None:
    """Return the first situation that is clear, else `other`, else None."""
    found = [one.situation for one in scored if one.situation]
    return next((name for name in found if name != _UNNAMED), found[0] if found else None)


def _fingerprint(reply: str) -> dict[str, Any] | None:
    found = fingerprint(reply)
    return {"exact": found.exact, "bands": list(found.bands)} if found else None


def _most_common(languages: Iterable[Language | None]) -> Language | None:
    counted = Counter(language for language in languages if language)
    return min(counted, key=lambda one: (-counted[one], one), default=None)


def _short(value: str) -> str:
    return " ".join(value.split())[:VALUE_LENGTH]
