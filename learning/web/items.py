"""How the questions of quizzes work: the list of editions, the report on one, and its files. It names nobody."""

import uuid

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.people.countries import is_country
from learning.people.permissions import Permission, may
from learning.people.rules import require_country
from learning.records import services as records
from learning.reports.export import BY_NAME
from learning.reports.items import fairness, queries
from learning.reports.items.extra import installed_measure
from learning.reports.items.queries import Counted
from learning.reports.items.rules import FEWEST
from learning.reports.items.sheet import Found, found, sheet
from learning.reports.items.wording import Wording
from learning.reports.table import Column, Header, Sheet, Table, number_text, shown
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import country_choices
from learning.web.i18n import page_language
from learning.web.item_lines import flag, line, place, reliability_words, wording_of

blueprint = Blueprint("items", __name__)
EVERYWHERE = "all"
"""In addresses: the answers of all countries together, for administrators."""


@blueprint.get("/reports/items")
@requires(Permission.SEE_COHORTS)
def items() -> ResponseReturnValue:
    """Lead to the actor's own country, or to the one chosen, or to all of them."""
    chosen = request.args.get("country")
    return redirect(f"/reports/items/{actor().country or (chosen if is_country(chosen) else EVERYWHERE)}", 303)


@blueprint.get("/reports/items/<scope>")
@requires(Permission.SEE_COHORTS)
def editions(scope: str) -> ResponseReturnValue:
    """List the editions of quizzes that people have taken."""
    country = _country(scope)
    with database().snapshot() as session:
        lines = queries.editions(session, country)
        titles = _module_titles(session)
    return render_template(
        "reports/item_editions.html",
        scope=scope,
        place=place(country),
        lines=[(line, titles.get(line.module, line.module)) for line in lines],
        fewest=FEWEST,
        may_correct=_may_correct(),
        sees_reports=may(actor().role, Permission.SEE_REPORTS),
        countries=country_choices() if actor().country is None else (),
    )


def _country(scope: str) -> str | None:
    """Read whose answers are asked for; None: everybody's.

    Raises:
        NotFound: there is no such country, or it is not the actor's.
    """
    country = None if scope == EVERYWHERE else scope
    if country is not None and not is_country(country):
        raise NotFound("This page does not exist.")
    require_country(actor(), country)
    return country


def _module_titles(session: Session) -> dict[str, str]:
    tag = page_language().tag
    courses = modules.catalogue(session).courses.values()
    return {module.slug: module.words(tag)["title"] for course in courses for module in course.modules}


@blueprint.get("/reports/items/<scope>/<uuid:version_id>")
@requires(Permission.SEE_COHORTS)
def report(scope: str, version_id: uuid.UUID) -> ResponseReturnValue:
    """Show how the questions of one edition work: what to look at first, all figures, fairness, and the downloads."""
    country = _country(scope)
    with database().snapshot() as session:
        counted = queries.counted(session, version_id, country)
        titles = _module_titles(session)
    result, wording = found(counted, installed_measure()), wording_of(counted, country, titles)
    made = _sheet(counted, result, wording)
    tag = counted.quiz.language(wording.language)
    return render_template(
        "reports/items.html",
        scope=scope,
        version_id=version_id,
        correct_url=f"/corrections/items/{counted.module}" if _may_correct() else "",
        head=made.header,
        module=wording.module,
        place=wording.scope,
        found=result,
        reliability=reliability_words(result.reliability, wording),
        lines=[line(one, wording) for one in result.items],
        flags=[flag(one, wording) for one in result.flagged],
        tables=[_short(table, made.header) for table in made.tables],
        lang=tag,
        dir=language(tag).direction,
        fewest=FEWEST,
        fewest_in_group=fairness.FEWEST,
        most=number_text(queries.MOST),
        forms=tuple(BY_NAME),
    )


def _may_correct() -> bool:
    return may(actor().role, Permission.CORRECT_KEYS)


_SAID_ABOVE = {"question", "wrong"}
"""Long columns that the page says above its tables, question by question."""


def _short(table: Table, head: Header) -> tuple[str, list[Column], list[list[str]]]:
    """Give a table as the page shows it, without what stands above it already."""
    kept = [place for place, column in enumerate(table.columns) if column.key not in _SAID_ABOVE]
    rows = [[shown(row[place], table.columns[place], head) for place in kept] for row in table.rows]
    return table.title, [table.columns[place] for place in kept], rows


@blueprint.get("/reports/items/<scope>/<uuid:version_id>.<form>")
@requires(Permission.SEE_COHORTS)
def download(scope: str, version_id: uuid.UUID, form: str) -> ResponseReturnValue:
    """Give the report as a file, and write into the log who took it."""
    country = _country(scope)
    if form not in BY_NAME:
        raise NotFound("This page does not exist.")
    with database().snapshot() as session:
        counted = queries.counted(session, version_id, country)
        titles = _module_titles(session)
    made = _sheet(counted, found(counted, installed_measure()), wording_of(counted, country, titles))
    with database().begin() as session:
        records.note_download(session, actor(), country, report="items", form=form, now=now(), module=counted.module)
    name = f"items-{counted.module}-{scope}-{now():%Y-%m-%d}.{form}"
    return Response(
        stream_with_context(BY_NAME[form].draw(made)),
        content_type=BY_NAME[form].media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sheet(counted: Counted, result: Found, wording: Wording) -> Sheet:
    return sheet(result, wording, gettext, edition=counted.published_at.date(), made_on=now().date())
