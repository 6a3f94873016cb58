"""Who may open what: every view says it, and this table shows what comes of it."""

import uuid
from collections.abc import Callable

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

# Everything is Ghana's. The last column is the focal point of another country.
# 200 the page · 303 another page (a stranger is sent to sign in) · 403 not with this role · 404 not found
TABLE = """
                                                 stranger  learner  trainer  focal-point  administrator  foreign
/                                                     200      303      303          303            303      303
/help                                                 200      200      200          200            200      200
/quiet                                                200      200      200          200            200      200
/help/contacts                                        303      403      403          200            200      200
/help/contacts?country=GHA                            303      403      403          200            200      404
/help/contacts/new                                    303      403      403          200            200      200
/help/contacts/{contact}                              303      403      403          200            200      404
/help/contacts/{random}                               303      403      403          404            404      404
/sign-in                                              200      200      200          200            200      200
/sign-in/pictures                                     200      200      200          200            200      200
/account/pictures                                     303      200      404          404            404      404
/join                                                 200      200      200          200            200      200
/join/{code}                                          200      200      200          200            200      200
/slips                                                200      200      200          200            200      200
/slips/AAAA-AAAA                                      200      200      200          200            200      200
/join/AAAA-AAAA                                       404      404      404          404            404      404
/invitations/{token}                                  200      200      200          200            200      200
/invitations/unknown                                  404      404      404          404            404      404
/verify                                               200      200      200          200            200      200
/verify/{serial}                                      200      200      200          200            200      200
/achievements/{course}/1                               200      200      200          200            200      200
/achievements/{course}/99                              404      404      404          404            404      404
/verify/shell                                         200      200      200          200            200      200
/verify/sw.js                                         200      200      200          200            200      200
/verify/manifest.webmanifest                          200      200      200          200            200      200
/verify/keys.json                                     200      200      200          200            200      200
/.well-known/did.json                                 200      200      200          200            200      200
/status                                               200      200      200          200            200      200
/status/revocation/1                                  200      200      200          200            200      200
/status/revocation/1.jwt                              200      200      200          200            200      200
/status/refresh/99                                    404      404      404          404            404      404
/healthz                                              200      200      200          200            200      200
/readyz                                               503      503      503          503            503      503
{static}                                              200      200      200          200            200      200
{picture}                                             200      200      200          200            200      200
/account                                              303      200      200          200            200      200
/account/transcript                                   303      200      200          200            200      200
/account/transcript.csv                               303      200      200          200            200      200
/account/transcript.doc                               303      404      404          404            404      404
/courses                                              303      200      200          200            200      200
/courses/{course}                                     303      200      200          200            200      200
/courses/{course}/zero-tolerance                      303      200      200          200            200      200
/courses/{course}/zero-tolerance/{lesson}             303      200      200          200            200      200
/courses/{course}/zero-tolerance/checklist            303      200      200          200            200      200
/courses/{course}/zero-tolerance/checklist.pdf        303      200      200          200            200      200
/courses/{course}/zero-tolerance/checklists/at-the-gate      303 200    200          200            200      200
/courses/{course}/zero-tolerance/checklists/at-the-gate.pdf  303 200    200          200            200      200
/courses/{course}/zero-tolerance/checklists/unknown   303      404      404          404            404      404
/courses/{course}/zero-tolerance/checklists/unknown.pdf 303    404      404          404            404      404
/courses/{course}/zero-tolerance/facilitator          303      403      200          200            200      200
/courses/{course}/zero-tolerance/repairs              303      303      303          303            303      303
/courses/{gender}/women-peace-security/exercises/x01  303      200      200          200            200      200
/courses/{course}/zero-tolerance/{lesson}/present     303      403      200          200            200      200
/courses/{course}/zero-tolerance/unknown/present      303      403      404          404            404      404
/courses/{gender}/women-peace-security/exercises/x01/paper 303     403      200          200            200      200
/courses/{gender}/women-peace-security/exercises/x99  303      404      404          404            404      404
/courses/unknown                                      303      404      404          404            404      404
/library                                              303      200      200          200            200      200
/shelf                                                303      200      200          200            200      200
/shelf/1820                                           303      200      200          200            200      200
/shelf/coverage                                       303      200      200          200            200      200
/glossary                                             303      200      200          200            200      200
/search?q=patrol                                      303      200      200          200            200      200
/shelf/unknown                                        303      404      404          404            404      404
/attempts/{attempt}                                   303      303      404          404            404      404
/attempts/{attempt}/result                            303      200      404          404            404      404
/certificates                                         303      200      200          200            200      200
/certificates/{serial}.pdf                            303      200      404          200            200      404
/certificates/{serial}.json                            303      200      404          200            200      404
/certificates/{serial}.svg                            303      200      404          200            200      404
/certificates/sw.js                                   200      200      200          200            200      200
/cohorts                                              303      403      200          200            200      200
/cohorts/{cohort}                                     303      403      200          200            200      404
/cohorts/{cohort}.csv                                 303      403      200          200            200      404
/cohorts/{cohort}/learning                            303      403      200          200            200      404
/cohorts/{cohort}/rolls                               303      403      200          403            403      403
/cohorts/{random}/rolls                               303      403      404          403            403      403
/cohorts/{cohort}/slips                               303      403      200          403            200      403
/cohorts/{random}/slips                               303      403      404          403            404      403
/cohorts/{cohort}/papers                              303      403      200          403            403      403
/cohorts/{random}/papers                              303      403      404          403            403      403
/papers/{papers}                                      303      403      200          403            403      403
/papers/{papers}/questions.pdf                        303      403      200          403            403      403
/papers/{papers}/sheets.pdf                           303      403      200          403            403      403
/papers/{papers}/photographs                          303      403      200          403            403      403
/papers/{random}                                      303      403      404          403            403      403
/photographs/{batch}                                  303      403      200          403            403      403
/photographs/{random}                                 303      403      404          403            403      403
/readings/{reading}                                   303      403      200          403            403      403
/readings/{reading}/code.jpg                          303      403      200          403            403      403
/readings/{reading}/row-0-0-4.jpg                     303      403      200          403            403      403
/readings/{random}                                    303      403      404          403            403      403
/sheets                                               303      403      200          403            403      403
/sheets/{sheet}                                       303      403      200          403            403      403
/sheets/AAA-AAA-AAA                                   303      403      404          403            403      403
/rolls/{roll}                                         303      403      303          403            403      403
/rolls/{roll}/columns                                 303      403      200          403            403      403
/rolls/new                                            303      403      200          403            403      403
/rolls/{roll}/faults.csv                              303      403      409          403            403      403
/rolls/{random}/faults.csv                            303      403      404          403            403      403
/rolls/{random}                                       303      403      404          403            403      403
/cohorts/{cohort}/certificates                        303      403      200          200            200      404
/cohorts/{cohort}/certificates/preparing              303      403      303          303            303      404
/cohorts/{cohort}/certificates.zip                    303      403      200          200            200      404
/cohorts/{cohort}/certificates.pdf                    303      403      200          200            200      404
/cohorts/{cohort}/certificates.txt                    303      403      404          404            404      404
/cohorts/{random}/certificates                        303      403      404          404            404      404
/cohorts/{cohort}/monday                              303      403      200          200            200      404
/cohorts/{cohort}/sessions/new                        303      403      200          403            403      403
/cohorts/{random}/sessions/new                        303      403      404          403            403      403
/sessions/{room}                                      303      403      200          200            200      404
/sessions/{room}/plan                                 303      403      200          403            403      403
/sessions/{room}/slips                                303      403      200          403            403      403
/sessions/{room}/close                                303      403      200          403            403      403
/sessions/{random}                                    303      403      404          404            404      404
/sessions/{random}/slips                              303      403      404          403            403      403
/cohorts/{cohort}/plan                                303      403      200          403            403      403
/cohorts/{cohort}/grants/{enrolment}                  303      403      200          403            200      403
/cohorts/{cohort}/grants/{random}                     303      403      404          403            404      403
/monday                                               303      403      200          403            403      403
/cohorts/{random}                                     303      403      404          404            404      404
/cohorts/new                                          303      403      200          403            403      403
/reports                                              303      403      403          200            200      200
/reports?country=GHA                                  303      403      403          200            200      200
/reports/overdue/GHA                                  303      403      403          200            200      404
/reports/overdue/GHA.csv                              303      403      403          200            200      404
/reports/overdue/all                                  303      403      403          404            404      404
/reports/fact-sheet/GHA.txt                           303      403      403          200            200      404
/reports/indicators/all                               303      403      403          404            200      404
/reports/study/all                                    303      403      403          404            200      404
/reports/study/GHA                                    303      403      403          404            404      404
/reports/unknown/GHA                                  303      403      403          404            404      404
/reports/completions/GHA                              303      403      403          200            200      404
/reports/completions/GHA.csv                          303      403      403          200            200      404
/reports/completions/GHA/as-of                        303      403      403          200            200      404
/reports/completions/GHA/as-of.csv?moment=2026-03-02  303      403      403          200            200      404
/reports/certificates/GHA                             303      403      403          200            200      404
/reports/certificates/GHA/preparing                   303      403      403          303            303      404
/reports/certificates/GHA.zip                         303      403      403          200            200      404
/reports/certificates/GHA.pdf                         303      403      403          200            200      404
/reports/certificates/XXX                             303      403      403          404            404      404
/reports/completions/XXX                              303      403      403          404            404      404
/overview/GHA                                         303      403      403          200            200      404
/overview/GHA.pdf                                     303      403      403          200            200      404
/overview/GHA.csv                                     303      403      403          200            200      404
/overview/GHA.doc                                     303      403      403          404            404      404
/overview/GHA/people                                  303      403      403          200            200      404
/overview/XXX                                         303      403      403          404            404      404
/overview/XXX/people                                  303      403      403          404            404      404
/readiness/GHA                                        303      403      403          200            200      404
/readiness/XXX                                        303      403      403          404            404      404
/readiness/GHA/letters                                303      403      403          200            200      404
/readiness/GHA/letters/{random}                       303      403      403          404            404      404
/readiness/GHA/letters/{random}/pdf                   303      403      403          404            404      404
/reports/items                                        303      403      303          303            303      303
/reports/items/GHA                                    303      403      200          200            200      404
/reports/items/all                                    303      403      404          404            200      404
/reports/items/XXX                                    303      403      404          404            404      404
/reports/items/GHA/{quiz}                             303      403      200          200            200      404
/reports/items/GHA/{quiz}.csv                         303      403      200          200            200      404
/reports/items/GHA/{random}                           303      403      404          404            404      404
/countries/GHA                                        303      403      403          200            200      404
/countries/GHA/certificate                            303      403      403          200            200      404
/countries/GHA/certificate/preview.pdf                303      403      403          200            200      404
/countries/GHA/certificate/logo.png                   303      403      403          404            404      404
/countries/GHA/public                                 303      403      403          200            200      404
/public                                               200      200      200          200            200      200
/public/GHA                                           404      404      404          404            404      404
/countries/GHA/office                                 303      403      403          200            200      404
/countries/XXX/office                                 303      403      403          404            404      404
/people                                               303      403      403          200            200      200
/people?country=GHA                                   303      403      403          200            200      404
/people/{person}                                      303      403      403          200            200      404
/people/{random}                                      303      403      403          404            404      404
/people/invite                                        303      403      403          403            200      403
/audit                                                303      403      403          403            200      403
/keys                                                 303      403      403          403            200      403
/certificates/revocations                             303      403      403          403            200      403
/certificates/revocations/{random}                    303      403      403          403            404      403
/corrections                                          303      403      403          403            200      403
/corrections/items/zero-tolerance/q01                 303      403      403          403            200      403
/corrections/items/zero-tolerance/q99                 303      403      403          403            404      403
/corrections/dry-run                                  303      403      403          403            404      403
/corrections/dry-run.csv                              303      403      403          403            422      403
/corrections/{random}                                 303      403      403          403            404      403
/corrections/{random}.csv                             303      403      403          403            404      403
"""
COLUMNS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]


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
