"""Preparing an installation, and reading, checking and publishing content."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from werkzeug.serving import run_simple

from learning import clock
from learning.config import ROOT, Settings
from learning.db import Database
from learning.migrations.steps import migrate
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.queries import newest_edition
from learning.modules.rules import FaultyPack, Pack
from learning.modules.services import publish, refuse_unequal_forms
from learning.modules.shelving import FOLDER, read_shelf
from learning.people import services as people
from learning.web.context import house
from learning.web.preview import make_preview


def _read_packs(folders: Iterable[Path]) -> list[Pack]:
    """Read packs and stop with every fault of every one."""
    packs: list[Pack] = []
    faulty: list[FaultyPack] = []
    for folder in folders:
        try:
            packs.append(read_pack(folder))
        except FaultyPack as error:
            faulty.append(error)
    if faulty:
        for one in faulty:
            for fault in one.faults:
                click.echo(f"{one.name}/{fault}", err=True)
        raise click.ClickException(f"faults: {sum(len(one.faults) for one in faulty)}; nothing was published")
    return packs


def _own_packs(settings: Settings) -> list[Path]:
    return sorted(path for path in settings.content.iterdir() if path.is_dir())


def publish_own(database: Database, settings: Settings, now: datetime) -> int:
    """Publish the content that comes with the product; returns the edition's number."""
    packs = _read_packs(_own_packs(settings))
    courses = read_courses(settings.courses)
    with database.begin() as session:
        return publish(session, packs, courses, now=now)


def publish_if_changed(database: Database, settings: Settings, now: datetime) -> int:
    """Publish the content, unless these very files were published last; returns the edition's number.

    Reading and checking them takes longer than all the rest of a start.
    """
    kept, files = settings.folder / "published.txt", _digest(settings)
    with database.read() as session:
        newest = newest_edition(session)
    if newest and kept.exists() and kept.read_text(encoding="ascii") == f"{files} {newest[0]}":
        return newest[1]
    number = publish_own(database, settings, now)
    with database.read() as session:
        newest = newest_edition(session)
    assert newest is not None, "something was published"
    kept.write_text(f"{files} {newest[0]}", encoding="ascii")
    return number


def _digest(settings: Settings) -> str:
    """Digest everything that decides what is published: the content, and the rules that read it."""
    found = hashlib.sha256()
    rooms = (settings.library, ROOT / "learning" / "modules", ROOT / "learning" / "quizzes")
    for room in dict.fromkeys(rooms):  # the product's own library is the room of the modules: read once
        for file in sorted(room.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                found.update(f"{file.relative_to(room)} {file.stat().st_size}\n".encode())
                found.update(file.read_bytes())
    return found.hexdigest()


@click.command()
@with_appcontext
def prepare() -> None:
    """Bring the database up to date, publish the content, and print the set-up link if nobody administers yet."""
    database, settings = house().database, house().settings
    migrate(database)
    edition = publish_if_changed(database, settings, clock.now())
    click.echo(f"database ready, content edition {edition}")
    with database.begin() as session:
        token = people.make_setup_link(session, now=clock.now())
    if token:
        address = settings.address or f"http://{settings.host}:{settings.port}"
        click.echo(
            f"\nNobody administers this installation yet. One-time set-up link:\n\n    {address}/invitations/{token}\n"
        )


content = AppGroup("content", help="Read, check and publish content packs.")


@content.command("check")
@click.argument("packs", nargs=-1, type=click.Path(exists=True, path_type=Path))
@with_appcontext
def check(packs: tuple[Path, ...]) -> None:
    """Check packs, or those that come with the product, and name every fault with file and line."""
    found = _read_packs(packs or _own_packs(house().settings))
    if not packs:
        try:
            refuse_unequal_forms(found, read_courses(house().settings.courses))
            read_shelf(FOLDER)
        except FaultyPack as error:
            raise click.ClickException(str(error)) from error
    for pack in found:
        click.echo(f"{pack.slug}: {len(pack.lessons)} lessons, {len(pack.quiz.items)} items, no fault")


@content.command("preview")
@click.argument("pack", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8010, show_default=True)
@with_appcontext
def preview(pack: Path, port: int) -> None:
    """Show a pack as learners will see it, as its files stand now; to this machine only, without an account."""
    shown = make_preview(pack, house())
    click.echo(f"http://127.0.0.1:{port}/ shows {pack.resolve().name}; Ctrl+C ends it")
    run_simple("127.0.0.1", port, shown, threaded=True)


@content.command("publish")
@with_appcontext
def publish_command() -> None:
    """Publish the content that comes with the product as a new edition."""
    click.echo(f"edition {publish_own(house().database, house().settings, clock.now())}")
