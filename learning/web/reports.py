"""Reports: the list, and the completion report as a page and as files."""

import uuid
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session

from learning.errors import Conflict, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.countries import country_name, is_country
from learning.people.helping import overdue_contacts
from learning.people.models import Category
from learning.people.permissions import Permission
from learning.people.rules import require_country
from learning.records import services as records
from learning.records.tallies import NO_COHORT
from learning.reports import completions, sharing
from learning.reports.completions import Audience, Filters, Names
from learning.reports.disclosure import Split
from learning.reports.export import BY_NAME
from learning.reports.table import percent_text, shown
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import country_choices, mission_choices
from learning.web.i18n import page_language
from learning.web.vocabulary import CATEGORIES, SEXES

blueprint = Blueprint("reports", __name__)

ROWS_PER_PAGE = 50
TRIES = 5
LAST_PAGE = 1_000_000  # no roll is as long, and every database can count so far


@blueprint.get("/reports")
@requires(Permission.SEE_REPORTS)
def reports() -> ResponseReturnValue:
    """List the reports; who answers for one country goes straight to its own."""
    country = actor().country
    if country and not request.args.get("country"):
        return redirect(f"/reports/completions/{country}", 303)
    chosen = request.args.get("country", "")
    if is_country(chosen):
        return redirect(f"/reports/completions/{chosen}", 303)
    with database().read() as session:
        late = overdue_contacts(session, actor(), today=now().date())
    return render_template("reports/list.html", countries=country_choices(), late_contacts=late)


def filters_of(tcc: str) -> Filters:
    """Read the filters of the address; what cannot be read is left out, and the page says which filters hold."""
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)
    given = request.args
    first, last = _day(given.get("from")), _day(given.get("to"))
    if first and last and first > last:
        first, last = last, first  # the same period, whichever end is named first
    return Filters(
        country=tcc,
        course=given.get("course") or None,
        category=given.get("category") or None,
        cohort=_uuid(given.get("cohort")),
        mission=given.get("mission") or None,
        first=first,
        last=last,
    )


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def names(session: Session, country: str) -> Names:
    """Put together the reader's words for what a report names."""
    language = page_language()
    locale = get_locale()
    return Names(
        country=country_name(country, language.tag),
        courses=modules.catalogue(session).titles(language.tag),
        categories={key: str(value) for key, value in CATEGORIES.items()},
        sexes={key: str(value) for key, value in SEXES.items()},
        missions=dict(mission_choices()),
        cohorts={NO_COHORT: gettext("No cohort"), **completions.cohort_names(session, country)},
        language=language.tag,
        direction="rtl" if language.direction == "rtl" else "ltr",
        decimal_mark="," if locale and locale.language == "fr" else ".",
    )


@blueprint.get("/reports/completions/<tcc>")
@requires(Permission.SEE_REPORTS)
def page(tcc: str) -> ResponseReturnValue:
    """Show the completion report: the sentence that answers, the tables, the first rows of the roll, the downloads."""
    filters = filters_of(tcc)
    faulty = unreadable()
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    with database().snapshot() as session:
        words = names(session, tcc)
        found = completions.counted(session, filters)
        rows = list(
            completions.roll(
                session, filters, words, "internal", limit=ROWS_PER_PAGE + 1, offset=(number - 1) * ROWS_PER_PAGE
            )
        )
        authority = people.authority(session, tcc)
        late = overdue_contacts(session, actor(), today=now().date(), country=tcc)
    head = completions.header(found, filters, words, gettext, made_on=now().date())
    columns = completions.roll_columns(gettext, "internal")
    kept = {key: value for key, value in request.args.items() if key != "page" and value}
    tables = completions.count_tables(found, words, gettext)
    return render_template(
        "reports/completions.html",
        tcc=tcc,
        country=words.country,
        filters=filters,
        faulty=faulty,
        names=words,
        cohorts=[
            (key, name) for key, name in sorted(words.cohorts.items(), key=lambda pair: pair[1]) if key != NO_COHORT
        ],
        categories=[(str(key), words.categories[key]) for key in Category],
        head=head,
        counts=found.all,
        rate=percent_text((found.all.completed, found.all.people), words.decimal_mark),
        tables=[
            (
                table,
                [
                    [shown(cell, column, head) for cell, column in zip(row, table.columns, strict=True)]
                    for row in table.rows
                ],
            )
            for table in tables
        ],
        columns=columns,
        rows=[
            [shown(cell, column, head) for cell, column in zip(row, columns, strict=True)]
            for row in rows[:ROWS_PER_PAGE]
        ],
        page=number,
        previous_url=_page_url(tcc, kept, number - 1) if number > 1 else None,
        next_url=_page_url(tcc, kept, number + 1) if len(rows) > ROWS_PER_PAGE else None,
        query=urlencode(kept),
        authority=authority,
        late_contacts=late,
    )


def _page_url(tcc: str, kept: dict[str, str], number: int) -> str:
    return f"/reports/completions/{tcc}?{urlencode({**kept, 'page': number})}"


def unreadable() -> list[tuple[str, str]]:
    """List the filters that were typed and cannot be read, for the top of the page."""
    return [
        (f"filter-{name}", gettext("Enter the day as year-month-day, such as 2026-03-31."))
        for name in ("from", "to")
        if request.args.get(name) and _day(request.args.get(name)) is None
    ]


@blueprint.get("/reports/completions/<tcc>.<form>")
@requires(Permission.SEE_REPORTS)
def download(tcc: str, form: str) -> ResponseReturnValue:
    """Stream the report as a file, and write into the log who took it."""
    filters = filters_of(tcc)
    if form not in BY_NAME:
        raise NotFound("This page does not exist.")
    if unreadable():
        return redirect(f"/reports/completions/{tcc}?{urlencode(request.args)}", 303)
    default: Audience = "share" if form == "pdf" else "internal"
    asked = request.args.get("audience")
    audience: Audience = "share" if asked == "share" else "internal" if asked == "internal" else default
    with database().begin() as session:
        records.note_download(
            session, actor(), tcc, report="completions", form=form, now=now(), filters=urlencode(request.args)
        )
    split = share(filters) if audience == "share" else None
    chunks = stream_with_context(_drawn(filters, form, split, now().date()))
    first = next(iter(chunks))  # a report that cannot be drawn is refused here, while a page can still be shown
    return Response(
        _whole(first, chunks),
        content_type=BY_NAME[form].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="completions-{tcc}-{now():%Y-%m-%d}-{audience}.{form}"',
            "X-Accel-Buffering": "no",
        },
    )


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def share(filters: Filters) -> Split:
    """Keep what leaves by sex; again when somebody else shared at the same moment.

    Raises:
        Conflict: others were faster each time.
    """
    for _ in range(TRIES):
        with database().snapshot() as session:
            chosen = sharing.choose(session, filters, list(SEXES), now=now())
        with database().begin() as session:
            if sharing.keep(session, actor(), chosen, now=now()):
                return chosen.split
    raise Conflict("Other reports were shared at the same moment. Try again.")


def _drawn(filters: Filters, form: str, split: Split | None, today: date) -> Iterator[bytes]:
    with database().snapshot() as session:
        words = names(session, filters.country)
        sheet = completions.report(session, filters, words, gettext, split, made_on=today)
        yield from BY_NAME[form].draw(sheet)
