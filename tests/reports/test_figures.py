"""Reports on rows made by hand: how people are trained, what they were trained in, and the fact sheet of a quarter."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.modules.queries import catalogue
from learning.records.models import Delivery
from learning.records.reported import keep_reported
from learning.reports.indicators.counting import WHOLE, Counted, Figure
from learning.reports.indicators.definitions import definitions
from learning.reports.plugs import delivery, fact_sheet, indicators, recommendations
from learning.reports.quarters import Quarter
from learning.reports.serving import tags_of
from learning.reports.sharing import choose
from learning.reports.table import HIDDEN
from learning.web.vocabulary import SEXES
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.reports.asking_plugs import TODAY, answered, question
from tests.reports.by_hand import ByHand

TROOP, POLICE = "contingent-troop", "individual-police-officer"
PHONE, ROOM, PAPER = "Own phone", "In a room", "On paper"


@pytest.fixture
def ghana(life: Life) -> Life:
    """Twelve completions of eleven people of Ghana, ten of them in the first quarter of 2026."""
    with life.database.begin() as session:
        make = ByHand(life, session)
        trainer = make.person("female", unit="School")
        # Six men, troops, in the first quarter, in a room; their certificates run out in the second quarter.
        for _ in range(6):
            enrolment = make.completed(
                make.person("male"), date(2026, 2, 1), until=date(2026, 6, 30), delivery=Delivery.ROOM
            )
            make.read(enrolment, 2, delivery=Delivery.ROOM, vouched_by=trainer)
        # Two women, police, in the first quarter, on their phones; theirs run out in the third quarter.
        for _ in range(2):
            enrolment = make.completed(
                make.person("female", category=POLICE), date(2026, 3, 31), until=date(2026, 7, 1)
            )
            make.read(enrolment, 3, delivery=Delivery.OWN_PHONE)
        # One man, troops, both courses in the first quarter, one on paper; no unit, and the gender course for ever.
        both = make.person("male", unit="")
        make.completed(both, date(2026, 1, 1), until=date(2026, 3, 30), delivery=Delivery.PAPER)
        make.completed(both, date(2026, 1, 2), GENDER)
        # One in the second quarter who said nothing; one before, whose certificate was revoked long ago.
        make.completed(make.person(None, mission="not-assigned"), date(2026, 4, 1), until=date(2028, 4, 1))
        make.completed(make.person("male"), date(2025, 12, 1), revoked_on=date(2025, 12, 2))
    return life


# ── how people are trained ──────────────────────────────────────────────────
def test_completions_are_counted_by_how_they_were_taken(ghana: Life) -> None:
    made, tables = answered(ghana, delivery.REPORT, question())
    # In a room 6, on paper 1, on phones 2 + 1 (gender) + 1 (April) + 1 (December).
    assert tables["Courses completed"] == [[PHONE, 5, (5, 12)], [ROOM, 6, (6, 12)], [PAPER, 1, (1, 12)]]
    assert tables["By course"] == [["Gender", 1, 0, 0, 1, (0, 1)], ["SEA", 4, 6, 1, 11, (7, 11)]]
    assert tables["By category of personnel"] == [[TROOP, 3, 6, 1, 10, (7, 10)], [POLICE, 2, 0, 0, 2, (0, 2)]]
    assert made.header.answer.startswith("7 of 12 courses were completed in a room or on paper")


def test_lessons_say_who_vouched(ghana: Life) -> None:
    _, tables = answered(ghana, delivery.REPORT, question())
    # Six people read two lessons each in the room, for all of which one trainer vouched; two read three each alone.
    assert tables["Lessons and quizzes"][:3] == [
        ["Lessons read", PHONE, 6, 2, 0, 0],
        ["Lessons read", ROOM, 12, 6, 12, 1],
        ["Lessons read", PAPER, 0, 0, 0, 0],
    ]


def test_what_is_missing_is_a_figure(ghana: Life) -> None:
    _, tables = answered(ghana, delivery.REPORT, question())
    assert tables["What the records do not say"] == [
        ["Sex not stated", 1, (1, 12)],
        ["No unit", 2, (2, 12)],
        ["No mission assigned yet", 1, (1, 12)],
    ]


def test_how_people_are_trained_keeps_to_its_filters(ghana: Life) -> None:
    asked = question(first=date(2026, 1, 1), last=date(2026, 3, 31), course=SEA, category=TROOP)
    _, tables = answered(ghana, delivery.REPORT, asked)
    assert tables["Courses completed"] == [[PHONE, 0, (0, 7)], [ROOM, 6, (6, 7)], [PAPER, 1, (1, 7)]]
    assert [row[2] for row in tables["Lessons and quizzes"]] == [0, 12, 0, 0, 0, 0]
    _, tables = answered(ghana, delivery.REPORT, question("URY"))
    assert tables["Courses completed"] == [[PHONE, 0, (0, 0)], [ROOM, 0, (0, 0)], [PAPER, 0, (0, 0)]]


# ── what people were trained in ─────────────────────────────────────────────
def test_people_are_counted_once_for_what_their_courses_serve(ghana: Life) -> None:
    made, tables = answered(ghana, recommendations.REPORT, question(first=date(2026, 1, 1), last=date(2026, 3, 31)))
    # Nine people completed in the quarter, one of them both courses; lessons of both serve prevention.
    rows = {row[1]: row for table in tables.values() for row in table}
    assert len(rows) == 28
    serving = {words.partition(":")[0] for words, row in rows.items() if row[4]}
    assert serving == {"Prevention"}
    assert next(row for words, row in rows.items() if words.startswith("Prevention"))[2:] == [
        "Gender, SEA",
        16,
        9,
        (9, 9),
    ]
    assert made.header.answer == ("9 people completed a course; 0 of 24 recommendations and actions were part of it.")


def test_what_only_some_must_read_is_counted_for_them_alone(ghana: Life) -> None:
    with ghana.database.read() as session:
        course = catalogue(session).courses[SEA]
    first = course.modules[0]
    alone = {tag for lesson in first.lessons for tag in lesson.tags}
    found = tags_of(replace(course, only={first.slug: ["commanders"]}))
    everybody = {tag for module in course.modules[1:] for lesson in module.lessons for tag in lesson.tags}
    assert found == {"": everybody, "commanders": everybody | alone}


def test_nobody_trained_is_nobody_in_every_row(ghana: Life) -> None:
    _, tables = answered(ghana, recommendations.REPORT, question("NPL"))
    assert {row[4] for table in tables.values() for row in table} == {0}


# ── the fact sheet ──────────────────────────────────────────────────────────
def test_the_counts_of_a_fact_sheet_add_up(ghana: Life) -> None:
    made, tables = answered(ghana, fact_sheet.REPORT, question(quarter="2026-Q1"))
    # Nine people, ten completions. On 31 March the six and the two are valid, and the gender course that never ends;
    # the certificate on paper ran out the day before. In the second quarter those of the six run out.
    assert tables["At a glance"] == [
        ["People trained", 9],
        ["Courses completed", 10],
        ["Valid certificates", 9],
        ["Run out next quarter", 6],
    ]
    assert tables["By course"] == [["Gender", 1, 1, 0], ["SEA", 9, 8, 6]]
    assert tables["By category of personnel"] == [[TROOP, 8, (8, 10)], [POLICE, 2, (2, 10)]]
    assert tables["By how it was taken"] == [[ROOM, 6, (6, 10)], [PHONE, 3, (3, 10)], [PAPER, 1, (1, 10)]]
    assert [row[:2] for row in tables["By sex"] if row[1]] == [["female", 2], ["male", 8]]
    assert made.header.answer == "9 people completed 10 courses in quarter 1 of 2026."
    assert all(sum(row[1] for row in tables[title]) == 10 for title in tables if title.startswith("By "))
    assert [row[0] for row in tables["Definitions and sources"]] == list(fact_sheet.USED)


def test_a_fact_sheet_that_leaves_hides_small_counts_by_sex(ghana: Life) -> None:
    asked = question(quarter="2026-Q1", audience="share")
    with ghana.database.snapshot() as session:
        split = choose(session, fact_sheet.about(asked), tuple(SEXES), now=TODAY).split
    _, tables = answered(ghana, fact_sheet.REPORT, question(quarter="2026-Q1", audience="share", split=split))
    shown = {row[0]: row[1:] for row in tables["By sex"]}
    assert shown["female"] == [HIDDEN, HIDDEN]
    assert shown["male"] == [HIDDEN, HIDDEN], "or the women would be what is left of ten"


def test_without_a_quarter_the_last_one_that_is_over_is_meant(ghana: Life) -> None:
    made, _ = answered(ghana, fact_sheet.REPORT, question())
    assert dict(made.header.lines)["Quarter"] == "2026-Q1"


# ── quarters stay as reported ───────────────────────────────────────────────
def test_a_reported_quarter_stays_and_today_stands_beside_it(ghana: Life, cast: Cast) -> None:
    dora = cast.dora.actor
    asked = question(quarter="2026-Q1")
    made, tables = answered(ghana, indicators.REPORT, asked)
    assert made.header.answer == "This quarter is not reported yet: the figures are those of today."
    first = {row[0]: row[3:] for row in tables["The whole"]}
    # Nine people, ten completions, of which six in a room and one on paper; of the nine two women.
    assert first["T1"] == [9, None, None]
    assert first["T5"] == [2, 9, (2, 9)]
    assert first["T7"] == [7, 10, (7, 10)]
    with ghana.database.begin() as session:
        assert indicators.report_quarter(session, dora, "GHA", Quarter(2026, 1), now=TODAY)
    made, tables = answered(ghana, indicators.REPORT, asked)
    assert made.header.answer == "Reported on 4 May 2026. Counted today, every figure is the same."
    assert not any("As reported" in label for label, _ in answered(ghana, fact_sheet.REPORT, asked)[0].header.lines)
    assert {row[0]: row[3:] for row in tables["The whole"]} == first
    with ghana.database.begin() as session:
        make = ByHand(ghana, session, first=1000)
        make.completed(make.person("female"), date(2026, 3, 1), GENDER, delivery=Delivery.ROOM)  # a sheet found late
    with ghana.database.begin() as session:
        assert not indicators.report_quarter(session, dora, "GHA", Quarter(2026, 1), now=TODAY), "only once"
    made, tables = answered(ghana, indicators.REPORT, asked)
    second = {row[0]: row[3:] for row in tables["The whole"]}
    assert {code: row[:3] for code, row in second.items()} == first
    assert second["T1"][3:] == [10, None, None]
    assert second["T7"][3:] == [8, 11, (8, 11)]
    assert second["T5"][3:] == [3, 10, (3, 10)]
    assert second["T6"][3:] == [0, 10, (0, 10)]
    assert "figures are others" in made.header.answer
    made, _ = answered(ghana, fact_sheet.REPORT, asked)
    assert dict(made.header.lines)["As reported on 4 May 2026"] == "9 people, 10 courses"
    with ghana.database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.QUARTER_REPORTED))
    assert (entry.country, entry.facts) == ("GHA", {"quarter": "2026-Q1"})


def test_a_reported_quarter_keeps_the_definitions_that_it_was_reported_under(ghana: Life, cast: Cast) -> None:
    meant = replace(
        definitions()[0],
        version=99,
        words={"en": dict.fromkeys(("formula", "numerator", "denominator"), "") | {"name": "As it was meant then"}},
    )
    dora = cast.dora.actor
    kept = [Counted(meant, [Figure(WHOLE, 7), Figure(POLICE, 7)]).stored()]
    with ghana.database.begin() as session:
        assert keep_reported(session, dora, None, "2026-Q1", kept, now=TODAY)
    _, tables = answered(ghana, indicators.REPORT, question(None, quarter="2026-Q1"))
    row = next(row for row in tables["The whole"] if row[0] == "T1")
    assert row == ["T1", "As it was meant then", "all", 7, None, None, 9, None, None]
    meaning = next(row for row in tables["What the indicators mean"] if row[0] == "T1")
    assert (meaning[1], meaning[7]) == ("As it was meant then", 99)
    # What was not reported then stands with nothing reported.
    assert next(row for row in tables["The whole"] if row[0] == "T2")[3:] == [None] * 3 + [10, None, None]


def test_a_quarter_that_is_not_over_says_so(ghana: Life) -> None:
    made, _ = answered(ghana, indicators.REPORT, question(quarter="2026-Q2"))
    assert made.header.answer == "This quarter is not over yet: its figures still change."
