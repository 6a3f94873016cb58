"""Why a story may not be told: its shape, its ways, its endings and its people."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from learning.quizzes import checking
from learning.quizzes.stories import HIGHEST, LOWEST, STATES, Story, read_story

ENDINGS = ("good", "mixed", "bad")
SEXES = ("woman", "man", "girl", "boy")
ROLES = ("leader", "expert", "colleague", "witness", "victim", "community", "armed")
ACTING = ("leader", "expert", "colleague")
"""The roles in one of which a woman must appear, so that women are not shown as victims only."""

FEWEST_SCENES, MOST_SCENES = 7, 12
FEWEST_CHOICES, MOST_CHOICES = 2, 3
FEWEST_STEPS, MOST_STEPS = 4, 6
"""How many choices the longest way through a story asks for."""
STRONGEST = 5
"""More than this no single choice changes."""

_SCENE_KEYS = ("id", "voices", "choices", "ending")
_CHOICE_KEYS = ("id", "to", "points", "effects", "when")


def story_faults(body: Mapping[str, Any]) -> list[str]:
    """Say every reason why a scenario's body is no story that can be told, the simplest first.

    What can be seen only in a story whose simpler faults are mended is left until they are.
    """
    found = _state_faults(body.get("state"))
    found += checking.table_faults(body, "scenes", least=FEWEST_SCENES, most=MOST_SCENES)
    if found:
        return found
    scenes = body["scenes"]
    known = {scene["id"] for scene in scenes}
    found += _unknown_scene("start", body.get("start"), known)
    for scene in scenes:
        found += checking.within(f"scenes.{scene['id']}", _scene_faults(scene, known))
    return found or _way_faults(read_story(body)) + _cast_faults(scenes)


def _state_faults(state: object) -> list[str]:
    if not isinstance(state, Mapping) or set(state) != set(STATES):
        return [f"“state” must give {', '.join(STATES)}, and nothing else"]
    return [
        f"“state.{name}” must be a whole number from {LOWEST} to {HIGHEST}"
        for name in STATES
        if not checking.is_whole(state[name], LOWEST, HIGHEST)
    ]


def _scene_faults(scene: Mapping[str, Any], known: set[str]) -> list[str]:
    found = _unknown_keys(scene, _SCENE_KEYS) + _voice_faults(scene.get("voices"))
    if "ending" in scene:
        if scene["ending"] not in ENDINGS:
            found.append(f"“ending” must be one of {', '.join(ENDINGS)}")
        return [*found, "“choices” cannot stand at an ending"] if "choices" in scene else found
    if "choices" not in scene:
        return [*found, "a dead end: it has neither choices nor an ending"]
    tables = checking.table_faults(scene, "choices", least=FEWEST_CHOICES, most=MOST_CHOICES)
    if tables:
        return found + tables
    for choice in scene["choices"]:
        found += checking.within(f"choices.{choice['id']}", _choice_faults(choice, known))
    return found


def _voice_faults(voices: object) -> list[str]:
    if not isinstance(voices, list):
        return ["“voices” must be a list of who speaks or acts here; it may be empty"]
    return [reason for voice in voices for reason in _one_voice_faults(voice)]


def _one_voice_faults(voice: object) -> list[str]:
    if not isinstance(voice, Mapping) or set(voice) != {"who", "sex", "role"} or not checking.is_id(voice["who"]):
        return ["“voices” must each have “who” (an id), “sex” and “role”, and nothing else"]
    found = []
    if voice["sex"] not in SEXES:
        found.append(f"“voices”: the sex of {voice['who']} must be one of {', '.join(SEXES)}")
    if voice["role"] not in ROLES:
        found.append(f"“voices”: the role of {voice['who']} must be one of {', '.join(ROLES)}")
    return found


def _choice_faults(choice: Mapping[str, Any], known: set[str]) -> list[str]:
    found = _unknown_keys(choice, _CHOICE_KEYS) + _unknown_scene("to", choice.get("to"), known)
    if not checking.is_whole(choice.get("points"), 0):
        found.append("“points” must be a whole number, 0 or more")
    effects, turns = choice.get("effects", {}), choice.get("when", [])
    if not isinstance(effects, Mapping) or not set(effects) <= set(STATES):
        found.append(f"“effects” may change {', '.join(STATES)}")
    elif not all(checking.is_whole(by, -STRONGEST, STRONGEST) for by in effects.values()):
        found.append(f"“effects” must be whole numbers from {-STRONGEST} to {STRONGEST}")
    if not isinstance(turns, list):
        return [*found, "“when” must be a list"]
    return found + [reason for turn in turns for reason in _turn_faults(turn, known)]


def _turn_faults(turn: object, known: set[str]) -> list[str]:
    if not isinstance(turn, Mapping) or set(turn) != {"state", "below", "to"}:
        return ["“when” must each have “state”, “below” and “to”, and nothing else"]
    found = _unknown_scene("when", turn["to"], known)
    if turn["state"] not in STATES:
        found.append(f"“when” can look at {', '.join(STATES)}")
    if not checking.is_whole(turn["below"], LOWEST + 1, HIGHEST):
        found.append(f"“when” needs a whole number from {LOWEST + 1} to {HIGHEST} as “below”")
    return found


def _unknown_keys(table: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [f"“{name}” is not known here" for name in table if name not in names]


def _unknown_scene(name: str, scene: object, known: set[str]) -> list[str]:
    if isinstance(scene, str) and scene in known:
        return []
    return [f"“{name}” leads to {scene}, and there is no such scene"]


def _way_faults(story: Story) -> list[str]:
    circle = _circle(story)
    if circle:
        return [f"“scenes.{circle[0]}” leads back to itself: {' → '.join(circle)}"]
    reached = story.reached()
    found = [
        f"“scenes.{scene_id}” is never reached, whatever is chosen"
        for scene_id in story.scenes
        if scene_id not in reached
    ]
    endings = {story.scenes[scene_id].ending for scene_id in reached}
    found += [f"“scenes” have no {ending} ending that can be reached" for ending in ENDINGS if ending not in endings]
    longest = max(reached.values())
    if not FEWEST_STEPS <= longest <= MOST_STEPS:
        found.append(f"“scenes”: the longest way has {longest} choices, and must have {FEWEST_STEPS} to {MOST_STEPS}")
    if not story.best.points:
        found.append("“scenes”: no choice that can be reached earns points")
    return found


def _circle(story: Story) -> list[str]:
    """Find scenes that lead back to the first of them, in the order of the story."""
    graph = {
        scene.id: [target for choice in scene.choices for target in choice.targets] for scene in story.scenes.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        # The sorter's arrows run from what comes first, ours to what comes next.
        return list(reversed(circle.args[1]))
    return []


def _cast_faults(scenes: Iterable[Mapping[str, Any]]) -> list[str]:
    cast = [(voice["sex"], voice["role"]) for scene in scenes for voice in scene["voices"]]
    if any(("woman", role) in cast for role in ACTING):
        return []
    return [f"“scenes” have no woman who acts as {', '.join(ACTING)}"]
