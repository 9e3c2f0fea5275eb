"""A backup brings everything back, from either database into either."""

from __future__ import annotations

import io
import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from coach.audit.results import AuditResults
from coach.cli.main import app
from coach.keeping.backup import BackupError, back_up, restore
from coach.store import open_store
from coach.store.audits import AuditRepository
from coach.store.decisions import DecisionRepository
from coach.store.tables import Base
from coach.tokens import TokenStore
from tests.keeping.conftest import House
from tests.store.conftest import postgres, url

__all__ = ["postgres", "url"]


def test_everything_comes_back_into_either_database(house: House, url: str, tmp_path: Path) -> None:
    tokens = TokenStore()
    secret = tokens.create("desk", role="qa")
    tokens.close()
    target, place = tmp_path / "all.tar.gz", tmp_path / "other"
    made = back_up(house.engine, house.data, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    new = open_store(url)
    assert restore(new, place, target) == made == {"rows": 3, "audits": 1}
    (record,) = AuditRepository(new).all()
    assert DecisionRepository(new).of_run(house.run) == DecisionRepository(house.engine).of_run(
        house.run
    )
    with AuditResults.open(Path(record.folder)) as back, AuditResults.open(house.audit) as old:
        assert back.scores().equals(old.scores())
        assert back.manifest == old.manifest
    assert (place / "pseudonyms.key").read_text() == (house.data / "pseudonyms.key").read_text()
    brought = TokenStore(url)
    assert brought.verify(secret) is not None
    assert brought.create("next", role="agent").startswith("ec_")
    brought.close()
    new.dispose()


def test_a_store_that_holds_something_is_not_overwritten(house: House, tmp_path: Path) -> None:
    target = tmp_path / "all.tar.gz"
    back_up(house.engine, house.data, target)
    with pytest.raises(BackupError) as caught:
        restore(house.engine, house.data, target)
    assert caught.value.code == "not-empty"


def test_backup_goes_on_while_somebody_writes(house: House, tmp_path: Path) -> None:
    with house.engine.connect() as writing:
        writing.execute(select(Base.metadata.tables["audits"]))
        assert back_up(house.engine, house.data, tmp_path / "all.tar.gz")["rows"] == 2


@pytest.mark.parametrize("name", ["../outside", "audits/../../outside", "/etc/outside"])
def test_nothing_is_written_outside_the_data_folder(
    house: House, tmp_path: Path, name: str
) -> None:
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    back_up(house.engine, house.data, good)
    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as out:
        for member in source:
            out.addfile(member, source.extractfile(member))
        evil = tarfile.TarInfo(name)
        evil.size = 4
        out.addfile(evil, io.BytesIO(b"evil"))
    new = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    restore(new, tmp_path / "deep" / "place", bad)
    new.dispose()
    assert not list(tmp_path.rglob("outside"))
    assert not Path("/etc/outside").exists()


def test_a_file_that_is_no_backup_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.tar.gz"
    file.write_bytes(b"nothing")
    engine = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(BackupError, match=r"x\.tar\.gz cannot be read"):
        restore(engine, tmp_path, file)
    engine.dispose()


def test_a_backup_that_is_not_there_is_said_so_in_both_languages(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(BackupError) as caught:
        restore(engine, tmp_path, tmp_path / "gone.tar.gz")
    engine.dispose()
    assert "gone.tar.gz gibt es nicht" in caught.value.text("de")
    assert str(caught.value).startswith("There is no ")


def test_commands_back_up_and_say_what_is_in_the_way(house: House, tmp_path: Path) -> None:
    target = str(tmp_path / "all.tar.gz")
    assert CliRunner().invoke(app, ["backup", target]).exit_code == 0
    refused = CliRunner().invoke(app, ["restore", target])
    assert refused.exit_code == 2
    assert "holds something already" in refused.output
