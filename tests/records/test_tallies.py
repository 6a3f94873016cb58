"""The tallies say what counting every enrolment says, whatever happened and whatever is asked."""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from learning.db import Database
from learning.people.models import Category, Cohort, Person, RankGroup, Rotation
from learning.people.permissions import Role
from learning.records import services, tallies
from learning.records.models import Delivery, Enrolment
from learning.records.tallies import Tally
from learning.reports.completions import Filters, counted, scanned
from learning.reports.overview import rows
from learning.reports.overview.counting import About, overview
from learning.reports.overview.rows import Behind
from tests.cast import Cast
from tests.life import GENDER, SEA, Life

FIRST = date(2026, 1, 1)
COUNTRIES = ("GHA", "NPL")
MISSIONS = ("UNMISS", "UNIFIL", tallies.NO_MISSION)
SEXES = ("female", "male", None)

# Without shrinking: an example that fails is a seed, and takes seconds to live.
PROPERTY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
days = st.one_of(st.none(), st.integers(-1, 13).map(lambda number: FIRST + timedelta(days=number)))


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A writing transaction of which nothing is kept."""
    with database.begin() as session:
        yield session
        session.rollback()


def folk(session: Session, cohort: Cohort, number: int) -> list[Person]:
    """Some people with a rotation."""
    found = []
    for place in range(number):
        person = Person(
            id=uuid.uuid4(),
            role=Role.LEARNER,
            name=f"Member {place}",
            country=cohort.country,
            service_number=f"M{place:04d}",
            password_hash="-",
            language="en",
            made_at=cohort.made_at,
        )
        session.add(person)
        session.flush()
        session.add(rotation_of(person, random.Random(place), "GHA", cohort.made_at.date()))
        found.append(person)
    session.flush()
    return found


def rotation_of(person: Person, chance: random.Random, country: str, day: date) -> Rotation:
    """Some way in which a person may serve."""
    return Rotation(
        id=uuid.uuid4(),
        person_id=person.id,
        country=country,
        category=chance.choice(list(Category)[:3]),
        rank_group=chance.choice(list(RankGroup)[:3]),
        unit=chance.choice(["", "2 Company"]),
        mission=chance.choice(MISSIONS),
        begun_on=day,
    )


def complete(session: Session, enrolment: Enrolment, day: date, delivery: str | None) -> None:
    """Complete an enrolment as the register does: the facts stay, the tallies follow."""
    before = tallies.contribution(enrolment)
    enrolment.completed_on, enrolment.delivery = day, delivery
    session.flush()
    tallies.change(session, before, tallies.contribution(enrolment))


def live(session: Session, life: Life, cast: Cast, chance: random.Random, steps: int) -> None:
    """Some steps of some people's lives, as the services make them."""
    cohorts = [cast.ghana_cohort, None]
    people = folk(session, cast.ghana_cohort, 6)
    for _ in range(steps):
        person = chance.choice(people)
        rotation = session.scalars(
            select(Rotation).where(Rotation.person_id == person.id, Rotation.ended_on.is_(None))
        ).one()
        moment = life.now.replace(month=1, day=1) + timedelta(days=chance.randrange(8))
        act = chance.random()
        mine = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
        if act < 0.45 or not mine:
            cohort = chance.choice(cohorts) if rotation.country == "GHA" else None
            services.enrol(session, person, rotation, chance.choice([SEA, GENDER]), cohort=cohort, now=moment)
        elif act < 0.75:
            open_ones = [one for one in mine if one.completed_on is None]
            if open_ones:
                one = chance.choice(open_ones)
                day = one.enrolled_on + timedelta(days=chance.randrange(6))
                complete(session, one, day, chance.choice([*Delivery, None]))
        else:
            rotation.ended_on = moment.date()
            person.sex = chance.choice(SEXES)
            session.flush()
            newer = rotation_of(person, chance, chance.choice(COUNTRIES), moment.date())
            session.add(newer)
            session.flush()
            services.follow_rotation(session, person, newer, now=moment)
    session.flush()


@pytest.fixture
def named(cast: Cast) -> Cast:
    """The cast, with Ghana's cohort made before a transaction is opened."""
    assert cast.ghana_cohort.country == "GHA"
    return cast


@PROPERTY
@given(
    seed=st.integers(0, 10_000),
    steps=st.integers(10, 40),
    asked=st.lists(st.tuples(st.sampled_from([None, SEA, GENDER]), days, days), min_size=8, max_size=8),
)
def test_counting_from_the_tallies_is_counting_the_enrolments(
    life: Life, named: Cast, seed: int, steps: int, asked: list[tuple[str | None, date | None, date | None]]
) -> None:
    with undone(life.database) as session:
        live(session, life, named, random.Random(seed), steps)
        for country in COUNTRIES:
            for course, one, other in asked:
                first, last = (min(one, other), max(one, other)) if one and other else (one, other)
                filters = Filters(country=country, course=course, first=first, last=last)
                quick, slow = counted(session, filters), scanned(session, filters)
                assert quick.all == slow.all
                assert quick.months == slow.months
                for name, found in [("courses", quick.courses), *quick.by.items()]:
                    counts = slow.courses if name == "courses" else slow.by[name]
                    assert {k: v for k, v in found.items() if v.people or v.completed} == counts, name


@PROPERTY
@given(
    seed=st.integers(0, 10_000),
    steps=st.integers(10, 40),
    asked=st.lists(st.tuples(st.sampled_from([None, SEA, GENDER]), days, days), min_size=2, max_size=2),
)
def test_an_overview_counts_as_many_as_there_are_rows_behind_each_number(
    life: Life, named: Cast, seed: int, steps: int, asked: list[tuple[str | None, date | None, date | None]]
) -> None:
    with undone(life.database) as session:
        live(session, life, named, random.Random(seed), steps)
        for course, one, other in asked:
            first, last = sorted((one or FIRST, other or FIRST + timedelta(days=20)))
            about = About("GHA", course, first, last)
            found = overview(session, about)
            assert found.completed == rows.count(session, Behind(about))
            assert found.enrolled.total() == rows.count(session, Behind(about, is_begun=True))
            assert found.lacking.total() == rows.count(session, Behind(about, {"missing": [rows.ANY]}, is_begun=True))
            for name in tallies.MISSING:
                gaps = rows.count(session, Behind(about, {"missing": [name]}, is_begun=True))
                assert found.missing[name] == gaps, name
            for dimension, counts in {**found.by, "course": found.courses}.items():
                assert counts.total() == found.completed, dimension
                for value, number in counts.items():
                    names = ["category", "sex"] if dimension == "category-sex" else [dimension]
                    of = {name: [each] for name, each in zip(names, value.split(tallies.AND), strict=True)}
                    behind = Behind(about, of)
                    assert number == rows.count(session, behind), (dimension, value)


@PROPERTY
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 40))
def test_rebuilding_the_tallies_finds_no_difference(life: Life, named: Cast, seed: int, steps: int) -> None:
    with undone(life.database) as session:
        live(session, life, named, random.Random(seed), steps)
        assert tallies.rebuild(session) == 0
        assert tallies.rebuild(session) == 0


def test_rebuilding_mends_what_is_wrong_and_says_how_much(life: Life, cast: Cast) -> None:
    life.crowd(cast.ghana_cohort, 6, completed=2)
    with life.database.begin() as session:
        right = {(t.dimension, t.value, t.day): (t.enrolled, t.completed) for t in session.scalars(select(Tally))}
        session.execute(update(Tally).where(Tally.dimension == "all").values(enrolled=99))
        session.execute(delete(Tally).where(Tally.dimension == "cohort"))
        assert tallies.differing(session) == 2, "and changes nothing by looking"
        assert tallies.rebuild(session) == 2
    with life.database.begin() as session:
        mended = {(t.dimension, t.value, t.day): (t.enrolled, t.completed) for t in session.scalars(select(Tally))}
        assert mended == right
        assert tallies.rebuild(session) == 0


def test_the_services_that_people_use_keep_the_tallies(life: Life, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA, GENDER)
    life.complete(cast.amina, cohort=cast.ghana_cohort)
    life.enrol(cast.amina, GENDER)
    life.enrol(cast.amina, GENDER, cohort=cast.ghana_cohort)
    life.enrol(cast.bishnu)
    with life.database.begin() as session:
        assert tallies.rebuild(session) == 0
        found = counted(session, Filters(country="GHA"))
        assert (found.all.people, found.all.completed) == (2, 1)
