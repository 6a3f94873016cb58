"""The completion report as of an earlier moment: what was said then, rebuilt to the byte."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import Invalid, NotFound
from learning.people.permissions import Permission
from learning.records import services as records
from learning.reports import as_of
from learning.reports.completions import Filters
from learning.reports.export import BY_NAME
from learning.reports.table import shown
from learning.web.access import requires
from learning.web.asking import names
from learning.web.context import actor, database, now
from learning.web.i18n import page_language
from learning.web.reports import filters_of

blueprint = Blueprint("as_of", __name__)


@blueprint.get("/reports/completions/<tcc>/as-of")
@requires(Permission.SEE_REPORTS)
def page(tcc: str) -> ResponseReturnValue:
    """Ask for a moment, and show the counts of that moment with its files."""
    filters = filters_of(tcc)
    typed = request.args.get("moment", "")
    error = ""
    head, tables = None, []
    if typed:
        try:
            moment = _moment(typed)
        except Invalid as refused:
            error = str(gettext(refused.sentence))
        else:
            with database().snapshot() as session:
                words = replace(names(session, tcc), courses=as_of.titles(session, page_language().tag, moment))
                sheet = as_of.report(session, filters, words, gettext, moment)
            head = sheet.header
            tables = [
                (
                    table,
                    [
                        [shown(cell, column, head) for cell, column in zip(row, table.columns, strict=True)]
                        for row in table.rows
                    ],
                )
                for table in sheet.tables
                if not table.is_roll
            ]
    return render_template(
        "reports/as_of.html",
        tcc=tcc,
        typed=typed,
        error=error,
        head=head,
        tables=tables,
        query=urlencode({**request.args, "moment": typed}),
        kept=[(name, value) for name, value in request.args.items() if name not in {"moment", "audience"} and value],
    ), 422 if error else 200


@blueprint.get("/reports/completions/<tcc>/as-of.<form>")
@requires(Permission.SEE_REPORTS)
def download(tcc: str, form: str) -> ResponseReturnValue:
    """Give the report of an earlier moment as a file, and write into the log who took it."""
    filters = filters_of(tcc)
    if form not in BY_NAME:
        raise NotFound("This page does not exist.")
    moment = _moment(request.args.get("moment", ""))
    with database().begin() as session:
        records.note_download(
            session, actor(), tcc, report="completions", form=form, now=now(), filters=urlencode(request.args)
        )
    return Response(
        stream_with_context(_drawn(filters, form, moment)),
        content_type=BY_NAME[form].media_type,
        headers={"Content-Disposition": f'attachment; filename="completions-{tcc}-{moment:%Y-%m-%d}-internal.{form}"'},
    )


def _drawn(filters: Filters, form: str, moment: datetime) -> Iterator[bytes]:
    with database().snapshot() as session:
        words = names(session, filters.country)
        words = replace(words, courses=as_of.titles(session, page_language().tag, moment))
        yield from BY_NAME[form].draw(as_of.report(session, filters, words, gettext, moment))


def _moment(typed: str) -> datetime:
    """Read the moment.

    Raises:
        Invalid: it is none, or has not come yet.
    """
    moment = as_of.read_moment(typed)
    if moment is None:
        raise Invalid(
            "Enter a day, or the moment as the report states it, such as 2026-03-31 09:00:00.", field="moment"
        )
    if moment > now() and moment.date() > now().date():
        raise Invalid("This moment has not come yet.", field="moment")
    return min(moment, now())
