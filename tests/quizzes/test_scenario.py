"""Stories: what they may be, how a step is taken, what a path earns, and how they read on screen and on paper."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learning.errors import Invalid
from learning.quizzes.items import Item, Placed, StrangeAnswer
from learning.quizzes.kinds.scenario import KIND
from learning.quizzes.rules import question, reviewed
from learning.quizzes.stories import State, Story, story
from tests.quizzes import pages
from tests.quizzes.pool import FEEDBACK, all_words, answers, item, item_words, items, placed_as_written, quiz

BEST = ["a", "b", "a", "a"]


def reasons(change: dict[str, Any], scene: int | None = None, choice: int | None = None) -> str:
    """The faults of the sample with keys of its body, of a scene or of a choice changed; None takes a key away."""
    of = item("scenario")
    body = deepcopy(dict(of.body))
    target = body if scene is None else body["scenes"][scene]
    target = target if choice is None else target["choices"][choice]
    target.update(change)
    for name in [name for name, value in change.items() if value is None]:
        del target[name]
    return " | ".join(KIND.faults(Item(of.id, of.kind, "G1", 10, critical=False, sources=(), body=body)))


def shown(of: Item, answer: Any, **more: Any) -> dict[str, Any]:
    return question(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=1, lang="en", **more)


def posted(of: Item, answer: Any, *more: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict([*KIND.sent(of, answer), *more])


def every_way(told: Story, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    choices = told.walk(path).here.choices
    return [way for choice in choices for way in every_way(told, (*path, choice.id))] if choices else [path]


@pytest.mark.parametrize(
    ("change", "scene", "choice", "reason"),
    [
        ({"start": "s9"}, None, None, "“start” leads to s9, and there is no such scene"),
        ({"start": ["s1"]}, None, None, "“start” leads to ['s1'], and there is no such scene"),
        ({"state": {"trust": 5}}, None, None, "“state” must give trust, risk, time, and nothing else"),
        (
            {"state": {"trust": 11, "risk": 3, "time": True}},
            None,
            None,
            "“state.trust” must be a whole number from 0 to 10 | “state.time” must be a whole number from 0 to 10",
        ),
        ({"scenes": []}, None, None, "“scenes” has 0 tables, and must have 7 to 12"),
        ({"scenes": [{"name": "s1"}]}, None, None, "“scenes” must be tables that each have an “id”"),
        ({"id": "s2"}, 0, None, "“scenes” has an id twice"),
        ({"mood": "dark"}, 0, None, "“scenes.s1.mood” is not known here"),
        ({"voices": None}, 0, None, "“scenes.s1.voices” must be a list"),
        ({"voices": [{"who": "amara"}]}, 0, None, "“scenes.s1.voices” must each have “who”"),
        ({"voices": [{"who": "amara", "sex": "lady", "role": "queen"}]}, 0, None, "the sex of amara must be one of"),
        ({"voices": [{"who": "amara", "sex": "lady", "role": "queen"}]}, 0, None, "the role of amara must be one of"),
        ({"choices": None}, 0, None, "“scenes.s1”: a dead end: it has neither choices nor an ending"),
        ({"choices": []}, 0, None, "“scenes.s1.choices” has 0 tables, and must have 2 to 3"),
        ({"choices": []}, 5, None, "“scenes.s6.choices” cannot stand at an ending"),
        ({"ending": "happy"}, 5, None, "“scenes.s6.ending” must be one of good, mixed, bad"),
        ({"to": "s9"}, 0, 1, "“scenes.s1.choices.b.to” leads to s9, and there is no such scene"),
        ({"points": -1}, 0, 1, "“scenes.s1.choices.b.points” must be a whole number, 0 or more"),
        ({"points": None}, 0, 1, "“scenes.s1.choices.b.points” must be a whole number, 0 or more"),
        ({"effects": {"luck": 1}}, 0, 1, "“scenes.s1.choices.b.effects” may change trust, risk, time"),
        ({"effects": {"trust": 6}}, 0, 1, "“scenes.s1.choices.b.effects” must be whole numbers from -5 to 5"),
        ({"when": {}}, 0, 1, "“scenes.s1.choices.b.when” must be a list"),
        ({"when": [{"state": "trust", "above": 3}]}, 0, 1, "“scenes.s1.choices.b.when” must each have"),
        (
            {"when": [{"state": "luck", "below": 0, "to": "s9"}]},
            0,
            1,
            (
                "“scenes.s1.choices.b.when” leads to s9, and there is no such scene | "
                "“scenes.s1.choices.b.when” can look at trust, risk, time | "
                "“scenes.s1.choices.b.when” needs a whole number from 1 to 10 as “below”"
            ),
        ),
        ({"feedback": "x"}, 0, 1, "“scenes.s1.choices.b.feedback” is not known here"),
        ({"to": "s1"}, 3, 1, "leads back to itself: s1 → "),
        ({"when": None}, 2, 1, "“scenes.s8” is never reached, whatever is chosen | “scenes” have no bad ending"),
        ({"ending": "good"}, 6, None, "“scenes” have no mixed ending that can be reached"),
        ({"to": "s6"}, 0, 0, "“scenes.s2” is never reached"),
        ({"voices": []}, 0, None, "“scenes” have no woman who acts as leader, expert, colleague"),
        ({"voices": [{"who": "ada", "sex": "woman", "role": "victim"}]}, 0, None, "“scenes” have no woman who acts"),
    ],
)
def test_a_story_that_cannot_be_told_is_refused_with_the_reason(
    change: dict[str, Any], scene: int | None, choice: int | None, reason: str
) -> None:
    assert reason in reasons(change, scene, choice)


def test_the_sample_is_sound() -> None:
    assert reasons({}) == ""


def test_a_scene_behind_a_turn_that_never_holds_is_never_reached() -> None:
    never = [{"state": "time", "below": 1, "to": "s8"}]
    assert "“scenes.s8” is never reached" in reasons({"when": never}, 2, 1)


def test_a_story_whose_longest_way_is_too_short_or_earns_nothing_is_refused() -> None:
    body = deepcopy(dict(item("scenario").body))
    for scene in body["scenes"]:
        for choice in scene.get("choices", ()):
            choice["points"] = 0
    body["scenes"][3]["choices"] = [{"id": "a", "to": "s6", "points": 0}, {"id": "b", "to": "s7", "points": 0}]
    body["scenes"][4] = {"id": "s5", "voices": [], "ending": "mixed"}
    body["scenes"][2]["choices"][0]["to"] = "s5"
    body["scenes"][1]["choices"][0]["to"] = "s4"
    of = Item("x01", "scenario", "G1", 10, critical=False, sources=(), body=body)
    assert KIND.faults(of) == [
        "“scenes”: the longest way has 3 choices, and must have 4 to 6",
        "“scenes”: no choice that can be reached earns points",
    ]


@given(st.data())
def test_no_value_anywhere_in_a_story_makes_the_check_crash(data: st.DataObject) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
    body: Any = deepcopy(dict(item("scenario").body))
    here, key = {"": body}, ""
    while isinstance(here[key], dict | list) and here[key] and data.draw(st.booleans()):
        here = here[key]
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
    if here[key] is not body:
        here[key] = data.draw(values)
    KIND.faults(Item("x01", "scenario", "G1", 10, critical=False, sources=(), body=body))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("scenes",), "the table “scenes” is missing"),
        (("scenes", "s1"), "“scenes.s1”: its words are missing"),
        (("scenes", "s1", "title"), "“scenes.s1.title” is missing or empty"),
        (("scenes", "s6", "text"), "“scenes.s6.text” is missing or empty"),
        (("scenes", "s1", "choices"), "the table “scenes.s1.choices” is missing"),
        (("scenes", "s1", "choices", "a", "feedback"), "“scenes.s1.choices.a.feedback” is missing or empty"),
    ],
)
def test_missing_words_are_named(path: tuple[str, ...], reason: str) -> None:
    of = item("scenario")
    words = item_words(of)
    table = words
    for name in path[:-1]:
        table = table[name]
    del table[path[-1]]
    assert KIND.words_faults(of, words) == [reason]


def test_words_of_nothing_are_named() -> None:
    of = item("scenario")
    words = item_words(of)
    words["scenes"]["s9"] = {"title": "Nowhere"}
    words["scenes"]["s6"]["choices"] = {}
    assert KIND.words_faults(of, words) == [
        "“scenes.s9” belongs to nothing in the quiz",
        "“scenes.s6.choices” belongs to nothing in the quiz",
    ]


def test_what_a_choice_changes_stays_within_its_bounds() -> None:
    assert State(9, 1, 5).after({"trust": 5, "risk": -5}) == State(10, 0, 5)
    assert story(item("scenario").body).walk(["a", "b"]).state == State(6, 0, 5)


def test_turns_are_looked_at_after_the_effects_and_the_first_that_holds_is_taken() -> None:
    told = story(item("scenario").body)
    assert told.walk(["b", "b"]).here.ending == "bad"  # trust fell from 5 to 2
    assert told.walk(["a", "a", "b"]).here.ending == "mixed"  # trust is 6
    body = deepcopy(dict(item("scenario").body))
    turn = {"state": "trust", "below": 10, "to": "s6"}
    body["scenes"][2]["choices"][1]["when"].append(turn)
    assert story(body).walk(["a", "a", "b"]).here.ending == "good"
    assert story(body).walk(["b", "b"]).here.ending == "bad"


@given(items("scenario"))
def test_the_most_that_can_be_earned_is_what_trying_every_way_finds(of: Item) -> None:
    told = story(of.body)
    ways = every_way(told)
    assert told.best.points == max(told.walk(way).points for way in ways) > 0
    assert told.best.here.ending
    assert set(told.reached()) == {
        scene.id for way in ways for n in range(len(way) + 1) for scene in [told.walk(way[:n]).here]
    }
    assert max(told.reached().values()) == max(len(way) for way in ways)


def test_a_path_earns_its_share_whether_or_not_it_is_finished() -> None:
    of = item("scenario")
    assert KIND.mark(of, BEST) == 1
    assert KIND.mark(of, ["a", "b"]) == Fraction(5, 8 + 2)
    assert KIND.mark(of, ["b", "a", "?b"]) == Fraction(2, 10)
    assert KIND.mark(of, ["z", "a"]) == 0
    assert KIND.mark(of, {"a": "b"}) == 0


def test_what_is_ticked_becomes_a_step_when_one_goes_on_and_not_before() -> None:
    of = item("scenario")
    here = shown(of, ["a"])["here"]
    assert here.isalnum()
    assert KIND.read(of, posted(of, ["a", "?b"])) == ["a", "?b"]
    assert KIND.read(of, posted(of, ["a", "?b"], ("then", here))) == ["a", "b"]
    assert KIND.read(of, posted(of, ["a", "?b"], ("then", "q02"))) == ["a", "?b"]


def test_going_on_with_nothing_ticked_is_refused_and_the_path_is_kept() -> None:
    of = item("scenario")
    for path in (["a"], None):
        with pytest.raises(Invalid) as refusal:
            KIND.read(of, posted(of, path, ("then", shown(of, None)["here"])))
        assert not isinstance(refusal.value, StrangeAnswer)
        assert str(refusal.value) == "Choose what you do, then go on."
        assert refusal.value.values["kept"] == path
        assert refusal.value.field == shown(of, None)["field"]
    assert KIND.read(of, posted(of, BEST, ("then", shown(of, None)["here"]))) == BEST


def test_a_choice_of_another_scene_cannot_be_sent() -> None:
    of = item("scenario")
    (_, (field, code)) = KIND.sent(of, ["?a"])
    with pytest.raises(StrangeAnswer):
        KIND.read(of, MultiDict([*KIND.sent(of, ["a"]), (field, code)]))
    with pytest.raises(StrangeAnswer):
        KIND.read(of, MultiDict([*KIND.sent(of, BEST), (field, code)]))


def test_the_page_tells_what_came_of_the_steps_taken_and_of_no_other() -> None:
    of = item("scenario")
    page = pages.read(pages.ask(shown(of, ["a", "?b"])))
    assert f"Title 0 & <more> You decided: Do 0 0 {FEEDBACK} 0 0 is told." in page.words
    assert page.words.count(FEEDBACK) == 1
    assert "Trust: some went up Risk: low Time: some went down" in page.words
    assert "Scene 2 Title 1 & <more> Scene 1 is told. What do you do? Do 1 0 Do 1 1 Go on" in page.words
    (ticked,) = [tag["value"] for tag in page.every("input") if "checked" in tag]
    assert ticked == shown(of, ["a", "?b"])["choices"][1]["value"]


def test_steps_that_were_taken_cannot_be_changed_on_the_page() -> None:
    of = item("scenario")
    page = pages.read(pages.ask(shown(of, ["a", "b"])))
    radios = {tag["name"] for tag in page.every("input") if tag["type"] == "radio"}
    assert radios == {shown(of, None)["field"]}
    assert [tag["name"] for tag in page.every("input") if tag["type"] == "hidden"] == ["answer-q01"]


def test_the_button_that_goes_on_saves_and_comes_back_to_the_scene() -> None:
    of = item("scenario")
    view = shown(of, ["a"]) | {"save_url": "/attempts/1/answers"}
    page = pages.read(pages.ask(view))
    (button,) = page.every("button")
    assert (button["name"], button["value"], button["formaction"]) == ("then", view["here"], "/attempts/1/answers")
    assert view["here"] in page.having("id")


def test_at_an_ending_the_text_stands_and_nothing_is_left_to_choose() -> None:
    of = item("scenario")
    page = pages.read(pages.ask(shown(of, BEST)))
    assert "How it ends Title 5 & <more> Scene 5 is told. The story ends here." in page.words
    assert not page.every("button")
    assert not [tag for tag in page.every("input") if tag["type"] == "radio"]


def test_a_refusal_stands_beside_the_radios_and_at_an_ending_beside_the_question() -> None:
    of = item("scenario")
    view = shown(of, ["a"], error="Choose.")
    words = pages.read(pages.ask(view)).words
    assert "What do you do? Error: Choose. Do 1 0" in words
    assert words.count("Choose.") == 1
    assert "Error: Newer." in pages.read(pages.ask(shown(of, BEST, error="Newer."))).words


def look_back(answer: Any) -> str:
    of = item("scenario", points=10)
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=1, lang="en")
    return pages.read(pages.review(view)).words


def test_the_review_shows_the_other_choices_and_where_they_would_have_led() -> None:
    words = look_back(["b", "a", "?b"])
    assert "2 of 10 points." in words
    assert f"You decided: Do 0 1 {FEEDBACK} 0 1 is told. 1 of 2 points for this decision" in words
    assert f"Do 0 0 {FEEDBACK} 0 0 is told. 2 points · This leads to: Title 1 & <more>" in words
    # With trust at 2 the other choice here leads to the bad ending.
    assert f"Do 2 1 {FEEDBACK} 2 1 is told. 0 points · A bad ending · This leads to: Title 7 & <more>" in words
    assert "A mixed ending Title 6 & <more> Scene 6 is told." in words
    assert "Other ways it can end Title 5 & <more> A good ending Title 7 & <more> A bad ending" in words
    assert "A way that earns every point Title 0 & <more> Do 0 0 Title 1 & <more> Do 1 1 Title 3" in words


def test_the_review_of_an_unfinished_story_says_where_it_stopped() -> None:
    words = look_back(["a"])
    assert "You stopped before the end, at this scene: Title 1 & <more>" in words
    assert "How it can end Title 5 & <more> A good ending Title 6 & <more> A mixed ending" in words


def test_the_best_way_is_not_repeated_to_who_took_it() -> None:
    assert "A way that earns every point" not in look_back(BEST)


@given(st.data())
def test_any_path_can_be_shown_and_looked_back_at(data: st.DataObject) -> None:
    of = data.draw(items("scenario"))
    answer = data.draw(answers(of))
    placed = Placed(of.id, placed_as_written(of).order)
    view = KIND.view(of, item_words(of), placed, answer)
    steps = [step for step in answer if not step.startswith("?")]
    assert len(view["steps"]) == len(steps)
    assert all(0 <= meter["value"] <= 10 for meter in view["meters"])
    assert len(KIND.review(of, item_words(of), placed, answer)["steps"]) == len(answer)


@given(items("scenario"), st.data())
def test_the_book_on_paper_tells_the_same_story(of: Item, data: st.DataObject) -> None:
    told = story(of.body)
    book = KIND.paper_view(of, item_words(of))
    entries = {entry["number"]: entry for entry in book["entries"]}
    assert sorted(entries) == list(range(1, len(entries) + 1))
    state = {each["name"]: each["value"] for each in book["state"]}
    here, path = entries[1], []
    while here["choices"]:
        chosen = data.draw(st.sampled_from(here["choices"]))
        scene = told.walk(path).here
        said = item_words(of)["scenes"][scene.id]["choices"]
        path += [choice.id for choice in scene.choices if said[choice.id]["text"] == chosen["text"]]
        after = entries[chosen["go_to"]]
        for change in after["changes"]:
            state[change["name"]] = min(max(state[change["name"]] + change["by"], 0), 10)
        turned = [turn["go_to"] for turn in after["turns"] if state[turn["name"]] < turn["below"]]
        here = entries[(turned or [after["go_to"]])[0]]
    walk = told.walk(path)
    assert state == {"trust": walk.state.trust, "risk": walk.state.risk, "time": walk.state.time}
    assert here["title"] == item_words(of)["scenes"][walk.here.id]["title"]
    assert here["ending"] == walk.here.ending


def test_the_book_can_be_played_with_a_pen() -> None:
    of = item("scenario")
    view = KIND.paper_view(of, item_words(of)) | {"lang": "en", "dir": "ltr"}
    page = pages.read(pages.paper(view))
    number = {entry["paragraphs"][0]: entry["number"] for entry in view["entries"]}
    first, bad = number[f"{FEEDBACK} 0 0 is told."], number["Scene 7 is told."]
    letter = next(each["letter"] for each in view["entries"][0]["choices"] if each["text"] == "Do 0 0")
    assert f"{letter} Do 0 0 If you choose {letter}, go to {first}." in page.words
    assert f"{FEEDBACK} 0 0 is told. Trust +1 · Time −1 Go to {number['Scene 1 is told.']}." in page.words
    assert f"Trust is now below 3? Go to {bad}. If not, go to {number['Scene 6 is told.']}." in page.words
    assert "The best way earns 10 points." in page.words
    assert not page.every("input") + page.every("select") + page.every("button")
    assert [tag["value"] for tag in page.every("li")] == [str(n) for n in range(1, len(view["entries"]) + 1)]


def test_an_empty_line_in_a_scene_begins_a_paragraph() -> None:
    of = item("scenario")
    words = item_words(of)
    words["scenes"]["s1"]["text"] = "It is dusk.\nNobody speaks.\n\nThen a lamp is lit.\n"
    view = KIND.view(of, words, placed_as_written(of), None)
    assert view["scene"]["paragraphs"] == ["It is dusk.\nNobody speaks.", "Then a lamp is lit."]
    assert "<p>Then a lamp is lit.</p>" in pages.ask(view)
