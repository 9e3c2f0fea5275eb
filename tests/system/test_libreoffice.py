"""LibreOffice itself, with its built-in client of LanguageTool, against the service."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from coach.tokens import TokenStore
from tests.api.languagetool.reading import GREETING, STOCK, units
from tests.system.service_process import PATIENCE_S, STAGE, free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

DEBIANS_PYTHON = "/usr/bin/python3"
BLUE = 0x0000FF
TEXT = f"{GREETING} 🙂🙂, thank you. {STOCK}."
SETTING = (
    '<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
)


pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a service that asks for a token, and one."""
    data = tmp_path_factory.mktemp("closed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_DATA", str(data))
        patch.setenv("COACH_REQUIRE_TOKENS", "true")
        store = TokenStore()
        token = store.create("team", role="agent")
        store.close()
        with running(STAGE, port=free_port(), data=data) as address:
            fields = {"text": TEXT, "language": "en-GB", "apiKey": token}
            requests.post(f"{address}/v2/check", data=fields, timeout=PATIENCE_S)
            yield address, token


def proofread(profile: Path, settings: dict[str, str]) -> list[dict[str, Any]]:
    """Start LibreOffice with these settings of its LanguageTool page; return what it marks."""
    items = "".join(SETTING.format(name=name, value=value) for name, value in settings.items())
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(SETTINGS.format(items=items))
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(profile)}
    office = subprocess.Popen(
        [
            *("soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"),
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        script = str(Path(__file__).with_name("proofread.py"))
        command = [DEBIANS_PYTHON, script, str(port), TEXT, "en", "GB"]
        done = subprocess.run(
            command, env=environment, check=True, capture_output=True, timeout=PATIENCE_S * 2
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found
    finally:
        office.terminate()
        office.wait(timeout=PATIENCE_S)


@pytest.mark.parametrize("way", ["token in the address", "token as API key"])
def test_libreoffice_marks_and_offers_what_we_found(
    service: tuple[str, str], tmp_path: Path, way: str
) -> None:
    address, token = service
    settings = {"IsEnabled": "true", "BaseURL": f"{address}/k/{token}/v2"}
    if way == "token as API key":
        settings |= {"BaseURL": f"{address}/v2", "Username": "coach", "ApiKey": token}
    feeling, stock = proofread(tmp_path, settings)
    assert units(TEXT, stock["start"], stock["start"] + stock["length"]) == STOCK
    assert stock["suggestions"] == ["I am sorry that {what happened}"]
    assert stock["title"] == "Stock phrase"
    assert stock["comment"].startswith("Stock phrase: ")
    assert units(TEXT, feeling["start"], feeling["start"] + feeling["length"]) == GREETING
    assert [error["colours"] for error in (feeling, stock)] == [[BLUE], [BLUE]]


def test_libreoffice_marks_nothing_where_the_token_is_wrong(
    service: tuple[str, str], tmp_path: Path
) -> None:
    address, _ = service
    assert proofread(tmp_path, {"IsEnabled": "true", "BaseURL": f"{address}/k/ec_no/v2"}) == []
