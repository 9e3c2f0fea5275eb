"""The README's examples do what it says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import coach as package
from api.settings import ApiSettings
from coach.coach import Coach
from tests.api.conftest import MakeClient

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_curl_is_answered(client: TestClient) -> None:
    (command,) = re.findall(r"^    curl http.*?}'$", README, re.MULTILINE | re.DOTALL)
    words = shlex.split(command)
    assert words[:3] == ["curl", "http://127.0.0.1:8000/v1/score", "-H"]
    name, _, value = words[3].partition(": ")
    answer = client.post("/v1/score", content=words[5], headers={name: value})
    assert answer.status_code == 200
    assert answer.json()["language"] == "en"


def test_python_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], coach: Coach
) -> None:
    monkeypatch.setattr(package, "build_coach", lambda: coach)
    (snippet,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(snippet, {})  # noqa: S102 - our own README
    printed = capsys.readouterr().out
    assert "dismissal 0 9 Calm down" in printed


def test_the_first_card_has_levels_and_a_coloured_passage(coach: Coach) -> None:
    (command,) = re.findall(r'^    coach score ".*--customer.*$', README, re.MULTILINE)
    _, _, reply, _, customer = shlex.split(command)
    assessment = coach.score(reply, customer=customer)
    assert assessment.abstained is None
    assert any(mark.tier == "inline" for mark in assessment.behaviours)


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(" ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)).split())
    helped = set(re.findall(r'@echo "make ([\w-]+)', makefile))
    assert targets - {"help"} <= helped


def test_every_route_it_names_exists(make_client: MakeClient) -> None:
    table = README.partition("| route |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(?:GET |POST )?(/[^`?]*)", table)) - {"/", "/openapi.json"}
    client = make_client()
    assert named == set(client.get("/openapi.json").json()["paths"])
    assert client.get("/").status_code == 200


def test_settings_it_names_exist() -> None:
    table = README.partition("| setting | variable |")[2].partition("\n\n")[0]
    settings = set(re.findall(r"`([a-z_]+)`(?=[,| ].*COACH_)", table))
    variables = set(re.findall(r"`COACH_([A-Z_]+)`", table))
    assert settings == {name.lower() for name in variables}
    assert settings <= set(ApiSettings.model_fields)


def test_files_it_names_are_there() -> None:
    named = re.findall(r"`((?:coach|models|training|api)/[\w./-]+\.(?:py|md|toml|json))`", README)
    later = ("models/weights/", "training/configs/")
    missing = [n for n in named if not n.startswith(later) and not (ROOT / n).is_file()]
    assert len(named) > 4
    assert missing == []


def test_data_readme_counts_what_lies_there() -> None:
    data = ROOT / "training/data"
    text = (data / "README.md").read_text(encoding="utf-8")
    rows = {
        "written/*.jsonl": sum(_lines(path) for path in (data / "written").glob("*.jsonl")),
        "labels/ibm_care.jsonl": _lines(data / "labels/ibm_care.jsonl"),
        "labels/bcontrast.jsonl": _lines(data / "labels/bcontrast.jsonl"),
        "situations.jsonl": _lines(data / "situations.jsonl"),
        "situations_more.jsonl": _lines(data / "situations_more.jsonl"),
        "splits.json": len(json.loads((data / "splits.json").read_text(encoding="utf-8"))),
    }
    for name, count in rows.items():
        (line,) = (line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"| {count:,} |" in line, f"{name} holds {count:,} rows"


def _lines(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
