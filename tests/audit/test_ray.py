"""The same bytes from a real Ray cluster of two nodes, even when a worker is killed in between."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from coach.audit.agents import Pseudonyms
from coach.audit.errors import AuditError
from coach.audit.names import OUTPUTS
from coach.audit.options import AuditOptions, EngineOptions
from coach.audit.run import Auditor, Job
from coach.coach import CoachSettings, build_coach
from tests.audit_fixture import KEY, Given, conversations

ray = pytest.importorskip("ray")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OPTIONS = AuditOptions(team="team", chunk_turns=12)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start a head and a second node, each a set of processes of its own."""
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        node = {"num_cpus": 1, "object_store_memory": 100_000_000}
        running = Cluster(initialize_head=True, head_node_args=node)
        try:
            running.add_node(**node)
            running.wait_for_nodes()
            yield running.address
        finally:
            ray.shutdown()
            running.shutdown()


def run(folder: Path, engine: EngineOptions) -> None:
    auditor = Auditor(build_coach(CoachSettings(workers=1)), Pseudonyms(KEY))
    auditor.run(Job(Given(conversations(60)), folder, OPTIONS, engine))


def actors() -> list[psutil.Process]:
    """Return the actors of our own cluster, by the titles Ray gives its processes."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if any("MapWorker" in part for part in process.cmdline()):
                found.append(process)
    return found


def kill_one(chunks: Path, killed: list[int], stop: threading.Event) -> None:
    """Kill an actor as soon as the first chunk is there and others wait."""
    while not stop.is_set() and not killed:
        running = actors() if list(chunks.glob("*.parquet")) else []
        if running:
            running[0].send_signal(signal.SIGKILL)
            killed.append(running[0].pid)
        time.sleep(0.05)


def test_a_cluster_writes_the_same_bytes_though_a_worker_is_killed(
    cluster: str, tmp_path: Path
) -> None:
    run(tmp_path / "local", EngineOptions(workers=1))
    killed: list[int] = []
    stop = threading.Event()
    killer = threading.Thread(target=kill_one, args=(tmp_path / "ray" / "chunks", killed, stop))
    killer.start()
    try:
        run(tmp_path / "ray", EngineOptions("ray", workers=1, processes=2, ray_address=cluster))
    finally:
        stop.set()
        killer.join()
    assert killed
    for name in OUTPUTS:
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


def test_a_cluster_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="answers at 127"):
        run(tmp_path, EngineOptions("ray", workers=1, ray_address="127.0.0.1:9"))
