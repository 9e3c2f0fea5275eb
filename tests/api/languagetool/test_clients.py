"""Requests as the clients build them, and answers as they read them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.languagetool.conftest import MakeDesk
from tests.api.languagetool.reading import STOCK, ids, words_of
from tests.api.languagetool.shapes import ADD_ON, SHAPES, TEXT, Shape, annotated

CHECKS = {name: shape for name, shape in SHAPES.items() if "check" in shape.path and shape.body}
CHECKS["tiptap"] = SHAPES["tiptap"]


def send(desk: TestClient, shape: Shape, *, before: str = "") -> Any:  # noqa: ANN401
    return desk.request(
        shape.method, before + shape.path, content=shape.body.encode(), headers=shape.headers
    )


def sent_text(shape: Shape) -> str:
    """Return the text whose offsets the client counts."""
    if "annotation" not in shape.body:
        return TEXT
    pieces = json.loads(annotated())["annotation"]
    return "".join(piece.get("text", piece.get("markup")) for piece in pieces)


@pytest.mark.parametrize("shape", CHECKS.values(), ids=CHECKS.keys())
def test_clients_find_the_words_where_they_count(desk: TestClient, shape: Shape) -> None:
    response = send(desk, shape)
    assert response.status_code == 200, response.text
    half = "textLevelOnly" in shape.body and "allBut" not in shape.body
    matches = {match["rule"]["id"]: match for match in response.json()["matches"]}
    if half:
        assert set(matches) == {"EMP_FEELING"}
        return
    stock = matches["AUTH_CLICHE"]
    assert words_of(sent_text(shape), stock) == STOCK
    assert stock["rule"]["category"]["id"] == "STYLE"
    assert stock["message"]
    assert stock["shortMessage"] == "Stock phrase" or "motherTongue" in shape.body
    assert len(stock["replacements"]) <= 3


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_clients_are_recognised_while_somebody_looks(desk: TestClient, shape: Shape) -> None:
    assert desk.get("/v1/connect").json() == {"heard": []}
    assert send(desk, shape).status_code == 200
    heard = desk.get("/v1/connect").json()["heard"]
    assert heard == ([{"client": shape.client, "seconds": 0}] if shape.client else [])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_clients_reach_us_with_the_token_in_the_address(make_desk: MakeDesk, shape: Shape) -> None:
    desk = make_desk()
    secret = desk.app.state.services.tokens.create("t", role="agent")
    closed = make_desk(require_tokens=True)
    assert send(closed, shape, before=f"/k/{secret}").status_code == 200
    refused = send(closed, shape).status_code
    assert refused == (200 if shape.path == "/v2/languages" else 403)


def test_the_add_ons_two_halves_make_one_whole(desk: TestClient) -> None:
    halves = [
        desk.post("/v2/check", data={**ADD_ON, "mode": mode}).json()
        for mode in ("textLevelOnly", "allButTextLevelOnly")
    ]
    whole = desk.post("/v2/check", data=ADD_ON).json()
    assert sorted(ids(halves[0]) + ids(halves[1])) == sorted(ids(whole))
    assert not set(ids(halves[0])) & set(ids(halves[1]))
    assert "software" not in whole
