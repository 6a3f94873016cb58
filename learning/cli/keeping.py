"""Everything in a file and back, and a database of made-up life."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from learning import clock
from learning.backup import dump, load
from learning.cli.content import publish_own
from learning.cli.showing import progress
from learning.demo import PUBLISHED, make_demo, make_roll
from learning.errors import LearningError
from learning.migrations.steps import migrate
from learning.web.context import house


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
