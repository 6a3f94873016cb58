"""Rows, places, lines and marks: what stands on a sheet, and back to the answer."""

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.demo.answers import right_answer
from learning.errors import Conflict, Invalid
from learning.papers import layout
from learning.papers.bubbles import MOST_COLUMNS, Row, has_gap, is_printable, letters, read_line, rows_of, written
from learning.papers.codes import ALPHABET, new_code, normalise_code
from learning.papers.lines import Line
from learning.papers.marks import Doubt, Measured, judge
from learning.papers.printing import paper_draw
from learning.quizzes.items import Item, Placed, Quiz
from learning.quizzes.kinds import kind
from learning.quizzes.queries import PublishedQuiz
from tests.life import ROOT, read_content
from tests.papers.conftest import marks_for

PACKS, _ = read_content(ROOT / "learning" / "modules")
QUIZZES = {pack.slug: PublishedQuiz(uuid.uuid4(), pack.quiz, {"en": pack.words["en"]}) for pack in PACKS}


def items() -> list[Item]:
    return [item for found in QUIZZES.values() for item in found.quiz.items if is_printable(item)]


def line_of(item: Item, seed: int = 1) -> Line:
    placed = Placed(item.id, kind(item.kind).arrange(item, random.Random(seed)))
    return Line(1, item, placed, rows_of(item), ())


def test_every_kind_that_bubbles_can_carry_is_in_the_courses() -> None:
    assert {item.kind for item in items()} == {
        "single", "multiple", "statements", "matching", "ordering", "numeric", "sort",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_right_marks_are_the_right_answer_typed_or_filled(seed: int) -> None:
    for item in items():
        line = line_of(item, seed)
        marks = marks_for(line, right_answer(item))
        typed = written(item, marks)
        answer = line.answer(typed.upper())
        assert kind(item.kind).mark(item, answer) == 1, (item.id, typed, answer)
        assert written(item, line.read(typed)) == typed
        assert line.answer("-") is None


@pytest.mark.parametrize("slug", list(QUIZZES))
def test_every_quiz_of_the_courses_can_be_printed_by_its_own_rules(slug: str) -> None:
    found = QUIZZES[slug]
    for seed in range(5):
        drawn = [found.quiz.item(each.item_id) for each in paper_draw(found, seed, "en")]
        for objective, wanted in found.quiz.draw.items():
            mine = [item for item in drawn if item.objective == objective]
            assert len(mine) == wanted
            pool = [item for item in found.quiz.items if item.objective == objective and item.use == "quiz"]
            assert any(item.critical for item in mine) or not any(item.critical for item in pool)
        assert all(is_printable(item) for item in drawn)


def test_a_quiz_whose_rule_cannot_be_met_on_paper_is_refused_in_a_sentence() -> None:
    found = QUIZZES["zero-tolerance"]
    kept = tuple(item for item in found.quiz.items if item.kind == "single")[:3]
    few = PublishedQuiz(found.version_id, _with(found.quiz, kept), found.all_words)
    with pytest.raises(Invalid, match="cannot be printed: too few questions"):
        paper_draw(few, 1, "en")


def test_answers_that_do_not_fit_on_a_sheet_are_refused() -> None:
    found = QUIZZES["zero-tolerance"]
    item = next(item for item in found.quiz.items if item.kind == "statements")
    many = tuple(_named(item, f"s{number}") for number in range(20))
    crowded = PublishedQuiz(found.version_id, _with(found.quiz, many, draw={item.objective: 20}), found.all_words)
    with pytest.raises(Conflict, match="do not fit on one sheet"):
        paper_draw(crowded, 1, "en")


def _with(quiz: Quiz, items: tuple[Item, ...], draw: dict[str, int] | None = None) -> Quiz:
    return Quiz(quiz.pass_mark, quiz.attempts, quiz.wait_minutes, draw or quiz.draw, items)


def _named(item: Item, name: str) -> Item:
    return Item(name, item.kind, item.objective, item.points, False, item.sources, item.body)  # noqa: FBT003


@pytest.mark.parametrize(
    ("kind_name", "typed", "sentence"),
    [
        ("single", "z", "is none of a to d"),
        ("single", "ab", "only one can be marked"),
        ("multiple", "aa", "names a choice twice"),
        ("statements", "ab", "are needed"),
        ("statements", "abcc", "is none of a to b"),
        ("numeric", "many", "is no number"),
        ("numeric", "1000", "is no number"),
        ("numeric", "3.25", "is no number"),
        ("ordering", "abcd", "is none of 1 to 4"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_a_sentence(kind_name: str, typed: str, sentence: str) -> None:
    item = next(item for item in items() if item.kind == kind_name and len(rows_of(item)) in (1, 4))
    with pytest.raises(Invalid, match=sentence):
        read_line(item, typed)


@given(st.integers(0, 999), st.integers(0, 9))
def test_a_number_is_marked_digit_by_digit(whole: int, tenth: int) -> None:
    item = next(item for item in items() if item.kind == "numeric")
    typed = f"{whole}.{tenth}" if tenth else str(whole)
    marks = read_line(item, typed)
    assert written(item, marks) == typed
    assert not has_gap(marks)


def test_a_number_with_a_gap_is_shown() -> None:
    item = next(item for item in items() if item.kind == "numeric")
    full, empty = Measured(90, 100, 0, 50), Measured(3, 0, 0, 30)
    rows = [[empty] * 10 for _ in range(4)]
    rows[1][3] = full
    assert {each.doubt for each in judge(rows_of(item), rows, is_number=True)} == {Doubt.GAP}
    rows[2][0] = full
    assert [each.marks for each in judge(rows_of(item), rows, is_number=True)] == [(), (3,), (0,), ()]


@pytest.mark.parametrize(
    ("cells", "many", "found"),
    [
        ([(90, 100, 0, 50), (3, 0, 0, 30)], False, (0,)),
        ([(3, 0, 0, 30), (3, 0, 0, 30)], False, ()),
        ([(90, 100, 0, 50), (88, 99, 0, 50)], False, Doubt.SEVERAL),
        ([(90, 100, 0, 50), (88, 99, 0, 50)], True, (0, 1)),
        ([(30, 10, 0, 50), (3, 0, 0, 30)], False, Doubt.FAINT),
        ([(90, 100, 22, 50), (3, 0, 0, 30)], False, Doubt.CROSSED_OUT),
        ([(90, 100, 0, 50), (3, 0, 0, 4)], False, Doubt.NOT_SEEN),
    ],
)
def test_what_is_not_clear_is_a_doubt(cells: list[tuple[int, ...]], many: bool, found: object) -> None:  # noqa: FBT001
    row = Row("", letters(len(cells)), many)
    judged = judge([row], [[Measured(*cell) for cell in cells]], is_number=False)[0]
    assert (judged.doubt or judged.marks) == found


def test_a_question_stands_in_one_block_and_no_two_share_a_place() -> None:
    for rtl in (False, True):
        groups = [[4], [5] * 5, [10] * 4, [2] * 4, [4], [5] * 5, [3] * 6, [4], [5] * 5, [2] * 4]
        placed = layout.place(groups, rtl=rtl)
        assert placed is not None
        taken = [(slot.block, slot.row) for own in placed for slot in own]
        assert len(set(taken)) == len(taken)
        assert all(len({slot.block for slot in own}) == 1 for own in placed)
        assert all(max(slot.columns) < MOST_COLUMNS for own in placed for slot in own)
    assert layout.place([[2] * 5] * 11, rtl=False) is None


@given(st.data())
def test_a_code_with_one_wrong_sign_or_two_exchanged_is_none(data: st.DataObject) -> None:
    code = new_code()
    assert normalise_code(f"https://learn.example.org/sheets/{code}") == code
    assert normalise_code(code.lower().replace("-", " ")) == code
    signs = list(code.replace("-", ""))
    one = data.draw(st.integers(0, 8))
    other = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != signs[one]]))
    assert normalise_code("".join([*signs[:one], other, *signs[one + 1 :]])) is None
    two = data.draw(st.integers(0, 8))
    if signs[one] != signs[two]:
        signs[one], signs[two] = signs[two], signs[one]
        assert normalise_code("".join(signs)) is None
