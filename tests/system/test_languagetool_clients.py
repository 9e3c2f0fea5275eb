"""The released clients of LanguageTool against the service on the weights that ship."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import language_tool_python
import pytest
import requests

from coach.tokens import TokenStore
from tests.api.languagetool.reading import corrected, words_of
from tests.system.service_process import PATIENCE_S, free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.system

# pylanguagetool asks this module for its own version, and newer setuptools no longer bring it.
WITHOUT_SETUPTOOLS = "import sys, types; sys.modules['pkg_resources'] = types.ModuleType('p'); "
sys.modules.setdefault("pkg_resources", ModuleType("pkg_resources"))
pylanguagetool = importlib.import_module("pylanguagetool.api")

SERVE = (sys.executable, "-c", "from coach.cli.main import main; main()", "serve", "--port")
QUOTED = "> 🙂🙂 Mein Paket ist seit drei Wochen unterwegs, am Samstag ist die Taufe!\r\n\r\n"
LETTERS = {
    "de-DE": (
        f"{QUOTED}Sehr geehrte Kundin 🙂,\r\n\r\nwir bitten, etwaige Unannehmlichkeiten zu "
        "entschuldigen. Ihr Anliegen wurde an die Fachabteilung weitergeleitet. Sie erhalten "
        "schnellstmöglich eine Rückmeldung.\r\n\r\nMit freundlichen Grüßen\r\nIhr Kundenservice"
    ),
    "en-GB": (
        "Dear customer 🙂🙂, we apologise for any inconvenience caused. Your ticket has been "
        "forwarded to the relevant department. You must send us the receipt."
    ),
}


@pytest.fixture(scope="module", params=["open", "with a token"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Base address of the service; where it asks for a token, with the token in it."""
    data = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_TIMEOUT", str(PATIENCE_S))  # a test machine may be busy
        patch.setenv("COACH_THREADS", "1")
        if request.param == "open":
            with running(SERVE, port=free_port(), data=data) as address:
                yield f"{address}/"
            return
        patch.setenv("COACH_DATA", str(data))
        patch.setenv("COACH_REQUIRE_TOKENS", "true")
        store = TokenStore()
        token = store.create("team", role="agent")
        store.close()
        with running(SERVE, port=free_port(), data=data) as address:
            yield f"{address}/k/{token}/"


@pytest.mark.parametrize("language", LETTERS)
def test_language_tool_python_finds_and_corrects(service: str, language: str) -> None:
    text = LETTERS[language]
    with language_tool_python.LanguageTool(language, remote_server=service) as tool:
        tool.picky = True
        matches = tool.check(text)
        once = tool.correct(text)
    assert {match.rule_id for match in matches} & {"AUTH_CLICHE", "AUTH_JARGON"}
    assert {match.category for match in matches} == {"STYLE"}
    places = [text[match.offset : match.offset + match.error_length] for match in matches]
    meant = [words_of(text, match) for match in answer(service, text, language)["matches"]]
    # The client turns offsets into code points, but not lengths.
    assert {words for words in meant if "🙂" not in words} <= set(places)
    assert all(text.count(words) == 1 for words in meant)
    assert once != text
    assert score(service, once, language) > score(service, text, language)


def answer(service: str, text: str, language: str) -> dict[str, Any]:
    fields = {"text": text, "language": language, "level": "picky"}
    response = requests.post(f"{service}v2/check", data=fields, timeout=PATIENCE_S)
    found: dict[str, Any] = response.json()
    return found


def score(service: str, text: str, language: str) -> float:
    dimensions = answer(service, text, language)["empathyCoach"]["dimensions"]
    return sum(dimension["score"] for dimension in dimensions.values())


@pytest.mark.parametrize("language", LETTERS)
def test_pylanguagetool_reads_the_answer(service: str, language: str) -> None:
    text = LETTERS[language]
    found = pylanguagetool.check(text, api_url=f"{service}v2/", lang=language, picky=True)
    assert found["software"]["name"] == "Empathy Coach"
    assert found["empathyCoach"]["dimensions"]["authenticity"]["level"] <= 1
    matches = found["matches"]
    assert {match["rule"]["id"] for match in matches} & {"AUTH_CLICHE", "AUTH_JARGON"}
    for match in matches:
        assert words_of(text, match).strip()
    assert score(service, corrected(text, matches), language) > score(service, text, language)


def test_pylanguagetool_prints_from_the_context(service: str) -> None:
    program = WITHOUT_SETUPTOOLS + "from pylanguagetool.cli import main; main()"
    command = [sys.executable, "-c", program, "--lang", "en-GB", "--no-color"]
    done = subprocess.run(
        [*command, "--api-url", f"{service}v2/"],
        input=LETTERS["en-GB"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 1, done.stderr
    assert "I am sorry that {what happened}" in done.stdout
    assert "apologise for any inconvenience caused" in done.stdout


def test_languages_are_those_the_client_expects(service: str) -> None:
    codes = {entry["longCode"] for entry in pylanguagetool.get_languages(f"{service}v2/")}
    assert {"de-DE", "de-AT", "de-CH", "en-GB", "en-US"} <= codes


def test_a_wrong_language_is_told_as_the_protocol_does(service: str) -> None:
    with pytest.raises(ValueError, match="Error: "):
        pylanguagetool.check("text", api_url=f"{service}v2/", lang="no code")
