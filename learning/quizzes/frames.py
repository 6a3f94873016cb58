"""What the pages of every kind share: the frame of a question, and the frame of its review."""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from learning.quizzes import forms
from learning.quizzes.items import Item, Placed, Words


def question_frame(item: Item, words: Words, *, anchor: str, unfinished: bool) -> dict[str, Any]:
    """Start the view of a question; the caller of the kind sets `number`, `error`, `lang` and `dir`.

    Args:
        item: the item asked.
        words: the item's table of words, of which only the prompt is taken.
        anchor: id of the first control, where a summary of errors leads.
        unfinished: whether something was answered but not all of it.
    """
    return {
        "item_id": item.id,
        "kind": item.kind,
        "prompt": words["prompt"],
        "anchor": anchor,
        "unfinished": unfinished,
        "number": None,
        "error": None,
        "lang": None,
        "dir": None,
    }


def review_frame(item: Item, words: Words, share: Fraction, *, answered: bool) -> dict[str, Any]:
    """Start the review of an item; the caller of the kind sets `number`, `objective_words`, `lang` and `dir`."""
    return {
        "item_id": item.id,
        "kind": item.kind,
        "prompt": words["prompt"],
        "rationale": words["rationale"],
        "sources": list(item.sources),
        "objective": item.objective,
        "objective_words": None,
        "critical": item.critical,
        "points": item.points,
        "earned": written(share * item.points),
        "outcome": _outcome(share, answered=answered),
        "number": None,
        "lang": None,
        "dir": None,
    }


def choices_shown(item: Item, words: Words, placed: Placed, chosen: Collection[str]) -> dict[str, Any]:
    """Start the view of a question whose choices are radios or checkboxes in one group."""
    choices = [
        {"value": forms.code(item, choice), "text": words["choices"][choice]["text"], "chosen": choice in chosen}
        for choice in placed.order["choices"]
    ]
    anchor = f"{forms.field(item)}--{choices[0]['value']}"
    frame = question_frame(item, words, anchor=anchor, unfinished=False)
    return frame | {"field": forms.field(item), "choices": choices}


def choices_reviewed(
    words: Words, placed: Placed, chosen: Collection[str], right: Collection[str]
) -> list[dict[str, Any]]:
    """Give each choice with whether it was chosen, whether it is right, and its feedback."""
    return [
        {
            "text": words["choices"][choice]["text"],
            "feedback": words["choices"][choice]["feedback"],
            "chosen": choice in chosen,
            "right": choice in right,
        }
        for choice in placed.order["choices"]
    ]


def written(number: Fraction) -> str:
    """Write points exactly, as people read them: "2", "1/2" or "1 1/2"."""
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def _outcome(share: Fraction, *, answered: bool) -> str:
    if not answered:
        return "unanswered"
    if share == 1:
        return "right"
    return "partly" if share else "wrong"
