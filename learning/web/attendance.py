"""Who is in the room: the roll, slips that are scanned, closing the session, and corrections for a day."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy.orm import Session

from learning.errors import LearningError, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.models import Cohort, Person
from learning.people.permissions import Permission
from learning.people.recognising import add_member, recognise
from learning.records import services
from learning.records.room_attendance import (
    Noted,
    Told,
    close_session,
    exercises_of,
    is_member,
    note_roll,
    present_count,
)
from learning.records.room_correcting import may_correct
from learning.records.room_counting import Counted
from learning.records.room_planning import require_open
from learning.records.room_queries import room_roll, room_session
from learning.web.access import requires
from learning.web.cohorts import read_id
from learning.web.context import actor, database, house, issuing_in, now
from learning.web.forms import PageForm, text
from learning.web.room_words import exercises_in_words, parts_of, title_of
from learning.web.security import allow_scanning

blueprint = Blueprint("attendance", __name__)
NEWEST = 12
"""People who were noted last, on the page for slips."""


class SlipForm(PageForm):
    """Whom a slip or a number names."""

    slip = text(lazy_gettext("Slip or service number"))


class CloseForm(PageForm):
    """What was taught; the boxes are read by hand."""


@dataclass(frozen=True)
class Found:
    """What a slip or a number led to: who, and whether she is noted now, was before, or is of another cohort."""

    person: Person
    state: str
    noted: Noted | None = None


@blueprint.post("/sessions/<uuid:room_id>/roll")
@requires(Permission.MAKE_COHORTS)
def roll(room_id: uuid.UUID) -> ResponseReturnValue:
    """Note who is there: whoever is ticked now, and not whoever was ticked when the page was opened and is no more."""
    ticked = {read_id(each) for each in request.form.getlist("present")}
    before = {read_id(each) for each in request.form.getlist("was")}
    with database().begin() as session:
        noted = _note(session, room_id, ticked, before - ticked)
        present = present_count(session, room_id)
    if request.form.get("then") == "close" and noted.counted is None and present:
        return redirect(f"/sessions/{room_id}/close", 303)
    flash(_said(noted, present), "done")
    _warn(noted)
    return redirect(f"/sessions/{room_id}", 303)


@blueprint.route("/sessions/<uuid:room_id>/slips", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def slips(room_id: uuid.UUID) -> ResponseReturnValue:
    """Note who is there by slips or service numbers, one after the other, typed or scanned."""
    quiet = request.accept_mimetypes.best == "application/json"
    form = SlipForm(request.form)
    if form.submitted():
        with database().begin() as session:
            found = _find(session, room_id, form.slip.data or "")
            present = present_count(session, room_id)
        if found is not None and found.state != "outside":
            words = _present(found)
            if quiet:
                return {"state": found.state, "message": words, "count": _count(present)}
            flash(words, "done")
            _warn(found.noted)
            return redirect(f"/sessions/{room_id}/slips", 303)
        if found is not None:
            url = f"/sessions/{room_id}/slips?who={found.person.id}"
            return {"state": "outside", "url": url} if quiet else redirect(url, 303)
        refusal = gettext("Nobody here has this slip or number.")
        if quiet:
            return {"state": "unknown", "message": refusal}
        form.slip.errors = [refusal]
    return _slips(room_id, form), 422 if request.method == "POST" else 200


@blueprint.post("/sessions/<uuid:room_id>/members")
@requires(Permission.MAKE_COHORTS)
def add(room_id: uuid.UUID) -> ResponseReturnValue:
    """Add somebody of the country to the cohort, and note her as present, in one step."""
    person_id = read_id(request.form.get("person", ""))
    with database().begin() as session:
        _, cohort = room_session(session, actor(), room_id)
        person = add_member(session, actor(), cohort, person_id, now=now())
        if person is None:
            raise NotFound("This page does not exist.")
        rotation = people.current_rotation(session, person_id)
        services.enrol_in_cohort(session, person, rotation, cohort, now=now())
        noted = _note(session, room_id, {person_id}, ())
    flash(gettext("%(name)s belongs to the cohort now and is present.", name=person.name), "done")
    _warn(noted)
    return redirect(f"/sessions/{room_id}/slips", 303)


@blueprint.route("/sessions/<uuid:room_id>/close", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def close(room_id: uuid.UUID) -> ResponseReturnValue:
    """Close a session: what was taught to its end counts for everybody present."""
    form = CloseForm(request.form)
    told = Told(request.form.getlist("taught"), request.form.getlist("practised"))
    if form.submitted():
        try:
            with database().begin() as session:
                catalogue = modules.catalogue(session)
                counted = close_session(
                    session, actor(), room_id, told=told, catalogue=catalogue, issuing=issuing_in, now=now()
                )
        except NotFound:
            raise
        except LearningError as error:
            form.refuse(error)
        else:
            _closed(counted)
            return redirect(f"/sessions/{room_id}", 303)
    with database().snapshot() as session:
        room, cohort = room_session(session, actor(), room_id)
        require_open(room)
        course = modules.catalogue(session).course(room.course)
        present = present_count(session, room_id)
    page = render_template(
        "rooms/close.html",
        form=form,
        room=room,
        cohort=cohort,
        title=title_of(room, course),
        parts=parts_of(course, room.lessons),
        exercises=exercises_in_words(course, exercises_of(course, room.lessons)),
        present=present,
        told=told,
    )
    return page, 422 if request.method == "POST" else 200


def _note(session: Session, room_id: uuid.UUID, present: Collection[uuid.UUID], absent: Collection[uuid.UUID]) -> Noted:
    return note_roll(
        session,
        actor(),
        room_id,
        present=present,
        absent=absent,
        catalogue=modules.catalogue(session),
        issuing=issuing_in,
        now=now(),
    )


def _find(session: Session, room_id: uuid.UUID, typed: str) -> Found | None:
    """Find whom a slip or a number names, and note her when she belongs to the cohort."""
    _, cohort = room_session(session, actor(), room_id)
    person = recognise(session, actor(), cohort.country, typed, secret=house().secret)
    if person is None:
        return None
    if not is_member(session, cohort, person.id):
        return Found(person, "outside")
    noted = _note(session, room_id, {person.id}, ())
    return Found(person, "noted" if noted.added else "again", noted)


def _slips(room_id: uuid.UUID, form: SlipForm) -> Response:
    with database().snapshot() as session:
        room, cohort = room_session(session, actor(), room_id)
        if not may_correct(room.closed_at, now()) or room.cancelled_at is not None:
            raise NotFound("This page does not exist.")
        lines = room_roll(session, room, cohort.country)
        outside = _outside(session, cohort)
        course = modules.catalogue(session).courses.get(room.course)
    there = [line for line in lines if line.is_present]
    newest = sorted(there, key=lambda line: line.attendance.noted_at if line.attendance else now(), reverse=True)
    return allow_scanning(
        make_response(
            render_template(
                "rooms/slips.html",
                form=form,
                room=room,
                cohort=cohort,
                title=title_of(room, course),
                count=_count(len(there)),
                newest=newest[:NEWEST],
                outside=outside,
            )
        )
    )


def _outside(session: Session, cohort: Cohort) -> Person | None:
    """Give who was found and is not in the cohort; None: nobody, or somebody whom this trainer may not see."""
    if "who" not in request.args:
        return None
    person = people.person(session, actor(), read_id(request.args["who"]))
    return None if person.country != cohort.country or is_member(session, cohort, person.id) else person


def _present(found: Found) -> str:
    if found.state == "again":
        return str(gettext("%(name)s is noted already.", name=found.person.name))
    return str(gettext("%(name)s is present.", name=found.person.name))


def _count(present: int) -> str:
    return str(ngettext("%(num)s person is present.", "%(num)s people are present.", present))


def _said(noted: Noted, present: int) -> str:
    if not noted.added and not noted.taken_back.people:
        return str(gettext("Nothing was changed."))
    return _count(present)


def _closed(counted: Counted | None) -> None:
    if counted is None:
        flash(gettext("This session was closed a moment ago."), "warning")
        return
    words = [gettext("The session is closed.")]
    if counted.completed:
        words.append(
            ngettext(
                "%(num)s person has completed the course.",
                "%(num)s people have completed the course.",
                counted.completed,
            )
        )
    flash(" ".join(words), "done")
    _left_out(counted)


def _warn(noted: Noted | None) -> None:
    """Say what a correction could not do."""
    if noted is None:
        return
    if noted.taken_back.completed:
        flash(
            gettext(
                "Completed the course since: %(names)s. Completion and certificate stay. "
                "If they are wrong, ask an administrator to revoke the certificate.",
                names=", ".join(noted.taken_back.completed),
            ),
            "warning",
        )
    if noted.counted is not None:
        _left_out(noted.counted)


def _left_out(counted: Counted) -> None:
    if counted.left_out:
        flash(
            gettext(
                "Nothing could be counted for %(names)s, who have not said yet in which category they serve.",
                names=", ".join(counted.left_out),
            ),
            "warning",
        )
