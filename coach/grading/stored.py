"""`agreement.json`: the comparison with people, kept beside the audit it is about."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.audit.files import write_whole
from coach.grading.agree import Agreement, Case, CriterionAgreement, Cut
from coach.grading.errors import GradingError
from coach.statistics.agreement import PairAgreement
from coach.statistics.bootstrap import Estimate

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "agreement.json"
FORMAT: Final = "empathy-coach/agreement/1"


def save_agreement(folder: Path, found: Agreement) -> Path:
    """Write the comparison beside the audit."""
    path = folder / NAME
    write_whole(path, (agreement_json(found) + "\n").encode())
    return path


def agreement_json(found: Agreement) -> str:
    """Return the comparison as JSON."""
    table = {"format": FORMAT, **asdict(found)}
    return json.dumps(table, ensure_ascii=False, indent=1, default=_plain)


def load_agreement(folder: Path, run: str) -> Agreement | None:
    """Return the comparison about a run; None where there is none, or it is about another.

    Raises:
        GradingError: the file is damaged.
    """
    path = folder / NAME
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return _agreement(table) if table["run"] == run else None
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise GradingError("agreement", path=path) from error


def _agreement(table: dict[str, Any]) -> Agreement:
    return Agreement(
        run=table["run"],
        graders=table["graders"],
        replies=table["replies"],
        results=tuple(_criterion(one) for one in table["results"]),
        cuts={
            name: tuple(
                Cut(
                    one["confidence"],
                    Estimate(**one["to_people"]),
                    Estimate(**one["exact"]),
                    Estimate(**one["within_one"]),
                )
                for one in cuts
            )
            for name, cuts in table["cuts"].items()
        },
        cases=tuple(Case(**one) for one in table["cases"]),
    )


def _criterion(table: dict[str, Any]) -> CriterionAgreement:
    return CriterionAgreement(
        criterion=table["criterion"],
        language=table["language"],
        replies=table["replies"],
        machine=_pair(table["machine"]),
        weighted=_pair(table["weighted"]) if table["weighted"] else None,
        human=_pair(table["human"]) if table["human"] else None,
        alpha=Estimate(**table["alpha"]),
        human_alpha=Estimate(**table["human_alpha"]),
    )


def _pair(table: dict[str, Any]) -> PairAgreement:
    estimates = {
        name: Estimate(**table[name]) for name in ("exact", "within_one", "kappa", "shift")
    }
    return PairAgreement(**estimates, confusion=np.array(table["confusion"]))


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    message = f"{type(value).__name__} cannot be written as JSON."
    raise TypeError(message)
