"""A country at a glance, as a page and as files, and the people behind each of its numbers."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.people.countries import is_country
from learning.people.permissions import Permission
from learning.people.rules import require_country
from learning.records import services as records
from learning.records.tallies import NOT_STATED
from learning.reports import completions
from learning.reports.charts import Chart, roughly
from learning.reports.charts.as_svg import svg
from learning.reports.completions import Filters
from learning.reports.disclosure import Split
from learning.reports.export import BY_NAME
from learning.reports.leaving import share
from learning.reports.overview import paper, rows
from learning.reports.overview.counting import About, overview, usual_period
from learning.reports.overview.rows import ANY, PARTS, Behind
from learning.reports.overview.sections import sections
from learning.reports.overview.telling import Section, Words
from learning.reports.table import Header, Sheet, number_text, shown
from learning.web.access import requires
from learning.web.asking import names
from learning.web.context import actor, database, now
from learning.web.drawing import LAST_PAGE, ROWS_PER_PAGE
from learning.web.i18n import page_language
from learning.web.reports import unreadable
from learning.web.vocabulary import DELIVERIES, RANK_GROUPS, SEXES, day

blueprint = Blueprint("overview", __name__)

MOST_YEARS = 20
WIDTH = 320.0
SIZES = {"ltr": 12.5, "rtl": 13.5}  # a step larger for Arabic, as everywhere


def about_of(tcc: str) -> Behind:
    """Read what the address asks for; what cannot be read is left out, and the page says what it is about."""
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)
    given = request.args
    first, last = usual_period(now().date())
    first, last = _day(given.get("from")) or first, _day(given.get("to")) or last
    first, last = min(first, last), max(first, last)
    first = max(first, date(max(1, last.year - MOST_YEARS), 1, 1))
    about = About(tcc, given.get("course") or None, first, last)
    of = {name: given.getlist(name) for name in PARTS if given.get(name)}
    return Behind(about, of, is_begun=given.get("day") == "enrolled")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def words_of(session: Session, country: str) -> Words:
    """Put together the reader's words for what an overview names."""
    return Words(
        names(session, country),
        {key: str(value) for key, value in RANK_GROUPS.items()},
        {key: str(value) for key, value in DELIVERIES.items()},
        {
            "sex": gettext("Sex not stated"),
            "unit": gettext("No unit"),
            "mission": gettext("No mission yet"),
            "cohort": gettext("No cohort"),
            ANY: gettext("Anything of these"),
        },
    )


def rows_url(behind: Behind) -> str:
    """Say where the people behind a number are listed."""
    about = behind.about
    of: dict[str, object] = {"course": about.course} if about.course else {}
    of |= {"from": about.first, "to": about.last} | ({"day": "enrolled"} if behind.is_begun else {})
    return f"/overview/{about.country}/people?{urlencode(of | dict(behind.of), doseq=True)}"


@blueprint.get("/overview/<tcc>")
@requires(Permission.SEE_REPORTS)
def page(tcc: str) -> ResponseReturnValue:
    """Show a country at a glance: for each question a sentence, a chart, and the table behind it."""
    about = about_of(tcc).about
    with database().snapshot() as session:
        found = overview(session, about)
        words = words_of(session, tcc)
    head = _header(about, words, found.completed, None)
    made = sections(found, words, gettext, link=rows_url)
    return render_template(
        "reports/overview.html",
        tcc=tcc,
        about=about,
        names=words.names,
        head=head,
        faulty=unreadable(),
        lede=_lede(found.completed, about, words),
        sections=[(each, drawn(each.chart, each.sentence), _cells(each, head)) for each in made],
        query=urlencode({key: value for key, value in request.args.items() if value}),
        all_url=rows_url(Behind(about)) if found.completed else None,
    )


def drawn(chart: Chart | None, name: str) -> Markup:
    """Draw a chart for the page."""
    if chart is None:
        return Markup()
    direction = page_language().direction
    drawing = chart.drawn(WIDTH, SIZES[direction], roughly)
    return Markup(svg(drawing, name=name, is_mirrored=direction == "rtl"))  # noqa: S704 - it escapes every word


def _cells(section: Section, head: Header) -> list[list[str | Markup]]:
    """Say how the cells of a table read, with its numbers leading to their rows."""

    def cell(text: str, url: str | None) -> str | Markup:
        return Markup('<a href="{}">{}</a>').format(url, text) if url else text

    return [
        [
            cell(shown(value, column, head), section.urls.get((number, place)))
            for place, (value, column) in enumerate(zip(row, section.table.columns, strict=True))
        ]
        for number, row in enumerate(section.table.rows)
    ]


def _lede(completed: int, about: About, words: Words) -> str:
    count = number_text(completed, words.names.decimal_mark)
    sentence = ngettext(
        "%(count)s completion from %(first)s to %(last)s.",
        "%(count)s completions from %(first)s to %(last)s.",
        completed,
        count=count,
        first=day(about.first),
        last=day(about.last),
    )
    return str(sentence)


def _header(about: About, words: Words, completed: int, split: Split | None) -> Header:
    known = words.names
    return Header(
        title=gettext("Overview – %(country)s", country=known.country),
        lines=(
            (gettext("Country"), f"{known.country} ({about.country})"),
            (gettext("Course"), known.courses.get(about.course, about.course) if about.course else gettext("all")),
            (gettext("Period"), f"{about.first} – {about.last}"),
            (gettext("Made on"), now().date().isoformat()),
            ("n", number_text(completed)),
        ),
        audience="share" if split else "internal",
        audience_words=_audience(split),
        hidden_words=gettext("hidden"),
        page_words=gettext("Page %(page)s of %(pages)s"),
        empty_words=gettext("Nobody yet"),
        language=known.language,
        direction=known.direction,
        decimal_mark=known.decimal_mark,
    )


def _audience(split: Split | None) -> str:
    if split is None:
        return str(gettext("Internal: for the country's own staff only."))
    return str(gettext("May be shared: small counts by sex are hidden, and what would give them away is left out."))


@blueprint.get("/overview/<tcc>.<form>")
@requires(Permission.SEE_REPORTS)
def download(tcc: str, form: str) -> ResponseReturnValue:
    """Stream the overview as a file, and write into the log who took it."""
    about = about_of(tcc).about
    if form not in BY_NAME:
        raise NotFound("This page does not exist.")
    if unreadable():
        return redirect(f"/overview/{tcc}?{urlencode(request.args)}", 303)
    asked = request.args.get("audience")
    audience = asked if asked in {"share", "internal"} else "share" if form == "pdf" else "internal"
    with database().begin() as session:
        records.note_download(
            session, actor(), tcc, report="overview", form=form, now=now(), filters=urlencode(request.args)
        )
    filters = Filters(tcc, about.course, first=about.first, last=about.last)
    split = share(database(), actor(), filters, tuple(SEXES), now=now()) if audience == "share" else None
    return Response(
        stream_with_context(_file(about, form, split)),
        content_type=BY_NAME[form].media_type,
        headers={
            "Content-Disposition": f'attachment; filename="overview-{tcc}-{now():%Y-%m-%d}-{audience}.{form}"',
            "X-Accel-Buffering": "no",
        },
    )


def _file(about: About, form: str, split: Split | None) -> Iterator[bytes]:
    with database().snapshot() as session:
        found = overview(session, about)
        words = words_of(session, about.country)
    head = _header(about, words, found.completed, split)
    made = sections(found, words, gettext, split=split)
    if form == "pdf":
        yield from paper.draw(head, made, gettext("The same as tables"))
    else:
        yield from BY_NAME[form].draw(Sheet(head, tuple(section.table for section in made)))


@blueprint.get("/overview/<tcc>/people")
@requires(Permission.SEE_REPORTS)
def people(tcc: str) -> ResponseReturnValue:
    """List the people behind one number, for the country's own staff."""
    behind = about_of(tcc)
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    with database().snapshot() as session:
        words = words_of(session, tcc)
        count = rows.count(session, behind)
        listed = list(
            completions.roll(
                session,
                Filters(tcc),
                words.names,
                "internal",
                more=tuple(rows.conditions(behind)),
                limit=ROWS_PER_PAGE,
                offset=(number - 1) * ROWS_PER_PAGE,
            )
        )
    head = _header(behind.about, words, count, None)
    columns = completions.roll_columns(gettext, "internal")
    kept = {name: request.args.getlist(name) for name in request.args if name != "page"}
    url = f"/overview/{tcc}/people?{urlencode(kept, doseq=True)}"
    return render_template(
        "reports/overview_people.html",
        tcc=tcc,
        behind=behind,
        head=head,
        count=number_text(count, words.names.decimal_mark),
        parts=_parts(behind, words),
        columns=columns,
        rows=[[shown(cell, column, head) for cell, column in zip(row, columns, strict=True)] for row in listed],
        page=number,
        previous_url=f"{url}&page={number - 1}" if number > 1 else None,
        next_url=f"{url}&page={number + 1}" if number * ROWS_PER_PAGE < count else None,
        back_url=f"/overview/{tcc}?{_period(behind.about)}",
    )


def _period(about: About) -> str:
    course = {"course": about.course} if about.course else {}
    return urlencode(course | {"from": str(about.first), "to": str(about.last)})


def _parts(behind: Behind, words: Words) -> list[str]:
    """Name what a number is narrowed to."""
    known: Mapping[str, Mapping[str, str]] = {
        "category": words.names.categories,
        "rank-group": words.ranks,
        "mission": words.names.missions,
        "delivery": words.deliveries,
        "sex": {**words.names.sexes, NOT_STATED: words.missing["sex"]},
        "missing": words.missing,
    }
    course = behind.about.course
    named = [words.names.courses.get(course, course)] if course else []
    return named + [", ".join(known[name].get(value, value) for value in values) for name, values in behind.of.items()]
