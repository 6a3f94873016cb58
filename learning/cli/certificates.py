"""Certificates in bulk."""

import os
import uuid
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from learning.cli.showing import progress
from learning.cli.typed import COUNTRY
from learning.errors import LearningError
from learning.people.models import Cohort
from learning.records import certifying
from learning.records.bundles import Bundle, bundle, file_names
from learning.records.services import issue_due
from learning.web.context import house, issuing_in
from learning.web.printing import print_of

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
@click.option("--country", type=COUNTRY, help="Instead of a cohort; alpha-3.")
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
