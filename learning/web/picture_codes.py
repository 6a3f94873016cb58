"""Signing in with three pictures, and giving them: by a trainer with the learner beside her, or by the learner."""

import uuid

from flask import Blueprint, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from learning.errors import LearningError
from learning.people import picture_codes
from learning.people import queries as people
from learning.people.permissions import Permission
from learning.people.picture_codes import Pictures
from learning.people.signing_in import Refused
from learning.people.twelve import SIDE, TWELVE
from learning.web import offices, sessions
from learning.web.access import public, requires
from learning.web.cohorts import read_id
from learning.web.context import actor, database, house, now
from learning.web.forms import PageForm, country_choices, one_of_list, one_of_rows, secret, text
from learning.web.front import local
from learning.web.vocabulary import PICTURES

blueprint = Blueprint("picture_codes", __name__)

PLACES = tuple(str(place) for place in range(len(TWELVE)))
"""What a tapped picture sends."""


class PicturesForm(PageForm):
    """Who comes in with three pictures."""

    country = one_of_list(lazy_gettext("Country"))
    number = text(lazy_gettext("Service number"))
    first = one_of_rows(lazy_gettext("First picture"))
    second = one_of_rows(lazy_gettext("Second picture"))
    third = one_of_rows(lazy_gettext("Third picture"))

    def pictures(self) -> list[int]:
        """Read the places of the pictures; what is no place fits nothing."""
        typed = (self.first.data, self.second.data, self.third.data)
        return [int(one) if one in PLACES else -1 for one in typed]


class SecretForm(PageForm):
    """The person's own password, asked again before something that matters."""

    password = secret(lazy_gettext("Your password now"))


@blueprint.app_context_processor
def _drawings() -> dict[str, object]:
    return {"twelve": TWELVE, "picture_names": PICTURES, "picture_side": SIDE}


@blueprint.route("/sign-in/pictures", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let a learner in who knows a service number and three pictures."""
    form = PicturesForm(request.form, country=browser.get("country"))
    form.country.choices = country_choices()
    following = local(request.values.get("next"))
    status = 200 if request.method == "GET" else 422
    if form.submitted():
        result = picture_codes.sign_in_by_pictures(
            database(),
            country=form.country.data or None,
            service_number=form.number.data or "",
            pictures=form.pictures(),
            address=request.remote_addr or "",
            secret=house().secret,
            now=now(),
        )
        if not isinstance(result, Refused):
            sessions.begin(result)
            offices.tell(result.actor)
            return redirect(following, 303)
        form.refuse(result.refusal)
        status = 429 if "minutes" in result.refusal.values else 422
    return render_template("accounts/sign_in_pictures.html", form=form, following=following), status


@blueprint.post("/cohorts/<uuid:cohort_id>/pictures")
@requires(Permission.RESET_PASSWORDS)
def give(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Give a learner of a cohort new pictures, shown once, with the person beside the trainer."""
    with database().read() as session:
        cohort = people.cohort(session, actor(), cohort_id)
    person, pictures = picture_codes.give_pictures(
        database(), actor(), person_id=read_id(request.form.get("person", "")), secret=house().secret, now=now()
    )
    return _shown(pictures, name=person.name, back=f"/cohorts/{cohort.id}", back_words=cohort.name, person=person.id)


@blueprint.route("/account/pictures", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """Give the person who is signed in new pictures, shown once."""
    form = SecretForm(request.form)
    if form.submitted():
        try:
            pictures = picture_codes.own_pictures(
                database(), actor(), password=form.password.data or "", secret=house().secret, now=now()
            )
        except LearningError as error:
            if error.field is None:
                raise
            form.refuse(error)
        else:
            return _shown(pictures, name=actor().name, back="/account", back_words="", person=None)
    with database().read() as session:
        picture_codes.require_learner(people.person(session, actor(), actor().person_id))
    return render_template("accounts/own_pictures.html", form=form), 422 if request.method == "POST" else 200


def _shown(
    pictures: Pictures, *, name: str, back: str, back_words: str, person: uuid.UUID | None
) -> ResponseReturnValue:
    return render_template(
        "accounts/pictures.html",
        pictures=pictures,
        name=name,
        back=back,
        back_words=back_words,
        them=person,
    )
