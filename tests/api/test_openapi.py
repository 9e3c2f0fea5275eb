"""The OpenAPI description, and the service held against it by Schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import MakeApp

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


OPERATIONS = [
    ("/v1/score", "POST"),
    ("/v1/score/batch", "POST"),
    ("/v1/suggest", "POST"),
    ("/v1/feedback", "POST"),
    ("/v1/practice/next", "POST"),
    ("/v1/practice/review", "POST"),
    ("/v1/practice/picture", "POST"),
    ("/v1/practice/share", "POST"),
    ("/v1/practice/share", "DELETE"),
    ("/v1/practice/shares", "GET"),
    ("/v1/audits", "GET"),
    ("/v1/audits", "POST"),
    ("/v1/audits/{id}", "GET"),
    ("/v1/audits/{id}", "DELETE"),
    ("/v1/audits/preview", "POST"),
    ("/v1/audits/{id}/cancel", "POST"),
    ("/v1/audits/{id}/conversations", "GET"),
    ("/v1/audits/{id}/conversations/{position}", "GET"),
    ("/v1/audits/{id}/files/{name}", "GET"),
    ("/v1/coaching", "GET"),
    ("/v1/coaching/{run}/{agent}", "GET"),
    ("/v1/coaching/{run}/{agent}/comment", "POST"),
    ("/v1/coaching/{run}/{agent}/disputes", "POST"),
    ("/v1/coaching/{run}/{agent}/note", "POST"),
    ("/v1/coaching/{run}/{agent}/replies", "GET"),
    ("/v1/coaching/words", "POST"),
    ("/v1/objections", "GET"),
    ("/v1/objections/{run}/answer", "POST"),
    ("/v1/practice/sources", "GET"),
    ("/v1/huddle", "POST"),
    ("/v1/huddle/files/{format}", "POST"),
    ("/v1/plan", "GET"),
    ("/v1/plan/ideas", "POST"),
    ("/v1/plan/praise", "POST"),
    ("/v1/plan/pulse", "POST"),
    ("/v1/plan/items", "POST"),
    ("/v1/plan/items/{id}", "POST"),
    ("/v1/plan/items/{id}/rule", "POST"),
    ("/v1/plan/items/{id}/rule/adopt", "POST"),
    ("/v1/consents", "GET"),
    ("/v1/consents/named", "POST"),
    ("/v1/consents/named", "DELETE"),
    ("/v1/consents/before", "POST"),
    ("/v1/consents/before", "DELETE"),
    ("/v1/rubric", "GET"),
    ("/v1/model", "GET"),
    ("/v1/connect", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]


RIGHT = [(*operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
# Health takes no input, so there is nothing that could be wrong with it.
WRONG = [(p, m, GenerationMode.NEGATIVE) for p, m in OPERATIONS if p not in {"/healthz", "/readyz"}]


@pytest.mark.parametrize(("path", "method", "mode"), [*RIGHT, *WRONG])
def test_service_keeps_to_its_description(
    make_app: MakeApp, path: str, method: str, mode: GenerationMode
) -> None:
    app = make_app(allowed_hosts=("testserver",))
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def keeps(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    keeps()


def description(client: TestClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()


def test_every_route_is_described_with_its_problems(client: TestClient) -> None:
    paths = description(client)["paths"]
    assert set(paths) == {path for path, _ in OPERATIONS}
    responses = paths["/v1/score"]["post"]["responses"]
    assert set(responses) >= {"200", "400", "401", "403", "413", "415", "422", "429", "503"}
    assert list(responses["429"]["content"]) == ["application/problem+json"]


def test_examples_are_scored_as_they_stand(client: TestClient) -> None:
    examples = description(client)["components"]["schemas"]["ScoreIn"]["examples"]
    for example in examples:
        found = client.post("/v1/score", json=example)
        assert found.status_code == 200
        assert found.json()["abstained"] is None


def test_batch_items_are_described_as_requests(client: TestClient) -> None:
    items = description(client)["components"]["schemas"]["BatchIn"]["properties"]["requests"]
    assert items["items"] == {"$ref": "#/components/schemas/ScoreIn"}
    assert items["maxItems"] == 256


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    whole = description(client)
    for reference in references(whole):
        target: Any = whole
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]


def references(node: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    if isinstance(node, list):
        return set().union(*(references(item) for item in node))
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(item) for item in node.values()))
    return set()


def test_tokens_are_described(client: TestClient) -> None:
    whole = description(client)
    assert whole["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert whole["paths"]["/v1/score"]["post"]["security"] == [{"HTTPBearer": []}]
    assert "security" not in whole["paths"]["/healthz"]["get"]


LONG = "ExportIn"
"""Holds a whole kit; POST /v1/huddle gives one."""


def test_every_json_body_shows_examples_of_its_own_form(client: TestClient) -> None:
    whole = description(client)
    shown = 0
    for body in bodies(whole):
        name = body["$ref"].rsplit("/", 1)[-1]
        if name == LONG:
            continue
        schema = whole["components"]["schemas"][name]
        for example in schema["examples"]:
            jsonschema.validate(example, {**schema, "components": whole["components"]})
            shown += 1
    assert shown > 20


def bodies(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in whole["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield content["application/json"]["schema"]
