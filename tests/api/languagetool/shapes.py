"""What each client sends, as its source builds it; texts are ours.

Read in: LibreOffice `languagetoolimp.cxx` and `curlinit.hxx`, obsidian-languagetool-plugin
`api.ts`, vscode-languagetool-linter `AbstractService.ts`, Emacs-LanguageTool
`languagetool-server.el`, the old open add-on's `popup.js`, ltex-ls-plus
`LanguageToolHttpInterface.kt`, tiptap-languagetool `languagetool.ts`; for the closed
add-ons, the parameters that server logs show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

TEXT: Final = "Hello Ms Novak 🙂, thank you. We apologise for any inconvenience caused."
KEPT: Final = "-_.!~*'()"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Shape:
    """One request of a client, and which program it is recognised as."""

    client: str | None
    method: str
    path: str
    headers: dict[str, str]
    body: str = ""


def component(fields: dict[str, str]) -> str:
    """Encode fields as JavaScript's encodeURIComponent does."""
    return "&".join(f"{key}={quote(value, safe=KEPT)}" for key, value in fields.items())


def annotated() -> str:
    pieces = [
        {"text": "Hello Ms Novak 🙂, thank you.", "offset": {"start": 0, "end": 30}},
        {"markup": "\n\n**", "interpretAs": "\n\n"},
        {"text": "We apologise for any inconvenience caused"},
        {"markup": "**"},
        {"text": "."},
    ]
    return json.dumps({"annotation": pieces})


FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MAIL: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"
NOTES: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) obsidian/1.5.12 "
    "Chrome/120.0.6099.283 Electron/28.2.3 Safari/537.36"
)
ADD_ON: Final = {
    **{"c": "1", "instanceId": "1234", "v": "8.11.2", "textSessionId": "1234:5"},
    **{"enableHiddenRules": "true", "level": "picky", "language": "auto"},
    **{"noopLanguages": "de,en", "preferredLanguages": "de,en", "preferredVariants": "en-GB,de-DE"},
    **{"disabledRules": "WHITESPACE_RULE", "useragent": "webextension-firefox-ng"},
    **{"allowIncompleteResults": "true", "data": json.dumps({"text": TEXT, "metaData": {}})},
}

SHAPES: Final[dict[str, Shape]] = {
    "LibreOffice": Shape(
        "libreoffice",
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": "LibreOffice 24.8.2.1 denylistedbackend/8.10.1 OpenSSL/3.0.15"},
        f"text={quote(TEXT, safe='-._~')}&language=en-GB",
    ),
    "LibreOffice of Debian, with a key of another server": Shape(
        "libreoffice",
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": ""},
        f"text={quote(TEXT, safe='-._~')}&language=en-GB&username=jana%40house.example&apiKey=0815",
    ),
    "Obsidian": Shape(
        "obsidian",
        "POST",
        "/v2/check",
        {**FORM, "Accept": "application/json", "User-Agent": NOTES, "Origin": "app://obsidian.md"},
        component(
            {
                **{"data": annotated(), "language": "auto", "enabledOnly": "false"},
                **{"level": "default", "enabledCategories": "PLAIN_ENGLISH"},
                **{"disabledCategories": "TYPOGRAPHY,SOME_RULE_ID"},
                "preferredVariants": "en-GB,de-DE,pt-BR,ca-ES",
            }
        ),
    ),
    "VS Code": Shape(
        "vscode",
        "POST",
        "/v2/check",
        {
            **{"Accepts": "application/json", "User-Agent": "node-fetch"},
            "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
        },
        component(
            {
                **{"language": "en-GB", "level": "picky", "motherTongue": "de"},
                **{"disabledRules": "WHITESPACE_RULE", "disabledCategories": "TYPOGRAPHY"},
                "data": annotated(),
            }
        ),
    ),
    "VS Code, asking whether we are there": Shape(
        "vscode", "HEAD", "/v2/check", {"User-Agent": "node-fetch"}
    ),
    "Emacs": Shape(
        "emacs",
        "POST",
        "/v2/check",
        {
            "User-Agent": "URL/Emacs Emacs/29.1 (X11; x86_64-pc-linux-gnu)",
            "Content-Type": FORM["Content-Type"],
        },
        urlencode({"text": TEXT, "disabledRules": "A,B", "language": "auto"}),
    ),
    "Emacs, asking for the languages": Shape(
        "emacs", "GET", "/v2/languages", {"User-Agent": "URL/Emacs Emacs/29.1 (X11)"}
    ),
    "the old add-on": Shape(
        "addon",
        "POST",
        "/v2/check",
        {"Content-Type": "text/plain;charset=UTF-8", "User-Agent": FIREFOX},
        "disabledRules=WHITESPACE_RULE&useragent=webextension-firefox"
        f"&text={quote(TEXT)}&language=auto&preferredVariants=en-GB,de-DE",
    ),
    "the add-on, one half": Shape(
        "addon",
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": FIREFOX, "Origin": "moz-extension://0d7ec3f6-9d0d-4a7e-8c0e-6b1f"},
        urlencode({**ADD_ON, "mode": "allButTextLevelOnly"}),
    ),
    "Thunderbird, the other half": Shape(
        "thunderbird",
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": MAIL, "Origin": "moz-extension://0d7ec3f6-9d0d-4a7e-8c0e-6b1f"},
        urlencode({**ADD_ON, "mode": "textLevelOnly", "useragent": "webextension-unknown-ng"}),
    ),
    "ltex-ls": Shape(
        "ltex",
        "POST",
        "/v2/check",
        {"Content-Type": "application/json", "User-Agent": "Java-http-client/17.0.9"},
        f"language=en-GB&data={quote_plus(annotated())}&level=picky&enabledRules=A%2CB",
    ),
    "tiptap": Shape(
        None,
        "GET",
        f"/v2/check?language=en-US&text={quote(TEXT, safe=KEPT)}",
        {"User-Agent": FIREFOX, "Origin": "https://desk.example"},
    ),
    "tiptap, a later version": Shape(
        None,
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": FIREFOX, "Accept": "application/json"},
        component({"text": TEXT, "language": "auto", "enabledOnly": "false"}),
    ),
    "a Python client": Shape(
        "python",
        "POST",
        "/v2/check",
        {**FORM, "User-Agent": "python-requests/2.32.5"},
        urlencode({"language": "en-GB", "text": TEXT, "level": "picky"}),
    ),
}
