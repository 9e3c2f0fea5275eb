"""The schema comes up and goes down again, on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from coach.store import open_store
from coach.store.engine import downgrade, upgrade
from coach.store.schema import METADATA

STEPS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
NEW = {
    "0001": {"tokens"},
    "0002": {"suggestion_feedback"},
    "0003": {"audits", "decisions", "reveals"},
    "0004": {"practice_shares"},
    "0005": {"huddles"},
    "0006": {"coaching_sheets"},
    "0007": {"plan_items", "plan_pulse"},
    "0008": set(),
    "0009": {"consents"},
}


def test_migrations_end_at_the_tables_of_the_code(url: str) -> None:
    engine = open_store(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_each_step_goes_up_and_down(url: str) -> None:
    engine = create_engine(url)
    expected: set[str] = {"alembic_version"}
    for step in STEPS:
        upgrade(engine, step)
        expected |= NEW[step]
        assert set(inspect(engine).get_table_names()) == expected
    for step, target in zip(reversed(STEPS), (*reversed(STEPS[:-1]), "base"), strict=True):
        downgrade(engine, target)
        expected -= NEW[step]
        assert set(inspect(engine).get_table_names()) == expected
    engine.dispose()


def test_down_and_up_again_works(url: str) -> None:
    engine = open_store(url)
    downgrade(engine, "base")
    upgrade(engine)
    assert "audits" in inspect(engine).get_table_names()
    engine.dispose()
