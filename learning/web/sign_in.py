"""Signing in and out, joining by a code, and accounts from a one-time link."""

from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue

from learning.errors import Invalid, LearningError
from learning.people import offices as people_offices
from learning.people import passwords, queries, services
from learning.people.countries import country_name
from learning.people.permissions import Permission
from learning.people.rules import normalise_join_code, require_open
from learning.people.services import Refused
from learning.records import services as records
from learning.web import offices, sessions
from learning.web.access import public, requires, to_choosing
from learning.web.context import actor, database, house, now, visitor
from learning.web.forms import (
    InvitedForm,
    JoinCodeForm,
    RegisterForm,
    SignInForm,
    country_choices,
    language_choices,
    service_choices,
    sex_choices,
)
from learning.web.front import local
from learning.web.i18n import page_language

blueprint = Blueprint("sign_in", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let somebody in."""
    form = SignInForm(request.form, country=browser.get("country"))
    form.country.choices = country_choices()
    following = local(request.values.get("next"))
    status = 200
    if form.submitted():
        refusal = _enter(form.country.data or None, form.name.data or "", form.password.data or "")
        if refusal is None:
            return to_choosing(following) if actor().must_choose else redirect(following, 303)
        form.refuse(refusal)
        throttled = "minutes" in refusal.values
        status = 429 if throttled else 422
        if not throttled and not form.country.data and "@" not in (form.name.data or ""):
            form.refuse(Invalid("Choose one of the list.", field="country"))  # what is most often forgotten
    elif request.method == "POST":
        status = 422
    return render_template("accounts/sign_in.html", form=form, following=following), status


def _enter(country: str | None, name: str, password: str) -> LearningError | None:
    """Sign somebody in; gives the refusal when that does not work."""
    result = services.sign_in(
        database(),
        country=country,
        sign_in_name=name,
        password=password,
        address=request.remote_addr or "",
        secret=house().secret,
        now=now(),
    )
    if isinstance(result, Refused):
        return result.refusal
    sessions.begin(result)
    offices.tell(result.actor)
    return None


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Let somebody out: the session ends on the server, not only in this browser."""
    found = visitor()
    if found:
        with database().begin() as session:
            services.sign_out(session, found.actor, now=now())
    sessions.end()
    return redirect("/", 303)


@blueprint.get("/join")
@public
def join() -> ResponseReturnValue:
    """Ask for the join code of a cohort."""
    form = JoinCodeForm(request.args)
    if "join_code" not in request.args:
        return render_template("accounts/join.html", form=form)
    if form.validate():
        code = normalise_join_code(form.join_code.data or "")
        try:
            with database().read() as session:
                cohort = queries.cohort_by_code(session, form.join_code.data or "")
        except LearningError as error:
            form.refuse(error)
        else:
            return redirect(f"/join/{quote(code or cohort.join_code)}", 303)
    return render_template("accounts/join.html", form=form), 422


@blueprint.route("/join/<code>", methods=["GET", "POST"])
@public
def register(code: str) -> ResponseReturnValue:
    """Make a learner's account in the cohort of this code; who is signed in already just joins."""
    with database().read() as session:
        cohort = queries.cohort_by_code(session, code)
        require_open(cohort.closes_on, now().date())
    if visitor():
        return render_template("accounts/join_as.html", cohort=cohort, code=code)
    form = RegisterForm(request.form, mission=cohort.mission, language=cohort.language or page_language().tag)
    service_choices(form)
    form.sex.choices = sex_choices()
    form.language.choices = language_choices()
    if form.submitted():
        try:
            _register(form, code)
        except LearningError as error:
            form.refuse(error)
        else:
            refusal = _enter(cohort.country, form.service_number.data or "", form.password.data or "")
            return redirect("/courses" if refusal is None else "/sign-in", 303)
    page = render_template(
        "accounts/register.html", form=form, cohort=cohort, country=country_name(cohort.country, page_language().tag)
    )
    return page, 422 if request.method == "POST" else 200


def _register(form: RegisterForm, code: str) -> None:
    known = (form.name.data, form.service_number.data, None)
    password_hash = passwords.new_hash(form.password.data or "", known)
    with database().begin() as session:
        person, cohort = services.register_learner(
            session,
            join_code=code,
            name=form.name.data or "",
            service_number=form.service_number.data or "",
            password_hash=password_hash,
            category=form.category.data or "",
            rank_group=form.rank_group.data or "",
            unit=form.unit.data or "",
            mission=form.mission.data or "",
            sex=form.sex.data,
            language=form.language.data or "",
            now=now(),
        )
        rotation = queries.current_rotation(session, person.id)
        records.enrol_in_cohort(session, person, rotation, cohort, now=now())


@blueprint.post("/join/<code>/as-myself")
@requires(Permission.LEARN)
def join_as(code: str) -> ResponseReturnValue:
    """Join a cohort with the account that is signed in."""
    with database().begin() as session:
        cohort = services.join_cohort(session, actor(), join_code=code, now=now())
        person = queries.person(session, actor(), actor().person_id)
        rotation = queries.current_rotation(session, person.id)
        records.enrol_in_cohort(session, person, rotation, cohort, now=now())
    return redirect("/courses", 303)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invited(token: str) -> ResponseReturnValue:
    """Make the account that a one-time link stands for."""
    with database().read() as session:
        invitation = queries.invitation(session, token, now=now())
    form = InvitedForm(request.form)
    if form.submitted():
        typed = form.sign_in_name.data or ""
        email = typed if "@" in typed else None
        number = None if email else typed
        try:
            password_hash = passwords.new_hash(form.password.data or "", (form.name.data, number, email))
            with database().begin() as session:
                services.accept_invitation(
                    session,
                    token,
                    name=form.name.data or "",
                    service_number=number,
                    email=email,
                    password_hash=password_hash,
                    language=page_language().tag,
                    now=now(),
                )
        except LearningError as error:
            error.field = "sign_in_name" if error.field in {"service_number", "email", "country"} else error.field
            form.refuse(error)
        else:
            refusal = _enter(invitation.country, typed, form.password.data or "")
            return redirect("/" if refusal is None else "/sign-in", 303)
    known = visitor()
    may_take = bool(known and people_offices.may_take(known.actor, invitation))
    page = render_template("accounts/invited.html", form=form, invitation=invitation, token=token if may_take else "")
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/invitations/<token>/as-myself")
@requires(Permission.LEARN)
def invited_as(token: str) -> ResponseReturnValue:
    """Take the office of a focal point with the account that is signed in."""
    with database().begin() as session:
        services.take_office(session, actor(), token, now=now())
    return redirect("/", 303)
