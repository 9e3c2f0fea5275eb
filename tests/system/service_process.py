"""Starts a service as a process of its own, and stops it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

HERE = Path(__file__).parent
STAGE = (sys.executable, str(HERE / "stage.py"))
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: Iterable[str], *, port: int, data: Path) -> Iterator[str]:
    """Run a service until the block ends; yield its address."""
    address = f"http://127.0.0.1:{port}"
    root = HERE.parent.parent
    environment = {**os.environ, "COACH_DATA": str(data), "PYTHONPATH": str(root)}
    process = subprocess.Popen([*command, str(port)], env=environment, cwd=root)
    try:
        _wait_until_healthy(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The service ended with {process.returncode} before it answered.")
        with contextlib.suppress(URLError, OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310
            return
        time.sleep(0.1)
    pytest.fail(f"The service did not answer within {PATIENCE_S} s.")
