"""A plan in the words of its reader: what the template is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from coach.contracts import DIMENSIONS
from coach.house_edit import holds
from coach.huddle.figures import LEAST_CONVERSATIONS, LEAST_REPLIES
from coach.messages import load_messages
from coach.plan.living import COLUMNS
from coach.plan.measured import MOST_CAPABILITIES, promise_of_the_week
from coach.plan.pulse import QUESTIONS, SCALE
from coach.practice.bank import situation_names
from coach.practice.picture import locale_of

if TYPE_CHECKING:
    import datetime as dt

    from coach.contracts import Language
    from coach.house import House
    from coach.messages import Messages
    from coach.plan.board import Board
    from coach.plan.living import Living
    from coach.rubric import Rubric
    from coach.store.plan import PlanItem

VOICES: Final = ("strength", "trouble", "others")
SMALL: Final = 0.01
"""Below this a share keeps a decimal: nobody reads 0 % for what was seen."""


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Puts a plan into one language."""

    board: Board | None
    living: Living
    house: House
    rubric: Rubric
    language: Language
    today: dt.date

    def shown(self, *, edits: bool = False, rules: bool = False) -> dict[str, Any]:
        """Return plain data; `edits` lets the forms of owners and initiatives appear.

        `rules` lets those appear that write into the house rules.
        """
        return {
            "t": self.say,
            "language": self.language,
            "edits": edits,
            "writes_rules": rules,
            "basis": self._basis(),
            "thin": self._thin(),
            "withheld": self.board is not None and self.board.withheld,
            "promises": self._promises(),
            "groups": self._groups(),
            "unrecognised": self._unrecognised(),
            "voices": [self._voices(kind) for kind in VOICES],
            "rules": self._rules(),
            "ideas": [self._item(item) for item in self.living.of("idea")],
            "capabilities": self._capabilities(),
            "measures": self._measures(),
            "culture": self._culture(),
            "praise": [self._item(item) for item in self.living.of("praise")][:5],
            "columns": [self._column(column) for column in COLUMNS],
        }

    def say(self, key: str, **values: object) -> str:
        """Return one sentence."""
        return plan_words().text(key, self.language, **values)

    def _basis(self) -> str:
        if self.board is None:
            return self.say("basis_none")
        counts = {"replies": self.board.replies, "conversations": self.board.conversations}
        return self.say("basis", **{key: self._number(n) for key, n in counts.items()})

    def _promises(self) -> list[dict[str, Any]]:
        week = promise_of_the_week(len(self.house.vision), self.today)
        measured = {
            one["place"]: one["share"] for one in (self.board.promises if self.board else ())
        }
        return [
            {
                "text": promise.text.text(self.language),
                "for_me": promise.for_me.text(self.language),
                "behaviours": ", ".join(self._name(id) for id in promise.behaviours),
                "share": self._share(measured.get(place)),
                "counted": _is_counted(measured.get(place)),
                "week": place == week,
            }
            for place, promise in enumerate(self.house.vision)
        ]

    def _groups(self) -> list[dict[str, Any]]:
        by_column: dict[str, list[dict[str, Any]]] = {}
        for line in self.board.groups if self.board else ():
            by_column.setdefault(line["column"], []).append(self._group(line))
        return [
            {"name": self._column_name(column), "rows": rows} for column, rows in by_column.items()
        ]

    def _unrecognised(self) -> str | None:
        """Say why there is no table of situations, or how many messages it leaves out."""
        board = self.board
        if board is None or board.recognised in {None, 1} or self._thin():
            return None
        share = board.recognised or 0.0
        has_table = any(line["column"] == "situation" for line in board.groups)
        key = "situations_part" if has_table else "situations_few"
        return self.say(key, share=self._percent(share if has_table else 1 - share))

    def _column_name(self, column: str) -> str:
        return self.say(f"by_{column}") if f"by_{column}" in plan_words() else column

    def _group(self, line: dict[str, Any]) -> dict[str, Any]:
        name = line["name"]
        if line["column"] == "situation" and name in situation_names():
            name = situation_names().text(name, self.language)
        elif line["column"] == "need":
            name = self.say(f"need_{name}")
        cells = []
        for dimension in DIMENSIONS:
            if line["scores"] is None:
                cells.append(self.say("withheld_cell"))
                continue
            score = line["scores"][dimension]
            words = "–" if score is None else self._number(round(score))
            cells.append(f"{words} {self._gap(line['gap'][dimension])}".strip())
        return {
            "name": name,
            "turns": self._number(line["turns"]),
            "need": "–" if line["column"] == "need" else self._percent(line["need"]),
            "cells": cells,
        }

    def _gap(self, gap: dict[str, Any]) -> str:
        """Say a gap only where its interval excludes zero."""
        low, high = gap["low"], gap["high"]
        if low is None or high is None or low <= 0 <= high:
            return ""
        numbers = {key: self._signed(gap[key]) for key in ("value", "low", "high")}
        return self.say("gap", **numbers)

    def _signed(self, points: float) -> str:
        """Write points with their sign, and a decimal where whole points would read as none."""
        pattern = "0" if abs(points) >= 1 else "0.0"
        words = format_decimal(abs(points), pattern, locale=self._locale)
        return ("−" if points < 0 else "+") + words

    def _voices(self, kind: str) -> dict[str, Any]:
        own = [one for one in (self.board.voices if self.board else ()) if one["kind"] == kind]
        return {
            "title": self.say(f"voices_{kind}"),
            "none": self.say(f"voices_{kind}_none"),
            "items": [self._voice(one) for one in own],
        }

    def _voice(self, one: dict[str, Any]) -> dict[str, Any]:
        name = " · ".join(one["words"]) or self.say("unnamed")
        unit = "count_passages" if one["kind"] == "rule" else "count"
        count = self.say(unit, count=self._number(one["count"]))
        return {"key": one["key"], "name": name, "example": one["example"], "count": count}

    def _rules(self) -> list[dict[str, Any]]:
        kept = {item.detail: item for item in self.living.of("rule")}
        rules = self.board.rules if self.board else []
        return [
            {
                **self._voice(one),
                "item": self._item(kept[key]) if key in kept else None,
            }
            for one in rules
            for key in (one["key"],)
        ]

    def _capabilities(self) -> list[dict[str, Any]]:
        lines = self.board.capabilities if self.board else []
        return [
            {
                "behaviour": one["behaviour"],
                "name": self._name(one["behaviour"]),
                "dimension": self.rubric.behaviour(one["behaviour"]).dimension,
                "seen": self.say(
                    "capability" if _is_counted(one["seen"]) else "capability_few",
                    seen=self._share(one["seen"]),
                    missing=self._number(one["missing"]),
                ),
            }
            for one in lines[:MOST_CAPABILITIES]
            if one["missing"]
        ]

    def _measures(self) -> list[dict[str, str]]:
        named = [
            (f"dimension:{one.id}", one.name.text(self.language)) for one in self.rubric.dimensions
        ]
        named += [(f"behaviour:{one['behaviour']}", one["name"]) for one in self._capabilities()]
        return [{"value": value, "name": name} for value, name in named]

    def _culture(self) -> dict[str, Any]:
        culture = self.living.culture
        return {
            "praise": self._number(culture.praise),
            "disputes": self.say("heard_of", heard=culture.heard, disputed=culture.disputed),
            "kits": self._number(culture.kits),
            "month": format_date(culture.pulse.month, "MMMM y", locale=locale_of(self.language)),
            "answers": culture.pulse.answers,
            "questions": [
                {
                    "name": f"q{place}",
                    "text": self.say(f"pulse_{place}"),
                    "mean": self._mean(culture.pulse.means[place]),
                }
                for place in range(QUESTIONS)
            ],
            "scale": [{"value": n, "name": self.say(f"scale_{n}")} for n in SCALE],
        }

    def _column(self, column: str) -> dict[str, Any]:
        items = self.living.initiatives(column, self.board)
        return {
            "id": column,
            "name": self.say(f"column_{column}"),
            "items": [self._item(item) for item in items],
        }

    def _item(self, item: PlanItem) -> dict[str, Any]:
        after = self.board.figure(item.measure) if self.board and item.measure else None
        return {
            "id": item.id,
            "title": item.title,
            "detail": item.detail,
            "state": item.state,
            "state_name": self.say(f"state_{item.state}"),
            "owner": item.owner,
            "due": self._day(item.due) if item.due else None,
            "due_value": item.due.isoformat() if item.due else "",
            "answer": item.answer,
            "rule": self._rule(item),
            "next_step": item.next_step,
            "figures": self._figures(item, after),
        }

    def _rule(self, item: PlanItem) -> str | None:
        """Say what an adopted idea became, as the house rules stand now."""
        if item.kind != "idea" or item.state != "adopted":
            return None
        if item.rule is None or item.rule_since is None:
            return self.say("rule_none")
        key = "rule_since" if holds(self.house, item.rule) else "rule_gone"
        what = (
            f"„{item.rule.partition(':')[2]}“"
            if self.language == "de"
            else (f"“{item.rule.partition(':')[2]}”")
        )
        return self.say(key, day=self._day(item.rule_since), what=what)

    def _figures(self, item: PlanItem, after: float | None) -> str | None:
        if item.measure is None:
            return None
        kind, _, id = item.measure.partition(":")
        known = {str(one.id): one.name.text(self.language) for one in self.rubric.dimensions}
        name = known.get(id, "") if kind == "dimension" else self._name(id)
        before = "–" if item.before is None else self._percent(item.before)
        now = "–" if after is None else self._percent(after)
        return self.say("figures", name=name, before=before, after=now)

    def _thin(self) -> str | None:
        """Say that there is too little to act on, where that is so."""
        board = self.board
        if board is None or (
            board.replies >= LEAST_REPLIES and board.conversations >= LEAST_CONVERSATIONS
        ):
            return None
        return self.say("thin", least=LEAST_REPLIES, conversations=LEAST_CONVERSATIONS)

    def _share(self, share: dict[str, Any] | None) -> str:
        if share is None or share["value"] is None:
            return self.say("not_asked")
        if not _is_counted(share):
            return self.say("few", n=share["n"])
        small = 0 < share["value"] < SMALL
        value = self._percent(share["value"], digits=small)
        if share["low"] is None:
            return value
        pattern = "0.0" if small else "0"
        low, high = (
            format_decimal(100 * share[key], pattern, locale=self._locale)
            for key in ("low", "high")
        )
        return f"{value} [{low}–{high}]"

    def _mean(self, value: float | None) -> str | None:
        return None if value is None else format_decimal(value, "0.0", locale=self._locale)

    def _percent(self, value: float, *, digits: bool = False) -> str:
        if not digits:
            return format_percent(value, locale=self._locale)
        pattern = "0.0\u00a0%" if self.language == "de" else "0.0%"
        return format_percent(value, pattern, locale=self._locale)

    def _number(self, value: int) -> str:
        return format_decimal(value, locale=self._locale)

    def _day(self, day: dt.date) -> str:
        return format_date(day, format="long", locale=self._locale)

    def _name(self, behaviour: str) -> str:
        name = self.rubric.behaviour(behaviour).name.text(self.language)
        return name[:1].upper() + name[1:]

    @property
    def _locale(self) -> str:
        return locale_of(self.language)


def _is_counted(share: dict[str, Any] | None) -> bool:
    """Tell whether a share rests on enough replies to be named."""
    return share is not None and share["value"] is not None and share["n"] >= LEAST_REPLIES


@cache
def plan_words() -> Messages:
    """Return the sentences of the plan."""
    return load_messages(Path(__file__).with_name("plan.toml"))
