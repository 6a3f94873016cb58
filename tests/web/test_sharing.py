"""Reports that are shared one after the other: what is kept, what is hidden, and the sentence that says so."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from learning.people.models import Cohort
from learning.records.models import Enrolment
from learning.records.sharing import SharedTable
from learning.reports import sharing
from learning.reports.completions import Filters
from tests.cast import Cast, Player
from tests.life import Life
from tests.visitor import Visitor

PAGE = "/reports/completions/GHA.csv?audience=share"
MORE = "together with a report shared before"
Crowd = Callable[..., None]


@pytest.fixture
def kwame(cast: Cast) -> Player:
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


@pytest.fixture
def second(cast: Cast) -> Cohort:
    return cast.cohort(cast.efua, "Ghana Battalion 13")


def crowd(life: Life, cohort: Cohort, women: int, men: int, mission: str, *, first: int = 0) -> None:
    """People of a cohort and a mission, none of whom has completed."""
    sexes: Sequence[str | None] = ["female"] * women + ["male"] * men
    made = life.crowd(cohort, len(sexes), sexes=sexes, first=first)
    with life.database.begin() as session:
        session.execute(update(Enrolment).where(Enrolment.id.in_(made)).values(mission=mission))


def by_sex(visitor: Visitor, query: str = "") -> tuple[str, dict[str, list[str]]]:
    """The whole file, and its rows by sex."""
    text = visitor.fetch(PAGE + query).data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    start = rows.index(["By sex"]) + 2
    return text, {row[0]: row[1:] for row in rows[start : start + 5]}


def test_a_part_that_would_leave_two_women_is_not_shown(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, second: Cohort, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 2, 20, "UNIFIL")
    each = visitor(kwame)
    text, whole = by_sex(each)
    assert MORE not in text
    assert whole["Female"][0] == "14"
    text, part = by_sex(each, "&mission=UNMISS")
    assert MORE in text
    assert {row[0] for row in part.values()} == {"hidden"}


def test_a_part_alone_is_shown_and_then_the_whole_is_not(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, second: Cohort, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 2, 20, "UNIFIL")
    each = visitor(kwame)
    text, part = by_sex(each, "&mission=UNMISS")
    assert MORE not in text
    assert part["Female"][0] == "12"
    text, whole = by_sex(each)
    assert MORE in text
    assert whole["Female"][0] == "hidden"


def test_other_words_for_nearly_the_same_people_give_nothing_away(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, second: Cohort, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 3, 20, "UNMISS")
    crowd(life, cast.cohort(cast.efua, "A third"), 9, 20, "UNIFIL")
    each = visitor(kwame)
    assert by_sex(each, "&mission=UNMISS")[1]["Female"][0] == "15"
    text, cohort = by_sex(each, f"&cohort={cast.ghana_cohort.id}")
    assert MORE in text
    assert cohort["Female"][0] == "hidden"


def test_parts_that_leave_many_are_shown(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, second: Cohort, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 6, 20, "UNIFIL")
    each = visitor(kwame)
    for query, women in (("", "18"), ("&mission=UNMISS", "12"), ("&mission=UNIFIL", "6"), ("", "18")):
        text, rows = by_sex(each, query)
        assert MORE not in text
        assert rows["Female"][0] == women


@pytest.mark.parametrize("days", [0, 1, 30])
def test_who_came_since_is_not_picked_out_by_sharing_again(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, kwame: Player, days: int
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    each = visitor(kwame)
    assert by_sex(each)[1]["Female"][0] == "12"
    with life.database.begin() as session:
        for kept in session.scalars(select(SharedTable)):
            kept.made_on -= timedelta(days=days)
        session.execute(update(Enrolment).values(enrolled_on=Enrolment.enrolled_on))
        for enrolment in session.scalars(select(Enrolment)):
            enrolment.enrolled_on -= timedelta(days=days)
    crowd(life, cast.ghana_cohort, 1, 1, "UNMISS", first=32)
    text, rows = by_sex(each)
    assert MORE in text
    assert rows["Female"][0] == "hidden"


def test_what_left_is_kept_once_and_what_stayed_is_not(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    each = visitor(kwame)
    for form in ("csv", "xlsx", "pdf"):
        each.fetch(f"/reports/completions/GHA.{form}?audience=internal")
    for form in ("csv", "xlsx", "pdf"):
        each.fetch(f"/reports/completions/GHA.{form}?audience=share")
    with life.database.read() as session:
        (kept,) = session.scalars(select(SharedTable)).all()
    assert (kept.country, kept.number, kept.made_by) == ("GHA", 1, kwame.actor.person_id)
    assert kept.cells["female"] == [12, 0, 12]
    assert kept.filters["mission"] is None


def test_forty_reports_can_be_shared(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, second: Cohort, kwame: Player
) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 6, 20, "UNIFIL")
    each = visitor(kwame)
    for day in range(1, 29):
        by_sex(each, f"&from=2026-02-{day:02}")
    for mission in ("UNMISS", "UNIFIL", "MINUSCA"):
        for category in ("", "&category=staff-officer", "&category=civilian", "&category=military-observer"):
            assert by_sex(each, f"&mission={mission}{category}")[1]
    with life.database.read() as session:
        assert len(session.scalars(select(SharedTable)).all()) == 40


def test_of_two_who_share_at_once_the_second_looks_again(cast: Cast, life: Life, second: Cohort) -> None:
    crowd(life, cast.ghana_cohort, 12, 20, "UNMISS")
    crowd(life, second, 2, 20, "UNIFIL")
    sexes = ["female", "male", "another", "not-said", "not-stated"]
    with life.database.snapshot() as session:
        whole = sharing.choose(session, Filters("GHA"), sexes, now=life.now)
        part = sharing.choose(session, Filters("GHA", mission="UNMISS"), sexes, now=life.now)
    assert (whole.split.is_kept_back, part.split.is_kept_back) == (False, False)
    with life.database.begin() as session:
        assert sharing.keep(session, None, whole, now=life.now)
    with life.database.begin() as session:
        assert not sharing.keep(session, None, part, now=life.now)
    with life.database.snapshot() as session:
        assert sharing.choose(session, Filters("GHA", mission="UNMISS"), sexes, now=life.now).split.is_kept_back
