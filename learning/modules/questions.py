"""The questions of a pack that ask to choose: of its quiz, its tests, its cases, its lessons and its stories."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learning.modules.documents import Path
from learning.quizzes.rules import Item, Quiz

CHOOSING = frozenset({"single", "multiple"})


@dataclass(frozen=True)
class Question:
    """A question with choices, without its words.

    Attributes:
        name: for the author, such as "q07", "x02.p1", "c03" or "x01.s4".
        where: the path of its table in the file of its structure.
        words: the path of its table in the file of its words.
        choices: ids, in the order written.
        key: those of them that are right; in a scene those that earn most.
    """

    name: str
    where: Path
    words: Path
    choices: tuple[str, ...]
    key: frozenset[str]

    @property
    def place(self) -> int | None:
        """The place of the key among the choices, from 0; None when there are several."""
        return next(self.choices.index(choice) for choice in self.key) if len(self.key) == 1 else None


def quiz_questions(quiz: Quiz) -> Iterator[Question]:
    """List the questions of quiz and cases that ask to choose, in the order of the quiz.

    Args:
        quiz: items without faults; `where` begins with the item's id, because its place in a file is not known here.
    """
    for item in quiz.items:
        if item.kind in CHOOSING:
            yield _question(item.id, (item.id,), ("items", item.id), item.body)
        elif item.kind == "casefile":
            for number, part in enumerate(item.body["parts"]):
                if part["kind"] in CHOOSING:
                    words = ("items", item.id, "parts", part["id"])
                    yield _question(f"{item.id}.{part['id']}", (item.id, "parts", number), words, part)


def check_questions(checks: Sequence[Mapping[str, Any]]) -> list[Question]:
    """List the check-yourself questions of a well-formed module.toml."""
    return [
        _question(check["id"], ("checks", number), ("checks", check["id"]), check)
        for number, check in enumerate(checks)
        if check["key"] in check["choices"]
    ]


def scenes(item: Item) -> list[Question]:
    """List the scenes of a scenario without faults in which something is to be decided."""
    return [_scene(item.id, number, scene) for number, scene in enumerate(item.body["scenes"]) if scene.get("choices")]


def _scene(item_id: str, number: int, scene: Mapping[str, Any]) -> Question:
    points = {choice["id"]: choice["points"] for choice in scene["choices"]}
    best = frozenset(choice for choice, earned in points.items() if earned == max(points.values()))
    where, words = (item_id, "scenes", number), ("items", item_id, "scenes", scene["id"])
    return Question(f"{item_id}.{scene['id']}", where, words, tuple(points), best)


def _question(name: str, where: Path, words: Path, body: Mapping[str, Any]) -> Question:
    key = body["key"]
    return Question(name, where, words, tuple(body["choices"]), frozenset([key] if isinstance(key, str) else key))
