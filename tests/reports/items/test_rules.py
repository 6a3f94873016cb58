"""Item statistics, against figures computed by hand."""

import math
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest

from learning.quizzes.kinds import KINDS
from learning.quizzes.rules import Item
from learning.reports.items.guessing import GUESSES, guess_score
from learning.reports.items.picks import picks
from learning.reports.items.rules import FEWEST, Analysis, Marked, Taken, analyse, reliability
from learning.reports.items.verdicts import Verdict, by_urgency, judged
from tests.reports.items.conftest import person, single

# Six people and four questions, of which "a" is right. The points of the six: 4, 3, 2, 2, 1, 1.
MATRIX = ("aaaa", "aaab", "aabb", "abac", "abbc", "bbba")
FIVE_OF_EACH = FEWEST // len(MATRIX)


def taken(answers: Sequence[str], times: int = FIVE_OF_EACH) -> list[Taken]:
    return [person({f"q{place}": pick for place, pick in enumerate(row, 1)}) for row in answers for _ in range(times)]


def analysis(name: str, people: Sequence[Taken]) -> Analysis:
    found = analyse(single(name), people)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "difficulty", "discrimination"),
    [
        # Σxr/6 - x̄r̄ over √(var x · var r), with r the points of the other three questions.
        ("q1", Fraction(5, 6), 2 / math.sqrt(5 * 32)),
        ("q2", Fraction(3, 6), 6 / math.sqrt(9 * 20)),
        ("q3", Fraction(3, 6), 6 / math.sqrt(9 * 20)),
        ("q4", Fraction(2, 6), -4 / math.sqrt(8 * 41)),
    ],
)
def test_difficulty_and_discrimination_are_those_computed_by_hand(
    name: str, difficulty: Fraction, discrimination: float
) -> None:
    found = analysis(name, taken(MATRIX))
    assert (found.asked, found.answered, found.right) == (30, 30, 30 * difficulty)
    assert found.difficulty == difficulty
    assert found.discrimination == pytest.approx(discrimination)
    assert found.guess == Fraction(1, 4)


def test_each_choice_is_counted_and_discriminates_as_computed_by_hand() -> None:
    found = analysis("q4", taken(MATRIX))
    assert found.best == 10  # the first two of the six have all of the other questions right
    assert [(each.pick, each.is_right, each.taken, each.taken_by_best) for each in found.choices] == [
        ("a", True, 10, 5),
        ("b", False, 10, 5),
        ("c", False, 10, 0),
        ("d", False, 0, 0),
    ]
    right, b, c, d = (each.discrimination for each in found.choices)
    assert (right, b, c) == pytest.approx([-4 / math.sqrt(8 * 41), 8 / math.sqrt(8 * 41), -4 / math.sqrt(8 * 41)])
    assert d is None


def test_reliability_is_that_computed_by_hand() -> None:
    found = reliability(taken(MATRIX))
    assert found is not None
    # The variances of the four questions are 5, 9, 9 and 8, that of the points is 41, all out of 36.
    alpha = 4 / 3 * (1 - 31 / 41)
    assert (found.people, found.items) == (30, 4)
    assert found.alpha == pytest.approx(alpha)
    assert found.error == pytest.approx(math.sqrt(41 / 36 * 30 / 29) * math.sqrt(1 - alpha) / 4)


def test_questions_drawn_at_random_give_nearly_the_same_reliability(crowd: list[Taken]) -> None:
    whole = reliability(crowd)
    rng = Random(7)
    drawn = [
        Taken({item: each.marks[item] for item in rng.sample(sorted(each.marks), 20)}, each.groups) for each in crowd
    ]
    half = reliability(drawn)
    assert whole is not None
    assert half is not None
    spearman_brown = whole.alpha / (2 - whole.alpha)  # of a quiz of half the length
    assert half.items == 20
    assert half.alpha == pytest.approx(spearman_brown, abs=0.015)


def test_nothing_is_said_of_fewer_than_thirty_people() -> None:
    few = taken(MATRIX)[: FEWEST - 1]
    assert [analyse(single(f"q{number}"), few) for number in range(1, 5)] == [None] * 4
    assert reliability(few) is None


def test_an_answer_that_is_left_out_counts_as_it_is_scored() -> None:
    people = taken(MATRIX)
    unanswered = Marked(Fraction(0), 1, answered=False)
    people[0] = Taken(dict(people[0].marks) | {"q4": unanswered}, {})
    found = analysis("q4", people)
    assert (found.asked, found.answered, found.right) == (30, 29, 9)


def test_a_question_that_everybody_has_right_is_called_too_easy() -> None:
    people = [person({"q1": "a", "q2": "ab"[number % 2]}) for number in range(40)]
    found = judged(analysis("q1", people))
    assert found.analysis.discrimination is None
    assert found.verdict is Verdict.EASY


def test_a_wrong_key_is_found_and_comes_first(crowd: list[Taken]) -> None:
    """The pack says that b is right; those who know choose a."""
    wrongly = Item("i3", "single", "O1", 1, critical=False, sources=(), body={"choices": list("abcd"), "key": "b"})
    people = [
        Taken(dict(each.marks) | {"i3": Marked(Fraction("b" in mark.picks), 1, mark.picks)}, each.groups)
        for each in crowd
        if (mark := each.marks["i3"])
    ]
    items = [wrongly, *(single(f"i{number}") for number in range(4, 40))]
    verdicts = by_urgency(judged(found) for item in items if (found := analyse(item, people)))
    assert [one.analysis.item.id for one in verdicts if one.verdict in {Verdict.KEY, Verdict.BACKWARDS}] == ["i3"]
    assert verdicts[0].verdict is Verdict.KEY
    assert verdicts[0].choice is not None
    assert verdicts[0].choice.pick == "a"


def test_a_choice_that_nobody_takes_is_named() -> None:
    rng = Random(3)
    people = [person({"q1": rng.choice("aabc"), "q2": rng.choice("ab"), "q3": rng.choice("ab")}) for _ in range(150)]
    knowing = [person({"q1": "a", "q2": "a", "q3": "a"}) for _ in range(100)]
    found = judged(analysis("q1", people + knowing))
    assert found.verdict is Verdict.UNUSED
    assert found.choice is not None
    assert found.choice.pick == "d"


def item(kind: str, **body: object) -> Item:
    return Item("q1", kind, "O1", 1, critical=False, sources=(), body=body)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (item("single", choices=["a", "b", "c"], key="a"), Fraction(1, 3)),
        # Of the seven ways to tick boxes: {a} earns 1, {a, b} and {a, c} nothing, as does all else.
        (item("multiple", choices=["a", "b", "c"], key=["a"]), Fraction(1, 7)),
        (
            item("statements", statements=list("abcd"), verdicts=["true", "false"], key=dict.fromkeys("abcd", "true")),
            Fraction(1, 16) + Fraction(4, 16) / 2,
        ),
        (item("matching", left=["a", "b"], right=["x", "y", "z"], key={"a": "x", "b": "y"}), Fraction(1, 3)),
        (item("ordering", steps=list("abcd"), key=list("abcd")), Fraction(1, 4)),
        (item("numeric", key="12", tolerance="0"), Fraction(0)),
        (item("sort", cards=list("abcde"), bins=["x", "y"], key={}), Fraction(1, 2)),
        (item("hotspot", pick=1, spots=[{"id": "a"}, {"id": "b"}, {"id": "c"}], key=["a"]), Fraction(1, 3)),
        (item("highlight", look_for=["red-flag"], passages=["a", "b"], key={"a": "red-flag"}), Fraction(1, 3)),
        (item("scenario"), None),
    ],
)
def test_chance_earns_what_the_kind_gives_away(asked: Item, expected: Fraction | None) -> None:
    assert guess_score(asked) == expected


def test_each_kind_says_what_chance_earns() -> None:
    assert set(GUESSES) == {kind.name for kind in KINDS}


def test_what_belongs_together_is_one_pick() -> None:
    asked = item("matching", left=["a", "b"], right=["x", "y"], key={"a": "x", "b": "y"})
    assert picks(asked, {"a": "x", "b": "x"}) == {"a=x", "b=x"}
    assert picks(asked, None) == frozenset()
