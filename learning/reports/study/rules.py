"""Making records coarse until each combination of what others may know of a person is shared by enough people. Pure.

Records whose combination is too rare are made coarser one step after another, always in the same order; what is still
too rare after the last step is left out, and counted. What is common enough stays as exact as it is.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

FEWEST: Final = 5
"""So many people at least share each combination (k-anonymity)."""
ANY: Final = "*"
"""Stands for every value."""


class Known(NamedTuple):
    """What others may know of a person, and might find her by; each is a word of a vocabulary, or a quarter."""

    country: str
    category: str
    rank_group: str
    sex: str
    course: str
    enrolled: str
    completed: str
    delivery: str


class Record(NamedTuple):
    """One enrolment.

    Attributes:
        person: whose it is; never leaves.
        known: what others may know.
        facts: what the study asks about: failed quizzes, and the tests before and after, each as a band.
    """

    person: Hashable
    known: Known
    facts: tuple[str, ...]


Step = Callable[[Known], Known]

GROUPS: Final = {
    "contingent-troop": "any-military",
    "staff-officer": "any-military",
    "military-observer": "any-military",
    "individual-police-officer": "any-police",
    "formed-police-unit": "any-police",
    "justice-and-corrections": "any-civilian",
    "civilian": "any-civilian",
}
"""The coarser group of each category."""
NOT_COMPLETED: Final = "no"
COMPLETED: Final = "yes"


def _year(quarter: str) -> str:
    return quarter.partition("-Q")[0]


def _only_whether(completed: str) -> str:
    return completed if completed in (NOT_COMPLETED, ANY) else COMPLETED


STEPS: Final[tuple[Step, ...]] = (
    lambda known: known._replace(enrolled=_year(known.enrolled)),
    lambda known: known._replace(completed=_year(known.completed)),
    lambda known: known._replace(enrolled=ANY),
    lambda known: known._replace(rank_group=ANY),
    lambda known: known._replace(delivery=ANY),
    lambda known: known._replace(category=GROUPS.get(known.category, ANY)),
    lambda known: known._replace(completed=_only_whether(known.completed)),
    lambda known: known._replace(sex=ANY),
    lambda known: known._replace(category=ANY),
    lambda known: known._replace(country=ANY),
    lambda known: known._replace(course=ANY),
    lambda known: known._replace(completed=ANY),
)
"""From what a study misses least to what it misses most."""


@dataclass(frozen=True)
class Coarse:
    """What may leave.

    Attributes:
        records: coarse enough, in the order in which they were given.
        coarsened: how many of them are coarser than they were.
        left_out: how many records were too rare even so.
    """

    records: Sequence[Record]
    coarsened: int
    left_out: int


def coarse(records: Iterable[Record], fewest: int = FEWEST) -> Coarse:
    """Make records coarse enough.

    Args:
        records: one for each enrolment; a person may have several.
        fewest: so many different people share each combination that leaves.
    """
    exact = list(records)
    alike: dict[Known, _Alike] = {}
    for place, one in enumerate(exact):
        alike.setdefault(one.known, _Alike()).add([place], [one.person])
    for step in STEPS:
        rare = [known for known, each in alike.items() if len(each.people) < fewest]
        if not rare:
            break
        for known, each in [(known, alike.pop(known)) for known in rare]:
            alike.setdefault(step(known), _Alike()).add(each.places, each.people)
    known_of = {place: known for known, each in alike.items() if len(each.people) >= fewest for place in each.places}
    kept = [exact[place]._replace(known=known_of[place]) for place in sorted(known_of)]
    coarsened = sum(known_of[place] != exact[place].known for place in known_of)
    return Coarse(kept, coarsened, len(exact) - len(kept))


class _Alike:
    """The records that share one combination, by their places, and whose they are."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.people: set[Hashable] = set()

    def add(self, places: Iterable[int], people: Iterable[Hashable]) -> None:
        """Add the records of some people."""
        self.places.extend(places)
        self.people.update(people)


def band(part: int, whole: int) -> str:
    """Say a score in fifths of a hundred, which names nobody by a rare score; "" for none.

    >>> band(4, 5), band(5, 5), band(0, 5), band(1, 0)
    ('80-100', '80-100', '0-19', '')
    """
    if not whole:
        return ""
    fifth = min(5 * part // whole, 4)
    return f"{20 * fifth}-{100 if fifth == 4 else 20 * fifth + 19}"  # noqa: PLR2004 - the last band has its own end


def times(number: int) -> str:
    """Say how often in three bands: 0, 1-2, 3 and more."""
    return "0" if number == 0 else "1-2" if number <= 2 else "3+"  # noqa: PLR2004
