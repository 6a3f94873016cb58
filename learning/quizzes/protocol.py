"""What each kind of question can do: the one shape that all of `kinds` have."""

from fractions import Fraction
from random import Random
from typing import Any, Protocol

from learning.quizzes.items import Answer, Form, Item, Placed, Words


class Kind(Protocol):
    """What each kind of question can do; its twin is the template `quizzes/kinds/<name>.html`.

    `words` is always the table of this one item in `words.toml`.
    """

    @property
    def name(self) -> str:
        """Give the name that `kind` has in `quiz.toml`, which is also the name of the twin template."""

    @property
    def words(self) -> tuple[str, ...]:
        """Name what stands in the item's table of words besides prompt and rationale."""

    def faults(self, item: Item) -> list[str]:
        """Say every reason why the item's body may not be published."""

    def words_faults(self, item: Item, words: Words) -> list[str]:
        """Say every word that is missing or too many in one language."""

    def arrange(self, item: Item, rng: Random) -> dict[str, list[str]]:
        """Shuffle what is shown, for one attempt."""

    def fields(self, item: Item) -> tuple[str, ...]:
        """Name every form field of the item; all start with `answer-` and the item's id."""

    def read(self, item: Item, form: Form) -> Answer | None:
        """Read the answer from a form; None means not answered. A partial answer is an answer.

        Raises:
            StrangeAnswer: the page cannot have sent this.
            Invalid: a person gave something that cannot be stored: no number, too many ticks. `values["typed"]` keeps
                what was typed; `values["kept"]` is what `view` can show instead of an answer.
        """

    def sent(self, item: Item, answer: Answer) -> list[tuple[str, str]]:
        """Give what a form filled with this answer sends: the inverse of `read`."""

    def mark(self, item: Item, answer: Answer) -> Fraction:
        """Say how much of the item is right, from 0 to 1, exactly."""

    def view(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Give what the question page shows: no key, no feedback, no rationale."""

    def review(self, item: Item, words: Words, placed: Placed, answer: Answer | None) -> dict[str, Any]:
        """Give what is shown after submission: what was answered, what is right, and why."""
