"""Items of the kinds that are made of parts: scenario, casefile, worksheet."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from learning.quizzes.items import Answer, Item
from learning.quizzes.kinds.casefile import PART_KINDS
from learning.quizzes.stories import STATES, story
from tests.quizzes.strategies import full, ids, partial, subsets

EXERCISES_ONLY = ("scenario", "worksheet")
CAST = [{"who": "amara", "sex": "woman", "role": "leader"}, {"who": "the-guard", "sex": "man", "role": "armed"}]

SCENES: list[dict[str, Any]] = [
    {
        "id": "s1",
        "voices": CAST,
        "choices": [
            {"id": "a", "to": "s2", "points": 2, "effects": {"trust": 1, "time": -1}},
            {"id": "b", "to": "s3", "points": 1, "effects": {"trust": -3}},
        ],
    },
    {
        "id": "s2",
        "voices": [],
        "choices": [
            {"id": "a", "to": "s3", "points": 0},
            {"id": "b", "to": "s4", "points": 3, "effects": {"risk": -5}},
        ],
    },
    {
        "id": "s3",
        "voices": [],
        "choices": [
            {"id": "a", "to": "s4", "points": 1},
            {"id": "b", "to": "s7", "points": 0, "when": [{"state": "trust", "below": 3, "to": "s8"}]},
        ],
    },
    {"id": "s4", "voices": [], "choices": [{"id": "a", "to": "s5", "points": 2}, {"id": "b", "to": "s7", "points": 0}]},
    {"id": "s5", "voices": [], "choices": [{"id": "a", "to": "s6", "points": 3}, {"id": "b", "to": "s7", "points": 1}]},
    {"id": "s6", "voices": [], "ending": "good"},
    {"id": "s7", "voices": [], "ending": "mixed"},
    {"id": "s8", "voices": [], "ending": "bad"},
]

BODIES: dict[str, dict[str, Any]] = {
    "scenario": {"start": "s1", "state": {"trust": 5, "risk": 3, "time": 6}, "scenes": SCENES},
    "casefile": {
        "parts": [
            {"id": "p1", "kind": "single", "points": 2, "choices": ["a", "b", "c"], "key": "b"},
            {
                "id": "p2",
                "kind": "matching",
                "left": ["l1", "l2"],
                "right": ["r1", "r2"],
                "key": {"l1": "r2", "l2": "r1"},
            },
            {"id": "p3", "kind": "numeric", "points": 3, "key": "12.5", "tolerance": "0.5"},
            {"id": "p4", "kind": "multiple", "points": 2, "choices": ["a", "b", "c"], "key": ["a", "c"]},
        ]
    },
    "worksheet": {
        "sections": [
            {
                "id": "w1",
                "fields": [{"id": "f1", "pick": 1, "options": ["o1", "o2", "o3"], "points": {"o1": 2, "o3": 1}}],
            },
            {
                "id": "w2",
                "fields": [
                    {"id": "f2", "pick": 2, "options": ["o1", "o2", "o3", "o4"], "points": {"o2": 2, "o3": 2, "o4": 1}},
                    {"id": "f3", "pick": 1, "options": ["a", "b", "c", "d", "e", "f", "g"], "points": {"g": 1}},
                ],
            },
        ]
    },
}


def parts(of: Item) -> list[Item]:
    """The parts of a case, as items of their own."""
    own = {"id", "kind", "points"}
    return [
        Item(
            id=f"{of.id}--{part['id']}",
            kind=part["kind"],
            objective=of.objective,
            points=part.get("points", 1),
            critical=False,
            sources=(),
            body={name: value for name, value in part.items() if name not in own},
        )
        for part in of.body["parts"]
    ]


def named_parts(of: Item) -> dict[str, Item]:
    """The parts of a case by their own ids."""
    return {part["id"]: item for part, item in zip(of.body["parts"], parts(of), strict=True)}


def fields(of: Item) -> list[dict[str, Any]]:
    """The fields of a worksheet."""
    return [field for section in of.body["sections"] for field in section["fields"]]


def words(of: Item, feedback: str, of_part: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    """The kind's own words; no text of feedback begins as another."""
    if of.kind == "casefile":
        said = {name: of_part(part) for name, part in named_parts(of).items()}
        return {"stimulus": "A **report** & <more>.", "parts": said}
    if of.kind == "worksheet":
        sections = {each["id"]: {"title": "Section & <more>", "text": "What to do."} for each in of.body["sections"]}
        return {"sections": sections, "fields": {field["id"]: _field_words(field, feedback) for field in fields(of)}}
    return {"scenes": {scene["id"]: _scene_words(n, scene, feedback) for n, scene in enumerate(of.body["scenes"])}}


def _field_words(field: dict[str, Any], feedback: str) -> dict[str, Any]:
    options = {each: {"text": f"Option {n}", "feedback": f"{feedback} {n}"} for n, each in enumerate(field["options"])}
    return {"label": "What fits & <more>?", "options": options}


def _scene_words(number: int, scene: dict[str, Any], feedback: str) -> dict[str, Any]:
    told: dict[str, Any] = {"title": f"Title {number} & <more>", "text": f"Scene {number} is told."}
    if "choices" in scene:
        told["choices"] = {
            choice["id"]: {"text": f"Do {number} {n}", "feedback": f"{feedback} {number} {n} is told."}
            for n, choice in enumerate(scene["choices"])
        }
    return told


def order_as_written(of: Item, of_part: Callable[[Item], Any]) -> dict[str, list[str]]:
    """The order in which the item is written, as an arrangement."""
    if of.kind == "casefile":
        return {
            f"{name}.{table}": list(shown)
            for name, part in named_parts(of).items()
            for table, shown in of_part(part).order.items()
        }
    if of.kind == "worksheet":
        return {field["id"]: list(field["options"]) for field in fields(of)}
    return {
        scene["id"]: [choice["id"] for choice in scene["choices"]] for scene in of.body["scenes"] if "choices" in scene
    }


def right_answer(of: Item, of_part: Callable[[Item], Answer]) -> Answer:
    """What earns every point."""
    if of.kind == "casefile":
        return {name: of_part(part) for name, part in named_parts(of).items()}
    if of.kind == "worksheet":
        return {field["id"]: _best(field) for field in fields(of)}
    return story(of.body).best.path


def _best(field: dict[str, Any]) -> list[str]:
    worth = sorted(field["options"], key=lambda option: -field["points"].get(option, 0))[: field["pick"]]
    return [option for option in field["options"] if option in worth]


@st.composite
def answers(draw: DrawFn, of: Item, of_part: Callable[[Item], SearchStrategy[Any]]) -> Any:
    """Any answer that a page can send, the partial ones included."""
    if of.kind == "casefile":
        chosen = draw(subsets(list(named_parts(of)), 1, len(of.body["parts"])))
        return {name: draw(of_part(part)) for name, part in named_parts(of).items() if name in chosen}
    if of.kind == "worksheet":
        some = draw(partial([field["id"] for field in fields(of)], st.none()))
        return {field["id"]: draw(_picked(field)) for field in fields(of) if field["id"] in some}
    path: list[str] = []
    told = story(of.body)
    for _ in range(draw(st.integers(1, len(told.scenes)))):
        choices = told.walk(path).here.choices
        if not choices:
            break
        path.append(draw(st.sampled_from([choice.id for choice in choices])))
    return [*path[:-1], f"?{path[-1]}"] if draw(st.booleans()) else path


@st.composite
def _picked(draw: DrawFn, field: dict[str, Any]) -> list[str]:
    chosen = draw(subsets(field["options"], 1, field["pick"]))
    return [option for option in field["options"] if option in chosen]


@st.composite
def bodies(draw: DrawFn, kind: str, of_part: Callable[[str], SearchStrategy[Any]]) -> dict[str, Any]:
    """Any body of one of these kinds that may be published."""
    if kind == "casefile":
        return {
            "parts": [
                {
                    "id": f"part-{number}",
                    "kind": (part := draw(st.sampled_from(PART_KINDS))),
                    "points": draw(st.integers(1, 5)),
                }
                | draw(of_part(part))
                for number in range(draw(st.integers(4, 6)))
            ]
        }
    if kind == "worksheet":
        names = draw(ids(2, 5))
        made = [{"id": name} | draw(_fields()) for name in names[1:]]
        return {"sections": [{"id": names[0], "fields": made}]}
    return draw(stories())


@st.composite
def _fields(draw: DrawFn) -> dict[str, Any]:
    options = draw(ids(2, 8))
    earning = draw(subsets(options, 1, len(options) - 1))
    points = {option: draw(st.integers(1, 5)) for option in earning}
    return {"pick": draw(st.integers(1, len(options) - 1)), "options": options, "points": points}


@st.composite
def stories(draw: DrawFn) -> dict[str, Any]:
    """Any sound story: a spine that ends well, side ways to the other endings, and turns beside them."""
    names = draw(ids(7, 9))
    spine, endings = names[:-3], names[-3:]
    scenes = []
    for place, name in enumerate(spine):
        later = [*spine[place + 1 :], *endings]
        first_ways = {0: endings[1], 1: endings[2]}
        targets = [later[0], first_ways.get(place) or draw(st.sampled_from(later))]
        choices = [_choice(draw, to) for to in targets]
        if draw(st.booleans()):
            turn = {"state": draw(st.sampled_from(STATES)), "below": draw(st.integers(1, 10))}
            turn["to"] = draw(st.sampled_from(later))
            choices.append(_choice(draw, draw(st.sampled_from(later))) | {"when": [turn]})
        for choice, own in zip(choices, draw(ids(3, 3)), strict=False):
            choice["id"] = own
        scenes.append({"id": name, "voices": CAST if place == 1 else [], "choices": choices})
    scenes[0]["choices"][0]["points"] += 1
    scenes += [
        {"id": name, "voices": [], "ending": kind} for name, kind in zip(endings, ("good", "mixed", "bad"), strict=True)
    ]
    return {"start": spine[0], "state": {name: draw(st.integers(0, 10)) for name in STATES}, "scenes": scenes}


def _choice(draw: DrawFn, to: str) -> dict[str, Any]:
    effects = draw(st.dictionaries(st.sampled_from(STATES), st.integers(-5, 5)))
    return {"to": to, "points": draw(st.integers(0, 3)), "effects": effects}


@st.composite
def rekeyed(draw: DrawFn, of: Item, of_part: Callable[[Item], SearchStrategy[Item]]) -> dict[str, Any]:
    """A body whose page is the same and whose points or keys are others."""
    if of.kind == "casefile":
        others = [
            part | {"key": draw(of_part(item)).body["key"]}
            for part, item in zip(of.body["parts"], parts(of), strict=True)
        ]
        return {**of.body, "parts": others}
    if of.kind == "worksheet":
        worth = {field["id"]: draw(full(field["options"], ["1", "2", "3"])) for field in fields(of)}
        changed = [
            field | {"points": {option: int(points) for option, points in worth[field["id"]].items()}}
            for field in fields(of)
        ]
        return {"sections": [{"id": of.body["sections"][0]["id"], "fields": changed}]}
    scenes = [
        scene | {"choices": [choice | {"points": draw(st.integers(0, 9))} for choice in scene["choices"]]}
        if "choices" in scene
        else scene
        for scene in of.body["scenes"]
    ]
    return {**of.body, "scenes": scenes}


def told(of: Item, answer: Answer | None, said: dict[str, Any]) -> list[str]:
    """What of the feedback is part of the page already: what came of the steps that a story has taken."""
    if of.kind != "scenario" or not isinstance(answer, list):
        return []
    steps = story(of.body).walk(answer).steps
    return [str(said["scenes"][step.scene.id]["choices"][step.choice.id]["feedback"]) for step in steps]


def reads_text(of: Item, name: str) -> bool:
    """Whether a field of a case belongs to a part in which a number is typed."""
    typed = [f"answer-{part.id}" for part in parts(of) if part.kind == "numeric"] if of.kind == "casefile" else []
    return name in typed
