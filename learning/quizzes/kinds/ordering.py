"""Steps to be put in order."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words


class Ordering:
    """Each step gets a place. The answer maps steps to places counted from 1, as far as given.

    A place given to several steps is kept as it was given, and is no place yet: the question is unfinished, and
    such steps earn nothing.
    """

    name = "ordering"
    words = ("steps",)

    def faults(self, item: Item) -> list[str]:
        """Want at least three steps, and all of them once in the key."""
        found = checking.key_faults(item, "steps", "key") + checking.list_faults(item, "steps", least=3)
        if found:
            return found
        key = item.body["key"]
        same = isinstance(key, list) and len(key) == len(item.body["steps"])
        if not same or not all(step in key for step in item.body["steps"]):
            found.append(Reason("“%(place)s” must hold each step once, from first to last", "key"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for every step."""
        return checking.option_faults(words, "steps", item.listed("steps"))

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the steps, never into the right order: it would look like an answer."""
        steps = item.listed("steps")
        rng.shuffle(steps)
        if steps == item.body["key"]:
            turn = rng.randrange(1, len(steps))
            steps = steps[turn:] + steps[:turn]
        return {"steps": steps}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name one select of places for each step."""
        return tuple(forms.field(item, step) for step in item.body["steps"])

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the places given; steps without one stay out."""
        given: dict[str, int] = {}
        places = {str(place): place for place in range(1, len(item.body["steps"]) + 1)}
        for step in item.body["steps"]:
            name = forms.field(item, step)
            text = forms.sent_text(form, name)
            if text is None:
                continue
            if text not in places:
                raise forms.strange(name)
            given[step] = places[text]
        return given or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send every select, those without a place empty."""
        given = _given(answer)
        return [(forms.field(item, step), str(given.get(step, ""))) for step in item.body["steps"]]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the share of the steps that are in their place; a place given twice counts for none."""
        given = _given(answer)
        key = item.listed("key")
        return Fraction(sum(_in_place(item, given, step) for step in key), len(key))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each step with a select of places."""
        given = _given(answer)
        steps = placed.order["steps"]
        rows = [
            {
                "field": forms.field(item, step),
                "text": words["steps"][step]["text"],
                "chosen": given.get(step),
                "repeated": _is_repeated(given, step),
            }
            for step in steps
        ]
        unfinished = bool(given) and len(set(given.values())) < len(steps)
        frame = question_frame(item, words, anchor=rows[0]["field"], unfinished=unfinished)
        return frame | {"rows": rows, "places": list(range(1, len(steps) + 1))}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the steps in the right order, each with the place given and its feedback."""
        del placed  # the right order is what is worth seeing now
        given = _given(answer)
        rows = [
            {
                "text": words["steps"][step]["text"],
                "feedback": words["steps"][step]["feedback"],
                "chosen": given.get(step),
                "key": place,
                "repeated": _is_repeated(given, step),
                "right": _in_place(item, given, step),
            }
            for place, step in enumerate(item.body["key"], start=1)
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {"rows": rows}


def _given(answer: Answer | None) -> dict[str, int]:
    pairs = answer.items() if isinstance(answer, dict) else ()
    return {step: place for step, place in pairs if isinstance(place, int)}


def _is_repeated(given: Mapping[str, int], step: str) -> bool:
    return step in given and Counter(given.values())[given[step]] > 1


def _in_place(item: Item, given: Mapping[str, int], step: str) -> bool:
    return given.get(step) == item.body["key"].index(step) + 1 and not _is_repeated(given, step)


KIND = Ordering()
