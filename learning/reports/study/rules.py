"""Making records coarse until each combination of what others may know of a person is shared by enough people. Pure.

Records whose combination is too rare are made coarser one step after another, always in the same order; what is still
too rare after the last step is left out, and counted. What is common enough stays as exact as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

FEWEST: Final = 5
"""So many people at least share each combination (k-anonymity)."""
ANY: Final = "*"
"""Stands for every value."""


@dataclass(frozen=True)
class Known:
    """What others may know of a person, and might find her by; each is a word of a vocabulary, or a quarter."""

    country: str
    category: str
    rank_group: str
    sex: str
    course: str
    enrolled: str
    completed: str
    delivery: str


@dataclass(frozen=True)
class Record:
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
    lambda known: replace(known, enrolled=_year(known.enrolled)),
    lambda known: replace(known, completed=_year(known.completed)),
    lambda known: replace(known, enrolled=ANY),
    lambda known: replace(known, rank_group=ANY),
    lambda known: replace(known, delivery=ANY),
    lambda known: replace(known, category=GROUPS.get(known.category, ANY)),
    lambda known: replace(known, completed=_only_whether(known.completed)),
    lambda known: replace(known, sex=ANY),
    lambda known: replace(known, category=ANY),
    lambda known: replace(known, country=ANY),
    lambda known: replace(known, course=ANY),
    lambda known: replace(known, completed=ANY),
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
    made = list(exact)
    rare = _rare(made, range(len(made)), fewest)
    for step in STEPS:
        if not rare:
            break
        for place in rare:
            made[place] = replace(made[place], known=step(made[place].known))
        rare = _rare(made, rare, fewest)
    out = set(rare)
    kept = [(one, before) for place, (one, before) in enumerate(zip(made, exact, strict=True)) if place not in out]
    return Coarse([one for one, _ in kept], sum(one.known != before.known for one, before in kept), len(out))


def _rare(records: Sequence[Record], places: Iterable[int], fewest: int) -> list[int]:
    """Name those of some places whose combination too few people share."""
    people: defaultdict[Known, set[Hashable]] = defaultdict(set)
    for one in records:
        people[one.known].add(one.person)
    return [place for place in places if len(people[records[place].known]) < fewest]


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
