"""The pages as the service sends them: languages, wording, and what a browser may load."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import api.pages
from api.pages import mount_pages
from api.pages.views import FURTHER, NAVIGATION
from api.settings import ApiSettings
from coach.contracts import CHANNELS, LANGUAGES, Language
from coach.rubric import BEHAVIOUR_IDS, Rubric, load_rubric

PAGES = Path(api.pages.__file__).parent
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
SCRIPTS = sorted((PAGES / "static/js").rglob("*.js"))
STATIC = sorted(path for path in (PAGES / "static").rglob("*") if path.is_file())
PATHS = (
    "/",
    "/practice",
    "/audits",
    "/huddle",
    "/coaching",
    "/coaching/words",
    "/plan",
    "/consent",
    "/rubric",
    "/connect",
    "/chatwoot",
)
WORDED_ATTRIBUTES = {"aria-label", "alt", "content", "placeholder", "title", "label"}
# What names a thing to the machine and is never read aloud.
AUDIT_CHOICES = (
    "audits.by_", "audits.sort_", "audits.channel_", "audits.situation_",
    "audits.outcomes", "audits.segments", "audits.team",
)  # fmt: skip
OBJECTION_STATES = ("disputed", "upheld", "changed", "declined")
MACHINE_WORDS = {"width=device-width, initial-scale=1", "light dark"}


@dataclass(frozen=True)
class RubricOnly:
    """A coach of which the pages need the rubric alone."""

    rubric: Rubric = field(default_factory=load_rubric)


def client(settings: dict[str, Any] | None = None) -> TestClient:
    app = FastAPI()
    mount_pages(app, ApiSettings(**(settings or {})), RubricOnly())
    return TestClient(app, base_url="http://127.0.0.1")


def catalogue(language: Language) -> dict[str, str]:
    table = tomllib.loads((PAGES / f"messages.{language}.toml").read_text(encoding="utf-8"))
    for path in (PAGES / "messages").glob(f"*.{language}.toml"):
        table[path.name.partition(".")[0]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return flat(table)


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested sentences under dotted keys."""
    found = {}
    for key, value in table.items():
        nested = (
            flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
        found.update(nested)
    return found


class Words(HTMLParser):
    """Collects what a reader would see or hear in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.found += [value or "" for name, value in attrs if name in WORDED_ATTRIBUTES]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> Words:
    words = Words()
    words.feed(html)
    return words


def test_both_languages_have_the_same_sentences() -> None:
    assert catalogue("de").keys() == catalogue("en").keys()


@pytest.mark.parametrize("key", sorted(catalogue("en")))
def test_a_sentence_is_filled_in_alike_in_both_languages(key: str) -> None:
    german, english = catalogue("de")[key], catalogue("en")[key]
    assert german.strip()
    assert english.strip()
    assert sorted(re.findall(r"\{\w+\}", german)) == sorted(re.findall(r"\{\w+\}", english))


def test_no_sentence_is_left_over_or_missing() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    scripts = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    used = set(re.findall(r"\bt\('([\w.]+)'[,)]", templates))
    used |= {key for key in catalogue("en") if key.startswith(("language.", "channel."))}
    used |= {key for _, _, key in (*NAVIGATION, *FURTHER)}
    used |= {f"results.{kind}" for kind in ("strengths", "marks", "slots")}
    said = set(re.findall(r'"([a-z_]+)"', scripts))
    used |= {key for key in catalogue("en") if in_script(key) and key.rpartition(".")[2] in said}
    used |= {key for key in catalogue("en") if key.startswith("connect.client.")}
    used |= {f"practice.script.channel_{name}" for name in CHANNELS}
    used |= {f"coaching.script.objection_{status}" for status in OBJECTION_STATES}
    used |= {key for key in catalogue("en") if key.startswith(AUDIT_CHOICES)}
    used |= {f"script.abstained_{reason}" for reason in ("language", "too_short", "empty")}
    assert used == set(catalogue("en"))


def in_script(key: str) -> bool:
    return "script" in key.split(".")[:-1]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    bare = re.sub(
        r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S
    )
    spoken = [text for text in words_of(bare).found if re.search(r"[^\W\d_]", text)]
    assert set(spoken) <= MACHINE_WORDS


@pytest.mark.parametrize("path", PATHS)
def test_only_pages_that_keep_nothing_say_that_nothing_is_kept(path: str) -> None:
    html = client().get(f"{path}?lang=en").text
    keeps = path.startswith(("/coaching", "/consent", "/huddle", "/plan"))
    assert ("What is kept here" in html) == keeps
    assert not (keeps or path == "/audits") or "nothing is stored" not in html


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_no_sentences(path: Path) -> None:
    code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"|`([^`]*)`', code)
    sentences = [
        text for pair in literals for text in pair if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text)
    ]
    selectors = {"#channel input", "button quiet"}
    assert [text for text in sentences if text not in selectors] == []


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr-FR,fr;q=0.9,de;q=0.4", "de"),
        ("", "fr", "en"),
        ("?lang=de", "en", "de"),
        ("?lang=en", "de", "en"),
        ("?lang=xx", "de", "de"),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_speaks_the_language_asked_for(
    path: str, query: str, accept: str, expected: Language
) -> None:
    response = client().get(path + query, headers={"accept-language": accept})
    assert response.headers["content-language"] == expected
    assert f'<html lang="{expected}">' in response.text


def test_the_house_language_decides_when_the_browser_speaks_neither() -> None:
    response = client({"language": "de"}).get("/", headers={"accept-language": "fr"})
    assert response.headers["content-language"] == "de"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_only_from_this_service_and_runs_nothing_inline(path: str) -> None:
    for tag, attributes in words_of(client().get(path).text).tags:
        assert tag != "style"
        assert tag != "script" or attributes["src"].startswith("/assets/")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", PATHS)
def test_every_file_a_page_asks_for_is_there(path: str) -> None:
    browser = client()
    tags = words_of(browser.get(path).text).tags
    wanted = [
        attributes.get("href") or attributes.get("src") or ""
        for tag, attributes in tags
        if tag in {"link", "script"}
    ]
    assert len(wanted) >= 5
    for address in wanted:
        response = browser.get(address)
        assert response.status_code == 200, address
        assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", STATIC, ids=lambda path: path.name)
def test_no_file_points_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|url\(|@import", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rubric_page_shows_every_behaviour_with_examples_and_source(language: Language) -> None:
    html = client().get(f"/rubric?lang={language}").text
    shown = "".join(words_of(html).found)
    rubric = load_rubric()
    assert len(rubric.behaviours) == len(BEHAVIOUR_IDS)
    for behaviour in rubric.behaviours:
        assert f'id="{behaviour.id}"' in html
        for text in (behaviour.definition, behaviour.reason, behaviour.shows, behaviour.not_shows):
            assert text.text(language) in shown
        assert behaviour.source.title in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_writing_page_hands_its_script_the_words_of_the_rubric(language: Language) -> None:
    tags = words_of(client().get(f"/?lang={language}").text).tags
    desk = next(attributes for _, attributes in tags if attributes.get("id") == "desk")
    for level in load_rubric().levels:
        assert level.name.text(language) in (desk["data-rubric"] or "")


@pytest.mark.parametrize(
    ("settings", "headers", "promise"),
    [
        ({}, {}, "privacy_local"),
        ({"host": "0.0.0.0"}, {}, "privacy_shared"),
        ({}, {"x-forwarded-for": "192.0.2.7"}, "privacy_shared"),
        ({"languagetool_upstream": "http://127.0.0.1:8010"}, {}, "privacy_elsewhere"),
    ],
    ids=["loopback", "network", "behind a proxy", "with another server"],
)
def test_the_footer_promises_only_what_holds(
    settings: dict[str, Any], headers: dict[str, str], promise: str
) -> None:
    html = "".join(words_of(client(settings).get("/?lang=en", headers=headers).text).found)
    promises = {key: text for key, text in catalogue("en").items() if key.startswith("footer.")}
    assert [key for key, text in promises.items() if text in html] == [f"footer.{promise}"]


def test_the_language_switch_stays_on_the_page() -> None:
    tags = words_of(client().get("/rubric?lang=en").text).tags
    switch = [attributes for tag, attributes in tags if tag == "a" and "hreflang" in attributes]
    assert [link["href"] for link in switch] == ["/rubric?lang=de", "/rubric?lang=en"]
