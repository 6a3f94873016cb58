"""Stories that branch: scenes, choices, what they change, and the ways through them.

A scenario's body is read into these shapes once; walking a path is then a matter of looking up.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

STATES = ("trust", "risk", "time")
"""What every story carries along, in the order in which it is shown."""
LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True)
class State:
    """How things stand at one moment of a story, each from LOWEST to HIGHEST."""

    trust: int
    risk: int
    time: int

    def after(self, effects: Mapping[str, int]) -> "State":
        """Give what effects make of this; nothing leaves its bounds."""
        changed = {name: getattr(self, name) + by for name, by in effects.items()}
        return replace(self, **{name: min(max(value, LOWEST), HIGHEST) for name, value in changed.items()})


@dataclass(frozen=True)
class Turn:
    """Where a choice leads instead when something has become too little."""

    state: str
    below: int
    to: str

    def holds(self, state: State) -> bool:
        """Say whether the story takes this turn."""
        return bool(getattr(state, self.state) < self.below)


@dataclass(frozen=True)
class Choice:
    """What a person may do in a scene.

    Attributes:
        id: unique in its scene.
        to: the scene that follows, unless a turn is taken.
        points: what it earns, 0 or more.
        effects: what it changes.
        turns: looked at after the effects; the first that holds is taken.
    """

    id: str
    to: str
    points: int
    effects: Mapping[str, int]
    turns: tuple[Turn, ...]

    def leads_to(self, after: State) -> str:
        """Name the scene that follows, given how things stand after the effects."""
        return next((turn.to for turn in self.turns if turn.holds(after)), self.to)

    @property
    def targets(self) -> tuple[str, ...]:
        """Name every scene that may follow."""
        return (self.to, *(turn.to for turn in self.turns))


@dataclass(frozen=True)
class Scene:
    """One scene; at an ending (good, mixed or bad) nothing is left to choose."""

    id: str
    ending: str | None
    choices: tuple[Choice, ...]

    def choice(self, choice_id: object) -> Choice | None:
        """Find a choice by its id; None if there is no such choice here."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    @property
    def most(self) -> int:
        """Say what the best choice here earns."""
        return max((choice.points for choice in self.choices), default=0)


@dataclass(frozen=True)
class Step:
    """A choice made: where, how things stood before, how they stand after, and where it led."""

    scene: Scene
    choice: Choice
    before: State
    after: State
    to: Scene


@dataclass(frozen=True)
class Walk:
    """A way through a story, as far as it was taken."""

    steps: tuple[Step, ...]
    here: Scene
    state: State

    @property
    def points(self) -> int:
        """Say what the choices made so far earn."""
        return sum(step.choice.points for step in self.steps)

    @property
    def path(self) -> list[str]:
        """List the choices made, from the first to the last."""
        return [step.choice.id for step in self.steps]


@dataclass(frozen=True)
class Story:
    """A whole story, without its words."""

    start: str
    state: State
    scenes: Mapping[str, Scene]

    def step(self, scene: Scene, choice: Choice, state: State) -> Step:
        """Make one choice."""
        after = state.after(choice.effects)
        return Step(scene, choice, state, after, self.scenes[choice.leads_to(after)])

    def walk(self, path: Iterable[object]) -> Walk:
        """Follow a path from the start, up to the first thing in it that is no choice of its scene."""
        steps: list[Step] = []
        here, state = self.scenes[self.start], self.state
        for choice_id in path:
            choice = here.choice(choice_id)
            if choice is None:
                break
            steps.append(self.step(here, choice, state))
            here, state = steps[-1].to, steps[-1].after
        return Walk(tuple(steps), here, state)

    @cached_property
    def best(self) -> Walk:
        """Find the way that earns most, exactly: every scene is looked at in every state it can be met in."""
        known: dict[tuple[str, State], tuple[int, tuple[str, ...]]] = {}

        def most(scene: Scene, state: State) -> tuple[int, tuple[str, ...]]:
            met = (scene.id, state)
            if met not in known:
                best: tuple[int, tuple[str, ...]] = (0, ())
                for choice in scene.choices:
                    step = self.step(scene, choice, state)
                    points, path = most(step.to, step.after)
                    # Of ways that earn the same the first stands; an empty one is no way at all.
                    if not best[1] or points + choice.points > best[0]:
                        best = (points + choice.points, (choice.id, *path))
                known[met] = best
            return known[met]

        return self.walk(most(self.scenes[self.start], self.state)[1])

    def reached(self) -> dict[str, int]:
        """Name every scene that can be met, with the most choices that can come before it."""
        depths: dict[tuple[str, State], int] = {}
        open_ends = [(self.scenes[self.start], self.state, 0)]
        while open_ends:
            scene, state, depth = open_ends.pop()
            if depths.get((scene.id, state), -1) >= depth:
                continue
            depths[scene.id, state] = depth
            steps = (self.step(scene, choice, state) for choice in scene.choices)
            open_ends += [(step.to, step.after, depth + 1) for step in steps]
        found: dict[str, int] = {}
        for (scene_id, _), depth in depths.items():
            found[scene_id] = max(found.get(scene_id, 0), depth)
        return found


def story(body: Mapping[str, Any]) -> Story:
    """Read the story of a sound scenario; equal bodies give the one story, which keeps its best way."""
    return _kept(json.dumps(dict(body), sort_keys=True))


@lru_cache(maxsize=128)
def _kept(written: str) -> Story:
    return read_story(json.loads(written))


def read_story(body: Mapping[str, Any]) -> Story:
    """Read a body whose shape is settled, whether or not the story makes sense."""
    scenes = {scene["id"]: Scene(scene["id"], scene.get("ending"), tuple(_choices(scene))) for scene in body["scenes"]}
    return Story(body["start"], State(**body["state"]), scenes)


def _choices(scene: Mapping[str, Any]) -> Iterator[Choice]:
    for choice in scene.get("choices", ()):
        turns = tuple(Turn(turn["state"], turn["below"], turn["to"]) for turn in choice.get("when", ()))
        yield Choice(choice["id"], choice["to"], choice["points"], choice.get("effects", {}), turns)
