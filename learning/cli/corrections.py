"""The commands that correct a wrong key where a page would take too long: counted, shown, and applied as counted."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TypeVar

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from learning.cli.showing import progress
from learning.errors import LearningError, NotFound
from learning.modules import queries as modules
from learning.records import correcting, miskeyed
from learning.records.dry_run import Change, DryRun, Wanted, asked_attempts, changes, dry_run
from learning.records.remedies import Remedy
from learning.records.rescoring import Following
from learning.web.context import house, issuing_in

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., None])
corrections = AppGroup("corrections", help="Corrections of wrong keys.")


def _what(command: Command) -> Command:
    """Ask which question, in which editions, and what is done about its key."""
    for decorate in (
        click.option("--undoes", type=click.UUID, help="Take this correction back; module and item are not looked at."),
        click.option("--edition", "editions", multiple=True, help="Only this edition; else all with the same key."),
        click.option(
            "--key-file", type=click.Path(exists=True, path_type=Path), help="The new key, as packs write it."
        ),
        click.option("--remedy", type=click.Choice([str(each) for each in Remedy if each is not Remedy.UNDO])),
        click.argument("item", default=""),
        click.argument("module", default=""),
    ):
        command = decorate(command)
    return command


def _wanted(
    session: Session,
    module: str,
    item: str,
    remedy: str | None,
    key_file: Path | None,
    editions: Sequence[str],
    undoes: uuid.UUID | None,
) -> Wanted:
    if undoes is not None:
        return miskeyed.undoing(session, undoes)
    found = miskeyed.editions_of(session, module, item)
    return miskeyed.wanted(
        session,
        module=module,
        item=item,
        versions=list(editions) or [str(each.version_id) for each in found if each.is_alike],
        remedy=remedy or "",
        key=key_file.read_text(encoding="utf-8") if key_file else "",
    )


def _refused(error: LearningError, module: str, item: str) -> click.ClickException:
    """Say a refusal as a command does: it has no page that might not exist."""
    if isinstance(error, NotFound):
        return click.ClickException(
            f"a question {item} of a module {module} does not exist, or there is nothing to undo"
        )
    return click.ClickException(str(error))


def _tell(found: DryRun) -> None:
    figures = found.figures
    click.echo(f"{figures.scores} scores change, {figures.passes} newly pass, {figures.fails} would newly fail")
    for country, each in found.countries.items():
        click.echo(
            f"  {country}: {each.scores} change ({each.up} up), {each.passes} newly pass, {each.fails} would fail"
        )


@corrections.command("dry-run")
@_what
@click.option("--output", type=click.File("w"), help="Every attempt that changes, one a line, with both scores.")
@with_appcontext
def try_out(
    module: str,
    item: str,
    remedy: str | None,
    key_file: Path | None,
    editions: Sequence[str],
    undoes: uuid.UUID | None,
    output: IO[str] | None,
) -> None:
    """Count what a correction would change; nothing is written."""
    now = house().clock()
    try:
        with house().database.snapshot() as session:
            wanted = _wanted(session, module, item, remedy, key_file, editions, undoes)
            click.echo(f"{asked_attempts(session, wanted)} attempts are looked at", err=True)

            def seen() -> Iterator[Change]:
                for change in progress(changes(session, wanted, now=now), "attempts that change"):
                    if output is not None:
                        output.write(change.line())
                    yield change

            found = dry_run(session, wanted, now=now, seen=seen())
    except LearningError as error:
        raise _refused(error, module, item) from error
    _tell(found)
    click.echo(f"digest {found.digest}")


@corrections.command("apply")
@_what
@click.option("--wrong", required=True, help="What is wrong with the question, in a sentence.")
@click.option("--reason", required=True, help="Why it is put right in this way.")
@click.option("--digest", required=True, help="Of the dry run: only what was counted is applied.")
@with_appcontext
def apply(
    module: str,
    item: str,
    remedy: str | None,
    key_file: Path | None,
    editions: Sequence[str],
    undoes: uuid.UUID | None,
    wrong: str,
    reason: str,
    digest: str,
) -> None:
    """Apply a correction whose dry run has this digest, in one transaction."""
    try:
        with house().database.begin() as session:
            made = correcting.apply(
                session,
                None,
                _wanted(session, module, item, remedy, key_file, editions, undoes),
                key=uuid.uuid4(),
                wrong=wrong,
                reason=reason,
                digest=digest,
                following=Following(modules.catalogue(session).courses, issuing_in),
                shown=lambda things: progress(things, "attempts that change"),
                now=house().clock(),
            )
    except LearningError as error:
        raise _refused(error, module, item) from error
    click.echo(
        f"correction {made.number}: {made.figures['scores']} scores changed, {made.figures['passes']} newly passed"
    )
