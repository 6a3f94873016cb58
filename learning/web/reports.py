"""The completion report as a page and as files: the one whose roll may be a million people long."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import NotFound
from learning.people import queries as people
from learning.people.countries import is_country
from learning.people.helping import overdue_contacts
from learning.people.permissions import Permission
from learning.people.rules import require_country
from learning.records import services as records
from learning.reports import as_of, completions
from learning.reports.completions import Audience, Filters
from learning.reports.disclosure import Split
from learning.reports.export import BY_NAME
from learning.reports.leaving import share
from learning.reports.plugs.completions import REPORT
from learning.reports.table import number_text, percent_text, shown
from learning.web.access import requires
from learning.web.asking import asked_of, fields, names
from learning.web.context import actor, database, now
from learning.web.drawing import LAST_PAGE, ROWS_PER_PAGE
from learning.web.vocabulary import SEXES

blueprint = Blueprint("reports", __name__)


def filters_of(tcc: str) -> Filters:
    """Read the filters of the address; what cannot be read is left out, and the page says which filters hold."""
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)
    asked, _ = asked_of(REPORT)
    return Filters(
        country=tcc,
        course=asked.course,
        category=asked.category,
        cohort=asked.cohort,
        mission=asked.mission,
        first=asked.first,
        last=asked.last,
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
        faulty=faulty,
        fields=fields(REPORT, asked_of(REPORT)[0], words, faulty),
        head=head,
        counts=found.all,
        number_text=number_text,
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
    return asked_of(REPORT)[1]


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
    split = share(database(), actor(), filters, tuple(SEXES), now=now()) if audience == "share" else None
    chunks = stream_with_context(_drawn(filters, form, split, now()))
    first = next(iter(chunks))  # a report that cannot be drawn is refused here, while a page can still be shown
    return Response(
        whole(first, chunks),
        content_type=BY_NAME[form].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="completions-{tcc}-{now():%Y-%m-%d}-{audience}.{form}"',
            "X-Accel-Buffering": "no",
        },
    )


def whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Put a first chunk, taken to see whether there is any, before the others."""
    yield first
    yield from rest


def _drawn(filters: Filters, form: str, split: Split | None, moment: datetime) -> Iterator[bytes]:
    with database().snapshot() as session:
        words = names(session, filters.country)
        sheet = completions.report(session, filters, words, gettext, split, made_on=moment.date())
        yield from BY_NAME[form].draw(as_of.stated(sheet, gettext, moment))
