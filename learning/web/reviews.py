"""Looking back at an attempt: each question with what is right and why, and what was corrected since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.modules.rules import Pack
from learning.quizzes.queries import PublishedQuiz
from learning.quizzes.rules import Answer, Marking, Score, placed_from_json, reviewed, with_markings
from learning.quizzes.rules import score as scored
from learning.records.corrected import Line, changes_of
from learning.records.corrections import markings_of, rulings
from learning.records.models import Attempt, Purpose
from learning.records.queries import Stored
from learning.records.remedies import Remedy, Ruling, standing
from learning.web.dressing import dress
from learning.web.vocabulary import day


@dataclass(frozen=True)
class CorrectedSince:
    """What was corrected in the edition of an attempt.

    Attributes:
        markings: by what its corrected items are marked.
        rulings: the corrections that hold, by item.
        changes: what they made of its score, the oldest first.
    """

    markings: Mapping[str, Marking] = field(default_factory=dict)
    rulings: Mapping[str, Sequence[Ruling]] = field(default_factory=dict)
    changes: Sequence[Line] = ()


def corrected_since(session: Session, attempt: Attempt) -> CorrectedSince:
    """Read what was corrected in an attempt; most have nothing, and then one query says so."""
    found = rulings(session, attempt.quiz_version_id)
    if not found:
        return CorrectedSince()
    return CorrectedSince(
        markings_of(found, attempt),
        {item: standing(each) for item, each in found.items()},
        changes_of(session, attempt.id),
    )


def score_of(attempt: Attempt, quiz: PublishedQuiz, stored: Mapping[str, Stored], since: CorrectedSince) -> Score:
    """Score an attempt as it is stored."""
    return scored(quiz.quiz, placed_from_json(attempt.placed), _answers(stored), since.markings)


def reviews(
    attempt: Attempt,
    pack_of: Callable[[str], Pack | None],
    quiz: PublishedQuiz,
    stored: Mapping[str, Stored],
    since: CorrectedSince,
    lang: str,
) -> list[dict[str, Any]]:
    """Say of each item what was answered, what is right, and why.

    Args:
        attempt: the attempt.
        pack_of: finds the pack whose drawings an item may show.
        quiz: its edition.
        stored: the answers.
        since: what was corrected in it.
        lang: the language of the words.
    """
    if attempt.purpose in {Purpose.PRE_TEST, Purpose.POST_TEST}:
        return []  # the forms of a test come again, so their answers are not given away
    found = []
    placed = placed_from_json(attempt.placed)
    answers = _answers(stored)
    shown = with_markings(quiz.quiz, since.markings, answers)
    for count, place in enumerate(placed, 1):
        number = count if len(placed) > 1 else None
        item = place.item_id
        review = reviewed(shown, quiz.words(lang), place, answers.get(item), number=number, lang=lang)
        dress(review, pack_of(item), lang)
        if ruled := since.rulings.get(item):
            review["corrected"] = _corrected(ruled[-1])
            if since.markings[item].full:
                review |= {"outcome": "right", "earned": str(quiz.quiz.item(item).points)}
        found.append(review)
    return found


def _answers(stored: Mapping[str, Stored]) -> dict[str, Answer | None]:
    return {item: row.answer for item, row in stored.items()}


def _corrected(ruling: Ruling) -> str:
    """Say of a question since when it is marked otherwise."""
    on = day(ruling.made_at)
    if ruling.remedy is Remedy.FULL_CREDIT:
        return str(
            gettext("This question was corrected on %(day)s: everybody who was asked it earns its points.", day=on)
        )
    if ruling.remedy is Remedy.BOTH_RIGHT:
        return str(gettext("This question was corrected on %(day)s: more than one answer earns its points.", day=on))
    return str(gettext("This question was corrected on %(day)s: it has another right answer since then.", day=on))
