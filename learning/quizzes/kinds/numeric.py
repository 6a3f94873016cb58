"""A number, with a tolerance."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Invalid, Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import question_frame, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words
from learning.quizzes.numbers import exact, is_canonical, is_decimal, readings


class Numeric:
    """A number is asked. The answer is its exact decimal string, such as "12.5"."""

    name = "numeric"
    words = ("unit", "feedback")

    def faults(self, item: Item) -> list[str]:
        """Want exact decimal strings as key and tolerance, the tolerance not below 0."""
        found = checking.key_faults(item, "key", "tolerance")
        found += [
            Reason('“%(place)s” must be a decimal number in quotation marks, such as "12.5"', name)
            for name in ("key", "tolerance")
            if name in item.body and not is_decimal(item.body[name])
        ]
        if not found and Fraction(item.body["tolerance"]) < 0:
            found.append(Reason("“%(place)s” is below 0", "tolerance"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want feedback for right and wrong; a unit may be given."""
        del item
        feedback = words.get("feedback")
        if not isinstance(feedback, dict):
            return ["the table “feedback” is missing"]
        names = ("right", "wrong")
        found = checking.text_faults(feedback, *names, where="feedback.")
        found += checking.surplus_faults(feedback, names, "feedback.")
        if "unit" in words:
            found += checking.text_faults(words, "unit")
        return found

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Have nothing to shuffle."""
        del item, rng
        return {}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the one text field."""
        return (forms.field(item),)

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read a number as people type it.

        Raises:
            StrangeAnswer: the field was sent more than once.
            Invalid: it is no number, or can be read as two; `values["typed"]` is what was typed.
        """
        name = forms.field(item)
        typed = forms.sent_text(form, name)
        if typed is None:
            return None
        meant = readings(typed)
        if not meant:
            raise Invalid(
                "Write a number in digits, without its unit, for example %(example)s.",
                field=name,
                typed=typed,
                example="12.5",
            )
        if len(meant) > 1:
            raise Invalid(
                "“%(typed)s” can be read as %(first)s or as %(second)s. "
                "Use a point for decimals and nothing between thousands.",
                field=name,
                typed=typed,
                first=meant[0],
                second=meant[1],
            )
        return meant[0]

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the number."""
        return [(forms.field(item), str(answer))]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give 1 within the tolerance, its edges included, else 0."""
        if not is_canonical(answer):
            return Fraction(0)
        distance = abs(Fraction(str(answer)) - Fraction(item.body["key"]))
        return Fraction(distance <= Fraction(item.body["tolerance"]))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show a text field and the unit; after a refusal the caller puts what was typed into `typed`."""
        del placed
        frame = question_frame(item, words, anchor=forms.field(item), unfinished=False)
        typed = "" if answer is None else str(answer)
        return frame | {"field": forms.field(item), "typed": typed, "unit": words.get("unit")}

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the number given, the right one, what was accepted, and the feedback."""
        del placed
        share = Fraction(0) if answer is None else self.mark(item, answer)
        key, tolerance = Fraction(item.body["key"]), Fraction(item.body["tolerance"])
        feedback = words["feedback"]["right" if share == 1 else "wrong"]
        return review_frame(item, words, share, answered=answer is not None) | {
            "chosen": None if answer is None else str(answer),
            "key": exact(key),
            "least": exact(key - tolerance) if tolerance else None,
            "most": exact(key + tolerance) if tolerance else None,
            "unit": words.get("unit"),
            "feedback": None if answer is None else feedback,
        }


KIND = Numeric()
