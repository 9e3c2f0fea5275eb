"""`/v2/check`: every form of request, every field of the answer, every error."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.api.languagetool.conftest import MakeDesk
from tests.api.languagetool.reading import (
    GREETING,
    PICKY,
    STOCK,
    TEXT,
    corrected,
    ids,
    words_in_context,
    words_of,
)

FIELDS = {"text": TEXT, "language": "en-GB"}
FORM = "application/x-www-form-urlencoded"
BODIES = {
    "form": (FORM, urlencode(FIELDS)),
    "form with charset": (f"{FORM}; charset=UTF-8", urlencode(FIELDS)),
    "form labelled as JSON": ("application/json", urlencode(FIELDS)),
    "form labelled as text": ("text/plain;charset=UTF-8", urlencode(FIELDS)),
    "form without a label": ("", urlencode(FIELDS)),
    "JSON": ("application/json", json.dumps(FIELDS)),
    "JSON labelled as a form": (FORM, json.dumps(FIELDS)),
    "data with a text": (FORM, urlencode({"data": json.dumps({"text": TEXT}), "language": "en"})),
    "JSON with data as an object": (
        "application/json",
        json.dumps({"data": {"annotation": [{"text": TEXT}]}, "language": "en"}),
    ),
    "JSON with lists": ("application/json", json.dumps({**FIELDS, "disabledRules": ["A", "B"]})),
}


def check(desk: TestClient, text: str = TEXT, **fields: str) -> dict[str, Any]:
    response = desk.post("/v2/check", data={"text": text, "language": "en", **fields})
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(("label", "body"), BODIES.values(), ids=BODIES.keys())
def test_every_form_of_body_is_read(desk: TestClient, label: str, body: str) -> None:
    headers = {"Content-Type": label} if label else {}
    response = desk.post("/v2/check", content=body.encode(), headers=headers)
    assert response.status_code == 200, response.text
    assert ids(response.json()) == ["EMP_FEELING", "AUTH_CLICHE"]


@pytest.mark.parametrize(
    "path", ["/v2/check", "/check", "/v2/v2/check", "/v2/check/", "//v2/check", "/v2//v2/check"]
)
def test_every_address_and_method_answers(desk: TestClient, path: str) -> None:
    address = "http://127.0.0.1:8000" + path
    assert ids(desk.post(address, data=FIELDS).json()) == ["EMP_FEELING", "AUTH_CLICHE"]
    assert ids(desk.get(address, params=FIELDS).json()) == ["EMP_FEELING", "AUTH_CLICHE"]
    assert desk.head(address).status_code == 200
    options = desk.options(address)
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_query_and_body_are_merged_and_the_body_wins(desk: TestClient) -> None:
    response = desk.post("/v2/check?language=xx1234&level=picky", data=FIELDS)
    assert "AUTH_JARGON" in ids(response.json())


def test_behaviours_become_matches_and_suggestions_replacements(desk: TestClient) -> None:
    answer = check(desk)
    feeling, stock = answer["matches"]
    assert words_of(TEXT, stock) == words_in_context(stock) == STOCK
    assert stock["replacements"] == [{"value": "I am sorry that {what happened}"}]
    assert "Empathy +14, Authenticity +8" in stock["message"]
    assert "once the gaps are filled" in stock["message"]
    assert words_of(TEXT, feeling) == GREETING
    assert feeling["replacements"] == [{"value": f"{GREETING}, I would be nervous too"}]
    assert corrected(TEXT, answer["matches"]) == TEXT.replace(
        GREETING, f"{GREETING}, I would be nervous too"
    ).replace(STOCK, "I am sorry that {what happened}")


def test_every_field_is_there(desk: TestClient) -> None:
    answer = check(desk, level="picky")
    assert set(answer) == {
        *("software", "warnings", "language", "matches", "sentenceRanges", "empathyCoach"),
    }
    assert set(answer["software"]) == {
        *("name", "version", "buildDate", "apiVersion", "premium", "premiumHint", "status"),
    }
    assert answer["warnings"] == {"incompleteResults": False}
    assert set(answer["language"]) == {"name", "code", "detectedLanguage"}
    assert set(answer["language"]["detectedLanguage"]) == {"name", "code", "confidence", "source"}
    assert len(answer["matches"]) == 3
    for match in answer["matches"]:
        assert set(match) == {
            *("message", "shortMessage", "replacements", "offset", "length", "context"),
            *("sentence", "type", "rule", "ignoreForIncompleteSentence", "contextForSureMatch"),
        }
        assert set(match["rule"]) == {
            *("id", "subId", "sourceFile", "description", "issueType", "urls", "category"),
            *("isPremium", "tags"),
        }
        assert match["length"] > 0
        assert words_of(TEXT, match) in match["sentence"]
        assert match["rule"]["category"]["id"] == "STYLE"
    assert answer["sentenceRanges"][0] == [0, len(f"{GREETING},")]


def test_compact_leaves_out_what_the_protocol_leaves_out(desk: TestClient) -> None:
    answer = check(desk, c="1")
    assert "software" not in answer
    assert answer["warnings"] == {"incompleteResults": False}
    for match in answer["matches"]:
        assert not {"context", "sentence"} & set(match)
        assert len(match["replacements"]) == 1


def test_score_rides_along(desk: TestClient) -> None:
    score = check(desk)["empathyCoach"]
    assert score["dimensions"]["authenticity"]["level"] == 0
    assert score["dimensions"]["authenticity"]["levelName"] == "may hurt"
    assert score["need"] == 1
    assert score["atBar"] is False
    assert score["abstained"] is None


def test_strengths_are_told_and_not_underlined(make_desk: MakeDesk) -> None:
    text = "That was our mistake, and I know it. 🙂 I will ring you myself on Monday."
    answer = check(make_desk(suggestions=False), text)
    assert answer["matches"] == []
    strengths = {s["behaviour"]: words_of(text, s) for s in answer["empathyCoach"]["strengths"]}
    assert strengths == {
        "ownership": "That was our mistake",
        "own_voice": "I will ring you myself",
    }


def test_uncertain_accusations_are_shown_to_the_picky_alone(desk: TestClient) -> None:
    assert "AUTH_JARGON" not in ids(check(desk))
    assert "AUTH_JARGON" not in ids(check(desk, level="default"))
    (match,) = [m for m in check(desk, level="picky")["matches"] if m["rule"]["tags"]]
    assert match["rule"]["tags"] == ["picky"]
    assert words_of(TEXT, match) == PICKY
    assert match["message"].startswith("Please check: ")


def test_unfilled_slots_are_pointed_out(desk: TestClient) -> None:
    text = "I will ring you myself, [Name], as agreed."
    (match,) = check(desk, text)["matches"]
    assert match["rule"]["id"] == "AUTH_UNFILLED_SLOT"
    assert match["rule"]["issueType"] == "omission"
    assert words_of(text, match) == "[Name]"


def test_halves_share_the_matches_without_a_rest(desk: TestClient) -> None:
    whole = check(desk, level="picky")["matches"]
    words = check(desk, level="picky", mode="allButTextLevelOnly")["matches"]
    text = check(desk, level="picky", mode="textLevelOnly")["matches"]
    assert [match["rule"]["id"] for match in text] == ["EMP_FEELING"]
    assert [match["rule"]["id"] for match in words] == ["AUTH_CLICHE", "AUTH_JARGON"]
    assert sorted([*words, *text], key=lambda match: match["offset"]) == whole


CHOICES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a rule off": ({"disabledRules": "AUTH_CLICHE"}, ["EMP_FEELING"]),
    "a rule off among unknown ones": (
        {"disabledRules": "WHITESPACE_RULE, AUTH_CLICHE,,X"},
        ["EMP_FEELING"],
    ),
    "the category off": ({"disabledCategories": "STYLE"}, []),
    "the category off, a rule on": (
        {"disabledCategories": "STYLE", "enabledRules": "AUTH_CLICHE"},
        ["AUTH_CLICHE"],
    ),
    "a rule id among the categories": (
        {"disabledCategories": "AUTH_CLICHE,TYPOS"},
        ["EMP_FEELING", "AUTH_CLICHE"],
    ),
    "unknown rules on": ({"enabledRules": "X,Y"}, ["EMP_FEELING", "AUTH_CLICHE"]),
    "only one rule": ({"enabledOnly": "true", "enabledRules": "AUTH_CLICHE"}, ["AUTH_CLICHE"]),
    "only one rule, yes": ({"enabledOnly": "yes", "enabledRules": "AUTH_CLICHE"}, ["AUTH_CLICHE"]),
    "only the category": (
        {"enabledOnly": "true", "enabledCategories": "STYLE"},
        ["EMP_FEELING", "AUTH_CLICHE"],
    ),
    "only unknown ones": ({"enabledOnly": "true", "enabledRules": "X"}, []),
    "not only": ({"enabledOnly": "false"}, ["EMP_FEELING", "AUTH_CLICHE"]),
}


@pytest.mark.parametrize(("fields", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_rules_and_categories_are_chosen(
    desk: TestClient, fields: dict[str, str], expected: list[str]
) -> None:
    assert ids(check(desk, **fields)) == expected


def test_categories_can_be_told_apart_by_dimension(make_desk: MakeDesk) -> None:
    answer = check(make_desk(languagetool_categories="dimension"))
    categories = [match["rule"]["category"] for match in answer["matches"]]
    assert categories == [
        {"id": "EMPATHY", "name": "Empathy"},
        {"id": "AUTHENTICITY", "name": "Authenticity"},
    ]


ERRORS: dict[str, tuple[dict[str, str], int, str]] = {
    "no text": ({"language": "en"}, 400, "Missing 'text' or 'data' parameter"),
    "text and data": (
        {"text": "a", "data": '{"text": "a"}', "language": "en"},
        400,
        "not both",
    ),
    "no language": ({"text": "a"}, 400, "Missing 'language'"),
    "no language code": ({"text": "a", "language": "E N"}, 400, "not a language code"),
    "variants without auto": (
        {"text": "a", "language": "de", "preferredVariants": "de-AT"},
        400,
        "language=auto",
    ),
    "mode": ({"text": "a", "language": "de", "mode": "some"}, 400, "'mode' must be one of"),
    "level": ({"text": "a", "language": "de", "level": "some"}, 400, "'level' must be one of"),
    "only and disabled": (
        {
            **{"text": "a", "language": "de", "enabledOnly": "true"},
            **{"enabledRules": "A", "disabledRules": "B"},
        },
        400,
        "cannot specify disabled",
    ),
    "only nothing": ({"text": "a", "language": "de", "enabledOnly": "yes"}, 400, "must specify"),
    "too long": ({"text": "a" * 301, "language": "de"}, 413, "300 characters (it's 301"),
    "data is no JSON": ({"data": "{", "language": "de"}, 400, "not readable JSON"),
    "data is a list": ({"data": "[]", "language": "de"}, 400, "'data' holds"),
    "data is empty": ({"data": "{}", "language": "de"}, 400, "'data' holds"),
    "text and markup": (
        {"data": '{"annotation": [{"text": "a", "markup": "b"}]}', "language": "de"},
        400,
        "'data' holds",
    ),
    "a number as text": (
        {"data": '{"annotation": [{"text": 1}]}', "language": "de"},
        400,
        "'data' holds",
    ),
    "callback": ({"text": "a", "language": "de", "callback": "f"}, 400, "'callback'"),
    "too many fields": ({f"f{n}": "" for n in range(101)}, 400, "More than 100"),
}


@pytest.mark.parametrize(("fields", "status", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_errors_are_plain_text(
    make_desk: MakeDesk, fields: dict[str, str], status: int, words: str
) -> None:
    response = make_desk(text_limit=300).post("/v2/check", data=fields)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Error: ")
    assert words in response.text


def test_errors_outside_a_check_are_plain_text_too(desk: TestClient) -> None:
    for method, path, status in (
        ("GET", "/v2/nothing", 404),
        ("DELETE", "/v2/check", 405),
        ("GET", "/v2/users/me", 404),
        ("GET", "/v2/configinfo", 400),
    ):
        response = desk.request(method, path)
        assert response.status_code == status, path
        assert response.text.startswith("Error: "), path


def test_a_body_beyond_the_limit_is_too_long(make_desk: MakeDesk) -> None:
    desk = make_desk(body_limit=1024)
    response = desk.post("/v2/check", data={"text": "a" * 2000, "language": "de"})
    assert response.status_code == 413
    assert response.text.startswith("Error: ")


def test_messages_follow_mother_tongue_then_browser_then_text(desk: TestClient) -> None:

    browser = {"Accept-Language": "de"}
    asked = {"text": TEXT, "language": "en"}
    told = desk.post("/v2/check", data={**asked, "motherTongue": "de-AT"}).json()
    assert told["matches"][1]["shortMessage"] == "Floskel"
    assert (
        desk.post("/v2/check", data=asked, headers=browser)
        .json()["matches"][1]["message"]
        .startswith("Floskel: ")
    )
    other = desk.post("/v2/check", data={**asked, "motherTongue": "en"}, headers=browser).json()
    assert other["matches"][1]["shortMessage"] == "Stock phrase"
    assert desk.post("/v2/check", data=asked).json()["matches"][1]["shortMessage"] == "Stock phrase"


def test_a_match_leads_to_its_place_in_the_rubric(desk: TestClient) -> None:
    (url,) = check(desk)["matches"][1]["rule"]["urls"]
    assert url == {"value": "http://127.0.0.1:8000/rubric?lang=en#cliche"}
    page = desk.get(url["value"]).text
    assert 'id="cliche"' in page


def test_server_describes_itself(desk: TestClient) -> None:
    assert desk.get("/v2/healthcheck").text == "OK"
    assert desk.get("/v2/maxtextlength").text == "20000"
    assert desk.get("/v2/info").json()["software"]["apiVersion"] == 1
    languages = desk.get("/v2/languages").json()
    assert {"name": "German (Austria)", "code": "de", "longCode": "de-AT"} in languages
    assert {entry["code"] for entry in languages} == {"de", "en"}
    assert desk.get("/v2/words").json() == {"words": []}
    assert desk.post("/v2/words/add", data={"word": "x"}).json() == {"added": False}
    assert desk.post("/v2/words/delete", data={"word": "x"}).json() == {"deleted": False}


def test_configinfo_names_every_rule(desk: TestClient) -> None:
    info = desk.get("/v2/configinfo", params={"language": "de-DE"}).json()
    rules = {rule["ruleId"]: rule for rule in info["rules"]}
    assert len(rules) == 23
    assert info["parameter"] == {"maxTextLength": 20_000}
    assert rules["EMP_FEELING"]["isTextLevelRule"] is True
    assert rules["AUTH_CLICHE"]["isTextLevelRule"] is False
    assert rules["HOSP_COMMAND"]["locQualityIssueType"] == "register"
    assert rules["AUTH_CLICHE"]["categoryName"] == "Ton der Antwort"


LANGUAGES = {
    "given": ("de-AT", "", "de-AT", "German (Austria)"),
    "given, unusual form": ("en-IE", "", "en-IE", "English"),
    "auto": ("auto", "", "en-US", "English (US)"),
    "auto, preferred": ("auto", "de-CH,en-GB", "en-GB", "English (GB)"),
    "not ours": ("fr", "", "fr", "fr"),
}


@pytest.mark.parametrize(
    ("asked", "variants", "code", "name"), LANGUAGES.values(), ids=LANGUAGES.keys()
)
def test_language_is_named(
    desk: TestClient, asked: str, variants: str, code: str, name: str
) -> None:
    fields = {"text": TEXT, "language": asked}
    if variants:
        fields["preferredVariants"] = variants
    language = desk.post("/v2/check", data=fields).json()["language"]
    assert (language["code"], language["name"]) == (code, name)


def test_text_in_another_language_is_left_alone(desk: TestClient) -> None:
    answer = check(desk, language="fr")
    assert answer["matches"] == []
    assert answer["empathyCoach"]["abstained"] == "language"


def test_without_suggestions_marks_remain(make_desk: MakeDesk) -> None:
    (match,) = check(make_desk(suggestions=False))["matches"]
    assert match["rule"]["id"] == "AUTH_CLICHE"
    assert match["replacements"] == []


def test_an_empty_text_has_no_matches(desk: TestClient) -> None:
    answer = check(desk, "")
    assert (answer["matches"], answer["sentenceRanges"]) == ([], [])
