"""Another LanguageTool server behind ours: merged, never trusted, never in the way."""

from __future__ import annotations

import http.server
import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.languagetool import upstream as upstream_module
from api.settings import ApiSettings, SettingsError, load_settings
from coach.suggest import Advice
from tests.api.conftest import BASE_URL
from tests.api.languagetool.conftest import MakeDesk
from tests.api.languagetool.reading import STOCK, TEXT, ids, words_of
from tests.system.stage import CueAdvisor, CueCoach

TYPO = "thank"


def typo(text: str) -> dict[str, Any]:
    offset = text.index(TYPO)
    return {
        "message": "Possible spelling mistake",
        "shortMessage": "Spelling",
        "replacements": [{"value": f"tank{n}"} for n in range(9)],
        "offset": offset,
        "length": len(TYPO),
        "context": {"text": text, "offset": offset, "length": len(TYPO)},
        "sentence": text,
        "type": {"typeName": "UnknownWord"},
        "rule": {"id": "MORFOLOGIK_RULE_EN_GB", "category": {"id": "TYPOS", "name": "Typos"}},
    }


class Speller(http.server.ThreadingHTTPServer):
    """A LanguageTool server that knows one typo, and misbehaves when told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SpellerHandler)
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.status = 200
        self.delay = 0.0
        self.body: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class SpellerHandler(http.server.BaseHTTPRequestHandler):
    server: Speller

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        sent = {name: values[-1] for name, values in fields.items()}
        self.server.asked.append((self.path, sent, dict(self.headers)))
        text = sent.get("text", "")
        matches = [typo(text)] if TYPO in text else []
        language = {"name": "French", "code": "fr", "detectedLanguage": {"code": "fr"}}
        self.answer({"language": language, "matches": matches})

    def do_GET(self) -> None:
        self.answer([{"name": "French", "code": "fr", "longCode": "fr"}])

    def answer(self, value: object) -> None:
        time.sleep(self.server.delay)
        body = json.dumps(value).encode() if self.server.body is None else self.server.body
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def speller() -> Iterator[Speller]:
    server = Speller()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def check(desk: TestClient, text: str = TEXT, **fields: str) -> dict[str, Any]:
    response = desk.post("/v2/check", data={"text": text, "language": "en-GB", **fields})
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("suffix", ["", "/", "/v2", "/v2/"])
def test_matches_of_both_are_merged_in_order(
    make_desk: MakeDesk, speller: Speller, suffix: str
) -> None:
    answer = check(make_desk(languagetool_upstream=speller.url + suffix))
    assert ids(answer) == ["EMP_FEELING", "MORFOLOGIK_RULE_EN_GB", "AUTH_CLICHE"]
    assert [words_of(TEXT, match) for match in answer["matches"]][1:] == [TYPO, STOCK]
    assert answer["matches"][1] == typo(TEXT)
    assert answer["warnings"] == {"incompleteResults": False}
    assert [path for path, _, _ in speller.asked] == ["/v2/check"]


def test_our_words_step_back_where_a_typo_lies_inside(
    make_desk: MakeDesk, speller: Speller
) -> None:
    text = "Hello Ms Novak. We apologise for any inconvenience caused"
    desk = make_desk(languagetool_upstream=speller.url)
    speller.body = json.dumps(
        {"matches": [{**typo(f"{TYPO} "), "offset": text.index("any"), "length": 3}]}
    ).encode()
    answer = check(desk, text)
    stock = next(match for match in answer["matches"] if match["rule"]["id"] == "AUTH_CLICHE")
    assert stock["replacements"] == []
    assert len(answer["matches"][0]["replacements"]) == 1


def test_compact_trims_the_other_servers_matches(make_desk: MakeDesk, speller: Speller) -> None:
    answer = check(make_desk(languagetool_upstream=speller.url), c="1")
    assert len(answer["matches"][1]["replacements"]) == 5
    assert "context" not in answer["matches"][1]
    assert "c" not in speller.asked[0][1]


def test_nothing_that_says_who_asks_is_passed_on(make_desk: MakeDesk, speller: Speller) -> None:
    desk = make_desk(languagetool_upstream=speller.url)
    secret = desk.app.state.services.tokens.create("t", role="agent")
    fields = {
        **{"text": TEXT, "language": "auto", "preferredVariants": "en-GB", "mode": "all"},
        **{"username": "jana", "apiKey": secret, "password": "p", "token": "t", "tokenV2": "v"},
        **{"textSessionId": "99", "instanceId": "i", "useragent": "u", "inputLogging": "yes"},
        **{"disabledRules": "WHITESPACE_RULE,AUTH_CLICHE", "enabledRules": "EMP_FEELING"},
    }
    headers = {"Cookie": "a=b", "Accept-Language": "de", "User-Agent": "Jana's editor"}
    assert desk.post(f"/k/{secret}/v2/check", data=fields, headers=headers).status_code == 200
    ((_, sent, sent_headers),) = speller.asked
    assert sent == {
        **{"text": TEXT, "language": "auto", "preferredVariants": "en-GB", "mode": "all"},
        "disabledRules": "WHITESPACE_RULE",
    }
    assert set(sent_headers) == {
        *("Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"),
        *("Content-Length", "Content-Type"),
    }
    assert sent_headers["User-Agent"] == "empathy-coach"
    assert secret not in str(speller.asked)


def test_a_wish_for_our_rules_alone_is_not_passed_on(make_desk: MakeDesk, speller: Speller) -> None:
    desk = make_desk(languagetool_upstream=speller.url)
    answer = check(desk, enabledOnly="true", enabledRules="AUTH_CLICHE")
    assert ids(answer) == ["AUTH_CLICHE"]
    assert answer["warnings"] == {"incompleteResults": False}
    assert speller.asked == []


def test_other_languages_are_the_other_servers(make_desk: MakeDesk, speller: Speller) -> None:
    desk = make_desk(languagetool_upstream=speller.url)
    codes = [entry["longCode"] for entry in desk.get("/v2/languages").json()]
    assert codes[0] == "de"
    assert codes[-1] == "fr"
    answer = check(desk, "Ça va, thank", language="fr")
    assert ids(answer) == ["MORFOLOGIK_RULE_EN_GB"]


TROUBLES: dict[str, dict[str, Any]] = {
    "it fails": {"status": 500},
    "it points elsewhere": {"status": 302},
    "no JSON": {"body": b"<html>"},
    "not an answer": {"body": b"[]"},
    "no matches": {"body": b"{}"},
    "deep": {"body": b"[" * 100_000},
    "too much": {"body": b" " * 9_000_000},
    "too slow": {"delay": 0.6},
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_its_trouble_is_not_ours(
    make_desk: MakeDesk, speller: Speller, trouble: dict[str, Any]
) -> None:
    for name, value in trouble.items():
        setattr(speller, name, value)
    answer = check(make_desk(languagetool_upstream=speller.url, languagetool_timeout=0.3))
    assert ids(answer) == ["EMP_FEELING", "AUTH_CLICHE"]
    assert answer["warnings"]["incompleteResults"] is True
    assert "spelling" in answer["warnings"]["incompleteResultsReason"]


def test_nobody_there_is_not_our_trouble_and_told_once(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = make_desk(languagetool_upstream="http://127.0.0.1:9")
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert ids(check(desk)) == ["EMP_FEELING", "AUTH_CLICHE"]
    lines = [record.getMessage() for record in caplog.records if record.name == "api"]
    assert lines == ["the other LanguageTool server failed: ConnectError"]


def test_a_server_that_failed_is_left_alone_for_a_while(
    make_desk: MakeDesk, speller: Speller, monkeypatch: pytest.MonkeyPatch
) -> None:
    speller.status = 500
    desk = make_desk(languagetool_upstream=speller.url)
    monkeypatch.setattr(upstream_module, "PAUSE_S", 0.2)
    check(desk)
    speller.status = 200
    assert ids(check(desk)) == ["EMP_FEELING", "AUTH_CLICHE"]
    assert len(speller.asked) == 1
    time.sleep(0.25)
    assert "MORFOLOGIK_RULE_EN_GB" in ids(check(desk))


@pytest.mark.parametrize(
    "match",
    [
        {"offset": 10_000, "length": 3, "rule": {"id": "X"}},
        {"offset": -1, "length": 3, "rule": {"id": "X"}},
        {"offset": "0", "length": 3, "rule": {"id": "X"}},
        {"offset": 0, "length": 3},
        {"offset": 0, "length": 3, "rule": {"id": "X"}, "replacements": "x"},
        "match",
    ],
)
def test_a_match_without_a_place_is_left_out(
    make_desk: MakeDesk, speller: Speller, match: object
) -> None:
    speller.body = json.dumps({"matches": [match]}).encode()
    answer = check(make_desk(languagetool_upstream=speller.url))
    assert ids(answer) == ["EMP_FEELING", "AUTH_CLICHE"]


@pytest.mark.parametrize("url", ["ftp://x/v2", "127.0.0.1:8081", "http://x/v2?a=b", "http://a b"])
def test_an_address_that_is_none_is_named_at_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="languagetool_upstream"):
        load_settings(languagetool_upstream=url)


@pytest.mark.parametrize(
    "given",
    [
        {"languagetool_upstream": "http://127.0.0.1:8000/v2"},
        {"languagetool_upstream": "http://localhost:8081", "languagetool_port": 8081},
        {
            "languagetool_upstream": "http://coach.example:9000",
            "host": "coach.example",
            "port": 9000,
        },
    ],
)
def test_the_service_is_not_its_own_other_server(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="this very service"):
        load_settings(**given)
    assert load_settings(**{**given, "languagetool_upstream": "http://127.0.0.1:8010"})


@dataclass(frozen=True)
class Meeting(CueAdvisor):
    """An advisor that goes on only once the other server was asked too."""

    speller: Speller | None = None

    def advise(self, *arguments: Any, **options: Any) -> Advice:  # noqa: ANN401
        deadline = time.monotonic() + 5
        while self.speller and not self.speller.asked:
            assert time.monotonic() < deadline, "the other server is asked only afterwards"
            time.sleep(0.01)
        return super().advise(*arguments, **options)


def test_the_other_server_is_asked_while_the_reply_is_scored(speller: Speller) -> None:
    advisor = Meeting(speller=speller)
    settings = ApiSettings(languagetool_upstream=speller.url)
    app = create_app(settings, coach=CueCoach(), advisor=advisor)
    with TestClient(app, base_url=BASE_URL) as desk:
        assert len(ids(check(desk))) == 3
