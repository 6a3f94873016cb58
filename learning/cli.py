"""The `flask` commands: preparing, publishing, adding people, reports, backup."""

import hashlib
import os
import sys
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext
from tqdm import tqdm
from werkzeug.serving import run_simple

from learning import clock
from learning.backup import dump, load
from learning.config import ROOT, Settings
from learning.db import Database
from learning.demo import PUBLISHED, make_demo, make_roll
from learning.errors import LearningError
from learning.jobs import outbox
from learning.jobs.post import MailServerAwayError
from learning.jobs.scheduling import Clerk, make_due
from learning.migrations.steps import migrate
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.queries import newest_edition
from learning.modules.rules import FaultyPack, Pack
from learning.modules.services import publish, refuse_unequal_forms
from learning.modules.shelving import FOLDER, read_shelf
from learning.people import passwords
from learning.people import services as people
from learning.people.models import Cohort
from learning.records import certifying, tallies
from learning.records.bundles import Bundle, bundle, file_names
from learning.records.services import issue_due
from learning.reports import completions, sharing
from learning.reports.export import BY_NAME
from learning.web.asking import names, question
from learning.web.context import house, issuing_in
from learning.web.preview import make_preview
from learning.web.printing import print_of
from learning.web.vocabulary import SEXES

T = TypeVar("T")


def progress(things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Show how far a long command is and what remains; silent where nobody looks."""
    yield from tqdm(things, desc=label, total=total, disable=not sys.stderr.isatty(), file=sys.stderr)


def set_up(app: Flask) -> None:
    """Add the commands."""
    for command in (prepare, content, person, certificates, report, tallies_group, jobs, backup, restore, demo):
        app.cli.add_command(command)


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


person = AppGroup("people", help="People.")


@person.command("add")
@click.option("--role", required=True)
@click.option("--name", required=True)
@click.option("--country")
@click.option("--service-number")
@click.option("--email")
@click.option("--language", default="en")
@click.password_option("--password")
@with_appcontext
def add(
    role: str,
    name: str,
    country: str | None,
    service_number: str | None,
    email: str | None,
    language: str,
    password: str,
) -> None:
    """Add an account."""
    try:
        password_hash = passwords.new_hash(password, (name, service_number, email))
        with house().database.begin() as session:
            added = people.add_person(
                session,
                role=role,
                name=name,
                country=country,
                service_number=service_number,
                email=email,
                password_hash=password_hash,
                language=language,
                now=clock.now(),
            )
    except LearningError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{added.name} ({added.role}) added")


certificates = AppGroup("certificates", help="Certificates in bulk.")
ISSUED_AT_ONCE = 20
"""In one transaction: a tenth of a second, so that a process that is killed again and again still gets on."""
DAY = click.DateTime(["%Y-%m-%d"])


@certificates.command("issue")
@with_appcontext
def issue_certificates() -> None:
    """Issue what was completed while nothing could be issued; goes on where it was interrupted."""
    home = house()
    with home.database.read() as session:
        waiting = certifying.waiting(session)
    if waiting and not home.keyroom.is_open(home.clock()):
        raise click.ClickException(f"the certificate that signs PDFs has run out; {waiting} certificates wait")
    issued = 0
    click.echo(f"{waiting} certificates to issue")
    for _ in progress(range(0, waiting, ISSUED_AT_ONCE), "certificates, by twenties"):
        with home.database.begin() as session:
            issued += len(issue_due(session, issuing=issuing_in, most=ISSUED_AT_ONCE, now=home.clock()))
    click.echo(f"{issued} issued")


@certificates.command("print")
@click.option("--cohort", type=click.UUID, help="As in the address of its page.")
@click.option("--country", help="Instead of a cohort; alpha-3.")
@click.option("--course", help="Only this course of the country.")
@click.option("--from", "first", type=DAY, help="First day of completion.")
@click.option("--to", "last", type=DAY, help="Last day of completion.")
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def print_certificates(
    cohort: uuid.UUID | None,
    country: str | None,
    course: str | None,
    first: datetime | None,
    last: datetime | None,
    output: Path,
) -> None:
    """Write certificates into a folder, one signed PDF each; goes on where it was interrupted."""
    if (cohort is None) == (country is None):
        raise click.UsageError("name a cohort or a country")
    with house().database.read() as session:
        found = session.get(Cohort, cohort) if cohort else None
        if cohort and found is None:
            raise click.ClickException(f"there is no cohort {cohort}")
        wanted = Bundle(
            country=found.country if found else country or "",
            cohort=cohort,
            course=course,
            first=first.date() if first else None,
            last=last.date() if last else None,
        )
        lines = bundle(session, wanted)
    output.mkdir(parents=True, exist_ok=True)
    refused = 0
    for line, name in progress(zip(lines, file_names(lines), strict=True), "certificates", len(lines)):
        try:
            _write(output / name, print_of(line.serial).pdf)
        except LearningError as error:
            refused += 1
            click.echo(f"{name}: {error}", err=True)
    click.echo(f"{len(lines) - refused} certificates in {output}")
    if refused:
        raise click.ClickException(f"{refused} could not be printed")


def _write(path: Path, content: bytes) -> None:
    """Let a file appear under its name only when it is whole; one that is there already is left as it is."""
    if path.exists() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.stem[:60]}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


report = AppGroup("report", help="Reports as files.")


@report.command("completions")
@click.option("--country", required=True)
@click.option("--format", "form", type=click.Choice(sorted(BY_NAME)), default="csv")
@click.option("--course")
@click.option("--audience", type=click.Choice(["internal", "share"]), default="internal")
@click.option("--language", default="en")
@click.option("--output", type=click.File("wb"), default="-")
@with_appcontext
def completions_report(
    country: str,
    form: str,
    course: str | None,
    audience: completions.Audience,
    language: str,
    output: IO[bytes],
) -> None:
    """Write the completion report of a country."""
    filters = completions.Filters(country=country, course=course)
    split = None
    if audience == "share":
        with house().database.snapshot() as session:
            chosen = sharing.choose(session, filters, list(SEXES), now=clock.now())
        with house().database.begin() as session:
            if not sharing.keep(session, None, chosen, now=clock.now()):
                raise click.ClickException("Another report was shared at the same moment. Try again.")
        split = chosen.split
    with force_locale(language), house().database.read() as session:
        words = names(session, country)
        sheet = completions.report(session, filters, words, gettext, split, made_on=clock.now().date())
        for chunk in BY_NAME[form].draw(sheet):
            output.write(chunk)


tallies_group = AppGroup("tallies", help="The counts that reports begin with.")


@tallies_group.command("check")
@with_appcontext
def check_tallies() -> None:
    """Count everything again and say how many rows of the tallies differ; changes nothing."""
    with house().database.snapshot() as session:
        different = tallies.differing(session)
    if different:
        raise click.ClickException(f"{different} rows differ; `tallies rebuild` puts them right")
    click.echo("0 rows differ")


@tallies_group.command("rebuild")
@with_appcontext
def rebuild_tallies() -> None:
    """Count everything again, replace the tallies and say how many rows differed."""
    with house().database.begin() as session:
        click.echo(f"{tallies.rebuild(session)} rows differed")


jobs = AppGroup("jobs", help="What is done when nobody looks; for a timer of the machine.")


@jobs.command("run")
@with_appcontext
def run_jobs() -> None:
    """Make the reports that are due, and send what waits in the outbox."""
    home = house()
    mail = home.settings.mail
    if mail is None:
        with home.database.read() as session:
            number = outbox.waiting(session)
        raise click.ClickException(f"MAIL_SERVER is not set, so nothing can be sent; {number} mails wait")
    clerk = Clerk(force_locale, question, tuple(SEXES), home.settings.address or "")
    made = make_due(home.database, clerk, now=home.clock())
    try:
        posted = outbox.send_waiting(home.database, mail, now=home.clock())
    except MailServerAwayError as error:
        with home.database.read() as session:
            number = outbox.waiting(session)
        raise click.ClickException(f"{error}; {number} mails wait") from error
    click.echo(
        f"{made} reports made, {posted.sent} mails sent, {posted.failed} to be tried again, {posted.given_up} given up"
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything in the database into one file; the keys beside it are copied separately."""
    try:
        rows = dump(house().database, file, progress=progress, now=clock.now())
    except LearningError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{rows} rows in {file}; keep the folder {house().settings.keys} as well")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Read a backup into an empty database, of either kind."""
    try:
        rows = load(house().database, file, progress=progress)
    except LearningError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{rows} rows restored")


@click.command()
@click.option("--learners", default=3000, show_default=True)
@with_appcontext
def demo(learners: int) -> None:
    """Fill an empty database with a year of made-up life, and print one sign-in per role."""
    migrate(house().database)
    now = clock.now()
    publish_own(house().database, house().settings, now - PUBLISHED)
    try:
        for line in make_demo(house().database, house().keys, learners=learners, progress=progress, now=now):
            click.echo(line)
    except LearningError as error:
        raise click.ClickException(str(error)) from error
    with house().database.read() as session:
        roll = make_roll(session, house().settings.folder, today=now.date())
    click.echo(f"nominal roll of a contingent that gets ready: {roll}")
