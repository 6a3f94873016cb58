"""Readiness on a date, for focal points: the question, the answer, its files, and the letter that it leads to."""

import csv
import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from learning.errors import Invalid, LearningError, NotFound
from learning.modules import queries as modules
from learning.modules.queries import Catalogue
from learning.people import queries as people
from learning.people.countries import country_name, is_country
from learning.people.permissions import Permission
from learning.people.rules import MISSIONS, require_country
from learning.records import letters
from learning.records import services as records
from learning.reports import readiness
from learning.reports.export import BY_NAME
from learning.reports.readiness import Asked, Words, cells, lacks
from learning.reports.rolls import LARGEST, Roll, listed, read_roll
from learning.reports.verdicts import Line, Verdict, counts
from learning.rolls import reading as rolls
from learning.rolls.queries import remembered_headings
from learning.web.access import requires
from learning.web.asking import names
from learning.web.context import actor, database, now
from learning.web.forms import ReadinessForm, mission_choices
from learning.web.i18n import page_language
from learning.web.security import takes
from learning.web.vocabulary import VERDICTS, day, mission

blueprint = Blueprint("readiness", __name__)

ROWS_PER_PAGE = 50
LARGEST_FORM = rolls.LARGEST + 3 * LARGEST


@dataclass(frozen=True)
class Question:
    """A question that can be answered, and how many lines of its list were repeated."""

    asked: Asked
    repeated: int = 0


@blueprint.route("/readiness/<tcc>", methods=["GET", "POST"])
@requires(Permission.SEE_REPORTS)
@takes(LARGEST_FORM)
def page(tcc: str) -> ResponseReturnValue:
    """Ask who lands where and when, and answer: the sentence first, then who must do what."""
    require_place(tcc)
    form = make_form()
    if not request.values.get("landing") and request.method == "GET":
        return _page(tcc, form, None)
    try:
        question = read_question(tcc, form)
    except LearningError as error:
        form.refuse(error)
        return refused(tcc, form)
    return _page(tcc, form, question)


@blueprint.post("/readiness/<tcc>/people.<form>")
@requires(Permission.SEE_REPORTS)
@takes(LARGEST_FORM)
def download(tcc: str, form: str) -> ResponseReturnValue:
    """Stream the answer as a file, and write into the log who took it."""
    require_place(tcc)
    if form not in BY_NAME:
        raise NotFound("This page does not exist.")
    filled = make_form()
    try:
        asked = read_question(tcc, filled).asked
    except LearningError as error:
        filled.refuse(error)
        return refused(tcc, filled)
    said = f"mission={asked.mission}&unit={asked.unit}&landing={asked.landing_on}&courses={','.join(asked.courses)}"
    with database().begin() as session:
        records.note_download(session, actor(), tcc, report="readiness", form=form, now=now(), filters=said)
    chunks = stream_with_context(_drawn(asked, form, now().date()))
    first = next(iter(chunks))  # a report that cannot be drawn is refused here, while a page can still be shown
    return Response(
        _whole(first, chunks),
        content_type=BY_NAME[form].media_type,
        headers={"Content-Disposition": f'attachment; filename="readiness-{tcc}-{asked.landing_on}.{form}"'},
    )


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _drawn(asked: Asked, form: str, today: date) -> Iterator[bytes]:
    with database().snapshot() as session:
        lines = readiness.readiness(session, asked)
        published = modules.catalogue(session)
        sheet = readiness.sheet(
            session,
            asked,
            lines,
            words_of(session, asked.country, published),
            gettext,
            summary=" ".join(summary(lines, asked.landing_on)),
            published=published,
            made_on=today,
        )
        yield from BY_NAME[form].draw(sheet)


def require_place(tcc: str) -> None:
    """Let only the country's own staff go on.

    Raises:
        NotFound: there is no such country, or it is another one's.
    """
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)


# ── the question ────────────────────────────────────────────────────────────
def make_form() -> ReadinessForm:
    """Make the form: what was sent, else both courses and the usual addressee."""
    with database().read() as session:
        titles = modules.catalogue(session).titles(page_language().tag)
    given = CombinedMultiDict[str, Any]([request.args, request.form, request.files])
    start = {"courses": list(titles), "addressee": gettext("Department of Peace Operations")}
    form = ReadinessForm(given if "landing" in given else None, data=start)
    form.mission.choices = [("", gettext("Choose a mission")), *mission_choices()]
    form.courses.choices = list(titles.items())
    return form


def read_question(tcc: str, form: ReadinessForm) -> Question:
    """Read what is asked; a file takes the place of what was pasted, and stands there from now on.

    Raises:
        Invalid: something is missing, or cannot be read.
    """
    if form.mission.data not in MISSIONS:
        raise Invalid("Choose one of the list.", field="mission")
    try:
        landing_on = date.fromisoformat(form.landing.data or "")
    except ValueError:
        raise Invalid("Enter the day as year-month-day, such as 2026-03-31.", field="landing") from None
    if landing_on < now().date():
        raise Invalid("This day has passed. Enter the day of landing.", field="landing")
    offered = cast("list[tuple[str, str]]", form.courses.choices)
    chosen = tuple(slug for slug, _ in offered if slug in (form.courses.data or ()))
    if not chosen:
        raise Invalid("Choose at least one course.", field="courses")
    roll = _roll(tcc, form)
    asked = Asked(
        country=tcc,
        mission=form.mission.data,
        unit=" ".join((form.unit.data or "").split()),
        landing_on=landing_on,
        courses=chosen,
        roll=roll.people if roll else None,
        same=frozenset(request.form.getlist("same")),
    )
    return Question(asked, roll.repeated if roll else 0)


def _roll(tcc: str, form: ReadinessForm) -> Roll | None:
    sent = form.file.data
    text = form.people.data or ""
    rows = rolls.read_rows(sent.read()) if isinstance(sent, FileStorage) and sent.filename else None
    if rows is None and not text.strip():
        return None
    with database().read() as session:
        headings = remembered_headings(session, tcc)
    roll = read_roll(text, headings) if rows is None else listed(rows, headings)
    form.people.data = _as_text(roll)
    return roll


def _as_text(roll: Roll) -> str:
    """Write a list as the next press of a button sends it: numbers, and names where there are some."""
    if not any(one.name for one in roll.people):
        return "\n".join(one.number for one in roll.people)
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter="\t", lineterminator="\n").writerows((one.number, one.name) for one in roll.people)
    return lines.getvalue()


# ── the answer ──────────────────────────────────────────────────────────────
def words_of(session: Session, country: str, published: Catalogue) -> Words:
    """Put together the reader's words for what the list names."""
    tag = page_language().tag
    titles = {
        module.slug: module.words(tag)["title"] for course in published.courses.values() for module in course.modules
    }
    return Words(names(session, country), {key: str(value) for key, value in VERDICTS.items()}, titles)


def summary(lines: Sequence[Line], landing_on: date) -> list[str]:
    """Say the answer in sentences: how many are ready first, then what the others are."""
    found = counts(lines)
    ready, number, on = found[Verdict.READY], len(lines), day(landing_on)
    if not lines:
        return [gettext("Nobody serves there now.")]
    said = [
        ngettext(
            "%(ready)s of %(num)s person is ready on %(day)s.",
            "%(ready)s of %(num)s are ready on %(day)s.",
            number,
            ready=ready,
            day=on,
        )
    ]
    if lacking := found[Verdict.MISSING]:
        said.append(ngettext("%(num)s lacks a certificate.", "%(num)s lack a certificate.", lacking))
    if expiring := found[Verdict.EXPIRES]:
        said.append(ngettext("%(num)s expires before.", "%(num)s expire before.", expiring))
    if unknown := found[Verdict.NOT_FOUND]:
        said.append(ngettext("%(num)s is not found.", "%(num)s are not found.", unknown))
    if differing := found[Verdict.NAME_DIFFERS]:
        said.append(ngettext("%(num)s has another name.", "%(num)s have another name.", differing))
    return said


def refused(tcc: str, form: ReadinessForm) -> ResponseReturnValue:
    """Show the question again, with what is wrong beside its fields."""
    return _page(tcc, form, None), 422


def _page(tcc: str, form: ReadinessForm, question: Question | None) -> str:
    given: dict[str, object] = {
        "form": form,
        "tcc": tcc,
        "country": country_name(tcc, page_language().tag),
        "found": None,
        "key": str(uuid.uuid4()),
        "same": request.form.getlist("same"),
    }
    with database().snapshot() as session:
        drafted = letters.letters(session, tcc)
        if question is None:
            return render_template("reports/readiness.html", **given, letters=drafted)
        asked = question.asked
        lines = readiness.readiness(session, asked)
        pages = max(1, -(-len(lines) // ROWS_PER_PAGE))
        number = min(max(1, request.values.get("page", 1, type=int)), pages)
        part = lines[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
        published = modules.catalogue(session)
        words = words_of(session, tcc, published)
        missing = lacks(session, tcc, part, published)
        authority = people.authority(session, tcc)
    rows = [
        (line, cells(line, missing, words, gettext), next((one.cohort for one in missing.get(line.person, ())), None))
        for line in part
    ]
    return render_template(
        "reports/readiness.html",
        **given | {"found": lines},
        letters=drafted,
        asked=asked,
        mission_words=mission(asked.mission),
        summary=summary(lines, asked.landing_on),
        ready=counts(lines)[Verdict.READY],
        repeated=question.repeated,
        rows=rows,
        page=number,
        pages=pages,
        authority=authority,
    )
