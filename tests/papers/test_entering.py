"""Entering sheets: once, by the rules of the quiz, and nothing is dropped."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.errors import Conflict, Forbidden, Invalid, LearningError, NotFound
from learning.papers import queries, services
from learning.papers.bubbles import written
from learning.papers.models import AnswerSheet, SheetState, Way
from learning.papers.services import Entered
from learning.people.closing import close_account, open_account
from learning.records.models import Attempt, Delivery, Enrolment, Progress
from learning.records.on_paper import Hold
from tests.cast import Cast, Player
from tests.life import SEA
from tests.papers.conftest import Office


def typed(office: Office, sheet: AnswerSheet, *, right: bool = True) -> dict[str, str]:
    marks = office.right(sheet) if right else office.wrong(sheet)
    return {line.item.id: written(line.item, marks[line.item.id]) for line in office.lines(sheet)}


def claim(office: Office, sheet: AnswerSheet, player: Player, *, by: Player | None = None) -> Entered:
    with office.database.begin() as session:
        who = (by or office.trainer).actor
        return services.claim(session, who, sheet.id, player.actor.person_id, office.terms())


def again(office: Office, sheet: AnswerSheet, **later: float) -> Entered:
    terms = replace(office.terms(), now=office.life.now + timedelta(**later))
    with office.database.begin() as session:
        return services.try_again(session, office.trainer.actor, sheet.id, terms)


def test_a_sheet_is_an_attempt_on_paper_vouched_for_by_the_trainer(office: Office, amina: Player) -> None:
    sheet = office.sheets(office.print())[0]
    entered = office.type(sheet, typed(office, sheet))
    assert (entered.name, entered.hold) == (amina.actor.name, None)
    assert entered.score is not None
    assert entered.score.percent == 100
    with office.database.read() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.person_id, attempt.delivery, attempt.passed) == (amina.actor.person_id, Delivery.PAPER, True)
        assert attempt.vouched_by == office.trainer.actor.person_id
        assert attempt.quiz_version_id == queries.paper_set(session, office.trainer.actor, sheet.set_id).quiz_version_id
        assert session.scalars(select(Progress.passed_at)).one() is not None
    kept = office.sheet(sheet.id)
    assert (kept.state, kept.way, kept.attempt_id) == (SheetState.ENTERED, Way.TYPED, attempt.id)


def test_the_last_quiz_on_paper_completes_the_course(office: Office, amina: Player) -> None:
    enrolment = office.life.enrol(amina, SEA)
    office.life.read_lessons(enrolment)
    sheet = office.sheets(office.print())[0]
    office.type(sheet, typed(office, sheet))
    with office.database.read() as session:
        found = session.get_one(Enrolment, enrolment)
        assert (found.completed_on, found.delivery) == (office.life.now.date(), Delivery.PAPER)


def test_lines_that_cannot_be_read_are_said_and_the_others_kept(office: Office) -> None:
    sheet = office.sheets(office.print())[0]
    lines = typed(office, sheet)
    first, second, *_ = lines
    with office.database.begin() as session:
        wrong = services.keep_lines(session, office.trainer.actor, sheet.id, {first: "??", second: lines[second]})
    assert list(wrong) == [first]
    assert office.sheet(sheet.id).lines == {second: lines[second]}
    with office.database.begin() as session:
        services.keep_lines(session, office.trainer.actor, sheet.id, {first: lines[first], second: ""})
    assert office.sheet(sheet.id).lines == {first: lines[first]}


def test_the_same_sheet_twice_is_refused_with_who_and_when(office: Office) -> None:
    sheet = office.sheets(office.print())[0]
    office.type(sheet, typed(office, sheet))
    with pytest.raises(Conflict, match=r"was entered on 2026-03-02 by efua|was entered on 2026-03-02 by Efua Owusu"):
        office.type(sheet, typed(office, sheet, right=False))
    with office.database.read() as session:
        assert session.scalars(select(Attempt.passed)).all() == [True]


def test_two_who_enter_a_sheet_at_once_make_one_result(office: Office, amina: Player) -> None:
    del amina
    sheet = office.sheets(office.print())[0]
    lines = typed(office, sheet)
    with office.database.begin() as session:
        services.keep_lines(session, office.trainer.actor, sheet.id, lines)
    terms = office.terms()

    def once(_: int) -> bool:
        try:
            with office.database.begin() as session:
                services.enter(session, office.trainer.actor, sheet.id, terms)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, range(4))) == [False, False, False, True]
    with office.database.read() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1


def test_a_spare_sheet_is_held_until_somebody_claims_it(office: Office, amina: Player) -> None:
    spare = office.sheets(office.print())[1]
    entered = office.type(spare, typed(office, spare))
    assert (entered.hold, entered.name, entered.score) == (Hold.UNKNOWN, None, None)
    assert office.sheet(spare.id).hold == Hold.UNKNOWN
    claimed = claim(office, spare, amina)
    assert claimed.name == amina.actor.name
    assert claimed.hold is None
    with pytest.raises(Conflict, match="has a name already"):
        claim(office, spare, amina)


def test_a_spare_sheet_can_be_claimed_before_it_is_entered(office: Office, amina: Player) -> None:
    spare = office.sheets(office.print())[1]
    assert claim(office, spare, amina).hold is None
    assert office.type(spare, typed(office, spare)).name == amina.actor.name


def test_what_the_rules_refuse_is_held_with_its_reason(office: Office, amina: Player) -> None:
    named, spare, second, third = office.sheets(office.print(spares=3))
    assert office.type(named, typed(office, named, right=False)).hold is None  # failed: the next one has to wait
    claim(office, spare, amina)
    assert office.type(spare, typed(office, spare)).hold is Hold.WAITING
    assert again(office, spare, minutes=1).hold is Hold.WAITING
    passed = again(office, spare, days=2)
    assert passed.hold is None
    assert passed.score is not None
    claim(office, second, amina)
    assert office.type(second, typed(office, second)).hold is Hold.PASSED
    assert office.sheet(third.id).state == SheetState.PRINTED
    with pytest.raises(Conflict, match="not entered yet"):
        again(office, third)


def test_an_attempt_that_is_open_on_a_phone_holds_the_sheet(office: Office, amina: Player) -> None:
    sheet = office.sheets(office.print())[0]
    office.life.begin(office.life.enrol(amina, SEA))
    assert office.type(sheet, typed(office, sheet)).hold is Hold.BEGUN_ELSEWHERE


def test_a_sheet_of_who_is_enrolled_no_more_is_held(office: Office, amina: Player) -> None:
    sheet = office.sheets(office.print())[0]
    with office.database.begin() as session:
        session.scalars(select(Enrolment).where(Enrolment.person_id == amina.actor.person_id)).one().country = "KEN"
    assert office.type(sheet, typed(office, sheet)).hold is Hold.NOT_ENROLLED


def test_sheets_of_another_country_are_not_found(office: Office, cast: Cast, amina: Player) -> None:
    sheet = office.sheets(office.print())[0]
    other = cast.chandra
    for act in (
        lambda s: queries.paper_set(s, other.actor, sheet.set_id),
        lambda s: queries.find_sheet(s, other.actor, sheet.code),
        lambda s: services.keep_lines(s, other.actor, sheet.id, {}),
        lambda s: services.enter(s, other.actor, sheet.id, office.terms()),
        lambda s: services.claim(s, other.actor, sheet.id, amina.actor.person_id, office.terms()),
        lambda s: services.try_again(s, other.actor, sheet.id, office.terms()),
    ):
        with pytest.raises(NotFound), office.database.begin() as session:
            act(session)
    with pytest.raises(Forbidden), office.database.begin() as session:
        services.enter(session, amina.actor, sheet.id, office.terms())


def test_nobody_of_another_cohort_claims_a_sheet(office: Office, cast: Cast) -> None:
    spare = office.sheets(office.print())[1]
    with pytest.raises(NotFound):
        claim(office, spare, cast.bishnu)
    with pytest.raises(NotFound), office.database.begin() as session:
        services.claim(session, office.trainer.actor, spare.id, uuid.uuid4(), office.terms())


def test_a_set_has_a_sheet_for_who_has_not_passed(office: Office, cast: Cast) -> None:
    first = office.print(spares=0)
    assert [sheet.person_id for sheet in office.sheets(first)] == [cast.amina.actor.person_id]
    sheet = office.sheets(first)[0]
    office.type(sheet, typed(office, sheet))
    with pytest.raises(Conflict, match="Everybody in this cohort has passed"):
        office.print(spares=0)
    with pytest.raises(Invalid):
        office.print(spares=1000)
    with pytest.raises(LearningError):
        office.print(variants=5)


def test_a_closed_account_gets_no_sheet_and_claims_none_but_keeps_what_was_printed(
    office: Office, cast: Cast, amina: Player
) -> None:
    before = office.print()
    with office.database.begin() as session:
        close_account(session, cast.dora.actor, person_id=amina.actor.person_id, now=office.life.now)
    after = office.print(spares=2)
    printed = [[sheet.person_id for sheet in office.sheets(each)] for each in (before, after)]
    assert printed == [[amina.actor.person_id, None], [None, None]]
    with office.database.read() as session:
        of = queries.paper_set(session, office.trainer.actor, before)
        assert list(queries.claimants(session, of)) == []
    with office.database.begin() as session:
        open_account(session, cast.dora.actor, person_id=amina.actor.person_id, now=office.life.now)
        assert [person.id for person in queries.claimants(session, of)] == [amina.actor.person_id]


def test_neighbours_have_different_papers(office: Office, cast: Cast) -> None:
    office.life.enrol(cast.learner("Kwame Boateng", "GH 10300", cast.ghana_cohort), SEA, cohort=cast.ghana_cohort)
    sheets = office.sheets(office.print(variants=3, spares=4))
    assert "".join(sheet.variant for sheet in sheets) == "ABCABC"
    drawn = [[line.item.id for line in office.lines(sheet)] for sheet in sheets[:3]]
    assert drawn[0] != drawn[1] != drawn[2]
