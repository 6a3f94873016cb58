"""What the pages show: a question of an open attempt, and its review after submission."""

from typing import Any

from learning.languages import language
from learning.quizzes.items import Answer, Placed, Quiz, Words
from learning.quizzes.kinds import kind


def question(
    quiz: Quiz,
    words: Words,
    place: Placed,
    answer: Answer | None,
    *,
    number: int | None,
    lang: str,
    error: str | None = None,
    typed: str | None = None,
) -> dict[str, Any]:
    """Give what `ask` of the kind's template shows: no key, no feedback, no rationale.

    Args:
        quiz: the version that the attempt was made under.
        words: the whole of its `words.toml`.
        place: the item as it was drawn.
        answer: what is saved so far.
        number: the number of the question in the attempt, from 1; None when it is the only one.
        lang: BCP 47 tag of the words, which may differ from the page's.
        error: the refusal to print beside the field, in the reader's language.
        typed: what was typed and refused, to be kept in the field.
    """
    item = quiz.item(place.item_id)
    view = kind(item.kind).view(item, words["items"][item.id], place, answer)
    view |= {"number": number, "error": error} | _language(lang)
    return view | {"typed": typed} if typed is not None and "typed" in view else view


def reviewed(
    quiz: Quiz, words: Words, place: Placed, answer: Answer | None, *, number: int | None, lang: str
) -> dict[str, Any]:
    """Give what `review` of the kind's template shows, only after submission; arguments as in `question`."""
    item = quiz.item(place.item_id)
    review = kind(item.kind).review(item, words["items"][item.id], place, answer)
    objective_words = words["objectives"][item.objective]
    return review | {"number": number, "objective_words": objective_words} | _language(lang)


def _language(lang: str) -> dict[str, str]:
    return {"lang": lang, "dir": language(lang).direction}
