"""What a trainer grants to one person: one more attempt at a quiz, or more time for the course."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import LearningError, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.models import Cohort
from learning.people.permissions import Permission
from learning.records import queries as records
from learning.records import services
from learning.records.granting import grants, member
from learning.records.ledger import GrantKind
from learning.records.queries import CourseRecord
from learning.web.access import requires
from learning.web.cohorts import quiz_titles, read_id
from learning.web.context import actor, database, now
from learning.web.forms import GrantForm, read_day
from learning.web.i18n import page_language
from learning.web.vocabulary import GRANT_REASONS

blueprint = Blueprint("grants", __name__)
USUALLY = timedelta(days=14)
"""Until when something is granted unless the trainer says another day."""


@blueprint.route("/cohorts/<uuid:cohort_id>/grants/<uuid:enrolment_id>", methods=["GET", "POST"])
@requires(Permission.GRANT)
def grant(cohort_id: uuid.UUID, enrolment_id: uuid.UUID) -> ResponseReturnValue:
    """Grant one person something, and show what was granted before."""
    with database().snapshot() as session:
        cohort = people.cohort(session, actor(), cohort_id)
        enrolment, person = member(session, actor(), cohort_id, enrolment_id)
        record = records.course_records(session, [enrolment])[enrolment.course]
        before = grants(session, cohort_id, enrolment_id=enrolment_id)
        catalogue = modules.catalogue(session)
    tag = page_language().tag
    quizzes = quiz_titles(catalogue, tag)
    offered = _offered(cohort, record, quizzes)
    usual = max(now().date(), cohort.due_on or now().date()) + USUALLY
    form = GrantForm(request.form, kind=offered[0][0] if offered else "", expires_on=usual.isoformat())
    form.kind.choices = offered
    form.reason.choices = [(str(key), str(words)) for key, words in GRANT_REASONS.items()]
    if form.submitted():
        kind, _, module = (form.kind.data or "").partition("/")
        try:
            expires_on = read_day(form.expires_on.data, "expires_on")
            assert expires_on is not None, "the form asks for it"
            with database().begin() as session:
                services.grant(
                    session,
                    actor(),
                    key=read_id(request.form.get("key", "")),
                    cohort=cohort,
                    enrolment_id=enrolment_id,
                    kind=kind,
                    module=module,
                    reason=form.reason.data or "",
                    expires_on=expires_on,
                    now=now(),
                )
        except NotFound:
            raise
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("It is granted."), "done")
            return redirect(f"/cohorts/{cohort_id}", 303)
    return render_template(
        "cohorts/grant.html",
        cohort=cohort,
        member=person,
        course=catalogue.titles(tag).get(enrolment.course, enrolment.course),
        form=form,
        key=uuid.uuid4(),
        offered=offered,
        grants=before,
        quizzes=quizzes,
        today=now().date(),
    ), 422 if request.method == "POST" else 200


def _offered(cohort: Cohort, record: CourseRecord, quizzes: dict[str, str]) -> list[tuple[str, str]]:
    """List what this person can be granted: attempts at quizzes that she began, time where there is a due date."""
    if record.enrolment.completed_on or record.enrolment.renewed_at:
        return []
    tried = sorted(record.progress.values(), key=lambda one: (-one.failures, one.module))
    found = [
        (
            f"{GrantKind.ATTEMPT}/{one.module}",
            gettext("One more attempt: %(quiz)s", quiz=quizzes.get(one.module, one.module)),
        )
        for one in tried
        if one.attempts and not one.passed_at
    ]
    if cohort.due_on:
        found.append((str(GrantKind.TIME), gettext("More time for the course")))
    return found
