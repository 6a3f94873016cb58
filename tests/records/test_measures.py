"""What is said of a group: every figure stands here as it was computed by hand."""

import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from learning.modules.rules import Course, Pack
from learning.records.cohort_learning import CohortLearning, cohort_learning
from learning.records.measures import (
    Calibrated,
    Misconception,
    calibration,
    gain,
    misconceptions,
    shared_calibration,
    t_quantile,
)
from learning.records.models import Attempt, Confidence, Enrolment, Purpose
from tests.cast import Cast
from tests.life import SEA, Life, with_other_keys
from tests.measuring import SEA_MODULE, Measured, Simulated, wrong

HALF = Fraction(1, 2)
SURE, FAIRLY, GUESS = Confidence


def learnt(life: Life, cohort_id: uuid.UUID) -> CohortLearning:
    """What the trainer's page is made of."""
    with life.database.read() as session:
        return cohort_learning(session, cohort_id, SEA)


def test_the_quantiles_are_those_of_the_tables() -> None:
    # Student's t, 97.5 %, as printed in the usual tables.
    printed = {1: 12.706, 2: 4.303, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 11: 2.201, 20: 2.086, 29: 2.045}
    printed |= {30: 2.042, 40: 2.021, 60: 2.000, 120: 1.980}
    assert {freedom: t_quantile(freedom) for freedom in printed} == printed


def test_between_two_lines_of_the_table_the_quantile_is_never_too_small() -> None:
    # True values from tables that have them: 35: 2.030, 50: 2.009, 80: 1.990, 100: 1.984, 1000: 1.962.
    for freedom, true in {35: 2.030, 50: 2.009, 80: 1.990, 100: 1.984, 1000: 1.962}.items():
        assert true <= t_quantile(freedom) <= true + 0.02
    quantiles = [t_quantile(freedom) for freedom in range(1, 400)]
    assert quantiles == sorted(quantiles, reverse=True)


def test_a_gain_is_the_paired_difference_with_its_interval() -> None:
    # Differences: 1/2, 1/2, 0, 0, 1/2, 1/2. Mean 2/6 = 0.3333.
    # Squared deviations: 4 · 0.1667² + 2 · 0.3333² = 0.1111 + 0.2222 = 0.3333; s² = 0.3333 / 5 = 0.06667; s = 0.25820.
    # Margin: t(5) · s / √6 = 2.571 · 0.25820 / 2.44949 = 0.27101.
    nothing, everything = Fraction(0), Fraction(1)
    better = [(nothing, HALF), (HALF, everything), (HALF, everything), (nothing, HALF)]
    found = gain([*better, (nothing, nothing), (HALF, HALF)])
    assert found is not None
    assert found.people == 6
    assert found.before == pytest.approx(1.5 / 6)
    assert found.after == pytest.approx(3.5 / 6)
    assert found.mean == pytest.approx(0.33333, abs=5e-5)
    assert found.margin == pytest.approx(0.27101, abs=5e-5)
    assert (found.least, found.most) == pytest.approx((0.06232, 0.60434), abs=1e-4)
    assert found.is_clear


def test_a_gain_whose_interval_has_zero_in_it_is_not_clear() -> None:
    # Differences: 1/2, 0, 0, 0, 0. Mean 0.1; squared deviations 0.16 + 4 · 0.01 = 0.2; s = √0.05 = 0.22361.
    # Margin: 2.776 · 0.22361 / 2.23607 = 0.2776.
    found = gain([(HALF, Fraction(1)), *[(HALF, HALF)] * 4])
    assert found is not None
    assert (found.mean, found.margin) == pytest.approx((0.1, 0.2776), abs=5e-5)
    assert not found.is_clear


def test_an_interval_does_not_reach_beyond_everything() -> None:
    # Differences: four times 1, once 0. Mean 0.8, s = √0.2 = 0.44721, margin 2.776 · 0.44721 / 2.23607 = 0.5552.
    found = gain([*[(Fraction(0), Fraction(1))] * 4, (Fraction(0), Fraction(0))])
    assert found is not None
    assert found.margin == pytest.approx(0.5552, abs=5e-5)
    assert (found.least, found.most) == (pytest.approx(0.2448, abs=5e-5), 1.0)


def test_nothing_is_said_of_fewer_than_five() -> None:
    assert gain([(Fraction(0), Fraction(1))] * 4) is None
    assert gain([(Fraction(0), Fraction(1))] * 5) is not None
    four = [(person, SURE, False) for person in range(4)]
    assert shared_calibration(four * 10) == []
    assert shared_calibration([*four, (4, SURE, True)]) == [Calibrated(SURE, 1, 5)]
    assert shared_calibration([*four, (4, GUESS, True)]) == []
    many_right = [("q", SURE, True)] * 20
    assert misconceptions([*many_right, *[("q", SURE, False)] * 4]) == []
    assert misconceptions([*many_right, *[("q", SURE, False)] * 5]) == [Misconception("q", 25, 5)]


def test_calibration_counts_right_answers_by_confidence_the_surest_first() -> None:
    answers = [(GUESS, True), (SURE, True), (SURE, False), (None, True), (SURE, True), (FAIRLY, False)]
    assert calibration(answers) == [Calibrated(SURE, 2, 3), Calibrated(FAIRLY, 0, 1), Calibrated(GUESS, 1, 1)]


def test_misconceptions_are_sorted_by_how_many_of_the_sure_were_wrong() -> None:
    answers = [("a", SURE, False)] * 5 + [("a", SURE, True)] * 5 + [("b", SURE, False)] * 6 + [("b", SURE, True)] * 2
    answers += [("c", SURE, False)] * 10 + [("c", SURE, True)] * 10 + [("d", FAIRLY, False)] * 30
    found = [Misconception("b", 8, 6), Misconception("c", 20, 10), Misconception("a", 10, 5)]
    assert misconceptions(answers) == found


def test_the_gain_of_a_simulated_cohort_is_what_was_computed_by_hand(life: Life, twelve: Simulated) -> None:
    found = {each.objective: each.gain for each in learnt(life, twelve.cohort.id).gains}
    assert set(found) == {"S2", "S4"}
    # S2 before: six times 0, six times 1/2: 3/12 = 0.25. After: three times 0, nine times 1: 0.75.
    # Differences: three times 0, three times 1, six times 1/2. Mean 6/12 = 0.5.
    # Squared deviations: 3 · 0.25 + 3 · 0.25 + 0 = 1.5; s² = 1.5 / 11 = 0.136364; s = 0.369274.
    # Margin: t(11) · s / √12 = 2.201 · 0.369274 / 3.464102 = 0.234627.
    judging = found["S2"]
    assert judging is not None
    assert (judging.people, judging.before, judging.after) == (12, pytest.approx(0.25), pytest.approx(0.75))
    assert (judging.mean, judging.margin) == (pytest.approx(0.5), pytest.approx(0.234627, abs=1e-6))
    assert judging.is_clear
    # S4 before: twelve times 1/2. After: four times 1, four times 0, four times 1/2: again 0.5. Mean difference 0.
    # Squared deviations: 8 · 0.25 = 2; s² = 2 / 11 = 0.181818; s = 0.426401; margin 2.201 · 0.426401 / 3.464102.
    reporting = found["S4"]
    assert reporting is not None
    assert (reporting.people, reporting.before, reporting.after) == (12, pytest.approx(0.5), pytest.approx(0.5))
    assert (reporting.mean, reporting.margin) == (pytest.approx(0), pytest.approx(0.270924, abs=1e-6))
    assert not reporting.is_clear


def test_the_calibration_of_a_simulated_cohort_is_what_was_counted_by_hand(life: Life, twelve: Simulated) -> None:
    # Sure: 12 answers to the shared question, 5 of them right, and 4 to another one, none right.
    # Guessed: by four people only, so nothing is said. Fairly sure: 120 - 16 - 4 = 100, one of them wrong.
    assert len(twelve.asked) == 10
    assert learnt(life, twelve.cohort.id).calibration == [Calibrated(SURE, 5, 16), Calibrated(FAIRLY, 99, 100)]


def test_the_shared_mistake_of_a_simulated_cohort_is_found_and_that_of_four_is_not(
    life: Life, twelve: Simulated
) -> None:
    (found,) = learnt(life, twelve.cohort.id).mistakes
    assert (found.module, found.item.id) == (SEA_MODULE, twelve.shared.id)
    assert (found.sure, found.wrong) == (12, 7)
    assert found.chosen == twelve.favourite


def test_a_wrong_choice_of_fewer_than_five_is_not_named(life: Life, measured: Measured, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA)
    eight = Simulated(measured, cast.ghana_cohort, 8)
    for place, enrolment in enumerate(life.crowd(cast.ghana_cohort, 8)):
        attempt = life.begin(enrolment)
        eight.asked = life.items(attempt)
        answers = measured.answered(attempt)
        answers[eight.shared.id] = eight.favourite if place % 2 else eight.second
        measured.submit(attempt, answers, {eight.shared.id: SURE})
    (found,) = learnt(life, cast.ghana_cohort.id).mistakes
    assert (found.sure, found.wrong, found.chosen) == (8, 8, None)


def test_nothing_is_shown_of_a_cohort_of_four(life: Life, measured: Measured, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA)
    Simulated(measured, cast.ghana_cohort, 4).go_through()
    found = learnt(life, cast.ghana_cohort.id)
    assert [each.gain for each in found.gains] == [None, None]
    assert (found.calibration, found.mistakes) == ([], [])


def test_only_the_first_test_before_and_the_first_one_after_count(life: Life, twelve: Simulated) -> None:
    before = learnt(life, twelve.cohort.id).gains
    for enrolment in twelve.enrolments:
        again = life.now + timedelta(days=2)
        twelve.measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 0, "S4": 0}, now=again)
    assert learnt(life, twelve.cohort.id).gains == before


def test_a_test_from_before_that_was_submitted_after_the_course_does_not_count(
    life: Life, measured: Measured, cast: Cast
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    for enrolment in life.crowd(cast.ghana_cohort, 6):
        left_open = measured.begin(enrolment, Purpose.PRE_TEST)
        measured.complete(enrolment, now=life.now + timedelta(hours=1))
        later = life.now + timedelta(hours=2)
        measured.submit(left_open, measured.answered(left_open), now=later)
        measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 2, "S4": 2}, now=later + timedelta(hours=1))
    assert learnt(life, cast.ghana_cohort.id).gains == []


def test_a_test_from_before_that_was_submitted_in_the_middle_of_the_course_does_not_count(
    life: Life, measured: Measured, cast: Cast
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    for enrolment in life.crowd(cast.ghana_cohort, 6):
        left_open = measured.begin(enrolment, Purpose.PRE_TEST)
        life.read_one(enrolment)
        measured.submit(left_open, measured.answered(left_open), now=life.now + timedelta(minutes=30))
        measured.complete(enrolment, now=life.now + timedelta(hours=1))
        measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 2, "S4": 2}, now=life.now + timedelta(hours=2))
    assert learnt(life, cast.ghana_cohort.id).gains == []


def test_who_takes_a_course_again_counts_once(life: Life, measured: Measured, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA)
    three = Simulated(measured, cast.ghana_cohort, 3).go_through()
    year = timedelta(days=365)
    life.now += year
    for enrolment in three.enrolments:
        again = life.renew(enrolment, now=life.now)
        measured.take_test(again, Purpose.PRE_TEST, {"S2": 2, "S4": 2}, now=life.now)
        attempt = life.begin(again)
        measured.submit(attempt, measured.answered(attempt), dict.fromkeys(measured.asked(attempt), SURE))
        measured.complete(again, now=life.now + timedelta(hours=1))
        measured.take_test(again, Purpose.POST_TEST, {"S2": 2, "S4": 2}, now=life.now + timedelta(days=1))
    found = learnt(life, cast.ghana_cohort.id)
    assert [each.gain for each in found.gains] == [None, None], "three people are three, however often they come"
    assert found.calibration == []


def test_who_has_not_taken_both_tests_is_left_out(life: Life, twelve: Simulated) -> None:
    for enrolment in life.crowd(twelve.cohort, 3, first=12):
        twelve.measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 2, "S4": 2})
    assert {each.gain.people for each in learnt(life, twelve.cohort.id).gains if each.gain} == {12}


def test_later_answers_to_the_same_question_change_nothing(life: Life, measured: Measured, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA)
    for enrolment in life.crowd(cast.ghana_cohort, 6):
        attempt = life.begin(enrolment)
        asked = life.items(attempt)
        answers = measured.answered(attempt, missed=[item.id for item in asked])
        measured.submit(attempt, answers, dict.fromkeys(answers, GUESS))
        later = life.now + timedelta(hours=1)
        again = life.begin(enrolment, now=later)
        assert life.items(again) == asked
        right = measured.answered(again)
        measured.submit(again, right, dict.fromkeys(right, SURE), now=later)
    assert learnt(life, cast.ghana_cohort.id).calibration == [Calibrated(GUESS, 0, 60)]


def test_a_confidence_without_an_answer_is_no_answer(life: Life, measured: Measured, cast: Cast) -> None:
    life.assign(cast.ghana_cohort, SEA)
    for enrolment in life.crowd(cast.ghana_cohort, 6):
        attempt = life.begin(enrolment)
        nothing: dict[str, None] = dict.fromkeys(item.id for item in life.items(attempt))
        measured.submit(attempt, nothing, dict.fromkeys(nothing, SURE))
    found = learnt(life, cast.ghana_cohort.id)
    assert (found.calibration, found.mistakes) == ([], [])


def test_whose_enrolment_counts_for_another_country_is_left_out(life: Life, twelve: Simulated) -> None:
    with life.database.begin() as session:
        moved = update(Enrolment).where(Enrolment.id.in_(twelve.enrolments[:8])).values(country="NPL")
        session.execute(moved)
    found = learnt(life, twelve.cohort.id)
    assert [each.gain for each in found.gains] == [None, None]
    assert (found.calibration, found.mistakes) == ([], [])


def test_other_people_of_the_country_and_other_courses_are_left_out(life: Life, twelve: Simulated, cast: Cast) -> None:
    before = learnt(life, twelve.cohort.id)
    other = cast.cohort(cast.efua, "Ghana Battalion 13")
    life.assign(other, SEA)
    Simulated(twelve.measured, other, 6).go_through()
    assert learnt(life, twelve.cohort.id) == before
    with life.database.read() as session:
        empty = cohort_learning(session, twelve.cohort.id, "another-course")
    assert (empty.gains, empty.calibration, empty.mistakes) == ([], [], [])


def test_answers_are_marked_by_the_edition_they_were_given_under(
    life: Life, twelve: Simulated, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    before = learnt(life, twelve.cohort.id)
    packs, courses = content
    life.publish([with_other_keys(pack) for pack in packs], courses)
    assert learnt(life, twelve.cohort.id) == before


def test_a_question_with_another_key_in_a_newer_edition_is_another_question(
    life: Life, measured: Measured, cast: Cast, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    packs, courses = content
    enrolments = life.crowd(cast.ghana_cohort, 8)
    for place, enrolment in enumerate(enrolments):
        if place == 4:
            life.publish([with_other_keys(pack) for pack in packs], courses)
        attempt = life.begin(enrolment)
        item = next(item for item in life.items(attempt) if item.kind == "single" and not item.critical)
        measured.submit(attempt, {item.id: wrong(item)}, {item.id: SURE})
    with life.database.read() as session:
        assert len({session.get_one(Attempt, attempt).quiz_version_id for attempt in _attempts(life)}) == 2
    found = learnt(life, cast.ghana_cohort.id)
    assert found.calibration == [Calibrated(SURE, 0, 8)]
    assert found.mistakes == [], "four people each had two questions wrong"


def _attempts(life: Life) -> list[uuid.UUID]:
    with life.database.read() as session:
        return [attempt.id for attempt in session.query(Attempt)]
