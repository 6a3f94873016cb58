from pathlib import Path
from random import Random

import pytest
from werkzeug.datastructures import MultiDict

from learning.demo import answers
from learning.modules.packs import read_pack
from learning.quizzes.kinds import kind
from learning.quizzes.rules import Answer, Item

CONTENT = Path(__file__).parents[2] / "learning" / "modules" / "content"
ITEMS = [
    pytest.param(item, id=f"{path.name}-{item.id}-{item.kind}")
    for path in sorted(CONTENT.iterdir())
    if path.is_dir()
    for item in read_pack(path).quiz.items
]


def _read_back(item: Item, answer: Answer) -> Answer | None:
    return kind(item.kind).read(item, MultiDict(kind(item.kind).sent(item, answer)))


@pytest.mark.parametrize("item", ITEMS)
def test_who_knows_it_earns_everything_with_an_answer_that_a_page_can_send(item: Item) -> None:
    answer = answers.right_answer(item)

    assert kind(item.kind).mark(item, answer) == 1
    assert _read_back(item, answer) == answer


@pytest.mark.parametrize("item", ITEMS)
def test_who_does_not_know_it_never_earns_everything_with_an_answer_that_a_page_can_send(item: Item) -> None:
    rng = Random(2)
    for _ in range(30):
        answer = answers.wrong_answer(item, rng)
        assert kind(item.kind).mark(item, answer) < 1
        assert _read_back(item, answer) == answer
