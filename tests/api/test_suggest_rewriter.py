"""The house's own model behind /v1/suggest: asked with placeholders, and tried like the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.conftest import MakeClient
from tests.api.test_suggest import COLD
from tests.chat import chat_server

BETTER = "That is maddening."


def test_a_wording_of_the_houses_model_is_offered_once_it_is_proven(
    make_client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(tmp_path) as server:
        server.answer(4, BETTER)
        monkeypatch.setenv("COACH_REWRITER_URL", server.url("ok"))
        monkeypatch.setenv("COACH_REWRITER_MODEL", "small")
        response = make_client(timeout=300).post("/v1/suggest", json=COLD)
        found = {card["source"]: card for card in response.json()["suggestions"]}
        assert found["rewriter"]["edits"][0]["text"] == BETTER
        (asked,) = server.received
        assert "Maria" not in json.dumps(asked["body"])


def test_scores_do_not_wait_for_a_slow_endpoint(
    make_client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(tmp_path) as server:
        monkeypatch.setenv("COACH_REWRITER_URL", server.url("slow"))
        monkeypatch.setenv("COACH_REWRITER_MODEL", "small")
        services = make_client(timeout=300).app.state.services
        assert services.suggesting.queue is not services.queue


def test_without_an_endpoint_suggestions_share_the_queue(make_client: MakeClient) -> None:
    services = make_client().app.state.services
    assert services.suggesting.queue is services.queue
