"""Between JSON and `coach.plan`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.plan.schemas import ItemOut, PlanOut, RuleOut
from api.problems import NoItemError
from coach.house import load_house
from coach.house_edit import obstacle, propose, write
from coach.house_problems import HouseError
from coach.plan.board import Board, load_board
from coach.plan.living import living_of
from coach.plan.pulse import month_of
from coach.plan.render import document, fragment
from coach.plan.shown import PlanWords
from coach.store.audits import AuditRepository
from coach.store.plan import PlanItem, PlanRepository

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from api.plan.schemas import AdoptIn, ChangeIn, ItemIn, PulseIn, RuleIn
    from coach.coach import Coach
    from coach.contracts import Language
    from coach.house import House
    from coach.principal import Principal

STATES: Final = {
    "idea": {"open", "answered", "adopted", "declined"},
    "rule": {"open", "answered", "adopted", "declined"},
    "initiative": {"running", "to_change", "new", "done"},
    "praise": {"open"},
}


@dataclass(frozen=True, slots=True)
class PlanService:
    """The plan for one caller."""

    engine: Engine
    coach: Coach
    who: Principal
    today: dt.date
    house_path: Path | None = None

    def read(self, language: Language) -> PlanOut:
        """Return the board in a language."""
        edits = self.who.may("plan_edit")
        words = PlanWords(
            board=self._board(),
            living=living_of(self.engine, self.today),
            house=self._house(),
            rubric=self.coach.rubric,
            language=language,
            today=self.today,
        )
        shown = words.shown(edits=edits, rules=self.who.may("house_edit"))
        return PlanOut(html=fragment(shown), document=document(shown), edits=edits)

    def propose(self, title: str, detail: str) -> ItemOut:
        """Take an idea; who proposed it is known only where they have a pseudonym."""
        item = PlanItem(
            "idea", "open", title, detail, proposed_by=self.who.agent, created=self.today
        )
        return _out(self._items.add(item))

    def praise(self, title: str) -> ItemOut:
        """Take thanks; who said them is not kept."""
        return _out(self._items.add(PlanItem("praise", "open", title, created=self.today)))

    def add(self, body: ItemIn) -> ItemOut:
        """Add a rule or an initiative, with the figure as it stands now."""
        board, measure = self._board(), body.measure or None
        item = PlanItem(
            kind=body.kind,
            state="open" if body.kind == "rule" else "new",
            title=body.title,
            detail=body.detail,
            owner=body.owner or None,
            next_step=body.next_step or None,
            measure=measure,
            before=board.figure(measure) if board and measure else None,
            created=self.today,
        )
        return _out(self._items.add(item))

    def change(self, id: int, body: ChangeIn) -> ItemOut:
        """Change an entry.

        Raises:
            NoItemError: there is none, or it has no such state.
        """
        found = self._items.get(id)
        if found is None or (body.state is not None and body.state not in STATES[found.kind]):
            raise NoItemError
        values: dict[str, Any] = body.model_dump(exclude_unset=True)
        values = {name: value or None for name, value in values.items()}
        if values.get("state", "") is None:
            del values["state"]
        changed = self._items.change(id, **values)
        if changed is None:
            raise NoItemError
        return _out(changed)

    def look(self, id: int, body: RuleIn, language: Language) -> RuleOut:
        """Show how the house rules would change.

        Raises:
            NoItemError: there is no such idea.
            HouseEditError: the rules would not take the entry.
        """
        self._idea(id)
        rule = body.rule.rule()
        hindered = obstacle(self.house_path, rule)
        hint = hindered.text(language) if hindered else None
        if self.house_path is None:
            return RuleOut(snippet=rule.snippet, diff=None, digest=None, hint=hint)
        found = propose(self.house_path, rule)
        digest = None if hindered else found.digest
        return RuleOut(snippet=rule.snippet, diff=found.diff, digest=digest, hint=hint)

    def adopt(self, id: int, body: AdoptIn) -> ItemOut:
        """Write an idea into the house rules, and keep since when it stands there.

        Raises:
            NoItemError: there is no such idea.
            HouseEditError: the file cannot be written, or has changed since it was looked at.
        """
        self._idea(id)
        rule = body.rule.rule()
        write(self.house_path, rule, digest=body.digest, now=dt.datetime.now())
        changed = self._items.change(id, state="adopted", rule=rule.key, rule_since=self.today)
        if changed is None:
            raise NoItemError
        return _out(changed)

    def count_pulse(self, body: PulseIn) -> None:
        """Count the answers of one person, without the person."""
        self._items.count_pulse(month_of(self.today), (body.q0, body.q1, body.q2))

    def _idea(self, id: int) -> PlanItem:
        found = self._items.get(id)
        if found is None or found.kind != "idea":
            raise NoItemError
        return found

    def _house(self) -> House:
        """Read the rules as they stand now; the service itself keeps those of its start."""
        try:
            return load_house(self.house_path) if self.house_path else self.coach.house
        except HouseError:  # somebody is editing them; what the service started with still holds
            return self.coach.house

    @property
    def _items(self) -> PlanRepository:
        return PlanRepository(self.engine)

    def _board(self) -> Board | None:
        """Return the newest measured board."""
        for record in reversed(AuditRepository(self.engine).in_states(("done",))):
            board = load_board(Path(record.folder))
            if board is not None:
                return board
        return None


def _out(item: PlanItem) -> ItemOut:
    return ItemOut(
        id=item.id,
        kind=item.kind,
        state=item.state,
        title=item.title,
        owner=item.owner,
        due=item.due,
        before=item.before,
        rule=item.rule,
        rule_since=item.rule_since,
    )
