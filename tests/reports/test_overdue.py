"""Who is late in a whole country: each person once a course, the most urgent first, with as many questions for many."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import islice

from learning.db import Database
from learning.people.models import Cohort, Membership
from learning.reports.plugs import BY_SLUG
from tests.cast import Cast
from tests.life import SEA, Life
from tests.reports.asking_plugs import answered, facts, question

OVERDUE = BY_SLUG["overdue"]
Counting = Callable[[Database], AbstractContextManager[list[str]]]


def due(life: Life, cohort: Cohort, on: date) -> None:
    life.assign(cohort, SEA)
    with life.database.begin() as session:
        session.get_one(Cohort, cohort.id).due_on = on


def test_each_person_stands_once_in_the_cohort_where_it_presses_most(cast: Cast, life: Life) -> None:
    first, second = cast.ghana_cohort, cast.cohort(cast.efua, "Ghana Battalion 13")
    today = life.now.date()
    due(life, first, today - timedelta(days=3))
    due(life, second, today + timedelta(days=1))
    both, late = cast.learner("Yaw Both", "GH 1", first), cast.learner("Esi Late", "GH 2", second)
    with life.database.begin() as session:
        session.add(Membership(cohort_id=second.id, person_id=both.actor.person_id, joined_at=life.now))
    for each in (both, late):
        life.enrol(each, SEA, cohort=first if each is both else second)
    life.complete(cast.amina, cohort=first)
    made, tables = answered(life, OVERDUE, question(now=life.now))
    # 11 steps at 4 a day are done in 3 days, on 5 March: 6 days after 27 February, 2 after 3 March.
    day = today + timedelta(days=3)
    assert tables["Roll"] == [
        ["Yaw Both", "GH1", first.name, "SEA", "past the due date", today - timedelta(days=3), 3, (0, 11), day, None],
        ["Esi Late", "GH2", second.name, "SEA", "will be late", today + timedelta(days=1), 2, (0, 11), day, None],
    ]
    assert tables["By cohort"] == [[first.name, 1, 1, 0], [second.name, 1, 0, 1]]
    assert tables["By course"] == [["SEA", 2, 1, 1]]
    assert facts(made)["n"] == "2"
    assert facts(made)["Summary"].endswith("Looked at: 3 people.")


def test_many_people_ask_no_more_of_the_database_than_few(cast: Cast, life: Life, count_queries: Counting) -> None:
    due(life, cast.ghana_cohort, life.now.date() - timedelta(days=3))
    life.crowd(cast.ghana_cohort, 2)

    def asked() -> tuple[int, int]:
        """How many statements the sheet takes, and how many more a page of its roll."""
        with life.database.snapshot() as session, count_queries(life.database) as statements:
            sheet = OVERDUE.sheet(session, question(now=life.now))
            before = len(statements)
            lines = list(islice(iter(sheet.tables[-1].rows), 50))
            assert lines
            return before, len(statements) - before

    asked()
    few = asked()
    life.crowd(cast.ghana_cohort, 58, first=2)
    assert asked() == few
    assert few[0] <= 6, "cohorts, what is published, who is stuck, what was granted, everybody's steps, how many people"
    assert few[1] == 0, "a page of the roll is made of what was read"
