"""`coach doctor`: what runs here, and whether it works."""

from __future__ import annotations

import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from coach.coach import CoachSettings, build_coach
from coach.messages import load_messages, system_language

if TYPE_CHECKING:
    from coach.coach import Coach

_MESSAGES = Path(__file__).with_name("doctor.toml")
_PACKAGES = (
    "empathy-coach",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "spacy",
    "fastapi",
    "sqlalchemy",
)
_CUSTOMER = "Mein Paket ist seit drei Wochen weg, am Samstag ist die Taufe!"
_GOOD = (
    "Guten Tag Frau Sommer, drei Wochen warten, und am Samstag ist die Taufe: Das ist mehr als "
    "ärgerlich. Ich rufe jetzt im Lager an und sage Ihnen bis 15 Uhr, ob es noch klappt."
)
_COLD = "Beruhigen Sie sich. Sie müssen sich an den Versanddienst wenden, wir sind nicht zuständig."


def doctor(
    *,
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
) -> None:
    """Show versions, check the weights, and score a good and a cold reply."""
    messages, language = load_messages(_MESSAGES), system_language()
    coach = build_coach(CoachSettings(house=house))
    good, cold, milliseconds = _self_test(coach)
    healthy = good > cold
    tested = messages.text(
        "selftest_ok" if healthy else "selftest_odd",
        language,
        good=good,
        cold=cold,
        ms=milliseconds,
    )
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    rows = {
        "python": f"{platform.python_version()} {platform.machine()}",
        "packages": packages,
        "weights": messages.text(
            "weights_ok", language, name=coach.model.name, version=coach.model.version
        ),
        "house": str(house) if house else messages.text("house_default", language),
        "torch": messages.text(
            "torch_loaded" if "torch" in sys.modules else "torch_absent", language
        ),
        "telemetry": messages.text("telemetry_none", language),
        "selftest": tested,
    }
    table = Table.grid(padding=(0, 2))
    for key, value in rows.items():
        table.add_row(messages.text(key, language), value)
    Console().print(table)
    if not healthy:
        raise typer.Exit(1)


def _self_test(coach: Coach) -> tuple[float, float, float]:
    """Return the overall scores of a good and a cold reply, and milliseconds for one."""
    begin = time.perf_counter()
    overall = []
    for reply in (_GOOD, _COLD):
        assessment = coach.score(reply, customer=_CUSTOMER)
        results = (assessment.empathy, assessment.hospitality, assessment.authenticity)
        overall.append(sum(r.score for r in results if r is not None) / 3)
    return overall[0], overall[1], (time.perf_counter() - begin) * 500
