"""Who may show our pages in a frame: nobody, and for `/chatwoot` those a house has named."""

from __future__ import annotations

import pytest

from api.settings import SettingsError, load_settings
from tests.api.conftest import MakeClient

CHATWOOT = "https://chat.example.org"
POLICY = "content-security-policy"
OLDER = "x-frame-options"


@pytest.mark.parametrize("path", ["/", "/connect", "/chatwoot", "/v1/rubric"])
def test_nobody_may_by_default(make_client: MakeClient, path: str) -> None:
    headers = make_client().get(path).headers
    assert "frame-ancestors 'none';" in headers[POLICY]
    assert headers[OLDER] == "DENY"


def test_a_named_origin_may_show_the_panel(make_client: MakeClient) -> None:
    client = make_client(frame_origins=f"{CHATWOOT}, http://127.0.0.1:3000")
    response = client.get("/chatwoot")
    assert f"frame-ancestors {CHATWOOT} http://127.0.0.1:3000;" in response.headers[POLICY]
    assert "default-src 'self';" in response.headers[POLICY]
    assert OLDER not in response.headers
    assert f'data-origins="{CHATWOOT} http://127.0.0.1:3000"' in response.text


@pytest.mark.parametrize("path", ["/", "/connect", "/practice", "/v1/rubric", "/nowhere"])
def test_and_nothing_else(make_client: MakeClient, path: str) -> None:
    headers = make_client(frame_origins=CHATWOOT).get(path).headers
    assert "frame-ancestors 'none';" in headers[POLICY]
    assert headers[OLDER] == "DENY"


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https:",
        "chat.example.org",
        "https://chat.example.org/path",
        "https://*.example.org",
        "https://a.example; script-src *",
        "https://a.example 'self'",
        "https://a.example\nX-Evil: 1",
        "javascript://a",
    ],
)
def test_what_is_no_origin_never_reaches_a_header(origin: str) -> None:
    with pytest.raises(SettingsError, match="frame_origins"):
        load_settings(frame_origins=(origin,))


@pytest.mark.parametrize(("theme", "shown"), [("dark", True), ("light", True), ("red", False)])
def test_the_look_can_be_fixed_in_the_address(
    make_client: MakeClient, theme: str, *, shown: bool
) -> None:
    html = make_client().get(f"/chatwoot?theme={theme}").text
    assert (f'data-theme="{theme}"' in html) == shown
