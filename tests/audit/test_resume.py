"""Whatever happens to a run, it goes on: no turn is lost, none is there twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from coach.audit.agents import Pseudonyms
from coach.audit.chunks import ChunkFolder
from coach.audit.errors import AuditCancelledError, AuditError
from coach.audit.lock import locked
from coach.audit.manifest import read_manifest
from coach.audit.merge import merge
from coach.audit.names import OUTPUTS
from coach.audit.options import AuditOptions, EngineOptions, Shard
from coach.audit.run import Auditor, Job
from coach.coach import Coach
from coach.contracts import ModelInfo
from coach.suggest.retrieval import SituationFinder
from models.prediction import Prediction, TextPair
from tests.audit.worker import OPTIONS
from tests.audit_fixture import KEY, Given, conversations, run_audit
from tests.fakes import FakeClassifier, fake_coach

COUNT = 120
ONE = EngineOptions(workers=1)


def digests(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("whole")
    run_audit(folder, conversations(COUNT), options=OPTIONS).close()
    return folder


class Counting(FakeClassifier):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def predict(self, pair: TextPair) -> Prediction:
        self.asked += 1
        return super().predict(pair)


def counting_coach() -> tuple[Coach, Counting]:
    coach, classifier = fake_coach(), Counting()
    coach.classifier = classifier
    return coach, classifier


def auditor(coach: Coach | None = None, key: bytes = KEY) -> Auditor:
    return Auditor(coach or fake_coach(), Pseudonyms(key))


def job(folder: Path, *, count: int = COUNT, shard: Shard | None = None) -> Job:
    return Job(Given(conversations(count)), folder, OPTIONS, ONE, shard or Shard())


def start(folder: Path, *limit: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.audit.worker", str(folder), str(COUNT), *limit]
    return subprocess.Popen(command, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2])


def test_killed_at_any_moment_it_goes_on_and_ends_the_same(whole: Path, tmp_path: Path) -> None:
    chosen = random.Random(5)
    chunks, killed = ChunkFolder(tmp_path), 0
    for _ in range(4):
        before = len(chunks.finished())
        with start(tmp_path) as process:
            while process.poll() is None and len(chunks.finished()) == before:
                time.sleep(0.01)
            time.sleep(chosen.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
            code = process.wait()
            assert code in {0, -signal.SIGKILL}, process.stderr and process.stderr.read()
        killed += code == -signal.SIGKILL
        if code == 0:
            break
        assert (tmp_path / "manifest.json").exists()
    assert killed >= 3
    run_audit(tmp_path, conversations(COUNT), options=OPTIONS).close()
    assert digests(tmp_path) == digests(whole)
    ids = pq.read_table(tmp_path / "scores.parquet", columns=["turn_id"])["turn_id"].to_pylist()
    assert len(ids) == len(set(ids)) == 300
    assert not list(tmp_path.rglob("*.part"))


def test_a_full_disk_is_said_and_the_same_command_goes_on(whole: Path, tmp_path: Path) -> None:
    with start(tmp_path, "30000") as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait() == 1
    assert said.startswith("full: There is no room left")
    assert not list(tmp_path.rglob("*.part"))
    run_audit(tmp_path, conversations(COUNT), options=OPTIONS).close()
    assert digests(tmp_path) == digests(whole)


def test_a_second_run_over_the_same_input_does_nothing(tmp_path: Path) -> None:
    coach, classifier = counting_coach()
    assert auditor(coach).run(job(tmp_path)).fresh
    asked, times = classifier.asked, {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert not auditor(coach).run(job(tmp_path)).fresh
    assert classifier.asked == asked
    assert {p: p.stat().st_mtime_ns for p in times if "lock" not in p.name} == {
        p: at for p, at in times.items() if "lock" not in p.name
    }


def test_what_is_finished_is_not_scored_again(tmp_path: Path) -> None:
    coach, first = counting_coach()
    stop_after = iter([False] * 40 + [True] * 1000)
    stopping = Auditor(coach, Pseudonyms(KEY), should_stop=lambda: next(stop_after))
    with pytest.raises(AuditCancelledError):
        stopping.run(job(tmp_path))
    done = len(ChunkFolder(tmp_path).finished())
    assert 0 < done < 23
    again, second = counting_coach()
    auditor(again).run(job(tmp_path))
    in_all, bank = counting_coach()
    SituationFinder(in_all.classifier).warm()
    most = 300 - 12 * done + bank.asked  # a chunk holds twelve turns or a few more
    assert second.asked <= most
    assert first.asked >= 12 * done


def test_a_damaged_chunk_is_scored_again(whole: Path, tmp_path: Path) -> None:
    stop_after = iter([False] * 40 + [True] * 1000)
    stopping = Auditor(fake_coach(), Pseudonyms(KEY), should_stop=lambda: next(stop_after))
    with pytest.raises(AuditCancelledError):
        stopping.run(job(tmp_path))
    victim = next(iter(ChunkFolder(tmp_path).finished().values()))
    victim.write_bytes(victim.read_bytes()[:-9])
    auditor().run(job(tmp_path))
    assert digests(tmp_path) == digests(whole)


def test_results_that_were_tampered_with_are_made_again(whole: Path, tmp_path: Path) -> None:
    auditor().run(job(tmp_path))
    (tmp_path / "scores.parquet").write_bytes(b"PAR1")
    assert auditor().run(job(tmp_path)).fresh
    assert digests(tmp_path) == digests(whole)


def test_other_input_makes_a_new_run_and_keeps_the_old_one(tmp_path: Path) -> None:
    first = auditor().run(job(tmp_path, count=20)).manifest
    second = auditor().run(job(tmp_path, count=21)).manifest
    assert first.run != second.run
    kept = read_manifest(tmp_path / "earlier" / first.run)
    assert kept == first
    assert (tmp_path / "earlier" / first.run / "scores.parquet").is_file()


@pytest.mark.parametrize("change", ["model", "options", "key", "house", "rules"])
def test_anything_that_decides_results_makes_a_new_run(
    tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = auditor().run(job(tmp_path, count=6)).manifest
    coach, asked, key = fake_coach(), job(tmp_path, count=6), KEY
    if change == "model":
        coach.model = ModelInfo("fake", "2", "1" * 64, "", {})
    elif change == "options":
        asked = replace(asked, options=replace(OPTIONS, language="en"))
    elif change == "key":
        key = bytes(32)
    elif change == "rules":
        monkeypatch.setattr("coach.audit.run.rules_digest", lambda: "better ones")
    else:
        coach.house = replace(coach.house, critical=frozenset({"bribe"}))
    outcome = auditor(coach, key).run(asked)
    assert outcome.fresh
    assert outcome.manifest.run != first.run


def test_how_the_work_is_spread_does_not(tmp_path: Path) -> None:
    auditor().run(job(tmp_path, count=6))
    spread = replace(job(tmp_path, count=6), engine=EngineOptions(workers=4))
    assert not auditor().run(spread).fresh


def test_two_processes_do_not_work_on_one_shard(tmp_path: Path) -> None:
    with locked(tmp_path, "shard-1-of-1"), pytest.raises(AuditError) as caught:
        auditor().run(job(tmp_path))
    assert caught.value.code == "locked"


def test_shards_of_several_machines_make_the_whole(whole: Path, tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in (1, 2, 3)]
    for number, folder in enumerate(folders, start=1):
        outcome = auditor().run(job(folder, shard=Shard(number, 3)))
        assert outcome.manifest.state == "running"
    merged = merge(folders, tmp_path / "all", auditor())
    assert merged.state == "done"
    assert digests(tmp_path / "all") == digests(whole)


def test_shards_in_one_folder_finish_by_themselves(whole: Path, tmp_path: Path) -> None:
    states = [
        auditor().run(job(tmp_path, shard=Shard(number, 2))).manifest.state for number in (2, 1)
    ]
    assert states == ["running", "done"]
    assert digests(tmp_path) == digests(whole)


def test_a_missing_shard_is_counted(tmp_path: Path) -> None:
    auditor().run(job(tmp_path / "1", shard=Shard(1, 2)))
    with pytest.raises(AuditError, match="of 23 parts are missing"):
        merge([tmp_path / "1"], tmp_path / "all", auditor())


def test_shards_of_different_runs_are_not_mixed(tmp_path: Path) -> None:
    auditor().run(job(tmp_path / "1", shard=Shard(1, 2)))
    auditor(key=bytes(32)).run(job(tmp_path / "2", shard=Shard(2, 2)))
    with pytest.raises(AuditError, match="key for pseudonyms"):
        merge([tmp_path / "1", tmp_path / "2"], tmp_path / "all", auditor())


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", ""])
def test_a_shard_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(AuditError, match="2/3"):
        Shard.parse(text)


@pytest.mark.slow
def test_several_processes_write_the_same_bytes(tmp_path: Path) -> None:
    from coach.coach import CoachSettings, build_coach

    given = Job(Given(conversations(24)), tmp_path / "one", OPTIONS, ONE)
    coach = build_coach(CoachSettings(workers=1))
    Auditor(coach, Pseudonyms(KEY)).run(given)
    spread = EngineOptions(workers=1, processes=2)
    Auditor(coach, Pseudonyms(KEY)).run(replace(given, out=tmp_path / "two", engine=spread))
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_without_a_reply_of_an_agent_the_way_out_is_said(tmp_path: Path) -> None:
    empty = Job(Given(()), tmp_path, AuditOptions(), ONE)
    with pytest.raises(AuditError, match="--mapping"):
        auditor().run(empty)
