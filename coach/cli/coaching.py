"""`coach coaching`: one agent's sheet, seen by them first; their comment and objection."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
    replies: Annotated[
        int | None, typer.Option(min=1, help="List this page of all your own replies.")
    ] = None,
    comment: Annotated[str | None, typer.Option(help="Your comment on your sheet.")] = None,
    note: Annotated[
        str | None, typer.Option(help="With --for trainer: your words to the agent.")
    ] = None,
    try_out: Annotated[
        bool, typer.Option("--try", help="With --note: see how it may land; nothing is kept.")
    ] = False,
    dispute: Annotated[str | None, typer.Option(help="A turn of yours to look at again.")] = None,
    dimension: Annotated[Dimension | None, typer.Option(help="With --dispute.")] = None,
    level: Annotated[int | None, typer.Option(min=0, max=3, help="With --dispute.")] = None,
    reason: Annotated[str, typer.Option(help="With --dispute: why, in your words.")] = "",
    house: Annotated[
        Path | None, typer.Option(envvar="COACH_HOUSE", help="Your house rules (TOML).")
    ] = None,
    database: Annotated[
        str | None, typer.Option(envvar="COACH_DATABASE", help="Database address.")
    ] = None,
) -> None:
    """Show a coaching sheet: strengths, goal, reality, options, will."""
    from coach.audit.results import AuditResults
    from coach.coaching.errors import CoachingError, words
    from coach.coaching.release import Release
    from coach.store.lazy import LazyStore

    if (note is not None) != (reader == "trainer") and (note or comment or replies or dispute):
        raise CoachingError("whose_words")
    speech = language or system_language()
    with LazyStore(database) as store, AuditResults.open(audit) as results:
        release = Release(store.engine())
        shown = _shown(results, release, agent, reader, speech, house=house)
        run = results.manifest.run
        if dispute is not None:
            own = _OwnView(dispute, dimension, level, reason)
            _object(release, results, agent, own, language=speech)
        elif note is not None:
            _note(release, run, agent, note, try_out=try_out, language=speech)
        elif replies is not None:
            _list(results, agent, replies, speech)
        elif comment is not None:
            release.comment(run, agent, comment)
            typer.echo(words().text("comment_kept", speech))
        else:
            _write(shown, out, f"coaching-{agent}", speech)


@dataclass(frozen=True, slots=True)
class _OwnView:
    """How an agent sees one dimension of one of their turns, as far as they have said it."""

    turn: str
    dimension: Dimension | None
    level: int | None
    reason: str


def _object(
    release: Release, results: AuditResults, agent: str, own: _OwnView, *, language: Language
) -> None:
    """Keep an objection."""
    from coach.coaching.errors import CoachingError, words

    if own.dimension is None or own.level is None:
        raise CoachingError("dispute_incomplete")
    release.dispute(
        results,
        agent,
        turn=own.turn,
        dimension=own.dimension,
        human=own.level,
        reason=own.reason,
        day=dt.date.today(),
    )
    typer.echo(words().text("dispute_kept", language, turn=own.turn))


def _note(
    release: Release, run: str, agent: str, text: str, *, try_out: bool, language: Language
) -> None:
    """Keep a trainer's words, or only show how they may land on what the agent wrote."""
    from coach.cli.objections import show_own_words
    from coach.coaching.errors import words

    if try_out:
        said = release.require_opened(run, agent).comment
        show_own_words(text, said=said, language=language)
        return
    release.note(run, agent, text)
    typer.echo(words().text("note_kept", language))


def _list(results: AuditResults, agent: str, page: int, language: Language) -> None:
    """Print one page of the agent's own replies with their levels."""
    from coach.coaching.errors import words
    from coach.coaching.replies import PAGE, RepliesWish, own_replies
    from coach.contracts import DIMENSIONS
    from coach.rubric import load_rubric

    rubric = load_rubric()
    total, rows = own_replies(results, agent, RepliesWish(page=page))
    pages = max(1, -(-total // PAGE))
    typer.echo(words().text("replies_count", language, total=total, page=page, pages=pages))
    for row in rows:
        typer.echo(f"\n## {row['turn_id']}\n")
        for text in filter(None, (row["customer"], row["reply"])):
            typer.echo("\n".join(f"> {line}" for line in text.splitlines()) + "\n")
        for name in DIMENSIONS:
            if row[f"{name}_level"] is not None:
                level = rubric.level(row[f"{name}_level"]).name.text(language)
                verdict = rubric.verdict(row[f"{name}_verdict"]).name.text(language)
                typer.echo(f"{rubric.dimension(name).name.text(language)}: {level} ({verdict})")


def _shown(
    results: AuditResults,
    release: Release,
    agent: str,
    reader: Reader,
    language: Language,
    *,
    house: Path | None,
) -> dict[str, object]:
    """Return the sheet's words; for an agent the opening is noted, for others it is required."""
    from coach.coaching import make_sheet
    from coach.coaching.shown import SheetWords
    from coach.house import load_house
    from coach.rubric import load_rubric

    rubric = load_rubric()
    sheet = make_sheet(results, agent, rubric, language)
    if reader == "agent":
        opened = release.open_own(sheet.run, agent, dt.date.today())
    else:
        opened = release.require_opened(sheet.run, agent)
    disputes = tuple(release.disputes(sheet.run, agent))
    address = load_house(house).address
    return SheetWords(sheet, rubric, language, address=address).shown(opened, disputes)


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
