"""Each report of the list as a page and as files, drawn from one sheet."""

from collections.abc import Iterator
from datetime import date
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
from learning.reports.export import Format
from learning.reports.leaving import share
from learning.reports.plug import Report
from learning.reports.plugs import BY_SLUG, transcript
from learning.reports.table import Header
from learning.web.access import requires
from learning.web.asking import asked_of, fields, question
from learning.web.context import actor, database, now
from learning.web.drawing import LAST_PAGE, Drawn, drawn_tables
from learning.web.errors import words as words_of
from learning.web.reports import whole
from learning.web.vocabulary import SEXES, day

blueprint = Blueprint("plugs", __name__)
EVERYWHERE = "all"
"""In addresses: all countries together."""


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
    return _shown(plug, country, asked, faulty, place=place, here=f"/reports/{plug.slug}/{place}")


@blueprint.get("/account/transcript")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def own_transcript() -> ResponseReturnValue:
    """Show a person everything that she has done herself."""
    return _shown(transcript.REPORT, actor().country, _own(), [], place="", here="/account/transcript", own=True)


def _own() -> Asked:
    return Asked(person=actor().person_id.hex)


def _shown(
    plug: Report,
    country: str | None,
    asked: Asked,
    faulty: list[tuple[str, str]],
    *,
    place: str,
    here: str,
    own: bool = False,
) -> str:
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    head: Header | None = None
    drawn: list[Drawn] = []
    has_more = closes = False
    with database().snapshot() as session:
        asking = question(session, country, asked, own=own)
        words = asking.names
        if not plug.lacks(asked):
            closes = plug.closing is not None and plug.closing.is_open(session, asking)
            try:
                sheet = plug.sheet(session, asking)
                head, (drawn, has_more) = sheet.header, drawn_tables(sheet, number, day if own else date.isoformat)
            except NotFound as error:
                if error.field is None:
                    raise
                faulty.append((f"filter-{error.field}", words_of(error)))
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "reports/report.html",
        slug=plug.slug,
        place=place,
        country=words.country,
        title=plug.title(gettext),
        purpose=plug.purpose(gettext),
        here=here,
        own=own,
        faulty=faulty,
        fields=() if own else fields(plug, asked, words, faulty),
        head=head,
        lines=[line for line in head.lines if line[1] != head.answer] if head else (),
        drawn=drawn,
        may_leave=plug.may_leave(asked),
        closing=(plug.closing.words(gettext), plug.closing.explains(gettext)) if plug.closing and closes else None,
        forms=[form.name for form in plug.forms],
        page=number,
        previous_url=f"{here}?{urlencode({**kept, 'page': number - 1})}" if number > 1 else None,
        next_url=f"{here}?{urlencode({**kept, 'page': number + 1})}" if has_more else None,
        query="" if own else urlencode(asked.stored()),
    )


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
    name = f"{plug.slug}-{place}-{now():%Y-%m-%d}-{audience}"
    return _sent(_file(plug, country, asked, audience, form), name, made_as)


@blueprint.get("/account/transcript.<form>")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def own_transcript_file(form: str) -> ResponseReturnValue:
    """Give a person her own transcript as a file."""
    made_as = transcript.REPORT.form(form)
    chunks = _file(transcript.REPORT, actor().country, _own(), "internal", form, own=True)
    return _sent(chunks, f"transcript-{now():%Y-%m-%d}", made_as)


def _sent(chunks: Iterator[bytes], name: str, made_as: Format) -> Response:
    streamed = stream_with_context(chunks)
    first = next(iter(streamed))  # a report that cannot be drawn is refused here, while a page can still be shown
    return Response(
        whole(first, streamed),
        content_type=made_as.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{made_as.name}"', "X-Accel-Buffering": "no"},
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


def _file(
    plug: Report, country: str | None, asked: Asked, audience: Audience, form: str, *, own: bool = False
) -> Iterator[bytes]:
    split = None
    if audience == "share" and plug.shared_as:
        with database().snapshot() as session:
            filters = plug.shared_as(question(session, country, asked, audience="share"))
        split = share(database(), actor(), filters, tuple(SEXES), now=now())
    with database().snapshot() as session:
        made = plug.sheet(session, question(session, country, asked, audience=audience, split=split, own=own))
        yield from plug.form(form).draw(made)
