"""A data folder of its own with two audits in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from coach.audit.agents import KEY_NAME
from coach.audit.registry import register
from coach.decisions import Decision
from coach.store import open_store
from coach.store.decisions import DecisionRepository
from tests.audit_fixture import AGENTS, KEY, START, build_audit


@dataclass(frozen=True)
class House:
    """A data folder, its store, and the folder of an audit outside it."""

    data: Path
    engine: Engine
    audit: Path
    run: str
    pseudonym: str


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    data, folder = tmp_path / "data", tmp_path / "march"
    data.mkdir()
    monkeypatch.setenv("COACH_DATA", str(data))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    (data / KEY_NAME).write_text(KEY.hex() + "\n")
    with build_audit(folder) as results:
        manifest = results.manifest
        row = results.rows("SELECT * FROM scores WHERE conversation_id = 'T-0001'")[0]
    register(manifest, folder, database=None, owner_role="qa")
    engine = open_store()
    decision = Decision(
        turn=row["turn_id"],
        dimension="empathy",
        machine=3,
        human=2,
        reason="ohne Bezug",
        status="override",
        run=manifest.run,
        agent=row["agent"],
        decided_by="qa",
    )
    DecisionRepository(engine).add([decision], START.date())
    yield House(data, engine, folder, manifest.run, row["agent"])
    engine.dispose()


def name_of(number: int) -> str:
    """Return the agent who wrote conversation `number` of the small audit."""
    return AGENTS[(number * 7 + number // 12) % len(AGENTS)]
