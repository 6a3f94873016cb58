"""A story that branches: each choice leads on, and stands."""

from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Invalid
from learning.quizzes import checking, forms, retelling
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words
from learning.quizzes.plots import story_faults
from learning.quizzes.stories import Scene, Story, story

GO_ON = "then"
"""The button that takes the step; its value is `here` in the view, and where the page opens again."""
PENDING = "?"


class Scenario:
    """A path through scenes. The answer lists the ids of the choices made, from the start.

    A choice that is ticked while nobody has gone on stands last and with a question mark before it ("?b"): pages
    keep it, and it can still be changed. Once submitted it counts like the others.
    """

    name = "scenario"
    words = ("scenes",)

    def faults(self, item: Item) -> list[str]:
        """Want scenes that all can be reached, lead on without circles, and end well, badly and in between."""
        return checking.key_faults(item, "start", "state", "scenes") or story_faults(item.body)

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want title and text for every scene, text and feedback for every choice."""
        scenes = words.get("scenes")
        if not isinstance(scenes, dict):
            return ["the table “scenes” is missing"]
        told = story(item.body).scenes
        found = checking.surplus_faults(scenes, told, "scenes.")
        for scene in told.values():
            found += checking.within(f"scenes.{scene.id}", _scene_words_faults(scene, scenes.get(scene.id)))
        return found

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the choices of each scene; the scenes follow one another."""
        order = {}
        for scene in story(item.body).scenes.values():
            choices = [choice.id for choice in scene.choices]
            rng.shuffle(choices)
            if choices:
                order[scene.id] = choices
        return order

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the hidden field of the path so far, and the radios of the scene that is open."""
        return (forms.field(item), forms.field(item, "step"))

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the path, and what is ticked now: a step when "Go on" was pressed, pending otherwise.

        Raises:
            StrangeAnswer: the path is none through this story, or the choice none of its scene.
            Invalid: "Go on" was pressed with nothing ticked; `values["kept"]` is the path.
        """
        told, (path_field, step_field) = story(item.body), self.fields(item)
        path = _decoded(item, told, forms.sent_text(form, path_field), path_field)
        scene = told.walk(path).here
        offered = {_qualified(scene, choice.id): choice.id for choice in scene.choices}
        ticked = forms.sent_option(form, item, step_field, offered)
        goes_on = _here(item) in form.getlist(GO_ON)
        if ticked is not None:
            return [*path, offered[ticked] if goes_on else PENDING + offered[ticked]]
        if goes_on and scene.choices:
            raise Invalid("Choose what you do, then go on.", field=step_field, kept=path or None)
        return path or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the path in its hidden field, and the radio that is ticked."""
        told, (path_field, step_field) = story(item.body), self.fields(item)
        path, pending = _parted(answer)
        walk = told.walk(path)
        sent = [(path_field, _coded(item, told, path))]
        if pending is not None and walk.here.choice(pending):
            sent.append((step_field, forms.code(item, _qualified(walk.here, pending))))
        return sent

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the points earned along the path out of the most that any path can earn; it need not be finished."""
        told = story(item.body)
        return Fraction(told.walk(_whole(answer)).points, told.best.points)

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the way so far with what came of each choice, then the scene that is open, with radios.

        What came of a choice that was made is part of the story; of the others nothing is said. The web sets
        `save_url`, where "Go on" sends the form.
        """
        told, (path_field, step_field) = story(item.body), self.fields(item)
        path, pending = _parted(answer)
        walk = told.walk(path)
        choices = [
            {
                "value": forms.code(item, _qualified(walk.here, choice)),
                "text": words["scenes"][walk.here.id]["choices"][choice]["text"],
                "chosen": choice == pending,
            }
            for choice in placed.order.get(walk.here.id, ())
        ]
        anchor = f"{step_field}--{choices[0]['value']}" if choices else _here(item)
        unfinished = bool(choices) and bool(walk.steps or pending)
        return question_frame(item, words, anchor=anchor, unfinished=unfinished) | {
            "path_field": path_field,
            "path": _coded(item, told, path),
            "field": step_field,
            "steps": retelling.steps_told(words, walk),
            "scene": retelling.scene_told(words, walk.here),
            "number_of_scene": len(walk.steps) + 1,
            "meters": retelling.meters(walk),
            "choices": choices,
            "go_on": GO_ON,
            "here": _here(item),
            "save_url": None,
        }

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the path with every other choice and where it would have led, the ending, the others, a best way."""
        told = story(item.body)
        walk = told.walk(_whole(answer))
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {
            "steps": retelling.steps_reviewed(words, told, walk, placed),
            "scene": retelling.scene_told(words, walk.here),
            "ending": walk.here.ending,
            "others": retelling.endings(words, told, but=walk.here),
            "best": retelling.ways(words, told.best) if share < 1 else [],
        }

    def paper_view(self, item: Item, words: Words) -> dict[str, Any]:
        """Give the whole story as a numbered book, to be played with a pen; the caller sets `lang` and `dir`."""
        return retelling.book(item, words, story(item.body))


def _scene_words_faults(scene: Scene, words: Any) -> list[str]:
    if not isinstance(words, dict):
        return ["its words are missing"]
    names = ("title", "text", "choices") if scene.choices else ("title", "text")
    found = checking.text_faults(words, "title", "text") + checking.surplus_faults(words, names)
    if scene.choices:
        found += checking.option_faults(words, "choices", [choice.id for choice in scene.choices])
    return found


def _parted(answer: Any) -> tuple[list[str], str | None]:
    """Part an answer into the steps taken and what is ticked beyond them."""
    path = [step for step in answer if isinstance(step, str)] if isinstance(answer, list) else []
    if path and path[-1].startswith(PENDING):
        return path[:-1], path[-1].removeprefix(PENDING)
    return path, None


def _whole(answer: Any) -> list[str]:
    path, pending = _parted(answer)
    return path if pending is None else [*path, pending]


def _here(item: Item) -> str:
    """Name the place on the page where the story goes on: letters and digits only, as the web asks of anchors."""
    return f"here{forms.code(item, 'here')}"


def _qualified(scene: Scene, choice_id: str) -> str:
    """Tell choices of different scenes apart: most scenes have an "a"."""
    return f"{scene.id}/{choice_id}"


def _coded(item: Item, told: Story, path: Iterable[str]) -> str:
    return ".".join(forms.code(item, _qualified(step.scene, step.choice.id)) for step in told.walk(path).steps)


def _decoded(item: Item, told: Story, sent: str | None, name: str) -> list[str]:
    path: list[str] = []
    for code in sent.split(".") if sent else ():
        scene = told.walk(path).here
        meant = [each.id for each in scene.choices if forms.code(item, _qualified(scene, each.id)) == code]
        if not meant:
            raise forms.strange(name)
        path += meant
    return path


KIND = Scenario()
