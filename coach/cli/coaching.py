"""`coach coaching`: one agent's sheet, seen by them first; their comment and objection."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.contracts import Dimension, Language
from coach.messages import system_language

if TYPE_CHECKING:
    from coach.audit.results import AuditResults
    from coach.coaching.release import Release

Reader = Literal["agent", "trainer"]


def coaching(
    *,
    audit: Annotated[Path, typer.Option(help="The folder of a finished audit.")],
    agent: Annotated[str, typer.Option(help="The pseudonym, as in scores.csv.")],
    reader: Annotated[
        Reader, typer.Option("--for", help="Who reads; a trainer only after the agent.")
    ] = "agent",
    language: Annotated[Language | None, typer.Option("--lang", help="Language.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write HTML, Markdown and PDF into this folder.")
    ] = None,
    comment: Annotated[str | None, typer.Option(help="Your comment on your sheet.")] = None,
    dispute: Annotated[str | None, typer.Option(help="A turn of yours to look at again.")] = None,
    dimension: Annotated[Dimension | None, typer.Option(help="With --dispute.")] = None,
    level: Annotated[int | None, typer.Option(min=0, max=3, help="With --dispute.")] = None,
    reason: Annotated[str, typer.Option(help="With --dispute: why, in your words.")] = "",
    database: Annotated[
        str | None, typer.Option(envvar="COACH_DATABASE", help="Database address.")
    ] = None,
) -> None:
    """Show a coaching sheet: strengths, goal, reality, options, will."""
    from coach.audit.results import AuditResults
    from coach.coaching.errors import CoachingError, words
    from coach.coaching.release import Release
    from coach.store.lazy import LazyStore

    speech = language or system_language()
    today = dt.date.today()
    store = LazyStore(database)
    try:
        with AuditResults.open(audit) as results:
            release = Release(store.engine())
            shown = _shown(results, release, agent, reader, speech)
            run = results.manifest.run
            if dispute is not None:
                if dimension is None or level is None:
                    raise CoachingError("dispute_incomplete")
                release.dispute(
                    results,
                    agent,
                    turn=dispute,
                    dimension=dimension,
                    human=level,
                    reason=reason,
                    day=today,
                )
                typer.echo(words().text("dispute_kept", speech, turn=dispute))
            elif comment is not None:
                release.comment(run, agent, comment)
                typer.echo(words().text("comment_kept", speech))
            else:
                _write(shown, out, f"coaching-{agent}", speech)
    finally:
        store.close()


def _shown(
    results: AuditResults, release: Release, agent: str, reader: Reader, language: Language
) -> dict[str, object]:
    """Return the sheet's words; for an agent the opening is noted, for others it is required."""
    from coach.coaching import make_sheet
    from coach.coaching.shown import SheetWords
    from coach.rubric import load_rubric

    rubric = load_rubric()
    sheet = make_sheet(results, agent, rubric, language)
    if reader == "agent":
        opened = release.open_own(sheet.run, agent, dt.date.today())
    else:
        opened = release.require_opened(sheet.run, agent)
    disputes = tuple(release.disputes(sheet.run, agent))
    return SheetWords(sheet, rubric, language).shown(opened, disputes)


def _write(shown: dict[str, object], out: Path | None, name: str, language: Language) -> None:
    """Print Markdown, or write the three files."""
    from coach.coaching.errors import words
    from coach.coaching.render import document, markdown

    if out is None:
        typer.echo(markdown(shown), nl=False)
        return
    out.mkdir(parents=True, exist_ok=True)
    page = out / f"{name}.html"
    page.write_text(document(shown), encoding="utf-8")
    text = out / f"{name}.md"
    text.write_text(markdown(shown), encoding="utf-8")
    for path in (page, text, *_printed(page)):
        typer.echo(words().text("written", language, path=path))


def _printed(page: Path) -> list[Path]:
    """Print a page to PDF where this machine has a Chromium."""
    from coach.report.pdf import find_chromium, print_pdf

    chromium = find_chromium()
    return [print_pdf(page, page.with_suffix(".pdf"), chromium=chromium)] if chromium else []
