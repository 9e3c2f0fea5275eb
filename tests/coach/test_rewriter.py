"""The rewriter against a real server: what leaves, what comes back, what happens when it fails."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coach.contracts import Request
from coach.errors import CoachError
from coach.rewriter import RewriterError, RewriterSettings, build_rewriter, read_settings
from tests.chat import ChatServer as Server
from tests.chat import chat_server
from tests.fakes import fake_coach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY = "sk-geheim-4711"
PERSONAL = ("Krüger", "48213377", "s.krueger@web.de", "Lindenweg 4", "0171 3920012", "Petersen")

REQUEST = Request(
    reply=(
        "Guten Tag Frau Krüger 😊,\n\nIhre Bestellung 48213377 geht schnellstmöglich an den "
        "Lindenweg 4. Der Preis bleibt bei 20 Euro.\n\nViele Grüße\nLena Petersen"
    ),
    customer="Wo bleibt mein Paket? Rufen Sie an: 0171 3920012.\nSabine Krüger, s.krueger@web.de",
    language="de",
)
PASSAGE = "Ihre Bestellung <NUMBER_1> geht schnellstmöglich an den <ADDRESS_1>."
BETTER = "Ihre Bestellung <NUMBER_1> geht am {{Datum}} an den <ADDRESS_1>."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with chat_server(tmp_path) as running:
        running.answer(2, BETTER)
        yield running


def ask(
    server: Server,
    manner: str = "ok",
    *,
    request: Request = REQUEST,
    goals: Sequence[str] = ("authenticity",),
    **settings: Any,  # noqa: ANN401 - one value per setting
) -> tuple[str, ...]:
    """Ask as the coach would."""
    chosen = {"timeout": 20.0, "backoff": 0.01, "api_key": KEY, **settings}
    rewriter = build_rewriter(RewriterSettings(server.url(manner), "small", **chosen))
    with closing(rewriter):
        return rewriter.suggest(request, fake_coach().assess(request), goals)


def test_a_rewrite_comes_back_in_place_with_the_originals(server: Server) -> None:
    assert ask(server) == (
        REQUEST.reply.replace("geht schnellstmöglich an", "geht am {{Datum}} an"),
    )


def test_nothing_personal_arrives(server: Server) -> None:
    ask(server)
    (entry,) = server.received
    assert not [word for word in PERSONAL if word in entry["body"]]
    sent = json.loads(entry["body"])
    assert PASSAGE in sent["messages"][1]["content"]
    assert "[2]" in sent["messages"][1]["content"]
    assert sent["model"] == "small"
    assert entry["headers"]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in entry["body"]


def test_the_prompt_speaks_the_language_of_the_reply(server: Server) -> None:
    request = Request(reply="We will send it as soon as possible. Thanks.", language="en")
    server.answer(1, "We will send it by {date}.")
    assert ask(server, request=request) == ("We will send it by {date}. Thanks.",)
    sent = json.loads(server.received[0]["body"])
    assert "Promise nothing" in sent["messages"][0]["content"]
    assert "Less of this" not in sent["messages"][1]["content"]
    assert "Work on passage 1." in sent["messages"][1]["content"]


def test_a_goal_to_lose_a_behaviour_names_it(server: Server) -> None:
    ask(server, goals=("empty_promise",))
    sent = json.loads(server.received[0]["body"])["messages"][1]["content"]
    assert "Weniger davon" in sent
    assert "Arbeite an Stelle 2." in sent


def test_an_unknown_goal_is_an_error(server: Server) -> None:
    with pytest.raises(CoachError, match="charm"):
        ask(server, goals=("charm",))
    assert server.received == []


@pytest.mark.parametrize(
    "rewrite",
    [
        "Ihre Bestellung geht am {{Datum}} an den <ADDRESS_1>.",
        "Ihre Bestellung <NUMBER_1> geht morgen um 12 Uhr an den <ADDRESS_1>.",
        "Ihre Bestellung <NUMBER_1> geht an den <ADDRESS_1>, ich rufe Sie unter <PHONE_1> an.",
        "Ihre Bestellung <NUMBER_1> geht an den <ADDRESS_1>, <NAME_9>.",
        "Ihre Bestellung <NUMBER_1> geht an den <ADDRESS_1>. " + "Wirklich. " * 40,
        PASSAGE,
        "",
    ],
    ids=["lost", "invented", "taken-over", "unknown", "long", "same", "empty"],
)
def test_a_rewrite_that_changes_facts_is_not_offered(server: Server, rewrite: str) -> None:
    server.answer(2, rewrite)
    assert ask(server) == ()


def test_at_most_two_rewrites_are_offered(server: Server) -> None:
    server.answer(2, BETTER, BETTER.replace("geht", "reist"), BETTER.replace("geht", "fliegt"))
    assert len(ask(server)) == 2


def test_another_passage_than_the_marked_one_is_not_offered(server: Server) -> None:
    server.answer(3, "Es bleibt beim Preis von 20 Euro.")
    assert ask(server) == ()


def test_an_answer_in_a_fence_is_read(server: Server) -> None:
    server.say('Gern:\n```json\n{"passage": 2, "rewrites": ["' + BETTER + '"]}\n```')
    assert len(ask(server)) == 1


def test_a_model_without_an_idea_offers_nothing(server: Server) -> None:
    server.answer(0)
    assert ask(server) == ()


@pytest.mark.parametrize(
    "content",
    ["", "Gern!", "[1, 2]", '{"passage": "2", "rewrites": []}', '{"passage": 99, "rewrites": []}'],
)
def test_an_answer_that_is_not_the_json_asked_for_is_an_error(server: Server, content: str) -> None:
    server.say(content)
    with pytest.raises(RewriterError, match="JSON"):
        ask(server)


@pytest.mark.parametrize(
    ("manner", "says", "calls"),
    [
        ("broken", "500", 3),
        ("busy", "429", 3),
        ("unauthorised", "401", 1),
        ("malformed", "chat endpoint", 1),
        ("shapeless", "chat endpoint", 1),
        ("huge", "longer than", 1),
        ("redirect", "points elsewhere", 1),
    ],
)
def test_a_failing_endpoint_is_a_mild_error(
    server: Server, manner: str, says: str, calls: int
) -> None:
    with pytest.raises(RewriterError, match=says):
        ask(server, manner)
    assert [entry["path"] for entry in server.received] == [
        f"/{manner}/v1/chat/completions"
    ] * calls


def test_a_passing_failure_is_tried_again(server: Server) -> None:
    assert len(ask(server, "flaky")) == 1
    assert len(server.received) == 2


@pytest.mark.parametrize("manner", ["slow", "drip"])
def test_a_slow_endpoint_is_given_up_in_time(server: Server, manner: str) -> None:
    """The server would take thirty seconds; retries do not add up."""
    begin = time.monotonic()
    with pytest.raises(RewriterError, match="in time"):
        ask(server, manner, timeout=0.5)
    assert time.monotonic() - begin < 20


def test_an_endpoint_that_is_not_there_is_a_mild_error() -> None:
    settings = RewriterSettings("http://127.0.0.1:1/v1", "small", retries=0)
    rewriter = build_rewriter(settings)
    with closing(rewriter), pytest.raises(RewriterError, match="cannot be reached"):
        rewriter.suggest(REQUEST, fake_coach().assess(REQUEST), ("empathy",))


def test_proxies_of_the_environment_are_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert len(ask(server)) == 1


def test_no_text_and_no_key_reach_a_log_or_an_error(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.say("Frau <NAME_1> sagt: Pfingstrose")
    with pytest.raises(RewriterError) as caught:
        ask(server)
    ask_text = (
        caplog.text + str(caught.value) + repr(RewriterSettings("https://x.example", "m", KEY))
    )
    for secret in (*PERSONAL, KEY, "Pfingstrose", "schnellstmöglich"):
        assert secret not in ask_text


@pytest.mark.parametrize("goals", [(), ("empathy",)], ids=["no-goal", "abstained"])
def test_without_a_goal_or_a_score_nothing_is_sent(server: Server, goals: Sequence[str]) -> None:
    request = REQUEST if not goals else Request(reply="Ja.", language="de")
    assert ask(server, request=request, goals=goals) == ()
    assert server.received == []


def test_a_broken_character_is_sent_as_a_mark(server: Server) -> None:
    request = Request(reply="Das Paket \ud800 kommt schnellstmöglich an.", language="de")
    server.answer(0)
    assert ask(server, request=request) == ()
    assert len(server.received) == 1


def test_the_rewriter_is_off_by_default() -> None:
    assert read_settings({}) is None


def test_settings_come_from_the_environment() -> None:
    settings = read_settings(
        {
            "COACH_REWRITER_URL": "https://llm.example/v1/",
            "COACH_REWRITER_MODEL": "small",
            "COACH_REWRITER_KEY": KEY,
            "COACH_REWRITER_TIMEOUT": "4.5",
            "COACH_REWRITER_RETRIES": "1",
        }
    )
    assert settings == RewriterSettings(
        "https://llm.example/v1/", "small", api_key=KEY, timeout=4.5, retries=1
    )
    assert settings.url == "https://llm.example/v1/chat/completions"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"URL": "https://llm.example/v1"}, "model"),
        ({"URL": "llm.example", "MODEL": "m"}, "full address"),
        ({"URL": "ftp://llm.example", "MODEL": "m"}, "https"),
        ({"URL": "http://llm.example/v1", "MODEL": "m"}, "unencrypted"),
        ({"URL": "https://me:secret@llm.example", "MODEL": "m"}, "no user"),
        ({"URL": "https://llm.example", "MODEL": "m", "TIMEOUT": "soon"}, "TIMEOUT"),
        ({"URL": "https://llm.example", "MODEL": "m", "RETRIES": "99"}, "retries"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, str], says: str) -> None:
    with pytest.raises(RewriterError, match=says) as caught:
        read_settings({f"COACH_REWRITER_{key}": value for key, value in values.items()})
    assert "secret" not in str(caught.value)


def test_an_endpoint_in_the_house_may_be_plain_when_allowed() -> None:
    values = {"URL": "http://gpu-box:11434/v1", "MODEL": "m", "PLAIN_HTTP": "1"}
    settings = read_settings({f"COACH_REWRITER_{key}": value for key, value in values.items()})
    assert settings is not None
