"""What a country's certificates look like: the page where it is chosen, its pictures, and specimens."""

import contextlib

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from certificates.designs import DESIGNS
from certificates.look import HOUSE_LOOK
from certificates.type import DoesNotFit
from learning.errors import Conflict, Invalid, NotFound
from learning.languages import LANGUAGES
from learning.modules import queries as modules
from learning.people import queries, services
from learning.people.countries import country_name
from learning.people.designing import require_look
from learning.people.looks import (
    KEPT,
    MOST_SIGNATORIES,
    FaultyLook,
    Picture,
    TypedLook,
    TypedSignatory,
    look_of,
    read_look,
)
from learning.people.models import CertificateLook
from learning.people.permissions import Permission
from learning.web import vocabulary
from learning.web.access import requires
from learning.web.context import actor, address, database, issuing, now
from learning.web.forms import LookForm
from learning.web.i18n import page_language
from learning.web.security import takes
from learning.web.specimens import NAMES, Occasion, print_specimen

blueprint = Blueprint("looks", __name__)

LARGEST_FORM = 5 * 1024 * 1024
PICTURES = ("logo", "signature_1", "signature_2")


@blueprint.route("/countries/<tcc>/certificate", methods=["GET", "POST"])
@requires(Permission.SET_COUNTRY)
@takes(LARGEST_FORM)
def look(tcc: str) -> ResponseReturnValue:
    """Choose what a country's certificates look like."""
    require_look(actor(), tcc)
    with database().read() as session:
        stored = queries.certificate_look(session, tcc)
    form = _form(stored)
    if form.submitted():
        try:
            checked = read_look(_typed(form))
            with database().begin() as session:
                services.set_certificate_look(session, actor(), country=tcc, look=checked, now=now())
        except FaultyLook as error:
            for fault in error.faults:
                form.refuse(fault)
            _miss_files(form)
        except Conflict as error:
            form.refuse(error)
            _miss_files(form)
        else:
            flash(gettext("Saved. Certificates already issued stay as they are."), "done")
            return redirect(f"/countries/{tcc}/certificate", 303)
    page = render_template(
        "people/look.html",
        form=form,
        tcc=tcc,
        country=country_name(tcc, page_language().tag),
        designs=vocabulary.DESIGNS,
        kept={name: stored is not None and getattr(stored, name) is not None for name in PICTURES},
        number=stored.number if stored else 0,
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/countries/<tcc>/certificate/<any(logo,signature_1,signature_2):picture>.png")
@requires(Permission.SET_COUNTRY)
def picture(tcc: str, picture: str) -> Response:
    """Show a picture as it is printed."""
    require_look(actor(), tcc)
    with database().read() as session:
        stored = queries.certificate_look(session, tcc)
    drawn: bytes | None = getattr(stored, picture) if stored else None
    if drawn is None:
        raise NotFound("This page does not exist.")
    return Response(drawn, content_type="image/png")


@blueprint.get("/countries/<tcc>/certificate/preview.pdf")
@requires(Permission.SET_COUNTRY)
def preview(tcc: str) -> Response:
    """Print a specimen with the look that is saved."""
    require_look(actor(), tcc)
    name = NAMES.get(request.args.get("name", "long"))
    if name is None:
        raise NotFound("This page does not exist.")
    tag = page_language().tag
    with database().read() as session:
        stored = queries.certificate_look(session, tcc)
        authority = queries.authority(session, tcc)
        published = modules.catalogue(session)
    titles = {language.tag: published.titles(language.tag) for language in LANGUAGES}
    longest = max(titles[tag], key=lambda slug: len(titles[tag][slug]), default=None)
    occasion = Occasion(
        country=tcc,
        authority=authority or issuing(tcc, tag).authority,
        titles={each: titles[each][longest] if longest else gettext("Course") for each in titles},
        language=tag,
        second_language=stored.second_language if stored else None,
        today=now().date(),
    )
    try:
        printed = print_specimen(look_of(stored, HOUSE_LOOK.design), name, occasion, address())
    except DoesNotFit as error:
        raise Invalid(
            "With this look, “%(text)s” does not fit on the page. Choose another design, or shorten it.",
            text=error.text,
        ) from error
    return Response(
        printed,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="specimen.pdf"'},
    )


def _form(stored: CertificateLook | None) -> LookForm:
    """Make the form: what was typed, else what is stored, else what stands where a country chose nothing."""
    start: dict[str, str] = {
        "design": stored.design if stored else HOUSE_LOOK.design,
        "border": stored.border if stored else HOUSE_LOOK.border,
        "accent": stored.accent if stored else HOUSE_LOOK.accent,
        "second_language": (stored.second_language if stored else None) or "",
    }
    for number, each in enumerate(stored.signatories if stored else (), 1):
        start |= {f"name_{number}": each["name"], f"title_{number}": each["title"]}
    form = LookForm(CombinedMultiDict([request.form, request.files]), data=start)
    form.design.choices = [(design.name, str(vocabulary.DESIGNS[design.name][0])) for design in DESIGNS]
    form.second_language.choices = [
        ("", gettext("One language only")),
        *((language.tag, language.own_name) for language in LANGUAGES),
    ]
    return form


def _typed(form: LookForm) -> TypedLook:
    """Read the form; what is left alone stays."""
    return TypedLook(
        design=form.design.data or "",
        border=form.border.data or "",
        accent=form.accent.data or "",
        second_language=form.second_language.data or "",
        logo=_picture(form, "logo"),
        signatories=tuple(
            TypedSignatory(
                form[f"name_{number}"].data or "",
                form[f"title_{number}"].data or "",
                _picture(form, f"signature_{number}"),
            )
            for number in range(1, MOST_SIGNATORIES + 1)
        ),
    )


def _picture(form: LookForm, name: str) -> Picture:
    """Read a file that was chosen; without one, whether the stored picture goes or stays."""
    if _has_file(form, name):
        with contextlib.closing(form[name].data) as file:
            return bytes(file.read())
    return None if form[f"remove_{name}"].data else KEPT


def _has_file(form: LookForm, name: str) -> bool:
    return isinstance(form[name].data, FileStorage) and bool(form[name].data.filename)


def _miss_files(form: LookForm) -> None:
    """Say beside each file that could be read that it was not saved: browsers choose no file by themselves."""
    for name in PICTURES:
        if _has_file(form, name) and not form[name].errors:
            form.refuse(
                Invalid(
                    "Nothing was saved yet, and a browser keeps no file. Choose %(file)s again.",
                    field=name,
                    file=form[name].data.filename,
                )
            )
