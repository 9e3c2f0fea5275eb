"""Settings: where they come from, and what is said when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import ApiSettings, SettingsError, load_settings


def test_defaults_suit_one_persons_machine() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert not settings.tokens_required
    assert settings.cors_origins == ()


def test_options_win_over_variables_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("coach.toml").write_text('port = 1\ntimeout = 2\nlanguage = "de"\n', encoding="utf-8")
    monkeypatch.setenv("COACH_PORT", "3")
    monkeypatch.setenv("COACH_TIMEOUT", "4")
    settings = load_settings(port=5)
    assert (settings.port, settings.timeout, settings.language) == (5, 4.0, "de")


def test_file_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text('allowed_hosts = ["coach.example"]\n', encoding="utf-8")
    monkeypatch.setenv("COACH_CONFIG", str(file))
    assert load_settings().allowed_hosts == ("coach.example",)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_ALLOWED_HOSTS", "a.example, b.example,")
    assert load_settings().allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"port": 70_000}, "port = 70000"),
        ({"timeout": 0}, "timeout = 0"),
        ({"text_limit": 20_001}, "text_limit = 20001"),
        ({"log_level": "trace"}, "log_level = 'trace'"),
        ({"prot": 8000}, "prot is no setting"),
        ({"feedback": "maybe"}, "feedback = 'maybe': must be true or false"),
    ],
)
def test_wrong_setting_is_named(given: dict[str, object], name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(**given)
    assert name in str(raised.value)


def test_a_wrong_setting_is_explained_in_the_users_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with pytest.raises(SettingsError, match="port = 'abc': hier steht eine ganze Zahl"):
        load_settings(port="abc")


def test_settings_that_do_not_go_together_never_show_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_DATABASE", "postgresql://coach:s3cret@db/coach")
    monkeypatch.setenv("COACH_CORS_ORIGINS", "*")
    with pytest.raises(SettingsError, match="needs require_tokens = true") as raised:
        load_settings()
    assert "s3cret" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_broken_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "coach.toml"
    path.write_text("host = \n", encoding="utf-8")
    monkeypatch.setenv("COACH_CONFIG", str(path))
    with pytest.raises(SettingsError, match=r"coach\.toml is not valid TOML: .*line 1"):
        load_settings()


def test_missing_file_is_named_in_the_users_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CONFIG", "gone.toml")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    with pytest.raises(SettingsError, match=r"gone\.toml; dort liegt keine Datei"):
        load_settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.9", "coach.example"])
def test_beyond_loopback_tokens_are_always_required(host: str) -> None:
    assert ApiSettings(host=host).tokens_required
