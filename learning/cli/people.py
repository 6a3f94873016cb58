"""Adding people."""

import click
from flask.cli import AppGroup, with_appcontext

from learning import clock
from learning.cli.typed import COUNTRY, LANGUAGE
from learning.errors import LearningError
from learning.people import passwords
from learning.people import services as people
from learning.web.context import house

person = AppGroup("people", help="People.")


@person.command("add")
@click.option("--role", required=True)
@click.option("--name", required=True)
@click.option("--country", type=COUNTRY)
@click.option("--service-number")
@click.option("--email")
@click.option("--language", default="en", type=LANGUAGE)
@click.password_option("--password")
@click.option(
    "--given", is_flag=True, help="You are not this person, who then chooses a password of her own at first sign-in."
)
@with_appcontext
def add(
    role: str,
    name: str,
    country: str | None,
    service_number: str | None,
    email: str | None,
    language: str,
    password: str,
    *,
    given: bool,
) -> None:
    """Add an account with the password typed here."""
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
                is_given=given,
            )
    except LearningError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{added.name} ({added.role}) added")
