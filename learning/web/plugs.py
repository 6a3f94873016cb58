"""Each report of the list as a page and as files, drawn from one sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import Invalid, NotFound
from learning.people.countries import is_country
from learning.people.permissions import Permission
from learning.people.rules import require, require_country
from learning.records import services as records
from learning.reports.asking import Asked
from learning.reports.completions import Audience
from learning.reports.leaving import share
from learning.reports.plug import Report
from learning.reports.plugs import BY_SLUG
from learning.reports.table import Cell, Header, Row, Sheet, Table, shown
from learning.web.access import requires
from learning.web.asking import asked_of, fields, question
from learning.web.context import actor, database, now
from learning.web.errors import words as words_of
from learning.web.reports import LAST_PAGE, ROWS_PER_PAGE, whole
from learning.web.vocabulary import SEXES

blueprint = Blueprint("plugs", __name__)
EVERYWHERE = "all"
"""In addresses: all countries together."""
FEWEST_BARS = 2
MOST_COLUMNS = 5
"""A table of more columns says more than bars can show."""


@dataclass(frozen=True)
class Drawn:
    """A table as the page shows it: every cell in words; of the roll, one page of rows.

    `bars` are (words, length, the figure in words) of its chart, `full` the length of a full bar if there is one.
    """

    table: Table
    cells: list[list[str]]
    bars: Sequence[tuple[str, float, str]] = ()
    full: int | None = None


def asked_report(slug: str, place: str) -> tuple[Report, str | None]:
    """Find the report of an address, and the country that it is asked about; None: all of them.

    Raises:
        Forbidden: the actor may not see this report.
        NotFound: there is none such, or it does not speak of the place, or the place is not the actor's.
    """
    report = BY_SLUG.get(slug)
    country = None if place == EVERYWHERE else place
    if report is None or not report.speaks_of(country) or not (country is None or is_country(country)):
        raise NotFound("This page does not exist.")
    require_country(actor(), country)
    require(actor(), report.permission)
    return report, country


@blueprint.get("/reports/<report>/<place>")
@requires(Permission.SEE_REPORTS)
def page(report: str, place: str) -> ResponseReturnValue:
    """Show a report: the sentence that answers, the filters, the downloads, the tables, a page of the roll."""
    plug, country = asked_report(report, place)
    asked, faulty = asked_of(plug)
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    head: Header | None = None
    drawn: list[Drawn] = []
    has_more = closes = False
    with database().snapshot() as session:
        asking = question(session, country, asked)
        words = asking.names
        if not plug.lacks(asked):
            closes = plug.closing is not None and plug.closing.is_open(session, asking)
            try:
                head, drawn, has_more = _drawn(plug.sheet(session, asking), number)
            except NotFound as error:
                if error.field is None:
                    raise
                faulty.append((f"filter-{error.field}", words_of(error)))
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    here = f"/reports/{plug.slug}/{place}"
    return render_template(
        "reports/report.html",
        slug=plug.slug,
        place=place,
        country=words.country,
        title=plug.title(gettext),
        purpose=plug.purpose(gettext),
        here=here,
        faulty=faulty,
        fields=fields(plug, asked, words),
        head=head,
        lines=[line for line in head.lines if line[1] != head.answer] if head else (),
        drawn=drawn,
        may_leave=plug.may_leave(asked),
        closing=(plug.closing.words(gettext), plug.closing.explains(gettext)) if plug.closing and closes else None,
        forms=[form.name for form in plug.forms],
        page=number,
        previous_url=f"{here}?{urlencode({**kept, 'page': number - 1})}" if number > 1 else None,
        next_url=f"{here}?{urlencode({**kept, 'page': number + 1})}" if has_more else None,
        query=urlencode(asked.stored()),
    )


def _drawn(sheet: Sheet, number: int) -> tuple[Header, list[Drawn], bool]:
    """Draw the tables while the session is open; says also whether the roll goes on after this page."""
    has_more = False
    drawn: list[Drawn] = []
    for table in sheet.tables:
        rows = list(_page(table.rows, number)) if table.is_roll else list(table.rows)
        if table.is_roll:
            has_more = len(rows) > ROWS_PER_PAGE
            rows = rows[:ROWS_PER_PAGE]
        cells = [
            [shown(cell, column, sheet.header) for cell, column in zip(row, table.columns, strict=True)] for row in rows
        ]
        bars, full = _bars(table, rows, cells)
        drawn.append(Drawn(table, cells, bars, full))
    return sheet.header, drawn, has_more


def _page(rows: Iterable[Row], number: int) -> Iterator[Row]:
    first = (number - 1) * ROWS_PER_PAGE
    return islice(rows, first, first + ROWS_PER_PAGE + 1)


def _bars(
    table: Table, rows: Sequence[Row], cells: Sequence[Sequence[str]]
) -> tuple[Sequence[tuple[str, float, str]], int | None]:
    """Draw what a table of counts says as bars: its last column if that is a share, else its first figure."""
    if table.is_roll or len(rows) < FEWEST_BARS or len(table.columns) > MOST_COLUMNS:
        return (), None
    place, full = (-1, 1) if table.columns[-1].kind == "percent" else (1, None)
    lengths = [_length(row[place]) for row in rows]
    if any(length is None for length in lengths):
        return (), None
    return [(each[0], length or 0, each[place]) for each, length in zip(cells, lengths, strict=True)], full


def _length(cell: Cell) -> float | None:
    """Say how long the bar of a cell is; None: the cell is hidden or no figure, so that there is no chart."""
    if isinstance(cell, tuple):
        return cell[0] / cell[1] if cell[1] else 0
    return float(cell) if isinstance(cell, int | Decimal | Fraction) else None


@blueprint.get("/reports/<report>/<place>.<form>")
@requires(Permission.SEE_REPORTS)
def download(report: str, place: str, form: str) -> ResponseReturnValue:
    """Stream a report as a file, and write into the log who took it."""
    plug, country = asked_report(report, place)
    made_as = plug.form(form)
    asked, faulty = asked_of(plug)
    if faulty or plug.lacks(asked):
        return redirect(f"/reports/{plug.slug}/{place}?{urlencode(request.args)}", 303)
    audience = _audience(plug, asked, form)
    with database().begin() as session:
        said = urlencode(asked.stored())
        records.note_download(session, actor(), country, report=plug.slug, form=form, now=now(), filters=said)
    chunks = stream_with_context(_file(plug, country, asked, audience, form))
    first = next(iter(chunks))  # a report that cannot be drawn is refused here, while a page can still be shown
    return Response(
        whole(first, chunks),
        content_type=made_as.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{plug.slug}-{place}-{now():%Y-%m-%d}-{audience}.{form}"',
            "X-Accel-Buffering": "no",
        },
    )


def _audience(plug: Report, asked: Asked, form: str) -> Audience:
    """Say for whom the file is: what is asked for; else a PDF is for others if the report may leave.

    Raises:
        Invalid: it is for others, and the report may not leave, or not with these filters.
    """
    may_leave = plug.may_leave(asked)
    wanted = request.args.get("audience")
    if wanted == "share" and not may_leave:
        raise Invalid("This report is for your own staff only.")
    is_shared = wanted == "share" or (wanted != "internal" and form == "pdf" and may_leave)
    return "share" if is_shared else "internal"


def _file(plug: Report, country: str | None, asked: Asked, audience: Audience, form: str) -> Iterator[bytes]:
    split = None
    if audience == "share" and plug.shared_as:
        with database().snapshot() as session:
            filters = plug.shared_as(question(session, country, asked, audience="share"))
        split = share(database(), actor(), filters, tuple(SEXES), now=now())
    with database().snapshot() as session:
        made = plug.sheet(session, question(session, country, asked, audience=audience, split=split))
        yield from plug.form(form).draw(made)
