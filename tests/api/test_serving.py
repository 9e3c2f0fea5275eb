"""`coach serve` and the server it starts."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest
import typer
from typer.testing import CliRunner

import api.serving
from api.serving import server_config
from api.settings import ApiSettings, SettingsError
from coach.cli.serve import serve
from coach.coach import Coach

ROOT = Path(__file__).parents[2]
PROGRAM = """
import api.serving, api.app
from tests.fakes import fake_coach
api.app.build_coach = lambda settings: fake_coach()
from coach.cli.serve import serve
serve(port={port})
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cli() -> typer.Typer:
    app = typer.Typer()
    app.command()(serve)
    return app


def test_options_become_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, object]] = []
    monkeypatch.setattr(api.serving, "run", lambda **options: given.append(options))
    result = CliRunner().invoke(cli(), ["--host", "::1", "--port", "9", "--workers", "3"])
    assert result.exit_code == 0
    assert given == [{"host": "::1", "port": 9, "workers": 3}]
    CliRunner().invoke(cli(), [])
    assert given[1] == {}


def test_wrong_setting_ends_with_a_sentence_not_a_traceback() -> None:
    result = CliRunner().invoke(cli(), ["--port", "70000"])
    assert result.exit_code == 2
    assert "port = 70000" in result.output
    assert "Traceback" not in result.output


def test_beyond_loopback_without_tokens_ends_with_a_sentence() -> None:
    result = CliRunner().invoke(cli(), ["--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "coach token create" in result.output


def test_missing_weights_end_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_WEIGHTS", "/no/such/weights")
    result = CliRunner().invoke(cli(), [])
    assert result.exit_code == 2
    assert "/no/such/weights" in result.output
    assert "Traceback" not in result.output


def test_server_keeps_no_access_log_and_trusts_no_proxy(
    monkeypatch: pytest.MonkeyPatch, coach: Coach
) -> None:
    monkeypatch.setattr("api.app.build_coach", lambda _: coach)
    config = server_config(ApiSettings(port=8123, workers=3))
    assert config.port == 8123
    assert not config.access_log
    assert not config.proxy_headers
    assert not config.server_header


def test_settings_reach_the_coach(monkeypatch: pytest.MonkeyPatch, coach: Coach) -> None:
    built: list[object] = []

    def build(settings: object) -> Coach:
        built.append(settings)
        return coach

    monkeypatch.setattr("api.app.build_coach", build)
    server_config(ApiSettings(workers=3, weights="w"))
    assert (built[0].workers, built[0].weights) == (3, Path("w"))


def test_real_server_starts_answers_and_stops(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COACH_DATA": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM.format(port=port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        lines = []
        for line in server.stderr:
            lines.append(line)
            if "Uvicorn running" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
            assert "server" not in answer.headers
        server.send_signal(signal.SIGTERM)
        rest = server.stderr.read()
    assert server.returncode in {0, -signal.SIGTERM}
    assert "Application shutdown complete" in rest
    assert not re.search("readyz|Traceback", "".join(lines) + rest)


def test_factory_for_other_servers_reads_the_environment(
    monkeypatch: pytest.MonkeyPatch, coach: Coach
) -> None:
    from api.app import create_default_app

    monkeypatch.setattr("api.app.build_coach", lambda _: coach)
    monkeypatch.setattr("api.app.configure_logging", lambda _: None)
    monkeypatch.setenv("COACH_TEXT_LIMIT", "77")
    assert create_default_app().state.services.settings.text_limit == 77
    monkeypatch.setenv("COACH_HOST", "0.0.0.0")
    with pytest.raises(SettingsError):
        create_default_app()


def test_a_second_port_answers_too(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COACH_DATA": str(tmp_path),
        "COACH_LANGUAGETOOL_PORT": str(ports[1]),
    }
    command = [sys.executable, "-c", PROGRAM.format(port=ports[0])]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as server:
        try:
            assert [health(port) for port in ports] == [b"OK", b"OK"]
        finally:
            server.send_signal(signal.SIGTERM)
    assert server.returncode in {0, -signal.SIGTERM}


def health(port: int) -> bytes:
    """Ask until the server listens, for a minute at most."""
    address = f"http://127.0.0.1:{port}/v2/healthcheck"
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                body: bytes = answer.read()
                return body
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
