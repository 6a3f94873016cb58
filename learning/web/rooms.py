"""Sessions in a room: planned by a trainer, and one session's page."""

import uuid
from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from learning.errors import LearningError, NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.models import Cohort
from learning.people.permissions import Permission, may
from learning.records import queries as records
from learning.records.room_correcting import may_correct
from learning.records.room_planning import Plan, cancel_session, change_session, plan_session, require_open
from learning.records.room_queries import leaders, room_roll, room_session
from learning.records.rooms import RoomSession
from learning.web.access import requires
from learning.web.cohorts import read_id
from learning.web.context import actor, database, now
from learning.web.forms import PageForm, one_of_list, read_day, text
from learning.web.room_words import Chapter, exercises_in_words, guides_of, offered_to, parts_of, title_of

blueprint = Blueprint("rooms", __name__)


class RoomForm(PageForm):
    """When and where a session is, and who leads it; its lessons are read by hand, from lists in lists."""

    held_on = text(lazy_gettext("Day"))
    begins_at = text(lazy_gettext("Begins at"), optional=True)
    place = text(lazy_gettext("Place"), optional=True)
    led_by = one_of_list(lazy_gettext("Who leads it"))


@blueprint.route("/cohorts/<uuid:cohort_id>/sessions/new", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def plan(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Plan a session of a cohort."""
    with database().snapshot() as session:
        cohort = people.cohort(session, actor(), cohort_id)
        offered = offered_to(
            modules.catalogue(session), records.cohort_courses(session, [cohort_id]).get(cohort_id, [])
        )
        trainers = leaders(session, cohort.country)
    form = RoomForm(request.form, held_on=now().date().isoformat(), led_by=str(actor().person_id))
    form.led_by.choices = [(str(person_id), name) for person_id, name in trainers]
    if form.submitted():
        try:
            with database().begin() as session:
                room_id = plan_session(
                    session,
                    actor(),
                    key=read_id(request.form.get("key", "")),
                    cohort=cohort,
                    plan=_read(form),
                    catalogue=modules.catalogue(session),
                    now=now(),
                )
        except NotFound:
            raise
        except LearningError as error:
            form.refuse(error)
        else:
            return redirect(f"/sessions/{room_id}", 303)
    return _form(form, cohort, None, offered, request.form.getlist("lessons"))


@blueprint.route("/sessions/<uuid:room_id>/plan", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def change(room_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is planned of a session."""
    with database().snapshot() as session:
        room, cohort = room_session(session, actor(), room_id)
        require_open(room)
        courses = records.cohort_courses(session, [cohort.id]).get(cohort.id, [])
        offered = offered_to(modules.catalogue(session), courses)
        trainers = leaders(session, cohort.country)
    form = RoomForm(
        request.form,
        held_on=room.held_on.isoformat(),
        begins_at=room.begins_at,
        place=room.place,
        led_by=str(room.led_by),
    )
    form.led_by.choices = [(str(person_id), name) for person_id, name in trainers]
    chosen = [f"{room.course}/{each}" for each in room.lessons]
    if request.method == "POST":
        chosen = request.form.getlist("lessons")
    if form.submitted():
        try:
            with database().begin() as session:
                catalogue = modules.catalogue(session)
                change_session(session, actor(), room_id, plan=_read(form), catalogue=catalogue, now=now())
        except NotFound:
            raise
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "done")
            return redirect(f"/sessions/{room_id}", 303)
    return _form(form, cohort, room, offered, chosen)


@blueprint.post("/sessions/<uuid:room_id>/cancel")
@requires(Permission.MAKE_COHORTS)
def cancel(room_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a session that is not held."""
    with database().begin() as session:
        cohort = cancel_session(session, actor(), room_id, now=now())
    flash(gettext("The session is cancelled."), "done")
    return redirect(f"/cohorts/{cohort.id}", 303)


@blueprint.get("/sessions/<uuid:room_id>")
@requires(Permission.SEE_COHORTS)
def room(room_id: uuid.UUID) -> ResponseReturnValue:
    """Show a session: what is taught, and its roll."""
    with database().snapshot() as session:
        found, cohort = room_session(session, actor(), room_id)
        roll = room_roll(session, found, cohort.country)
        named = people.names(session, found.led_by, found.closed_by)
        course = modules.catalogue(session).courses.get(found.course)
    may_note = may(actor().role, Permission.MAKE_COHORTS) and found.cancelled_at is None
    return render_template(
        "rooms/room.html",
        room=found,
        cohort=cohort,
        title=title_of(found, course),
        parts=parts_of(course, found.taught if found.closed_at else found.lessons),
        exercises=exercises_in_words(course, found.practised),
        guides=guides_of(course, found.lessons),
        roll=roll,
        present=sum(line.is_present for line in roll),
        leader=named.get(found.led_by, ""),
        closer=named.get(found.closed_by, ""),
        may_lead=may_note and found.closed_at is None,
        may_note=may_note and may_correct(found.closed_at, now()),
        everybody="everybody" in request.args,
    )


def _read(form: RoomForm) -> Plan:
    held_on = read_day(form.held_on.data, "held_on")
    assert held_on is not None, "the form asks for it"
    return Plan(
        request.form.getlist("lessons"),
        held_on,
        form.begins_at.data or "",
        form.place.data or "",
        form.led_by.data or "",
    )


def _form(
    form: RoomForm,
    cohort: Cohort,
    room: RoomSession | None,
    offered: list[tuple[str, list[Chapter]]],
    chosen: Collection[str],
) -> ResponseReturnValue:
    page = render_template(
        "rooms/plan.html",
        form=form,
        cohort=cohort,
        room=room,
        offered=offered,
        chosen=set(chosen),
        key=uuid.uuid4(),
    )
    return page, 422 if request.method == "POST" else 200
