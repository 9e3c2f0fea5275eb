"""Run the service in this process; `coach serve` finds it by its import string."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from api.app import create_app
from api.logs import configure_logging
from api.settings import ApiSettings, load_settings

if TYPE_CHECKING:
    from api.services import Services


def run(**given: Any) -> None:  # noqa: ANN401 - one value per setting
    """Start the service with the given settings before those of environment and file.

    Raises:
        CoachError: the settings, the weights or the database are not right.
    """
    settings = load_settings(**given)
    configure_logging(settings.log_level)
    config = server_config(settings)
    services: Services = config.app.state.services  # type: ignore[union-attr]
    services.languagetool.warm()
    if settings.suggestions:
        services.suggesting.warm()
    server = uvicorn.Server(config)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C, handled: the server has shut down
        server.run(sockets=listen_twice(config, settings))


def listen_twice(config: uvicorn.Config, settings: ApiSettings) -> list[socket.socket] | None:
    """Open both ports where a second one is set; else leave the one to the server."""
    if settings.languagetool_port is None:
        return None
    second = uvicorn.Config(
        config.app, host=config.host, port=settings.languagetool_port, log_config=None
    )
    return [config.bind_socket(), second.bind_socket()]


def server_config(settings: ApiSettings) -> uvicorn.Config:
    """Return how the server runs: no access log, no server header, no trust in proxy headers."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=round(settings.drain_timeout) + 5,
    )
