"""Worksheets: fields filled by choosing, and what the rubric makes of them."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learning.errors import Invalid
from learning.quizzes.items import Item, StrangeAnswer
from learning.quizzes.kinds.worksheet import KIND
from learning.quizzes.rules import question, reviewed
from tests.quizzes import pages
from tests.quizzes.pool import FEEDBACK, all_words, answers, item, item_words, items, placed_as_written, quiz

TOO_MUCH = "Tick no more than 2 here. You ticked 3: take away what matters least."


def changed(change: dict[str, Any], section: int | None = None, field: int | None = None) -> Item:
    """The sample with keys of its body, of a section or of a field changed; None takes a key away."""
    of = item("worksheet")
    body = deepcopy(dict(of.body))
    target = body if section is None else body["sections"][section]
    target = target if field is None else target["fields"][field]
    target.update(change)
    for name in [name for name, value in change.items() if value is None]:
        del target[name]
    return replace(of, body=body)


def shown(of: Item, answer: Any, words: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    said = all_words(quiz(of)) | ({"items": {of.id: words}} if words else {})
    return question(quiz(of), said, placed_as_written(of), answer, number=1, lang="en", **more)


@pytest.mark.parametrize(
    ("change", "section", "field", "reason"),
    [
        ({"sections": []}, None, None, "“sections” has 0 tables, and must have 1 to 6"),
        ({"rubric": 1}, None, None, "“rubric” is not known for the kind worksheet"),
        ({"id": "w2"}, 0, None, "“sections” has an id twice"),
        ({"text": "x"}, 0, None, "“sections.w1.text” is not known here"),
        ({"fields": []}, 0, None, "“sections.w1.fields” has 0 tables, and must have 1 to 8"),
        ({"fields": None}, 0, None, "“sections.w1.fields” must be tables that each have an “id”"),
        ({"id": "f2"}, 0, 0, "“sections”: the field f2 stands twice"),
        ({"label": "x"}, 0, 0, "“sections.w1.fields.f1.label” is not known"),
        ({"pick": None}, 0, 0, "“sections.w1.fields.f1.pick” is missing"),
        ({"pick": 0}, 0, 0, "“sections.w1.fields.f1.pick” must be a whole number from 1 to 2: fewer than there are"),
        ({"pick": 3}, 0, 0, "“sections.w1.fields.f1.pick” must be a whole number from 1 to 2: fewer than there are"),
        ({"options": ["o1"]}, 0, 0, "“sections.w1.fields.f1.options” has 1 ids, and must have 2 to 10"),
        ({"points": {}}, 0, 0, "“sections.w1.fields.f1.points” must give points to one option at least"),
        ({"points": {"o9": 1}}, 0, 0, "“sections.w1.fields.f1.points” has an id that is not in “options”"),
        ({"points": {"o1": 0}}, 0, 0, "“sections.w1.fields.f1.points” must be whole numbers from 1 to 100"),
        ({"points": {"o1": 1, "o2": 1, "o3": 1}}, 0, 0, "“sections.w1.fields.f1.points” are the same for every option"),
    ],
)
def test_a_worksheet_that_cannot_be_filled_is_refused_with_the_reason(
    change: dict[str, Any], section: int | None, field: int | None, reason: str
) -> None:
    assert reason in " | ".join(KIND.faults(changed(change, section, field)))


@given(st.data())
def test_no_value_in_a_field_makes_the_check_crash(data: st.DataObject) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
    value = data.draw(values.filter(lambda value: value is not None))
    name = data.draw(st.sampled_from(["id", "pick", "options", "points"]))
    KIND.faults(changed({name: value}, 0, 0))
    KIND.faults(changed({data.draw(st.sampled_from(["id", "fields"])): value}, 0))


def test_missing_and_surplus_words_are_named() -> None:
    of = item("worksheet")
    words = item_words(of)
    del words["sections"]["w1"]["text"]
    words["sections"]["w9"] = {}
    del words["fields"]["f1"]["label"]
    del words["fields"]["f2"]["options"]["o2"]["feedback"]
    del words["fields"]["f3"]
    words["fields"]["f9"] = {}
    assert KIND.words_faults(of, words) == [
        "“sections.w9” belongs to nothing in the quiz",
        "“fields.f9” belongs to nothing in the quiz",
        "“sections.w1.text” is missing or empty",
        "“fields.f1.label” is missing or empty",
        "“fields.f2.options.o2.feedback” is missing or empty",
        "“fields.f3”: its words are missing",
    ]
    assert KIND.words_faults(of, {}) == ["the tables “sections” and “fields” are both needed"]


def test_points_are_those_of_what_was_chosen_out_of_the_best_that_may_be_picked() -> None:
    of = item("worksheet")  # the best: 2 in f1, 2 + 2 in f2, 1 in f3
    assert KIND.mark(of, {"f1": ["o1"], "f2": ["o2", "o3"], "f3": ["g"]}) == 1
    assert KIND.mark(of, {"f1": ["o3"]}) == Fraction(1, 7)
    assert KIND.mark(of, {"f2": ["o2", "o4"]}) == Fraction(3, 7)
    assert KIND.mark(of, {"f2": ["o3"]}) == Fraction(2, 7)
    assert KIND.mark(of, {"f2": ["o2", "o3", "o4"]}) == 0
    assert KIND.mark(of, {"f1": "o1", "f9": ["o1"], "f2": [3, None]}) == 0


@given(st.data())
def test_one_more_of_the_best_never_earns_less(data: st.DataObject) -> None:
    of = data.draw(items("worksheet"))
    answer = data.draw(answers(of))
    fields = [field for section in of.body["sections"] for field in section["fields"]]
    for field in fields:
        chosen = answer.get(field["id"], [])  # type: ignore[union-attr]
        rest = [option for option in field["options"] if option not in chosen]
        if len(chosen) < field["pick"] and rest:
            more = {**answer, field["id"]: [*chosen, rest[0]]}  # type: ignore[dict-item]
            assert KIND.mark(of, more) >= KIND.mark(of, answer)


def test_more_than_may_be_picked_is_refused_and_all_that_was_ticked_is_kept() -> None:
    of = item("worksheet")
    given_ = {"f1": ["o3"], "f2": ["o1", "o2", "o4"]}
    with pytest.raises(Invalid) as refusal:
        KIND.read(of, MultiDict(KIND.sent(of, given_)))
    assert not isinstance(refusal.value, StrangeAnswer)
    assert str(refusal.value) == TOO_MUCH
    assert refusal.value.values["kept"] == given_
    view = shown(of, refusal.value.values["kept"], error=TOO_MUCH)
    page = pages.read(pages.ask(view))
    assert page.posted == MultiDict([*KIND.sent(of, given_), (KIND.fields(of)[2], "")])
    assert page.words.count(TOO_MUCH) == 1
    assert f"{refusal.value.field}-error" in page.having("id")
    assert view["anchor"].startswith(f"{refusal.value.field}--")


def test_two_radios_of_one_field_are_strange() -> None:
    of = item("worksheet")
    name = KIND.fields(of)[0]
    codes = [value for option in ("o1", "o2") for _, value in KIND.sent(of, {"f1": [option]})]
    with pytest.raises(StrangeAnswer):
        KIND.read(of, MultiDict([(name, code) for code in codes]))


def test_an_option_of_another_field_is_strange() -> None:
    of = item("worksheet")
    ((_, code),) = KIND.sent(of, {"f1": ["o1"]})
    with pytest.raises(StrangeAnswer):
        KIND.read(of, MultiDict([(KIND.fields(of)[1], code)]))


def test_each_field_has_the_control_that_fits_it() -> None:
    of = item("worksheet")
    page = pages.read(pages.ask(shown(of, {"f3": ["c"]})))
    one, some, listed = KIND.fields(of)
    controls = {(tag["name"], tag["type"]) for tag in page.every("input")}
    assert controls == {(one, "radio"), (some, "checkbox")}
    assert [tag["name"] for tag in page.every("select")] == [listed]
    assert "Choose one answer." in page.words
    assert "Choose 2 answers." in page.words


def test_words_too_long_for_a_list_stand_in_rows() -> None:
    of = item("worksheet")
    words = item_words(of)
    words["fields"]["f3"]["options"]["c"]["text"] = "Ask the women of the water committee what has changed"
    page = pages.read(pages.ask(shown(of, {"f3": ["c"]}, words)))
    assert not page.every("select")
    assert page.posted == MultiDict(KIND.sent(of, {"f3": ["c"]}))


def test_a_list_prints_what_can_be_chosen() -> None:
    page = pages.read(pages.ask(shown(item("worksheet"), None)))
    assert "on-paper" in page.having("class")


def test_a_worksheet_is_unfinished_until_each_field_has_what_it_asks_for() -> None:
    of = item("worksheet")
    full = {"f1": ["o1"], "f2": ["o1", "o2"], "f3": ["a"]}
    assert not shown(of, None)["unfinished"]
    assert not shown(of, full)["unfinished"]
    assert shown(of, full | {"f2": ["o1"]})["unfinished"]
    assert shown(of, {"f1": ["o1"]})["unfinished"]


def look_back(answer: Any) -> str:
    of = item("worksheet", points=7)
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=1, lang="en")
    return pages.read(pages.review(view)).words


def test_the_review_says_of_each_field_what_was_chosen_and_what_is_best() -> None:
    words = look_back({"f1": ["o3"], "f2": ["o1", "o2"]})
    assert "3 of 7 points." in words
    assert "1 of 2 points in this field" in words
    assert f"Option 0 You did not choose this. It is among the best. {FEEDBACK} 0" in words
    assert f"Option 2 You chose this. It helps, and another choice helps more. {FEEDBACK} 2" in words
    assert f"Option 0 You chose this. Look at this again. {FEEDBACK} 0" in words
    assert f"Option 1 You chose this. It is among the best. {FEEDBACK} 1" in words
    assert f"The other choices Option 3 This helps a little. {FEEDBACK} 3" in words


def test_what_is_as_good_as_what_was_chosen_is_not_called_missed() -> None:
    of = changed({"pick": 1, "points": {"o2": 2, "o3": 2}}, 1, 0)
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), {"f2": ["o2"]}, number=1, lang="en")
    words = pages.read(pages.review(view)).words
    assert f"Option 2 This is as good. {FEEDBACK} 2" in words
