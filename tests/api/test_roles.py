"""Tokens and roles: one table, walked against every route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.guard import FORWARDED, GuardedRoute
from api.settings import SettingsError, is_loopback
from coach import principal
from coach.principal import PERMISSIONS, PRINCIPAL_ROLES, ROLE_PERMISSIONS
from coach.tokens import TokenStore
from tests.api.conftest import MakeApp, MakeClient

# What anybody may load: the service's health, its description, and pages that hold no data.
PAGES = {"/", "/practice", "/audits", "/huddle", "/coaching", "/plan", "/rubric", "/connect"}
PAGES |= {"/chatwoot", "/consent", "/coaching/words"}
OPEN = {"/healthz", "/readyz", "/openapi.json", "/assets"} | PAGES
OPEN |= {f"/v2{action}" for action in ("", "/info", "/languages", "/maxtextlength", "/healthcheck")}


def routes(make_app: MakeApp) -> Iterator[tuple[str, str, GuardedRoute | None]]:
    """Yield method, path and guard of every route of the service."""
    for context in iter_route_contexts(make_app().routes):
        route = context.original_route
        guard = route if isinstance(route, GuardedRoute) else None
        for method in sorted(context.methods or {"GET"}):
            yield method, context.path or "", guard


def test_every_route_names_a_permission_or_is_open_on_purpose(make_app: MakeApp) -> None:
    unguarded = {path for _, path, guard in routes(make_app) if guard is None}
    assert unguarded == OPEN
    named = {guard.permission for _, _, guard in routes(make_app) if guard}
    assert named == set(PERMISSIONS)


def test_table_has_a_row_for_every_role() -> None:
    assert set(ROLE_PERMISSIONS) == set(PRINCIPAL_ROLES)


@pytest.mark.parametrize("missing", PERMISSIONS)
@pytest.mark.parametrize("role", PRINCIPAL_ROLES)
def test_table_decides_on_every_route(
    make_app: MakeApp,
    make_client: MakeClient,
    tokens: TokenStore,
    monkeypatch: pytest.MonkeyPatch,
    role: principal.PrincipalRole,
    missing: principal.Permission,
) -> None:
    secret = tokens.create("t", role=role)
    table = {**ROLE_PERMISSIONS, role: ROLE_PERMISSIONS[role] - {missing}}
    monkeypatch.setattr(principal, "ROLE_PERMISSIONS", MappingProxyType(table))
    client = make_client(require_tokens=True)
    client.headers["Authorization"] = f"Bearer {secret}"
    for method, path, guard in routes(make_app):
        if guard is None:
            continue
        status = client.request(method, path, json={"reply": "Hallo Frau Yılmaz."}).status_code
        assert (status == 403) == (guard.permission not in table[role]), (method, path)


def test_refusal_names_role_and_permission(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(principal, "ROLE_PERMISSIONS", {"agent": frozenset()})
    response = client.get("/v1/rubric", headers={"Accept-Language": "de"})
    assert response.status_code == 403
    assert "„agent“" in response.json()["detail"]


def test_loopback_without_a_token_is_the_agent_role(client: TestClient) -> None:
    assert client.get("/v1/rubric").status_code == 200


@pytest.mark.parametrize("header", FORWARDED)
def test_loopback_behind_a_proxy_asks_for_a_token(client: TestClient, header: str) -> None:
    response = client.get("/v1/rubric", headers={header: "203.0.113.7"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_no_token_no_answer_where_tokens_are_required(
    make_app: MakeApp, make_client: MakeClient, tokens: TokenStore
) -> None:
    tokens.create("t", role="agent")
    client = make_client(require_tokens=True)
    for method, path, guard in routes(make_app):
        refused = 403 if path.startswith("/v2/") else 401  # the protocol knows no 401
        expected = {refused} if guard else {200, 204, 404}
        assert client.request(method, path, json={}).status_code in expected, path


@pytest.mark.parametrize(
    "header",
    [
        "Bearer ec_wrong",
        "Bearer ",
        "Bearer",
        "Basic YTpi",
        "ec_token",
        "Bearer ec_ä",
        "Bearer \x7f",
    ],
)
def test_a_wrong_token_is_refused_even_on_loopback(client: TestClient, header: str) -> None:
    response = client.get("/v1/rubric", headers={"Authorization": header.encode("utf-8")})
    assert response.status_code == 401


def test_a_revoked_token_ends_at_once(make_client: MakeClient, tokens: TokenStore) -> None:
    secret = tokens.create("t", role="qa")
    client = make_client(require_tokens=True)
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/v1/rubric", headers=headers).status_code == 200
    tokens.revoke("t")
    assert client.get("/v1/rubric", headers=headers).status_code == 401


def test_bodies_of_strangers_are_not_read(make_client: MakeClient, tokens: TokenStore) -> None:
    tokens.create("t", role="agent")
    client = make_client(require_tokens=True)
    response = client.post("/v1/score", content=b"{" * 9_000_000)
    assert response.status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "coach.example"])
def test_beyond_loopback_without_any_token_it_does_not_start(make_app: MakeApp, host: str) -> None:
    with pytest.raises(SettingsError, match="coach token create"):
        make_app(host=host)


def test_beyond_loopback_it_starts_with_a_token(
    make_client: MakeClient, tokens: TokenStore
) -> None:
    tokens.create("t", role="agent")
    client = make_client(host="0.0.0.0")
    assert client.get("/v1/rubric").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_a_revoked_token_is_not_enough_to_start(make_app: MakeApp, tokens: TokenStore) -> None:
    tokens.create("t", role="agent")
    tokens.revoke("t")
    with pytest.raises(SettingsError):
        make_app(require_tokens=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example", ""])
def test_beyond_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_loopback_service_without_tokens_leaves_the_disk_alone(
    make_client: MakeClient, tmp_path: Path
) -> None:
    client = make_client()
    assert client.post("/v1/score", json={"reply": "Hallo Frau Yılmaz."}).status_code == 200
    assert not (tmp_path / "data").exists()
