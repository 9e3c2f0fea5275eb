"""The Zendesk app as a package: what it declares, what it says, and that it is made alike."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from api.plugins.browser.pack import SOURCES as EXTENSION
from api.plugins.browser.pack import PackError, zip_folder
from api.plugins.zendesk.pack import ARCHIVE, PANEL, SOURCES, main, pack
from coach.contracts import LANGUAGES
from coach.house_file import HouseFile
from coach.rubric import BEHAVIOUR_IDS

SERVER = "https://coach.example.org"
SCRIPTS = [*sorted(PANEL.glob("*.js")), SOURCES / "assets" / "start.js"]
OWN = {language: PANEL / f"words.{language}.json" for language in LANGUAGES}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return pack(tmp_path / "app", SERVER)


def read(path: Path) -> Any:  # noqa: ANN401 - whatever JSON
    return json.loads(path.read_text(encoding="utf-8"))


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = read(folder / "manifest.json")
    return found


def flat(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested sentences under dotted keys."""
    found: dict[str, str] = {}
    for key, inner in value.items():
        found |= (
            flat(inner, f"{prefix}{key}.") if isinstance(inner, dict) else {prefix + key: inner}
        )
    return found


def test_the_token_goes_to_one_service_in_one_header(packed: Path) -> None:
    found = manifest(packed)
    assert found["domainWhitelist"] == ["coach.example.org"]
    parameters = {one["name"]: one for one in found["parameters"]}
    assert parameters["token"]["secure"] is True
    assert parameters["token"]["scopes"] == ["header"]
    assert "default" not in parameters["token"]
    assert parameters["server"]["default"] == SERVER


def test_asking_before_saving_is_off_and_its_list_is_the_houses_default(packed: Path) -> None:
    parameters = {one["name"]: one for one in manifest(packed)["parameters"]}
    assert parameters["ask_before_save"]["default"] is False
    named = parameters["critical"]["default"].split(", ")
    assert tuple(named) == HouseFile().critical
    assert set(named) <= set(BEHAVIOUR_IDS)


def test_both_places_show_a_page_that_is_there(packed: Path) -> None:
    places = manifest(packed)["location"]["support"]
    assert set(places) == {"ticket_editor", "ticket_sidebar"}
    for place in places.values():
        assert (packed / place["url"]).is_file()
    for name in ("icon_ticket_editor.svg", "logo.png", "logo-small.png"):
        assert (packed / "assets" / name).is_file()


def test_every_file_the_page_asks_for_is_there_but_zendesks_own(packed: Path) -> None:
    html = (packed / "assets" / "iframe.html").read_text(encoding="utf-8")
    wanted = re.findall(r'(?:src|href)="([^"]+)"', html)
    foreign = [name for name in wanted if name.startswith("https://")]
    assert foreign == ["https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"]
    for name in {*wanted} - {*foreign}:
        assert (packed / "assets" / name).is_file()
    assert (packed / "assets" / "app.js").is_file()


def test_the_same_sources_give_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    first = zip_folder(packed, tmp_path / "first.zip").read_bytes()
    again = pack(tmp_path / "again", SERVER)
    for path in again.rglob("*"):
        path.touch()
    assert zip_folder(again, tmp_path / "second.zip").read_bytes() == first


def test_the_archive_holds_the_manifest_at_its_top(tmp_path: Path) -> None:
    main(["--server", SERVER, "--output", str(tmp_path)])
    with zipfile.ZipFile(tmp_path / ARCHIVE) as archive:
        names = archive.namelist()
    assert {"manifest.json", "assets/iframe.html", "translations/de.json"} <= set(names)
    assert "pack.py" not in " ".join(names)


def test_an_app_that_asks_directly_says_so(tmp_path: Path) -> None:
    found = manifest(pack(tmp_path / "app", "https://coach.intern.example/", direct=True))
    parameters = {one["name"]: one for one in found["parameters"]}
    assert parameters["direct"]["default"] is True
    assert parameters["token"]["secure"] is False


@pytest.mark.parametrize("server", ["coach.example.org", "http://coach.example.org", "ftp://x", ""])
def test_an_address_that_is_none_is_refused(tmp_path: Path, server: str) -> None:
    with pytest.raises(PackError, match="should look like"):
        pack(tmp_path / "app", server)


def test_every_parameter_has_words_in_both_languages(packed: Path) -> None:
    german, english = (flat(read(packed / f"translations/{one}.json")) for one in LANGUAGES)
    assert german.keys() == english.keys()
    assert all(text.strip() for text in [*german.values(), *english.values()])
    named = {one["name"] for one in manifest(packed)["parameters"]}
    assert named == {key.split(".")[2] for key in english if key.startswith("app.parameters.")}


def test_the_panels_own_words_are_all_said_and_alike_in_both_languages() -> None:
    german, english = read(OWN["de"]), read(OWN["en"])
    assert german.keys() == english.keys()
    for key in german:
        slots = [re.findall(r"\{\w+\}", words[key]["message"]) for words in (german, english)]
        assert slots[0] == slots[1], key
    code = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    said = set(re.findall(r'"([a-z_]+)"', code))
    shared = read(EXTENSION / "_locales/en/messages.json")
    assert set(english) <= said | set(shared)
    spoken = set(re.findall(r'\bsay\("(\w+)"', code))
    assert spoken <= set(english) | set(shared)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_no_sentences_and_write_no_html(path: Path) -> None:
    code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"', code)
    assert not [text for text in literals if re.search(r"[^\W\d_]{3,} [^\W\d_]{3,} ", text)]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code)
    assert 'addEventListener("message"' not in code
