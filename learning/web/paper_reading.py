"""Answer sheets read from photographs: sent, listed, and what is not sure shown to a person."""

import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from PIL import Image
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from learning.errors import Conflict, Invalid, LearningError, NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.papers import layout, queries, services
from learning.papers.bubbles import MOST_COLUMNS
from learning.papers.models import AnswerSheet, Seen
from learning.papers.reading import (
    LARGEST,
    LARGEST_TOGETHER,
    MOST_FILES,
    can_read,
    measure,
)
from learning.papers.taking import DoubtfulRow, Sent, doubts
from learning.people import queries as people
from learning.people.models import Person
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.errors import words as in_words
from learning.web.i18n import page_language
from learning.web.paper_entry import say, terms
from learning.web.paper_forms import CodeForm, PhotographsForm
from learning.web.paper_words import DOUBTS, HOLDS, REFUSALS, module_title
from learning.web.security import takes

blueprint = Blueprint("paper_reading", __name__)

LARGEST_FORM = LARGEST_TOGETHER + 64 * 1024
STRIP = 5.4
"""Millimetres above and below the middle of a row that are shown of it."""
LABEL = 3.5
"""Millimetres from the edge of a block to where the labels of its rows may begin."""


@blueprint.route("/papers/<uuid:set_id>/photographs", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
@takes(LARGEST_FORM)
def send(set_id: uuid.UUID) -> ResponseReturnValue:
    """Take photographs or scans of answer sheets."""
    with database().read() as session:
        found = queries.paper_set(session, actor(), set_id)
        cohort = people.cohort(session, actor(), found.cohort_id)
        title = module_title(modules.catalogue(session), found, page_language().tag)
    form = PhotographsForm(CombinedMultiDict([request.form, request.files]))
    if request.method == "POST":
        try:
            return redirect(f"/photographs/{_take(found.id)}", 303)
        except LearningError as error:
            form.refuse(error)
    page = render_template(
        "papers/photographs.html",
        form=form,
        paper_set=found,
        cohort=cohort,
        title=title,
        can_read=can_read(),
        most=MOST_FILES,
        kept=queries.PICTURES_KEPT.days,
    )
    return page, 422 if request.method == "POST" else 200


def _take(set_id: uuid.UUID) -> uuid.UUID:
    """Read what was sent, each page in a transaction of its own: what is entered stays entered."""
    sent = [each for each in request.files.getlist("files") if each.filename]
    if not sent:
        raise Invalid("Choose a file.", field="files")
    if len(sent) > MOST_FILES:
        raise Invalid("These are more than %(most)s files. Send them in parts.", field="files", most=MOST_FILES)
    if not can_read():
        raise Conflict("Photographs cannot be read on this installation yet.", field="files")
    batch_id = uuid.uuid4()
    with database().begin() as session:
        services.forget_old(session, terms(session))
    too_large: set[int] = set()
    for number, page in enumerate(measure(_contents(sent, too_large))):
        measured = replace(page, refused="large") if page.file in too_large else page
        with database().begin() as session:
            of = queries.paper_set(session, actor(), set_id)
            place = Sent(batch_id, number, sent[page.file].filename or "")
            services.take_page(session, actor(), of, measured, place, terms(session))
    return batch_id


def _contents(sent: Sequence[FileStorage], too_large: set[int]) -> Iterator[bytes]:
    """Give each file as it is needed; one that is too large counts as empty, and is noted."""
    for number, each in enumerate(sent):
        content = each.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            too_large.add(number)
        yield b"" if number in too_large else content


@blueprint.get("/photographs/<uuid:batch_id>")
@requires(Permission.MAKE_COHORTS)
def batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """List what became of each page that was sent."""
    with database().read() as session:
        of, lines = queries.batch(session, actor(), batch_id)
        title = module_title(modules.catalogue(session), of, page_language().tag)
    return render_template(
        "papers/batch.html",
        paper_set=of,
        title=title,
        lines=lines,
        waiting=[line for line in lines if line.reading.seen in {Seen.UNSURE, Seen.NO_CODE}],
        entered=sum(line.reading.seen in {Seen.ENTERED, Seen.SETTLED} for line in lines),
        Seen=Seen,
        refusals=REFUSALS,
        holds=HOLDS,
    )


@blueprint.route("/readings/<uuid:reading_id>", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def look(reading_id: uuid.UUID) -> ResponseReturnValue:
    """Show a person what is not sure on a photographed sheet, and enter the sheet with what she saw."""
    with database().read() as session:
        found, of = queries.reading(session, actor(), reading_id, now=now(), pictures=True)
        title = module_title(modules.catalogue(session), of, page_language().tag)
        sheet = session.get(AnswerSheet, found.sheet_id) if found.sheet_id else None
        person = session.get(Person, sheet.person_id) if sheet and sheet.person_id else None
        rows = doubts(session, found, of) if sheet else []
    form = CodeForm(request.form)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _name(reading_id) if sheet is None else _settle(reading_id, rows)
        except Invalid as error:
            form.refuse(error)
            wrong[error.field or ""] = in_words(error)
    page = render_template(
        "papers/look.html",
        reading=found,
        paper_set=of,
        title=title,
        sheet=sheet,
        writer=person,
        rows=[(row, wrong.get(row.name, ""), _said(row)) for row in rows],
        form=form,
        doubts=DOUBTS,
        strip_width=strip_width,
        wrong=[(name, sentence) for name, sentence in wrong.items() if name],
    )
    return page, 422 if wrong else 200


def _name(reading_id: uuid.UUID) -> ResponseReturnValue:
    with database().begin() as session:
        made = services.name_sheet(session, actor(), reading_id, request.form.get("code", ""), terms(session))
    if made.seen == Seen.UNSURE:
        return redirect(f"/readings/{reading_id}", 303)
    return redirect(f"/photographs/{made.batch_id}", 303)


def _settle(reading_id: uuid.UUID, rows: Sequence[DoubtfulRow]) -> ResponseReturnValue:
    with database().begin() as session:
        batch_id = queries.reading(session, actor(), reading_id, now=now())[0].batch_id
        entered = services.settle(session, actor(), reading_id, {row.name: _said(row) for row in rows}, terms(session))
    say(entered)
    return redirect(f"/photographs/{batch_id}", 303)


def _said(row: DoubtfulRow) -> tuple[int, ...] | None:
    """Read what a person says of a row: columns, or nothing at all; None: she has not said."""
    given = request.form.getlist(row.name)
    if not given:
        return None
    return tuple(int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 3)  # noqa: PLR2004


@blueprint.get("/readings/<uuid:reading_id>/row-<int:block>-<int:row>-<int:columns>.jpg")
@requires(Permission.MAKE_COHORTS)
def strip(reading_id: uuid.UUID, block: int, row: int, columns: int) -> Response:
    """Give one row as it was photographed: its label, its bubbles, and a little of the rows beside it."""
    with database().read() as session:
        found, of = queries.reading(session, actor(), reading_id, now=now(), pictures=True)
    known = block < len(layout.BLOCKS) and row < layout.ROWS and 0 < columns <= MOST_COLUMNS
    if not known or not found.picture:
        raise NotFound("This page does not exist.")
    first, last = LABEL, LABEL + strip_width(columns)
    if language(of.language).direction == "rtl":
        first, last = layout.BLOCK_WIDTH - last, layout.BLOCK_WIDTH - first
    y = layout.FIRST_ROW + row * layout.ROW_PITCH - layout.FIELD[1]
    left = layout.BLOCKS[block] - layout.FIELD[0]
    with Image.open(io.BytesIO(found.picture)) as picture:
        scale = picture.width / layout.FIELD[2]
        left, top, right, bottom = (round(edge * scale) for edge in (left + first, y - STRIP, left + last, y + STRIP))
        return _shown(picture.crop((left, top, right, bottom)))


def strip_width(columns: int) -> float:
    """Say how wide a row with so many bubbles is, in millimetres, from its label."""
    return layout.FIRST_COLUMN - LABEL + (columns - 1) * layout.COLUMN_PITCH + 4.5


@blueprint.get("/readings/<uuid:reading_id>/code.jpg")
@requires(Permission.MAKE_COHORTS)
def code(reading_id: uuid.UUID) -> Response:
    """Give the code as it was photographed, for a person to read."""
    with database().read() as session:
        found, _ = queries.reading(session, actor(), reading_id, now=now(), pictures=True)
    if not found.code_picture:
        raise NotFound("This page does not exist.")
    return Response(found.code_picture, content_type="image/jpeg")


def _shown(picture: Image.Image) -> Response:
    out = io.BytesIO()
    picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return Response(out.getvalue(), content_type="image/jpeg")
