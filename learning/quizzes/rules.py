"""The decisions about quizzes: marks, the score, pass or fail, and what may not be published.

This is the room's front door: the shapes, the draw, reading and showing live in files of their own and are
offered here under one name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from learning.quizzes.checking import is_id
from learning.quizzes.drawing import draw, place
from learning.quizzes.faults import faults, words_faults
from learning.quizzes.items import (
    LEVELS,
    TYPES,
    Answer,
    Fault,
    FaultyQuiz,
    Form,
    Item,
    Placed,
    Quiz,
    StrangeAnswer,
    Use,
    Words,
    credit_groups,
    drawings_of,
)
from learning.quizzes.marking import Marking, Markings, with_markings
from learning.quizzes.reading import from_json, placed_from_json, placed_to_json, read_quiz, to_json
from learning.quizzes.showing import question, reviewed

__all__ = [
    "AS_PUBLISHED",
    "LEVELS",
    "TYPES",
    "Answer",
    "Fault",
    "FaultyQuiz",
    "Form",
    "Item",
    "Mark",
    "Marking",
    "Markings",
    "Placed",
    "Quiz",
    "Score",
    "StrangeAnswer",
    "Use",
    "Words",
    "credit_groups",
    "draw",
    "drawings_of",
    "faults",
    "from_json",
    "is_id",
    "per_objective",
    "place",
    "placed_from_json",
    "placed_to_json",
    "question",
    "read_quiz",
    "reviewed",
    "score",
    "to_json",
    "with_markings",
    "words_faults",
]


@dataclass(frozen=True)
class Mark:
    """What one item of an attempt earned.

    Attributes:
        share: how much of the item is right, from 0 to 1.
        points: what the whole item is worth.
        answered: False if nothing was given.
    """

    item_id: str
    objective: str
    share: Fraction
    points: int
    critical: bool
    answered: bool

    @property
    def earned(self) -> Fraction:
        """Say the points earned, exactly."""
        return self.share * self.points


@dataclass(frozen=True)
class Score:
    """What a whole attempt earned, exactly.

    Attributes:
        earned: points, never rounded.
        out_of: points that could be earned.
        critical_missed: ids of the critical items that are not fully right.
        marks: one for each item, in the order asked.
    """

    earned: Fraction
    out_of: int
    critical_missed: tuple[str, ...]
    marks: tuple[Mark, ...]

    def passes(self, pass_mark: int) -> bool:
        """Say whether this is a pass: the mark reached without rounding, and no critical item missed.

        Args:
            pass_mark: percent needed. 79.6 % is below 80.
        """
        reached = self.out_of > 0 and self.earned * 100 >= pass_mark * self.out_of
        return reached and not self.critical_missed

    @property
    def percent(self) -> int:
        """Say the score in whole percent."""
        return whole_percent(self.earned / self.out_of) if self.out_of else 0


def whole_percent(share: Fraction) -> int:
    """Say a share of points as everybody reads it: in whole percent, rounded down, so that no fail looks like a pass.

    Args:
        share: from 0 to 1, exactly. 79.6 % is 79: beside a pass mark of 80 it must not read 80, nor 79.96 % as 80.0.
    """
    return share.numerator * 100 // share.denominator


AS_PUBLISHED = Marking()
"""An item that nobody has corrected."""


def score(
    quiz: Quiz, placed: Iterable[Placed], answers: Mapping[str, Answer | None], markings: Markings | None = None
) -> Score:
    """Score an attempt exactly.

    Args:
        quiz: the version that the attempt was made under.
        placed: the items that were drawn; only these count, and those without an answer earn zero.
        answers: the answers by item id.
        markings: of items whose key was corrected.
    """
    corrected = markings or {}
    marks = tuple(
        _mark(quiz.item(place.item_id), answers.get(place.item_id), corrected.get(place.item_id, AS_PUBLISHED))
        for place in placed
    )
    return Score(
        earned=sum((mark.earned for mark in marks), Fraction(0)),
        out_of=sum(mark.points for mark in marks),
        critical_missed=tuple(mark.item_id for mark in marks if mark.critical and mark.share < 1),
        marks=marks,
    )


def per_objective(result: Score) -> dict[str, tuple[Fraction, int]]:
    """Say for each objective the points earned and the points that could be earned, in the order first asked."""
    results: dict[str, tuple[Fraction, int]] = {}
    for mark in result.marks:
        earned, out_of = results.get(mark.objective, (Fraction(0), 0))
        results[mark.objective] = (earned + mark.earned, out_of + mark.points)
    return results


def _mark(item: Item, answer: Answer | None, marking: Marking) -> Mark:
    share = marking.share(item, answer)
    return Mark(item.id, item.objective, share, item.points, item.critical, answered=answer is not None)
