"""Who may open what: every view says it, and this table shows what comes of it."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from learning.modules.queries import catalogue
from learning.people import services as people
from learning.people.contacts import TypedContact
from learning.people.permissions import MAY, Permission, Role
from learning.records.models import Attempt, Purpose
from learning.records.room_planning import Plan, plan_session
from learning.rolls.services import keep_roll
from learning.web.access import PUBLIC, UndeclaredViewError, access_of
from learning.web.assets import static
from learning.web.pictures import picture_url
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.papers.printed import printed_papers
from tests.visitor import Visitor

TABLE = Path(__file__).with_name("access.txt")
COLUMNS, *ROWS = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.fixture
def players(cast: Cast, life: Life) -> dict[str, Player | None]:
    """One person per column."""
    life.assign(cast.ghana_cohort, SEA)
    return {
        "stranger": None,
        "learner": cast.amina,
        "trainer": cast.efua,
        "focal-point": cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org"),
        "administrator": cast.dora,
        "foreign": cast.bruno,
    }


@pytest.fixture
def places(players: dict[str, Player | None], cast: Cast, life: Life) -> dict[str, str]:
    """What stands in the addresses of the table."""
    dora, amina = players["administrator"], players["learner"]
    assert dora is not None
    assert amina is not None
    with life.database.begin() as session:
        token = people.invite(session, dora.actor, role=Role.TRAINER, country="GHA", now=life.now)
        typed = TypedContact("GHA", "", "doctor", "Clinic", "", "", "Block 4", "Headquarters", "2026-04-01")
        trainer = players["trainer"]
        assert trainer is not None
        kept = keep_roll(
            session, trainer.actor, cast.ghana_cohort, file_name="a", content=b"a", rows=[["a", "b"]], now=life.now
        )
        roll = kept.id
        plan = Plan([f"{SEA}/zero-tolerance"], life.now.date(), "", "", str(trainer.actor.person_id))
        room = plan_session(
            session,
            trainer.actor,
            key=uuid.uuid4(),
            cohort=cast.ghana_cohort,
            plan=plan,
            catalogue=catalogue(session),
            now=life.now,
        )
        contact = people.add_contact(session, dora.actor, typed, now=life.now).id
    papers = printed_papers(life, trainer, cast.ghana_cohort)
    serial = life.complete(amina, cohort=cast.ghana_cohort)
    with life.database.read() as session:
        attempt = session.query(Attempt).filter_by(purpose=Purpose.QUIZ).one()
        enrolment = attempt.enrolment_id
        lesson = life.course(session, SEA).modules[0].lessons[0].id
        quiz = life.course(session, SEA).modules[0].quiz_version_id
        picture = picture_url(next(iter(catalogue(session).pictures)))
    return {
        "code": cast.ghana_cohort.join_code,
        "token": token,
        "serial": serial,
        "static": static("style.css"),
        "picture": picture,
        "course": SEA,
        "gender": GENDER,
        "lesson": lesson,
        "attempt": str(attempt.id),
        "enrolment": str(enrolment),
        "quiz": str(quiz),
        "cohort": str(cast.ghana_cohort.id),
        "person": str(amina.actor.person_id),
        "contact": str(contact),
        "roll": str(roll),
        "room": str(room),
        **papers,
        "random": str(uuid.uuid4()),
    }


def test_each_page_opens_to_whom_the_table_says(
    app: Flask, players: dict[str, Player | None], places: dict[str, str]
) -> None:
    browsers = {column: Visitor(app, players[column]).browser for column in COLUMNS}
    found = [
        [path, *(str(browsers[column].get(path.format(**places)).status_code) for column in COLUMNS)]
        for path, *_ in ROWS
    ]
    assert found == ROWS


def test_the_table_names_every_page(app: Flask) -> None:
    address = app.url_map.bind("localhost")
    names = (
        "contact",
        "roll",
        "room",
        "papers",
        "batch",
        "reading",
        "sheet",
        "attempt",
        "quiz",
        "cohort",
        "enrolment",
        "person",
        "random",
        "code",
        "token",
        "serial",
        "course",
        "gender",
        "lesson",
    )
    some = dict.fromkeys(names, str(uuid.uuid4()))
    paths = [
        path.format(**some, static=static("style.css"), picture=picture_url("0")).partition("?")[0] for path, *_ in ROWS
    ]
    covered = {address.match(path, "GET")[0] for path in paths}
    assert covered == {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) != PUBLIC and not isinstance(access_of(app, rule.endpoint), Permission)
    ]
    assert silent == []


def test_a_view_that_says_nothing_is_served_to_nobody(make_app: Callable[..., Flask], life: Life) -> None:
    app = make_app()
    app.add_url_rule("/silent", view_func=lambda: "open", endpoint="silent")
    app.testing = True
    with pytest.raises(UndeclaredViewError):
        app.test_client().get("/silent")
    assert life.database.url


def test_what_changes_something_is_public_only_where_nobody_can_be_signed_in(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and access_of(app, rule.endpoint) == PUBLIC
    }
    assert public == {
        "sign_in.sign_in",
        "sign_in.sign_out",
        "sign_in.register",
        "sign_in.invited",
        "slips.use",
        "picture_codes.sign_in",
        "front.choose",
    }


@pytest.mark.parametrize("role", list(Role))
def test_each_change_is_refused_to_roles_without_its_permission(app: Flask, cast: Cast, role: Role) -> None:
    player = {
        Role.LEARNER: lambda: cast.amina,
        Role.TRAINER: lambda: cast.efua,
        Role.FOCAL_POINT: lambda: cast.bruno,
        Role.ADMINISTRATOR: lambda: cast.dora,
    }[role]()
    visitor = Visitor(app, player)
    visitor.open("/account")
    for rule in app.url_map.iter_rules():
        asked = access_of(app, rule.endpoint)
        if "POST" not in (rule.methods or ()) or not isinstance(asked, Permission):
            continue
        some = {
            name: uuid.uuid4() if name.endswith("_id") else 1 if name == "number" else "zero" for name in rule.arguments
        }
        status = visitor.send(app.url_map.bind("localhost").build(rule.endpoint, some, method="POST")).status_code
        assert (status == 403) == (asked not in MAY[role]), f"{rule.rule}: {status}"
        assert status < 500, rule.rule


def test_a_stranger_changes_nothing(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/sign-in")
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and access_of(app, rule.endpoint) != PUBLIC:
            some = {
                name: uuid.uuid4() if name.endswith("_id") else 1 if name == "number" else "zero"
                for name in rule.arguments
            }
            reply = visitor.send(app.url_map.bind("localhost").build(rule.endpoint, some, method="POST"))
            assert (reply.status_code, reply.location) == (303, "/sign-in?next=/"), rule.rule
