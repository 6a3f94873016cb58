"""The refusals of the domain, in its own words; one table in the web turns them into pages.

A refusal carries a `code` from a fixed list, so that the web can say it in the reader's language, and the
values its sentence needs. `str(error)` is the English sentence, for logs and the command line.
"""

from typing import Self


class Reason(str):
    """Why something cannot be accepted: the English words, with what is needed to say them in other languages.

    Args:
        sentence: the words, with `%(place)s` for the place, and places for the other values.
        place: where it stands in what was given, such as `key`.
        values: what the other places stand for.
    """

    __slots__ = ("sentence", "values")

    sentence: str
    values: dict[str, object]

    def __new__(cls, sentence: str, place: str = "", **values: object) -> Self:
        """Write the English words."""
        known = {"place": place, **values}
        made = super().__new__(cls, sentence % known)
        made.sentence, made.values = sentence, known
        return made

    def within(self, where: str) -> Self:
        """Give the same reason for the same thing inside of something: `key` becomes `parts.p1.key`."""
        others = {name: value for name, value in self.values.items() if name != "place"}
        return type(self)(self.sentence, f"{where}.{self.values['place']}", **others)


class Reasons(tuple[Reason, ...]):
    """Several reasons of one refusal, as one of its values."""

    __slots__ = ()

    def __str__(self) -> str:
        """Write them in English, one after the other."""
        return "; ".join(self)


class LearningError(Exception):
    """A refusal that a person can read.

    Args:
        sentence: one clear English sentence, with `%(name)s` places for the values.
        field: the name of the form field that the sentence belongs beside, if any.
        values: what the places stand for.
    """

    def __init__(self, sentence: str, *, field: str | None = None, **values: object) -> None:
        self.sentence = sentence
        self.field = field
        self.values = values
        super().__init__(sentence % values if values else sentence)


class NotFound(LearningError):  # noqa: N818 - refusals are named as the sentence says them
    """What was asked for does not exist, or belongs to another country: both look alike."""


class Conflict(LearningError):  # noqa: N818
    """What was asked for no longer fits what is stored."""


class Invalid(LearningError):  # noqa: N818
    """What was given cannot be accepted as it stands."""


class Forbidden(LearningError):  # noqa: N818
    """The actor may not do this."""


class Throttled(LearningError):  # noqa: N818
    """Too many tries in too short a time.

    `values["minutes"]` says after how many minutes the next try makes sense.
    """
