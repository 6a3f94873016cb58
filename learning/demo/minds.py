"""What made-up learners know, and how sure they are of it.

They are well calibrated, but for one thing in each course: there many are sure, and wrong, all in the same way.
"""

from dataclasses import dataclass
from random import Random

from learning.demo.answers import right_answer, wrong_answer
from learning.modules.queries import PublishedCourse
from learning.quizzes.rules import Answer, Item, Use
from learning.records.models import Confidence
from learning.records.services import Given

SHARE_UNANSWERED = 0.08
"""Of what is not known; what is left out has no confidence either."""
SHARE_BELIEVING = 0.55
SHARE_SAYING = 0.9
"""Of the answers given: how sure one is, one says or leaves out."""
_SURE_WHEN_KNOWN = {Confidence.SURE: 62, Confidence.FAIRLY_SURE: 30, Confidence.GUESS: 8}
_SURE_WHEN_NOT = {Confidence.SURE: 8, Confidence.FAIRLY_SURE: 37, Confidence.GUESS: 55}


@dataclass(frozen=True)
class Belief:
    """What many are sure of and have wrong: an item of a module's quiz, and the answer that they give."""

    module: str
    item: str
    answer: Answer


def belief(course: PublishedCourse) -> Belief:
    """Choose what people have wrong in a course: something of its first module, which everybody takes."""
    module = course.modules[0]
    pool = [item for item in module.pack.quiz.used_for(Use.QUIZ) if not item.critical]
    item = next((each for each in pool if each.kind == "single"), pool[0])
    return Belief(module.slug, item.id, wrong_answer(item, Random(0)))  # noqa: S311 - for everybody the same


def given(item: Item, rng: Random, knows: float, believed: Belief | None) -> Given:
    """Answer an item.

    Args:
        item: what is asked.
        rng: chance.
        knows: how likely the answer is known, from 0 to 1.
        believed: what is believed by many and not true, when it may be asked here.
    """
    if believed and believed.item == item.id and rng.random() < SHARE_BELIEVING:
        return Given(believed.answer, 0, Confidence.SURE)
    known = rng.random() < knows
    if not known and rng.random() < SHARE_UNANSWERED:
        return Given(None, 0)
    return Given(right_answer(item) if known else wrong_answer(item, rng), 0, _confidence(rng, known=known))


def _confidence(rng: Random, *, known: bool) -> Confidence | None:
    if rng.random() >= SHARE_SAYING:
        return None
    likely = _SURE_WHEN_KNOWN if known else _SURE_WHEN_NOT
    return rng.choices(list(likely), list(likely.values()))[0]
