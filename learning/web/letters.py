"""Certification letters: drafted from an answer about readiness, listed, opened, taken away; stale ones say so."""

import hashlib
import importlib
import uuid
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from certificates.type import Style, can_print
from learning.errors import Conflict, Invalid, LearningError, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.countries import country_name
from learning.people.permissions import Permission
from learning.people.rules import normalise_text
from learning.records import letters as records
from learning.records.letters import Drafted, document_number
from learning.reports import readiness
from learning.reports.letters import paper
from learning.reports.letters.wording import (
    Certified,
    LetterText,
    Occasion,
    Signatory,
    annex_file,
    compose,
    require_namable,
)
from learning.reports.readiness import Asked
from learning.reports.verdicts import Verdict
from learning.web.access import requires
from learning.web.context import actor, address, database, issuing, now
from learning.web.i18n import page_language
from learning.web.readiness import LARGEST_FORM, make_form, read_question, refused, require_place
from learning.web.security import takes
from learning.web.vocabulary import CATEGORIES, day, mission

blueprint = Blueprint("letters", __name__)

TRIES = 5
NO_PLACE = ("not-assigned", "other")
"""What stands for no mission; a letter then names none."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/readiness/<tcc>/letters")
@requires(Permission.SEE_REPORTS)
def listed(tcc: str) -> ResponseReturnValue:
    """List a country's letters, the newest first."""
    require_place(tcc)
    with database().read() as session:
        found = records.letters(session, tcc)
    return render_template(
        "reports/letters.html", tcc=tcc, country=country_name(tcc, page_language().tag), letters=found
    )


@blueprint.post("/readiness/<tcc>/letters")
@requires(Permission.SEE_REPORTS)
@takes(LARGEST_FORM)
def draft(tcc: str) -> ResponseReturnValue:
    """Draft a letter about everybody who is ready; pressed twice, it is one letter."""
    require_place(tcc)
    form = make_form()
    try:
        asked = read_question(tcc, form).asked
        addressee = _addressee(form.addressee.data or "")
        letter_id = _letter_id(request.form.get("key", ""), asked, addressee)
        _draft(asked, addressee, letter_id)
    except NotFound:
        raise
    except LearningError as error:
        form.refuse(error)
        return refused(tcc, form)
    flash(gettext("The letter is drafted."), "done")
    return redirect(f"/readiness/{tcc}/letters/{letter_id}", 303)


@blueprint.get("/readiness/<tcc>/letters/<uuid:letter_id>")
@requires(Permission.SEE_REPORTS)
def show(tcc: str, letter_id: uuid.UUID) -> ResponseReturnValue:
    """Show a letter as it was drafted, and who on it has since lost what it states."""
    require_place(tcc)
    with database().snapshot() as session:
        found = records.letter(session, actor(), tcc, letter_id)
        lost = records.lost(session, letter_id)
    return render_template(
        "reports/letter.html",
        tcc=tcc,
        country=country_name(tcc, page_language().tag),
        letter=found,
        name=document_number(found.country, found.year, found.number),
        text=LetterText.from_stored(found.facts),
        lost=lost,
        lost_people=len({each.person_id for each in lost}),
    )


@blueprint.get("/readiness/<tcc>/letters/<uuid:letter_id>/<any(pdf,docx,csv):form>")
@requires(Permission.SEE_REPORTS)
def file(tcc: str, letter_id: uuid.UUID, form: str) -> Response:
    """Give one of a letter's files, as it was kept; csv is the annex whose hash stands in the letter."""
    require_place(tcc)
    with database().read() as session:
        found = records.letter(session, actor(), tcc, letter_id)
    name = document_number(found.country, found.year, found.number)
    if form == "csv":
        content, kind = annex_file(LetterText.from_stored(found.facts).annex), "text/csv; charset=utf-8"
    else:
        content, kind = (found.pdf, "application/pdf") if form == "pdf" else (found.docx, WORD)
    stem = f"{name}-annex" if form == "csv" else name
    return Response(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{stem}.{form}"'}
    )


def _addressee(typed: str) -> str:
    found = normalise_text(typed, field="addressee")
    if not can_print(found, Style.TEXT):
        raise Invalid("Letters cannot be printed in these letters. Write this in Latin letters.", field="addressee")
    return found


def _letter_id(key: str, asked: Asked, addressee: str) -> uuid.UUID:
    """Name a letter by the page it was asked on and by what was asked: once more the same is the same letter."""
    try:
        page = uuid.UUID(key)
    except ValueError:
        raise Invalid("We could not read what was sent. Go back and try again.") from None
    told = replace(asked, same=frozenset()), sorted(asked.same), addressee, page_language().tag
    return uuid.uuid5(page, repr(told))


def _draft(asked: Asked, addressee: str, letter_id: uuid.UUID) -> None:
    """Draft with the next number, outside of the writing transaction; again when somebody was faster.

    Raises:
        Invalid: nobody is ready, or too many for one letter.
        Conflict: others were faster each time.
    """
    for _ in range(TRIES):
        with database().snapshot() as session:
            drafted = _drafted(session, asked, addressee)
        with database().begin() as session:
            if records.keep_letter(session, actor(), letter_id, drafted, now=now()):
                return
    raise Conflict("Other letters were drafted at the same moment. Try again.")


def _drafted(session: Session, asked: Asked, addressee: str) -> Drafted:
    language = page_language()
    ready = [line for line in readiness.readiness(session, asked) if line.verdict is Verdict.READY]
    require_namable(len(ready))
    keys = [line.person for line in ready if isinstance(line.person, uuid.UUID)]
    held = records.certificates_held(session, asked.country, keys, asked.courses, asked.landing_on)
    certified = [
        Certified(line.name, line.number, tuple(held[key, course] for course in asked.courses))
        for line, key in sorted(zip(ready, keys, strict=True), key=lambda pair: (pair[0].name, pair[0].number))
    ]
    look = people.certificate_look(session, asked.country)
    published = modules.catalogue(session)
    words = [published.course(course).words(language.tag) for course in asked.courses]
    today = now().date()
    number = records.next_number(session, asked.country, today.year)
    text = compose(
        Occasion(
            authority=people.authority(session, asked.country) or issuing(asked.country, language.tag).authority,
            country=country_name(asked.country, language.tag),
            number=document_number(asked.country, today.year, number),
            made_on=today,
            addressee=addressee,
            mission="" if asked.mission in NO_PLACE else mission(asked.mission),
            unit=asked.unit,
            landing_on=asked.landing_on,
            courses=[(each["title"], each["summary"]) for each in words],
            address=address(),
            categories={key: str(value) for key, value in CATEGORIES.items()},
            signatories=tuple(Signatory(each["name"], each["title"]) for each in (look.signatories if look else ())),
            language=language.tag,
            direction="rtl" if language.direction == "rtl" else "ltr",
        ),
        certified,
        gettext,
        day,
    )
    logo = look.logo if look else None
    # The library of the document has a hundred files, which a server that drafts no letter need not load.
    document = importlib.import_module("learning.reports.letters.document")
    pdf, docx = paper.draw(text, logo), document.draw(text, logo, now())
    return Drafted(
        country=asked.country,
        year=today.year,
        number=number,
        landing_on=asked.landing_on,
        people=len(certified),
        facts=text.stored(),
        annex_hash=text.annex_hash,
        pdf=pdf,
        pdf_hash=hashlib.sha256(pdf).hexdigest(),
        docx=docx,
        docx_hash=hashlib.sha256(docx).hexdigest(),
        serials=[each.serial for one in certified for each in one.certificates],
    )
