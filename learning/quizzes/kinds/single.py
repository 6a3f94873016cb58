"""One choice out of several."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import choices_reviewed, choices_shown, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words


class Single:
    """One choice is right. The answer is its id."""

    name = "single"
    words = ("choices",)

    def faults(self, item: Item) -> list[str]:
        """Want at least two choices and one of them as key."""
        found = checking.key_faults(item, "choices", "key") + checking.list_faults(item, "choices", least=2)
        if not found and item.body["key"] not in item.body["choices"]:
            found.append(Reason("“%(place)s” is not one of the choices", "key"))
        return found

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Want text and feedback for every choice."""
        return checking.option_faults(words, "choices", item.listed("choices"))

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle the choices."""
        choices = item.listed("choices")
        rng.shuffle(choices)
        return {"choices": choices}

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name the one group of radios."""
        return (forms.field(item),)

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the chosen radio."""
        return forms.sent_option(form, item, forms.field(item), item.listed("choices"))

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the chosen radio."""
        return [(forms.field(item), forms.code(item, choice)) for choice in _chosen(answer)]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give 1 for the right choice, 0 for another."""
        return Fraction(answer == item.body["key"])

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the choices as radios."""
        return choices_shown(item, words, placed, _chosen(answer))

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each choice with what was chosen, what is right, and its feedback."""
        share = Fraction(0) if answer is None else self.mark(item, answer)
        choices = choices_reviewed(words, placed, _chosen(answer), [item.body["key"]])
        return review_frame(item, words, share, answered=answer is not None) | {"choices": choices}


def _chosen(answer: Answer | None) -> list[str]:
    return [answer] if isinstance(answer, str) else []


KIND = Single()
