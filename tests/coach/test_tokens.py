"""Tokens: shown once, kept as a hash, dated by the day; and their command."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from typer.testing import CliRunner

from coach.cli.token import app
from coach.errors import StoreError
from coach.principal import PRINCIPAL_ROLES, Principal
from coach.store import default_url, open_store
from coach.store.engine import upgrade
from coach.store.tables import Base
from coach.tokens import PREFIX, TokenError, TokenStore

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


class Calendar:
    """A day that can be turned."""

    def __init__(self) -> None:
        self.day = MONDAY

    def __call__(self) -> dt.date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def store(calendar: Calendar) -> Iterator[TokenStore]:
    store = TokenStore(today=calendar)
    yield store
    store.close()


@pytest.mark.parametrize("role", PRINCIPAL_ROLES)
def test_token_tells_who_bears_it(store: TokenStore, role: str) -> None:
    secret = store.create("desk", role=role, agent="a-7", team="north")
    assert store.verify(secret) == Principal(role=role, agent="a-7", team="north")


def test_tokens_are_long_random_and_recognisable(store: TokenStore) -> None:
    secrets = {store.create(f"t{n}", role="agent") for n in range(20)}
    assert len(secrets) == 20
    assert all(secret.startswith(PREFIX) and len(secret) == 46 for secret in secrets)


def test_database_never_holds_the_secret(store: TokenStore, tmp_path: Path) -> None:
    secret = store.create("desk", role="agent")
    store.verify(secret)
    held = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert b"desk" in held
    assert secret.encode() not in held
    assert secret[len(PREFIX) + 8 :].encode() not in held


def test_data_folder_belongs_to_its_owner_alone(store: TokenStore, tmp_path: Path) -> None:
    store.create("desk", role="agent")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def altered(secret: str) -> list[str]:
    last = "A" if secret[-1] != "A" else "B"
    return [
        "",
        PREFIX,
        secret[:-1],
        secret[:-1] + last,
        secret + "A",
        secret.removeprefix(PREFIX),
        secret[:11],
        secret.swapcase(),
        secret[:-1] + "ä",
        "' OR 1=1 --",
    ]


def test_nothing_but_the_whole_secret_is_accepted(store: TokenStore) -> None:
    secret = store.create("desk", role="admin")
    assert [wrong for wrong in altered(secret) if store.verify(wrong)] == []


def test_revoked_token_no_longer_works(store: TokenStore, calendar: Calendar) -> None:
    secret = store.create("desk", role="agent")
    assert store.has_active()
    assert store.revoke("desk").revoked == MONDAY
    assert store.verify(secret) is None
    assert not store.has_active()
    calendar.day += dt.timedelta(days=3)
    assert store.revoke("desk").revoked == MONDAY


def test_last_use_is_kept_as_a_day_only(store: TokenStore, calendar: Calendar) -> None:
    secret = store.create("desk", role="agent")
    assert store.list()[0].last_used is None
    calendar.day += dt.timedelta(days=1)
    store.verify(secret)
    assert store.list()[0].last_used == dt.date(2026, 3, 3)
    with sqlite3.connect(default_url().removeprefix("sqlite:///")) as raw:
        row = raw.execute("select created, last_used from tokens").fetchone()
    raw.close()
    assert row == ("2026-03-02", "2026-03-03")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": ""}, "token-label"),
        ({"name": "  "}, "token-label"),
        ({"name": "x" * 81}, "token-label"),
        ({"name": "a\nb"}, "token-label"),
        ({"agent": ""}, "token-label"),
        ({"team": "\x1b[0m"}, "token-label"),
        ({"role": "root"}, "token-role"),
        ({"name": "taken"}, "token-exists"),
    ],
)
def test_unusable_labels_are_refused(store: TokenStore, given: dict[str, str], code: str) -> None:
    store.create("taken", role="agent")
    with pytest.raises(TokenError) as raised:
        store.create(**{"name": "new", "role": "agent", **given})
    assert raised.value.code == code
    assert len(store.list()) == 1


def test_revoking_the_unknown_is_an_error(store: TokenStore) -> None:
    with pytest.raises(TokenError, match="no token named 'x'"):
        store.revoke("x")


def test_tokens_outlive_the_process(store: TokenStore) -> None:
    secret = store.create("desk", role="qa")
    store.close()
    again = TokenStore()
    assert again.verify(secret) == Principal(role="qa")
    again.close()


def test_migrations_make_exactly_the_mapped_tables(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    for _ in range(2):
        engine = open_store(url)
        upgrade(engine)
        tables = sorted(["alembic_version", *Base.metadata.tables])
        assert sorted(inspect(engine).get_table_names()) == tables
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "cannot be read"),
        ("nosuch://host/db", "driver"),
        ("sqlite:////proc/none/coach.db", "COACH_DATA"),
        ("postgresql+psycopg://user:hush@127.0.0.1:1/coach", "user:***@127.0.0.1"),
    ],
)
def test_unusable_database_is_explained(url: str, words: str) -> None:
    with pytest.raises(StoreError) as raised:
        open_store(url)
    assert words in str(raised.value)
    assert "hush" not in str(raised.value)


def test_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "coach.db"
    file.write_text("not a database, but long enough to be looked at closely " * 20)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{file}")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_creates_lists_and_revokes() -> None:
    secret = run("create", "desk", "--role", "qa", "--team", "north").strip()
    store = TokenStore()
    assert store.verify(secret) == Principal(role="qa", team="north")
    assert "desk" in run("list")
    (entry,) = json.loads(run("list", "--json"))
    assert entry["name"] == "desk"
    assert entry["starts_with"] == secret[:11]
    assert secret not in run("list", "--json")
    run("revoke", "desk")
    assert store.verify(secret) is None
    store.close()


def test_command_prints_the_secret_alone_on_stdout() -> None:
    result = CliRunner().invoke(app, ["create", "desk"])
    assert result.stdout.strip().startswith(PREFIX)
    assert len(result.stdout.split()) == 1
    assert "one time only" in result.stderr


def test_command_speaks_german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert "Noch kein Token" in run("list")
    result = CliRunner().invoke(app, ["revoke", "x"])
    assert result.exit_code == 2
    assert "gibt es nicht" in result.stderr


def test_command_names_a_broken_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATABASE", "nonsense")
    result = CliRunner().invoke(app, ["list"])
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_downgrade_undoes_the_upgrade(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    from coach.store.engine import MIGRATIONS

    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
