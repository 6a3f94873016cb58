"""What every kind keeps to, whatever the item: marks, forms, draws, and silence about the key."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learning.quizzes.items import Item, Placed, StrangeAnswer
from learning.quizzes.kinds import KINDS, kind
from tests.quizzes.pages import TEMPLATES
from tests.quizzes.pool import (
    FEEDBACK,
    RATIONALE,
    answers,
    item,
    item_words,
    items,
    placed_as_written,
    rekeyed,
    right_answer,
)
from tests.quizzes.pool_branching import reads_text, told
from tests.quizzes.pool_marks import is_ticked

ROOM = Path(__file__).resolve().parents[2] / "learning" / "quizzes"
NAMES = [each.name for each in KINDS]


def has_boxes(of: Item) -> bool:
    """Whether the item has checkboxes, alone or beside other controls: they never send blanks."""
    return is_ticked(of) or of.kind in {"casefile", "worksheet"}


def test_the_list_of_kinds_the_folder_and_the_templates_agree() -> None:
    files = {path.stem for path in (ROOM / "kinds").glob("*.py") if path.stem != "__init__"}
    twins = {path.stem for path in (TEMPLATES / "quizzes" / "kinds").glob("*.html") if not path.stem.startswith("_")}
    assert files == twins == set(NAMES)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        kind("essay")


@pytest.mark.parametrize("name", NAMES)
def test_what_the_key_says_marks_one(name: str) -> None:
    of = item(name)
    assert kind(name).mark(of, right_answer(of)) == 1


@given(items())
def test_the_key_of_any_item_marks_one(of: Item) -> None:
    assert kind(of.kind).mark(of, right_answer(of)) == 1


@given(st.data())
def test_any_answer_marks_between_nothing_and_one(data: st.DataObject) -> None:
    of = data.draw(items())
    assert 0 <= kind(of.kind).mark(of, data.draw(answers(of))) <= 1


@given(items(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_even_a_value_that_is_no_answer_marks_without_a_crash(of: Item, value: Any) -> None:
    assert 0 <= kind(of.kind).mark(of, value) <= 1


@given(st.data())
def test_what_a_form_sends_for_an_answer_reads_back_as_that_answer(data: st.DataObject) -> None:
    of = data.draw(items())
    answer = data.draw(answers(of))
    sent = kind(of.kind).sent(of, answer)
    assert {name for name, _ in sent} <= set(kind(of.kind).fields(of))
    assert kind(of.kind).read(of, MultiDict(sent)) == answer


@given(items())
def test_an_empty_form_is_no_answer(of: Item) -> None:
    each = kind(of.kind)
    assert each.read(of, MultiDict()) is None
    assert each.read(of, MultiDict((name, "") for name in each.fields(of))) is None
    assert each.read(of, MultiDict((name, "  ") for name in each.fields(of) if not has_boxes(of))) is None


@given(items())
def test_every_field_belongs_to_its_item(of: Item) -> None:
    names = kind(of.kind).fields(of)
    assert len(set(names)) == len(names) > 0
    assert all(name == f"answer-{of.id}" or name.startswith(f"answer-{of.id}--") for name in names)


@given(items().filter(lambda of: of.kind != "numeric"), st.data())
def test_a_value_that_was_not_offered_is_strange(of: Item, data: st.DataObject) -> None:
    each = kind(of.kind)
    name = data.draw(st.sampled_from([name for name in each.fields(of) if not reads_text(of, name)]))
    value = data.draw(st.text(min_size=1).filter(lambda text: text.strip() and text not in "123456789"))
    with pytest.raises(StrangeAnswer) as refusal:
        each.read(of, MultiDict([(name, value)]))
    assert refusal.value.field == name


@given(st.data())
def test_two_values_where_a_page_sends_one_are_strange(data: st.DataObject) -> None:
    of = data.draw(items().filter(lambda of: of.kind != "multiple"))
    each = kind(of.kind)
    sent = each.sent(of, data.draw(answers(of)))
    with pytest.raises(StrangeAnswer):
        each.read(of, MultiDict([*sent, sent[0]]))


def test_one_box_ticked_twice_is_strange() -> None:
    of = item("multiple")
    sent = kind("multiple").sent(of, ["a"])
    with pytest.raises(StrangeAnswer):
        kind("multiple").read(of, MultiDict(sent * 2))


@given(items(), st.integers())
def test_an_arrangement_shows_everything_once_and_is_the_same_for_the_same_seed(of: Item, seed: int) -> None:
    order = kind(of.kind).arrange(of, Random(seed))
    assert order == kind(of.kind).arrange(of, Random(seed))
    for table, shown in order.items():
        assert sorted(shown) == sorted(placed_as_written(of).order[table])


@given(items("ordering"), st.integers())
def test_steps_are_never_shown_in_the_right_order(of: Item, seed: int) -> None:
    assert kind("ordering").arrange(of, Random(seed))["steps"] != of.body["key"]


def test_an_arrangement_leaves_the_item_as_it_is() -> None:
    for name in NAMES:
        of = item(name)
        for seed in range(20):
            kind(name).arrange(of, Random(seed))
        assert of == item(name)


def test_the_right_column_of_pairs_is_shuffled() -> None:
    of = item("matching")
    orders = {tuple(kind("matching").arrange(of, Random(seed))["right"]) for seed in range(50)}
    assert len(orders) > 10


@given(st.data())
def test_the_view_says_nothing_of_the_key(data: st.DataObject) -> None:
    of = data.draw(items())
    other = data.draw(rekeyed(of))
    answer = data.draw(st.none() | answers(of))
    placed = data.draw(placings(of))
    view = kind(of.kind).view(of, item_words(of), placed, answer)
    assert view == kind(of.kind).view(other, item_words(of), placed, answer)
    names, texts = walk(view)
    assert not names & {"key", "right", "feedback", "rationale", "tolerance", "critical", "share"}
    # What came of a step that a story has taken is the next line of the story, and of that step alone.
    texts = [text for text in texts if text not in told(of, answer, item_words(of))]
    assert not any(FEEDBACK in text or RATIONALE in text for text in texts)
    options = {option for shown in placed.order.values() for option in shown}
    assert not options & set(texts), "the ids of options are the author's, and may follow the right order"


@given(st.data())
def test_the_view_holds_what_the_page_needs(data: st.DataObject) -> None:
    of = data.draw(items())
    view = kind(of.kind).view(of, item_words(of), data.draw(placings(of)), data.draw(st.none() | answers(of)))
    assert view["item_id"] == of.id
    assert view["kind"] == of.kind
    assert view["prompt"] == f"Prompt of {of.id}?"
    assert view["number"] is None
    assert view["error"] is None


def placings(of: Item) -> st.SearchStrategy[Any]:
    from_seed = st.integers(0, 1000).map(lambda seed: kind(of.kind).arrange(of, Random(seed)))
    return from_seed.map(lambda order: Placed(of.id, order))


def walk(value: Any) -> tuple[set[str], list[str]]:
    """Every key and every text of a nested value."""
    if isinstance(value, dict):
        parts = [walk(each) for each in value.values()]
        return set(value).union(*(names for names, _ in parts)), [text for _, texts in parts for text in texts]
    if isinstance(value, list | tuple):
        parts = [walk(each) for each in value]
        return set().union(*(names for names, _ in parts)), [text for _, texts in parts for text in texts]
    return set(), [str(value)]
