"""What is done when nobody looks."""

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from learning.jobs import outbox
from learning.jobs.post import MailServerAwayError
from learning.jobs.scheduling import Clerk, make_due
from learning.web.asking import question
from learning.web.context import house
from learning.web.vocabulary import SEXES

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
