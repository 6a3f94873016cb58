"""Several choices, any number of which are right."""

from fractions import Fraction
from random import Random
from typing import Any

from learning.errors import Reason
from learning.quizzes import checking, forms
from learning.quizzes.frames import choices_reviewed, choices_shown, review_frame
from learning.quizzes.items import Answer, Form, Item, Placed, Words


class Multiple:
    """Some choices are right. The answer is the list of the ticked ids, in the order of the item."""

    name = "multiple"
    words = ("choices",)

    def faults(self, item: Item) -> list[str]:
        """Want at least one right choice and one wrong, so that ticking everything or nothing is no answer."""
        found = checking.key_faults(item, "choices", "key") + checking.list_faults(item, "choices", least=3)
        if found:
            return found
        most = len(item.body["choices"]) - 1
        found = checking.list_faults(item, "key", least=1, most=most)
        if not found and not set(item.body["key"]) <= set(item.body["choices"]):
            found.append(Reason("“%(place)s” has an id that is not one of the choices", "key"))
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
        """Name the one group of checkboxes."""
        return (forms.field(item),)

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the ticked boxes; none ticked is not answered, as a form cannot tell the two apart."""
        choices = item.listed("choices")
        ticked = forms.sent_options(form, item, forms.field(item), choices)
        return [choice for choice in choices if choice in ticked] or None

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Send the ticked boxes."""
        return [(forms.field(item), forms.code(item, choice)) for choice in _ticked(answer)]

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Give (right ticked minus wrong ticked) out of the number of right choices, never below 0."""
        key, ticked = item.listed("key"), _ticked(answer)
        right = sum(choice in ticked for choice in key)
        wrong = sum(choice not in key for choice in ticked)
        return max(Fraction(right - wrong, len(key)), Fraction(0))

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show the choices as checkboxes."""
        return choices_shown(item, words, placed, _ticked(answer))

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Show each choice with what was ticked, what is right, and its feedback."""
        share = Fraction(0) if answer is None else self.mark(item, answer)
        choices = choices_reviewed(words, placed, _ticked(answer), item.body["key"])
        return review_frame(item, words, share, answered=answer is not None) | {"choices": choices}


def _ticked(answer: Answer | None) -> list[str]:
    return answer if isinstance(answer, list) else []


KIND = Multiple()
