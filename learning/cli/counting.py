"""The counts that reports begin with."""

import click
from flask.cli import AppGroup, with_appcontext

from learning.records import tallies
from learning.web.context import house

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
