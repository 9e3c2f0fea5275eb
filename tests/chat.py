"""The chat server as tests use it: a process of its own, what it says, what it received."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = Path(__file__).with_name("chat_server.py")


@dataclass(frozen=True)
class ChatServer:
    """A running server and its folder."""

    port: int
    folder: Path

    def answer(self, passage: int, *rewrites: str) -> None:
        """Set what the model says."""
        self.say(json.dumps({"passage": passage, "rewrites": rewrites}))

    def say(self, content: str) -> None:
        (self.folder / "answer.txt").write_text(content, encoding="utf-8")

    @property
    def received(self) -> list[dict[str, Any]]:
        path = self.folder / "received.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def url(self, manner: str) -> str:
        return f"http://127.0.0.1:{self.port}/{manner}/v1"


@contextlib.contextmanager
def chat_server(folder: Path) -> Iterator[ChatServer]:
    """Run a server until the block ends; what it receives lies in `folder`."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER), str(folder)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        running = ChatServer(int(process.stdout.readline()), folder)
        try:
            yield running
        finally:
            process.kill()
