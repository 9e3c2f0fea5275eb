"""`coach objections`: what agents see otherwise, and a second person's answer to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.contracts import Dimension, Language
from coach.messages import system_language

if TYPE_CHECKING:
    from coach.audit.results import AuditResults
    from coach.coaching.objections import Objection, SecondLook


def objections(
    *,
    audit: Annotated[Path, typer.Option(help="The folder of a finished audit.")],
    answer: Annotated[str | None, typer.Option(help="A turn somebody objected to.")] = None,
    dimension: Annotated[Dimension | None, typer.Option(help="With --answer.")] = None,
    level: Annotated[
        int | None, typer.Option(min=0, max=3, help="With --answer: the level you hold right.")
    ] = None,
    reason: Annotated[str, typer.Option(help="With --answer: why, for the agent to read.")] = "",
    by: Annotated[str, typer.Option(help="With --answer: who looked.")] = "trainer",
    try_out: Annotated[
        bool, typer.Option("--try", help="See how your reason may land; nothing is kept.")
    ] = False,
    language: Annotated[Language | None, typer.Option("--lang", help="Language.")] = None,
    database: Annotated[
        str | None, typer.Option(envvar="COACH_DATABASE", help="Database address.")
    ] = None,
) -> None:
    """List objections that wait for a second look, or answer one."""
    from coach.audit.results import AuditResults
    from coach.coaching.errors import CoachingError, words
    from coach.coaching.objections import SecondLook
    from coach.store.lazy import LazyStore

    speech = language or system_language()
    with LazyStore(database) as store, AuditResults.open(audit) as results:
        look, run = SecondLook(store.engine()), results.manifest.run
        waiting = [one for one in look.of_run(run) if one.open]
        if answer is None:
            _show(waiting, results, speech)
        elif try_out:
            said = [one.asked.reason for one in waiting if one.asked.turn == answer]
            show_own_words(reason, said=said[0] if said else None, language=speech)
        else:
            if dimension is None or level is None:
                raise CoachingError("answer_incomplete")
            _answer(look, run, answer, dimension, level=level, reason=reason, by=by)
            typer.echo(words().text("answer_kept", speech))


def show_own_words(text: str, *, said: str | None, language: Language) -> None:
    """Print how one's own words may land, what carries them first; keep nothing."""
    from coach.coach import CoachSettings, build_coach
    from coach.coaching.errors import words
    from coach.coaching.own_words import OwnWords, in_words

    coach = build_coach(CoachSettings())
    found = OwnWords(coach).look(text, said=said)
    shown = in_words(found, text, rubric=coach.rubric, language=language)
    lines = [words().text("words_title", language), ""]
    if shown.carries:
        lines += [words().text("words_carried", language), *(f"  {one}" for one in shown.carries)]
    lines += [f"{name}: {level}" for _, name, level in shown.levels]
    lines += [shown.closing, *([shown.whole] if shown.whole else []), ""]
    lines += [words().text(key, language) for key in ("words_scope", "words_private")]
    typer.echo("\n".join(lines))


def _show(waiting: list[Objection], results: AuditResults, language: Language) -> None:
    from coach.coaching.errors import words
    from coach.coaching.replies import replies_at
    from coach.rubric import load_rubric

    if not waiting:
        typer.echo(words().text("objections_none", language))
        return
    rubric = load_rubric()
    rows = replies_at(results, [one.asked.turn for one in waiting])
    for one in waiting:
        asked = one.asked
        row = rows.get(asked.turn)
        typer.echo(f"## {asked.turn}\n")
        if row is not None:
            texts = (row["customer"] or "", row["reply"])
            typer.echo("\n\n".join(_quoted(text) for text in texts if text) + "\n")
        line = words().text(
            "objection_line",
            language,
            agent=asked.agent,
            dimension=rubric.dimension(asked.dimension).name.text(language),
            machine=rubric.level(asked.machine or 0).name.text(language),
            human=rubric.level(asked.human or 0).name.text(language),
            reason=asked.reason,
        )
        typer.echo(f"{line}\n")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _answer(
    look: SecondLook,
    run: str,
    turn: str,
    dimension: Dimension,
    *,
    level: int,
    reason: str,
    by: str,
) -> None:
    day = dt.date.today()
    look.answer(run, turn, dimension, level=level, reason=reason, by=by, day=day)
