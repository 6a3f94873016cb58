"""People and countries, for focal points and administrators: the list, one person, invitations, the authority."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import Conflict, LearningError, NotFound
from learning.modules import queries as modules
from learning.people import offices, queries, services
from learning.people.countries import country_name, is_country
from learning.people.permissions import Permission, Role, may
from learning.people.rules import require_country
from learning.people.signing_in import keyed
from learning.records import queries as records
from learning.records import services as record_services
from learning.records.models import RevocationReason
from learning.web.access import requires
from learning.web.context import actor, address, database, house, issuing, now
from learning.web.forms import (
    AuthorityForm,
    InviteForm,
    MoveForm,
    NameForm,
    RevokeForm,
    country_choices,
    form_key,
    role_choices,
    service_choices,
)
from learning.web.i18n import page_language
from learning.web.vocabulary import REASONS

blueprint = Blueprint("people", __name__)

INVITED_ROLES = (Role.TRAINER, Role.FOCAL_POINT, Role.ADMINISTRATOR)


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    """List people by name."""
    search = request.args.get("search", "")
    country = request.args.get("country") or None
    with database().read() as session:
        found = queries.people(
            session, actor(), search=search, country=country, page=request.args.get("page", 1, type=int)
        )
        administers = may(actor().role, Permission.INVITE)
        waiting = queries.open_invitations(session, actor(), now=now()) if administers else ()
        asks_all = administers and not search and not country and found.page == 1
        vacant = offices.vacant(session, actor(), now=now()) if asks_all else []
    tag = page_language().tag
    return render_template(
        "people/list.html",
        found=found,
        search=search,
        country=country or "",
        countries=country_choices() if administers else (),
        country_name=lambda code: country_name(code, tag) if code else "",
        waiting=waiting,
        vacant=vacant,
        administers=administers,
    )


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires(Permission.INVITE)
def invite() -> ResponseReturnValue:
    """Make a one-time link for a trainer, a focal point or an administrator."""
    form = InviteForm(request.form)
    form.role.choices = role_choices(INVITED_ROLES)
    form.country.choices = country_choices()
    if form.submitted():
        try:
            with database().begin() as session:
                token = services.invite(
                    session,
                    actor(),
                    role=form.role.data or "",
                    country=form.country.data or None,
                    now=now(),
                    token=_token(form),
                )
        except LearningError as error:
            form.refuse(error)
        else:
            return render_template("people/invited.html", link=f"{address()}/invitations/{token}")
    page = render_template("people/invite.html", form=form, key=uuid.uuid4())
    return page, 422 if request.method == "POST" else 200


def _token(form: InviteForm) -> str:
    """Make the secret of a link out of the form that asks for it, so that the same press sent twice gives one link."""
    asked = (str(actor().person_id), form.role.data, form.country.data, form_key())
    return keyed(house().secret, f"invitation {asked}")


@blueprint.get("/people/<uuid:person_id>")
@requires(Permission.SEE_PEOPLE)
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Show one person: service, courses, certificates."""
    return _page(person_id)


def _page(
    person_id: uuid.UUID,
    name_form: NameForm | None = None,
    revoke_form: RevokeForm | None = None,
    move_form: MoveForm | None = None,
) -> ResponseReturnValue:
    today = now().date()
    with database().read() as session:
        found = queries.person(session, actor(), person_id)
        served = queries.rotations(session, person_id)
        enrolments = records.all_enrolments(session, person_id)
        titles = modules.catalogue(session).titles(page_language().tag)
        lines = [records.registered(line, today) for line in records.credentials(session, person_id)]
    refused = [form for form in (name_form, revoke_form, move_form) if form is not None]
    revoke_form = revoke_form or RevokeForm()
    revoke_form.reason.choices = [(str(key), str(words)) for key, words in REASONS.items()]
    current = next((rotation for rotation in served if rotation.ended_on is None), None)
    move_form = move_form or MoveForm(obj=current, country=found.country)
    service_choices(move_form)
    tag = page_language().tag
    page = render_template(
        "people/person.html",
        them=found,
        country=country_name(found.country, tag) if found.country else "",
        country_name=lambda code: country_name(code, tag),
        served=served,
        titles=titles,
        enrolments=[one for one in enrolments if actor().country in (None, one.country)],
        lines=lines,
        name_form=name_form or NameForm(name=found.name),
        revoke_form=revoke_form,
        move_form=move_form,
        errors=[error for form in refused for error in form.summary()],
        may_correct=may(actor().role, Permission.CORRECT_NAMES),
        may_revoke=may(actor().role, Permission.REVOKE),
        may_change=may(actor().role, Permission.CHANGE_PEOPLE),
        is_self=person_id == actor().person_id,
    )
    return page, 422 if refused else 200


@blueprint.post("/people/<uuid:person_id>/name")
@requires(Permission.CORRECT_NAMES)
def correct(person_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a name: every standing certificate is issued again, the old ones say "replaced"."""
    form = NameForm(request.form)
    if not form.validate():
        return _page(person_id, name_form=form)
    try:
        if not house().keyroom.is_open(now()):
            raise Conflict("No certificate can be issued at the moment, so the name is left as it is. Try again later.")
        with database().begin() as session:
            found = services.correct_name(session, actor(), person_id=person_id, name=form.name.data or "", now=now())
            session.flush()
            replaced = record_services.supersede_for_name(
                session, actor(), person_id, found.name, keys=house().keys, now=now()
            )
    except NotFound:
        raise
    except LearningError as error:
        form.refuse(error)
        return _page(person_id, name_form=form)
    flash(gettext("The name is corrected. Certificates issued again: %(count)s.", count=len(replaced)), "done")
    return redirect(f"/people/{person_id}", 303)


@blueprint.post("/people/<uuid:person_id>/rotations")
@requires(Permission.CHANGE_PEOPLE)
def move(person_id: uuid.UUID) -> ResponseReturnValue:
    """Begin a person's next rotation, which may be for another country."""
    form = MoveForm(request.form)
    service_choices(form)
    if not form.validate():
        return _page(person_id, move_form=form)
    try:
        with database().begin() as session:
            rotation = services.begin_rotation(
                session,
                actor(),
                person_id=person_id,
                country=form.country.data or "",
                category=form.category.data or "",
                rank_group=form.rank_group.data or "",
                unit=form.unit.data or "",
                mission=form.mission.data or "",
                service_number=form.service_number.data or None,
                now=now(),
            )
            found = queries.person(session, actor(), person_id)
            session.refresh(found)
            record_services.follow_rotation(session, found, rotation, now=now())
    except NotFound:
        raise
    except LearningError as error:
        form.refuse(error)
        return _page(person_id, move_form=form)
    flash(gettext("Saved. Courses that are completed keep the facts of their day."), "done")
    return redirect(f"/people/{person_id}", 303)


@blueprint.post("/people/<uuid:person_id>/close")
@requires(Permission.CHANGE_PEOPLE)
def close(person_id: uuid.UUID) -> ResponseReturnValue:
    """Close an account; what its person did stays."""
    with database().begin() as session:
        services.close_account(session, actor(), person_id=person_id, now=now())
    flash(gettext("The account is closed. Nobody can sign in to it."), "done")
    return redirect(f"/people/{person_id}", 303)


@blueprint.post("/people/<uuid:person_id>/open")
@requires(Permission.CHANGE_PEOPLE)
def open_again(person_id: uuid.UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    with database().begin() as session:
        services.open_account(session, actor(), person_id=person_id, now=now())
    flash(gettext("The account is open again."), "done")
    return redirect(f"/people/{person_id}", 303)


@blueprint.post("/people/<uuid:person_id>/certificates/<serial>/revoke")
@requires(Permission.REVOKE)
def revoke(person_id: uuid.UUID, serial: str) -> ResponseReturnValue:
    """Revoke a certificate, for a reason of a fixed list."""
    form = RevokeForm(request.form)
    form.reason.choices = [(str(key), str(words)) for key, words in REASONS.items()]
    if not form.validate() or form.reason.data not in list(RevocationReason):
        form.reason.errors = form.reason.errors or [gettext("Choose one of the list.")]
        return _page(person_id, revoke_form=form)
    with database().begin() as session:
        line = records.credential(session, serial)
        if line is None or line.person_id != person_id:
            raise NotFound("This page does not exist.")
        record_services.revoke(session, actor(), serial, RevocationReason(form.reason.data), now=now())
    flash(gettext("The certificate is revoked. Its page says so from now on."), "done")
    return redirect(f"/people/{person_id}", 303)


@blueprint.route("/countries/<tcc>", methods=["GET", "POST"])
@requires(Permission.SET_COUNTRY)
def country(tcc: str) -> ResponseReturnValue:
    """Say which national authority a country's certificates name."""
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)
    with database().read() as session:
        stored = queries.authority(session, tcc)
    form = AuthorityForm(request.form, authority=stored)
    if form.submitted():
        try:
            with database().begin() as session:
                services.set_authority(session, actor(), country=tcc, authority=form.authority.data or "", now=now())
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("Saved. Certificates already issued stay as they are."), "done")
            return redirect(f"/countries/{tcc}", 303)
    default = issuing(tcc, page_language().tag).authority
    page = render_template(
        "people/country.html", form=form, tcc=tcc, country=country_name(tcc, page_language().tag), default=default
    )
    return page, 422 if request.method == "POST" else 200
