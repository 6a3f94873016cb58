"""What people see and change about themselves."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import Conflict, LearningError
from learning.people import queries, services
from learning.people.countries import country_name
from learning.people.permissions import Permission
from learning.records import services as records
from learning.web.access import CHOOSING, requires
from learning.web.context import actor, database, now
from learning.web.forms import (
    OwnPasswordForm,
    PasswordForm,
    ProfileForm,
    ServiceForm,
    language_choices,
    service_choices,
    sex_choices,
)
from learning.web.front import local
from learning.web.i18n import page_language

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Show a person's own account."""
    return _page()


@blueprint.post("/account/profile")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def profile() -> ResponseReturnValue:
    """Change the language and the stated sex."""
    form = ProfileForm(request.form)
    if not form.validate():
        return _page(profile_form=form)
    try:
        with database().begin() as session:
            services.change_profile(
                session, actor(), language=form.language.data or "", sex=form.sex.data or None, now=now()
            )
            person = queries.person(session, actor(), actor().person_id)
            rotation = queries.current_rotation(session, person.id)
            if rotation:
                session.refresh(person)
                records.follow_rotation(session, person, rotation, now=now())
    except LearningError as error:
        form.refuse(error)
        return _page(profile_form=form)
    browser["language"] = form.language.data
    flash(gettext("Saved."), "done")
    return redirect("/account", 303)


@blueprint.post("/account/service")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def service() -> ResponseReturnValue:
    """Begin a new rotation: another country, unit or mission; what was done before keeps its facts."""
    form = ServiceForm(request.form)
    if not form.validate():
        return _page(service_form=form)
    try:
        with database().begin() as session:
            rotation = services.begin_rotation(
                session,
                actor(),
                person_id=actor().person_id,
                country=actor().country or "",
                category=form.category.data or "",
                rank_group=form.rank_group.data or "",
                unit=form.unit.data or "",
                mission=form.mission.data or "",
                now=now(),
            )
            person = queries.person(session, actor(), actor().person_id)
            session.refresh(person)
            records.follow_rotation(session, person, rotation, now=now())
    except LearningError as error:
        form.refuse(error)
        return _page(service_form=form)
    flash(gettext("Saved. Courses that you have completed keep the facts of their day."), "done")
    return redirect("/account", 303)


@blueprint.post("/account/password")
@requires(Permission.CHANGE_OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form = PasswordForm(request.form)
    if not form.validate():
        return _page(password_form=form)
    try:
        services.change_password(
            database(), actor(), old=form.old_password.data or "", new=form.password.data or "", now=now()
        )
    except LearningError as error:
        form.refuse(error)
        return _page(password_form=form)
    flash(gettext("Your password is changed. Other phones and computers are signed out."), "done")
    return redirect("/account", 303)


@blueprint.route(CHOOSING, methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_ACCOUNT)
def own_password() -> ResponseReturnValue:
    """Let who came in with a given password choose her own, and go on to where she wanted to go."""
    following = local(request.values.get("next"))
    if not actor().must_choose:  # sent twice, or an old page: it is done
        return redirect(following, 303)
    form = OwnPasswordForm(request.form)
    if form.submitted():
        try:
            services.choose_password(database(), actor(), new=form.password.data or "", now=now())
        except Conflict:
            return redirect(following, 303)
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("Your password is changed. Other phones and computers are signed out."), "done")
            return redirect(following, 303)
    page = render_template("accounts/own_password.html", form=form, following=following, navigation=())
    return page, 422 if request.method == "POST" else 200


def _page(
    profile_form: ProfileForm | None = None,
    service_form: ServiceForm | None = None,
    password_form: PasswordForm | None = None,
) -> ResponseReturnValue:
    with database().read() as session:
        person = queries.person(session, actor(), actor().person_id)
        served = queries.rotations(session, person.id)
        cohorts = queries.own_cohorts(session, person.id)
    current = next((rotation for rotation in served if rotation.ended_on is None), None)
    profile_form_ = profile_form or ProfileForm(language=person.language, sex=person.sex)
    profile_form_.language.choices = language_choices()
    profile_form_.sex.choices = sex_choices()
    service_form_ = service_form or ServiceForm(obj=current)
    service_choices(service_form_)
    password_form_ = password_form or PasswordForm()
    refused = [form for form in (profile_form, service_form, password_form) if form is not None]
    page = render_template(
        "accounts/account.html",
        me=person,
        country_name=lambda code: country_name(code, page_language().tag),
        served=served,
        cohorts=cohorts,
        profile_form=profile_form_,
        service_form=service_form_,
        password_form=password_form_,
        errors=[error for form in refused for error in form.summary()],
    )
    return page, 422 if refused else 200
