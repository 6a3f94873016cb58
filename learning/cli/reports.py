"""Reports as files."""

from dataclasses import replace
from typing import IO

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext

from learning import clock
from learning.cli.typed import COUNTRY, LANGUAGE
from learning.errors import Conflict
from learning.reports import as_of, completions
from learning.reports.export import BY_NAME
from learning.reports.leaving import share
from learning.web.asking import names
from learning.web.context import house
from learning.web.vocabulary import SEXES

report = AppGroup("report", help="Reports as files.")


@report.command("completions")
@click.option("--country", required=True, type=COUNTRY)
@click.option("--format", "form", type=click.Choice(sorted(BY_NAME)), default="csv")
@click.option("--course")
@click.option("--audience", type=click.Choice(["internal", "share"]), default="internal")
@click.option("--as-of", "moment", help="A day, or a moment as a report states it: what it said then.")
@click.option("--language", default="en", type=LANGUAGE)
@click.option("--output", type=click.File("wb"), default="-")
@with_appcontext
def completions_report(
    country: str,
    form: str,
    course: str | None,
    audience: completions.Audience,
    moment: str | None,
    language: str,
    output: IO[bytes],
) -> None:
    """Write the completion report of a country."""
    filters = completions.Filters(country=country, course=course)
    if moment is not None:
        _write_as_of(filters, form, audience, moment, language, output)
        return
    split = None
    if audience == "share":
        try:
            split = share(house().database, None, filters, tuple(SEXES), now=clock.now())
        except Conflict as error:
            raise click.ClickException(str(error)) from error
    with force_locale(language), house().database.read() as session:
        words = names(session, country)
        if course is not None and course not in words.courses:
            raise click.ClickException(f"there is no course {course}; there are {', '.join(sorted(words.courses))}")
        at = clock.now()
        sheet = completions.report(session, filters, words, gettext, split, made_on=at.date())
        for chunk in BY_NAME[form].draw(as_of.stated(sheet, gettext, at)):
            output.write(chunk)


def _write_as_of(
    filters: completions.Filters, form: str, audience: str, typed: str, language: str, output: IO[bytes]
) -> None:
    """Write the report of an earlier moment."""
    moment = as_of.read_moment(typed)
    if moment is None:
        raise click.ClickException(f"{typed} is no day and no moment")
    if audience == "share":
        raise click.ClickException("a report of an earlier moment is internal")
    with force_locale(language), house().database.snapshot() as session:
        words = replace(names(session, filters.country), courses=as_of.titles(session, language, moment))
        for chunk in BY_NAME[form].draw(as_of.report(session, filters, words, gettext, moment)):
            output.write(chunk)
