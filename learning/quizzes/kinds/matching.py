"""Pairs: each entry on the left belongs to one on the right."""

from fractions import Fraction
from random import Random
from string import ascii_uppercase
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words


class Matching:
    """Each left entry gets one right entry. The answer maps left to right, as far as given.

    The right column may hold entries that belong to nothing, and one right entry may be chosen for several.
    """

    name = "matching"
    words = ("left", "right")

    def faults(self, item: Item) -> list[str]:
        """Want two lists and a right entry for each left one."""
        found = checking.key_faults(item, "left", "right", "key")
        found += checking.list_faults(item, "left", least=2) + checking.list_faults(item, "right", least=2)
        if found:
            return found
        key = item.body["key"]
        if not isinstance(key, dict) or set(key) != set(item.body["left"]):
            found.append(Reason("“%(place)s” must give a right entry for each left one", "key"))
        elif not all(right in item.body["right"] for right in key.values()):
            found.append(Reason("“%(place)s” has an id that is not in “right”", "key"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback on the left, text on the right."""
        left = checking.option_faults(words, "left", item.listed("left"))
        return left + checking.option_faults(words, "right", item.listed("right"), feedback=False)

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle both columns."""
        left, right = item.listed("left"), item.listed("right")
        rng.shuffle(left)
        rng.shuffle(right)
        return {"left": left, "right": right}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name one select for each left entry."""
        return tuple(forms.field(item, left) for left in item.body["left"])

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the pairs made; left entries without one stay out."""
        made = {
            left: forms.sent_option(form, item, forms.field(item, left), item.body["right"])
            for left in item.body["left"]
        }
        return {left: right for left, right in made.items() if right} or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send every select, those without a choice empty."""
        made = answer if isinstance(answer, dict) else {}
        return [
            (forms.field(item, left), forms.code(item, str(made[left])) if left in made else "")
            for left in item.body["left"]
        ]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give the share of the pairs that are right."""
        made = answer if isinstance(answer, dict) else {}
        key = item.body["key"]
        return Fraction(sum(made.get(left) == right for left, right in key.items()), len(key))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the right column as a lettered list, and a select of its letters for each left entry."""
        made = answer if isinstance(answer, dict) else {}
        options = [
            {"value": forms.code(item, right), "letter": letter, "text": words["right"][right]["text"]}
            for letter, right in zip(ascii_uppercase, placed.order["right"], strict=False)
        ]
        rows = [
            {
                "field": forms.field(item, left),
                "text": words["left"][left]["text"],
                "chosen": forms.code(item, str(made[left])) if left in made else "",
            }
            for left in placed.order["left"]
        ]
        frame = question_frame(item, words, anchor=rows[0]["field"], unfinished=0 < len(made) < len(rows))
        return frame | {"rows": rows, "options": options}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each left entry with the right entry chosen, the one it belongs to, and its feedback."""
        made = answer if isinstance(answer, dict) else {}
        rows = [
            {
                "text": words["left"][left]["text"],
                "feedback": words["left"][left]["feedback"],
                "chosen": words["right"][made[left]]["text"] if left in made else None,
                "key": words["right"][item.body["key"][left]]["text"],
                "right": made.get(left) == item.body["key"][left],
            }
            for left in placed.order["left"]
        ]
        share = Fraction(0) if answer is None else self.mark(item, answer)
        return review_frame(item, words, share, answered=answer is not None) | {"rows": rows}


KIND = Matching()
