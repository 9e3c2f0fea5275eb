"""The extension as a package: what it may do, what it says, and how its modules are joined."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.plugins.browser.bundle import BundleError, bundle
from api.plugins.browser.pack import (
    BROWSERS,
    CONTENT,
    SOURCES,
    House,
    PackError,
    main,
    pack,
    read_manifest,
    zip_folder,
)
from coach.rubric import BEHAVIOUR_IDS

if TYPE_CHECKING:
    from api.plugins.browser.pack import Browser

SCRIPTS = sorted(SOURCES.rglob("*.js"))
# The badge's own method of that name takes a state, not a sentence.
SAID = re.compile(r'(?<!#)\bsay\("(\w+)"|data-say="(\w+)"|__MSG_(\w+)__')


@pytest.fixture(params=BROWSERS)
def packed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return pack(request.param, tmp_path / "packed")


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_nothing_is_allowed_before_somebody_says_so(packed: Path) -> None:
    found = manifest(packed)
    assert found["manifest_version"] == 3
    assert "host_permissions" not in found
    assert "content_scripts" not in found
    assert set(found["permissions"]) == {"activeTab", "scripting", "storage"}


def test_pages_can_load_nothing_of_the_extension(packed: Path) -> None:
    assert "web_accessible_resources" not in manifest(packed)
    assert manifest(packed).get("externally_connectable", {"ids": []}) == {"ids": []}


def test_every_file_the_manifest_names_is_there(packed: Path) -> None:
    text = (packed / "manifest.json").read_text(encoding="utf-8")
    named = re.findall(r'"([\w/]+\.(?:js|html|png|json))"', text)
    assert named
    assert [name for name in [*named, CONTENT] if not (packed / name).is_file()] == []


def test_the_same_sources_give_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    first = zip_folder(packed, tmp_path / "first.zip").read_bytes()
    for path in packed.rglob("*"):
        path.touch()
    assert zip_folder(packed, tmp_path / "second.zip").read_bytes() == first


def test_a_house_writes_its_addresses_into_the_package(tmp_path: Path) -> None:
    house = House("https://coach.example.org:8443/x", ("https://desk.example.org/*",))
    found = manifest(pack("chrome", tmp_path / "house", house))
    assert found["host_permissions"] == [
        "https://coach.example.org/*",
        "https://desk.example.org/*",
    ]


@pytest.mark.parametrize(
    ("house", "words"),
    [
        (House("coach.example.org"), "no http or https address"),
        (House(None, ("desk.example.org",)), "should look like"),
    ],
)
def test_a_malformed_address_is_refused(house: House, words: str) -> None:
    with pytest.raises(PackError, match=words):
        read_manifest("chrome", house)


def test_the_command_writes_a_folder_and_a_zip_per_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--output", str(tmp_path), "--server", "https://coach.example.org"])
    assert capsys.readouterr().out.count("\n") == 2 * len(BROWSERS)
    for browser in BROWSERS:
        assert manifest(tmp_path / browser)["host_permissions"] == ["https://coach.example.org/*"]
        assert (tmp_path / f"empathy-coach-{browser}.zip").is_file()


def test_both_languages_say_every_sentence_and_no_other() -> None:
    files = {
        language: json.loads((SOURCES / "_locales" / language / "messages.json").read_text("utf-8"))
        for language in ("de", "en")
    }
    assert files["de"].keys() == files["en"].keys()
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(SOURCES.rglob("*"))
        if path.suffix in {".js", ".html"} or path.name.startswith("manifest")
    )
    said = {key for groups in SAID.findall(text) for key in groups if key}
    assert said - set(files["de"]) == set()
    assert [key for key in files["de"] if f'"{key}"' not in text and key not in said] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_scripts_turn_no_string_into_html_or_code(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    assert not re.search(r"new Function|setHTMLUnsafe|createContextualFragment|DOMParser", text)


def test_only_the_worker_reaches_the_network_and_the_storage() -> None:
    network = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource")
    content = [path for path in SCRIPTS if path.parent.name == "content"]
    assert content
    for path in content:
        text = path.read_text(encoding="utf-8")
        assert not network.search(text), path
        assert "api.storage" not in text, path
    callers = [path.name for path in SCRIPTS if network.search(path.read_text(encoding="utf-8"))]
    assert callers == ["service.js"]


def test_recipes_name_what_the_content_script_reads() -> None:
    recipes = json.loads((SOURCES / "content" / "recipes.json").read_text(encoding="utf-8"))
    named = {"zendesk", "freshdesk", "zammad", "intercom", "chatwoot", "gmail", "outlook", "any"}
    assert set(recipes) >= named
    for recipe in recipes.values():
        assert {"hosts", "messages", "text"} <= set(recipe)


def test_behaviour_names_pass_the_workers_check() -> None:
    text = (SOURCES / "background" / "senders.js").read_text(encoding="utf-8")
    pattern = re.search(r"BEHAVIOUR = /(.+)/;", text)
    assert pattern
    assert all(re.match(pattern[1], name) for name in BEHAVIOUR_IDS)


def joined(folder: Path, **modules: str) -> str:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return bundle(folder / "main.js")


def test_modules_are_joined_in_the_order_they_are_needed(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        main='import { twice } from "./one.js";\nconst end = twice(2);\n',
        one='import { base as from } from "./two.js";\nexport const twice = (x) => from + x;\n',
        two="export const base = 1;\n",
    )
    assert text.index("base = 1") < text.index("twice = (x)") < text.index("end = twice(2)")
    assert "const { base: from } = module1;" in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('import * as all from "./one.js";', "line 1: this form cannot be joined"),
        ("export default 1;", "cannot be joined"),
        ('import { x } from "./none.js";', "does not exist"),
        ('import { main } from "./main.js";', "import each other: main.js → main.js"),
    ],
)
def test_what_cannot_be_joined_is_named(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(BundleError, match=re.escape(words)):
        joined(tmp_path, main=source + "\n")


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_bundle_holds_no_module_syntax(tmp_path: Path, browser: Browser) -> None:
    script = (pack(browser, tmp_path / browser) / CONTENT).read_text(encoding="utf-8")
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    assert "--surface" in script
