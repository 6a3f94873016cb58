"""How a story is told: on the page, when it is looked back at, and as a numbered book on paper."""

from collections.abc import Mapping
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

from learning.quizzes import forms
from learning.quizzes.items import Item, Placed, Words
from learning.quizzes.stories import HIGHEST, STATES, Choice, Scene, Step, Story, Walk

LOW_UP_TO, MIDDLE_UP_TO = 3, 6
Place = tuple[str, str | None]
"""What has a number in the book: a scene, or with a choice what comes of it."""


def scene_told(words: Words, scene: Scene) -> dict[str, Any]:
    """Give title and text of a scene; an empty line begins a new paragraph."""
    said = words["scenes"][scene.id]
    return {"title": said["title"], "paragraphs": paragraphs(said["text"])}


def paragraphs(text: str) -> list[str]:
    """Part a text where a line is left empty."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def steps_told(words: Words, walk: Walk) -> list[dict[str, str]]:
    """Give each step taken: in which scene, what was chosen, what came of it."""
    return [
        {
            "title": words["scenes"][step.scene.id]["title"],
            "chosen": _said(words, step.scene, step.choice)["text"],
            "consequence": _said(words, step.scene, step.choice)["feedback"],
        }
        for step in walk.steps
    ]


def meters(walk: Walk) -> list[dict[str, Any]]:
    """Say how things stand now: the value, its level for words, and whether the last step raised or lowered it."""
    before = walk.steps[-1].before if walk.steps else walk.state
    return [
        {
            "name": name,
            "value": getattr(walk.state, name),
            "highest": HIGHEST,
            "level": _level(getattr(walk.state, name)),
            "change": _change(getattr(before, name), getattr(walk.state, name)),
        }
        for name in STATES
    ]


def steps_reviewed(words: Words, told: Story, walk: Walk, placed: Placed) -> list[dict[str, Any]]:
    """Give each step with its scene, what came of it, what it earned, and where the other choices would have led."""
    return [
        scene_told(words, step.scene)
        | {
            "chosen": _said(words, step.scene, step.choice)["text"],
            "feedback": _said(words, step.scene, step.choice)["feedback"],
            "points": step.choice.points,
            "most": step.scene.most,
            "others": [
                _other(words, told, step, choice)
                for choice_id in placed.order[step.scene.id]
                if (choice := step.scene.choice(choice_id)) and choice != step.choice
            ],
        }
        for step in walk.steps
    ]


def endings(words: Words, told: Story, *, but: Scene) -> list[dict[str, Any]]:
    """List the endings that the story could have had, by title and kind, without the one it had."""
    return [
        {"title": words["scenes"][scene.id]["title"], "ending": scene.ending}
        for scene in told.scenes.values()
        if scene.ending and scene != but
    ]


def ways(words: Words, walk: Walk) -> list[dict[str, str]]:
    """Give a way through the story in short: scene by scene, what to choose."""
    return [
        {
            "title": words["scenes"][step.scene.id]["title"],
            "text": _said(words, step.scene, step.choice)["text"],
        }
        for step in walk.steps
    ]


def book(item: Item, words: Words, told: Story) -> dict[str, Any]:
    """Write a story as a numbered book: a scene, then for each choice a number with what comes of it and how to go on.

    The start is number 1; all others are mixed, and so are the choices of a scene, in the same way in every language:
    neither a number nor a letter tells.
    """
    mixed = [replace(scene, choices=_mixed(item, scene)) for scene in told.scenes.values()]
    places = [place for scene in mixed for place in _places(scene) if place != (told.start, None)]
    places.sort(key=lambda place: forms.code(item, f"book/{place}"))
    numbers = {place: number for number, place in enumerate([(told.start, None), *places], start=1)}
    entries = []
    for scene in mixed:
        entries.append(_scene_entry(words, scene, numbers))
        entries += [_choice_entry(words, scene, choice, numbers) for choice in scene.choices]
    return {
        "item_id": item.id,
        "kind": item.kind,
        "prompt": words["prompt"],
        "rationale": words["rationale"],
        "state": [{"name": name, "value": getattr(told.state, name)} for name in STATES],
        "highest": HIGHEST,
        "entries": sorted(entries, key=lambda entry: int(entry["number"])),
        "scoring": sorted(
            (_scoring(words, scene, numbers) for scene in mixed if scene.choices),
            key=lambda scene: int(scene["number"]),
        ),
        "most": told.best.points,
        "lang": None,
        "dir": None,
    }


def _mixed(item: Item, scene: Scene) -> tuple[Choice, ...]:
    return tuple(sorted(scene.choices, key=lambda choice: forms.code(item, f"letter/{scene.id}/{choice.id}")))


def _places(scene: Scene) -> list[Place]:
    return [(scene.id, None), *((scene.id, choice.id) for choice in scene.choices)]


def _scene_entry(words: Words, scene: Scene, numbers: Mapping[Place, int]) -> dict[str, Any]:
    choices = [
        {"letter": letter, "text": _said(words, scene, choice)["text"], "go_to": numbers[scene.id, choice.id]}
        for letter, choice in zip(ascii_lowercase, scene.choices, strict=False)
    ]
    told = scene_told(words, scene)
    return {**told, "number": numbers[scene.id, None], "choices": choices, "ending": scene.ending}


def _choice_entry(words: Words, scene: Scene, choice: Choice, numbers: Mapping[Place, int]) -> dict[str, Any]:
    return {
        "number": numbers[scene.id, choice.id],
        "title": None,
        "paragraphs": paragraphs(_said(words, scene, choice)["feedback"]),
        "changes": [{"name": name, "by": choice.effects[name]} for name in STATES if choice.effects.get(name)],
        "turns": [{"name": turn.state, "below": turn.below, "go_to": numbers[turn.to, None]} for turn in choice.turns],
        "go_to": numbers[choice.to, None],
    }


def _scoring(words: Words, scene: Scene, numbers: Mapping[Place, int]) -> dict[str, Any]:
    return {
        "number": numbers[scene.id, None],
        "title": words["scenes"][scene.id]["title"],
        "choices": [
            {"letter": letter, "points": choice.points}
            for letter, choice in zip(ascii_lowercase, scene.choices, strict=False)
        ],
    }


def _other(words: Words, told: Story, step: Step, choice: Choice) -> dict[str, Any]:
    """Say what another choice would have done at that moment of the story."""
    said = _said(words, step.scene, choice)
    led_to = told.step(step.scene, choice, step.before).to
    return {
        "text": said["text"],
        "feedback": said["feedback"],
        "points": choice.points,
        "led_to": words["scenes"][led_to.id]["title"],
        "ending": led_to.ending,
    }


def _said(words: Words, scene: Scene, choice: Choice) -> Mapping[str, Any]:
    said: Mapping[str, Any] = words["scenes"][scene.id]["choices"][choice.id]
    return said


def _level(value: int) -> str:
    if value <= LOW_UP_TO:
        return "low"
    return "middle" if value <= MIDDLE_UP_TO else "high"


def _change(before: int, after: int) -> str:
    if after == before:
        return ""
    return "more" if after > before else "less"
