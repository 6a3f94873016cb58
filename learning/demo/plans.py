"""What is to happen, decided before anything is written: cohorts, and the people who join them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from learning.demo.names import NAMES
from learning.people.models import Category, RankGroup, Sex

# Which languages a country's people choose for the pages.
COUNTRIES: dict[str, Sequence[str]] = {
    "GHA": ("en",),
    "NPL": ("en",),
    "BGD": ("en",),
    "EGY": ("ar", "ar", "ar", "en"),
    "RWA": ("en", "fr"),
    "URY": ("en",),
    "SEN": ("fr",),
    "IND": ("en",),
    "MAR": ("ar", "ar", "fr"),
    "TZA": ("en",),
    "MNG": ("en",),
    "SRB": ("en",),
    "BRA": ("en", "en", "fr"),
}
HOME = "GHA"
"""The country whose accounts are told at the end."""

COHORTS_PER_COUNTRY = 3
SPAN = timedelta(days=420)  # a year and some weeks: the first certificates of twelve months have expired
PUBLISHED = SPAN + timedelta(days=10)
"""How long before the present the content was published: before anybody began."""
NEWEST = timedelta(days=12)  # the last cohorts began so long ago and are still at it
MISSIONS = ("UNMISS", "MONUSCO", "MINUSCA", "UNIFIL", "UNISFA", "UNDOF", "UNFICYP", "MINURSO")
AUTHORITIES = {
    "EGY": "هيئة تجريبية للتدريب على حفظ السلام، مصر",
    "MAR": "هيئة تجريبية للتدريب على حفظ السلام، المغرب",
    "SEN": "Autorité de démonstration pour la formation au maintien de la paix, Sénégal",
}
AUTHORITY = "Demonstration authority for peacekeeping training"

_CATEGORIES = {
    Category.TROOP: 55,
    Category.FORMED_POLICE: 12,
    Category.INDIVIDUAL_POLICE: 10,
    Category.STAFF_OFFICER: 9,
    Category.MILITARY_OBSERVER: 8,
    Category.CIVILIAN: 4,
    Category.JUSTICE_CORRECTIONS: 2,
}
_RANKS: dict[Category, Sequence[RankGroup]] = {
    Category.TROOP: (
        RankGroup.ENLISTED,
        RankGroup.ENLISTED,
        RankGroup.ENLISTED,
        RankGroup.NCO,
        RankGroup.JUNIOR_OFFICER,
    ),
    Category.FORMED_POLICE: (RankGroup.ENLISTED, RankGroup.ENLISTED, RankGroup.NCO, RankGroup.JUNIOR_OFFICER),
    Category.INDIVIDUAL_POLICE: (RankGroup.NCO, RankGroup.JUNIOR_OFFICER, RankGroup.SENIOR_OFFICER),
    Category.STAFF_OFFICER: (RankGroup.JUNIOR_OFFICER, RankGroup.SENIOR_OFFICER),
    Category.MILITARY_OBSERVER: (RankGroup.JUNIOR_OFFICER, RankGroup.JUNIOR_OFFICER, RankGroup.SENIOR_OFFICER),
    Category.CIVILIAN: (RankGroup.CIVILIAN, RankGroup.CIVILIAN, RankGroup.CIVILIAN, RankGroup.CIVILIAN_MANAGER),
    Category.JUSTICE_CORRECTIONS: (RankGroup.NCO, RankGroup.JUNIOR_OFFICER, RankGroup.CIVILIAN),
}
_UNITS: dict[Category, Sequence[str]] = {
    Category.TROOP: ("1 Company", "2 Company", "3 Company", "Engineer Platoon", "Medical Section", "Signals Section"),
    Category.FORMED_POLICE: ("Platoon A", "Platoon B", "Platoon C", "Support Platoon"),
    Category.STAFF_OFFICER: ("Operations Section", "Planning Section", "Logistics Section"),
}
_WOMEN = 0.34
_NOT_STATED = 0.08
_ANOTHER_OR_NOT_SAID = 0.02
# What happens to one learner in so many, whatever chance says, so that every demo shows it.
_ONE_IN = 57
_EARLIEST, _MISTYPED, _REVOKED, _MOVED, _LEFT_OPEN = 0, 7, 11, 20, 30
_REVOKED_ONE_IN = 3  # of those: most certificates stay as they are

_FAMILIARITY = (9.0, 1.3)  # most know most of it
_STRUGGLING = 0.35
_LEAVES_QUIZ = 0.25
_TESTED = 0.3
_FOLLOW_UPS = {0: 35, 1: 25, 2: 40}


@dataclass(frozen=True)
class Bent:
    """How far somebody goes.

    Attributes:
        courses: how many of the cohort's courses are gone through to the end.
        lessons: how many lessons are read of the one after that.
        knows: the chance to know the answer to a question, from 0 to 1.
        pauses: the chance to put the next lesson off until another day, from 0 to 1.
        leaves_quiz: begins the quiz of that course, answers half of it and leaves it open.
        is_tested: takes the tests before and after each course.
        follow_ups: how many of the follow-ups of each course are done when they are due.
    """

    courses: int
    lessons: int
    knows: float
    pauses: float = 0.08
    leaves_quiz: bool = False
    is_tested: bool = False
    follow_ups: int = 0


@dataclass(frozen=True)
class LearnerPlan:
    """One learner, before she joins.

    Attributes:
        number: counts all learners of the demo, from 0.
        name: as it is right.
        typed_name: as it was typed when joining: for a few, the parts of the name in the wrong order.
        moves: begins another rotation between two courses.
        revoked: the newest certificate is revoked later.
        is_told: can sign in, with the password that is told at the end.
    """

    number: int
    name: str
    typed_name: str
    service_number: str
    sex: Sex | None
    category: Category
    rank_group: RankGroup
    unit: str
    language: str
    joined_at: datetime
    bent: Bent
    moves: bool
    revoked: bool
    is_told: bool


@dataclass(frozen=True)
class CohortPlan:
    """One cohort, before it is made; `is_home` marks the one whose join code is told at the end."""

    country: str
    name: str
    mission: str
    made_at: datetime
    open_days: int | None
    learners: int
    is_home: bool


def cohort_plans(rng: Random, learners: int, now: datetime) -> list[CohortPlan]:
    """Spread cohorts over the year and learners over the cohorts, the oldest first."""
    countries = list(COUNTRIES)
    countries.remove(HOME)
    order = [country for _ in range(COHORTS_PER_COUNTRY) for country in (*rng.sample(countries, len(countries)), HOME)]
    sizes = _sizes(rng, len(order), learners)
    step = (SPAN - NEWEST) / (len(order) - 1)
    made: Counter[str] = Counter()
    plans = []
    for place, (country, size) in enumerate(zip(order, sizes, strict=True)):
        made[country] += 1
        made_at = _at_work(rng, now - SPAN + step * place)
        is_home = place == len(order) - 1
        plans.append(
            CohortPlan(
                country=country,
                name=f"Preparation {made[country]}, {made_at:%B %Y}",
                mission=rng.choice(MISSIONS),
                made_at=made_at,
                open_days=None if is_home else rng.choice((14, 21, 30, 60)),
                learners=size,
                is_home=is_home,
            )
        )
    return plans


def learner_plans(rng: Random, cohort: CohortPlan, first: int) -> Iterator[LearnerPlan]:
    """Make up the people of one cohort, numbered from `first`."""
    for number in range(first, first + cohort.learners):
        yield _told(rng, cohort, number) if cohort.is_home and number == first else _learner(rng, cohort, number)


def authority(country: str, name: str) -> str:
    """Name an authority that nobody can take for a real one."""
    return AUTHORITIES.get(country) or f"{AUTHORITY}, {name}"


def _learner(rng: Random, cohort: CohortPlan, number: int) -> LearnerPlan:
    woman = rng.random() < _WOMEN
    name = NAMES[cohort.country].draw(rng, woman=woman)
    category = rng.choices(list(_CATEGORIES), list(_CATEGORIES.values()))[0]
    turn, place = divmod(number, _ONE_IN)
    return LearnerPlan(
        number=number,
        name=name,
        typed_name=" ".join(reversed(name.split())) if place == _MISTYPED else name,
        service_number=_service_number(cohort.country, number),
        sex=_stated(rng, woman=woman),
        category=category,
        rank_group=rng.choice(_RANKS[category]),
        unit=rng.choice(_UNITS.get(category, ("",))),
        language=rng.choice(COUNTRIES[cohort.country]),
        joined_at=_at_work(rng, cohort.made_at + timedelta(days=1 + rng.triangular(0, 9, 1))),
        bent=_bent(rng, place),
        moves=place == _MOVED,
        revoked=place == _REVOKED and turn % _REVOKED_ONE_IN == 0,
        is_told=False,
    )


def _told(rng: Random, cohort: CohortPlan, number: int) -> LearnerPlan:
    """Make up the learner whose password is told: one certificate in hand, the second course under way."""
    name = NAMES[cohort.country].draw(rng, woman=True)
    return LearnerPlan(
        number=number,
        name=name,
        typed_name=name,
        service_number=_service_number(cohort.country, number),
        sex=Sex.FEMALE,
        category=Category.TROOP,
        rank_group=RankGroup.NCO,
        unit="2 Company",
        language="en",
        joined_at=cohort.made_at + NEWEST / 2,
        bent=Bent(1, 3, 1.0, pauses=0, is_tested=True),
        moves=False,
        revoked=False,
        is_told=True,
    )


def _bent(rng: Random, place: int) -> Bent:
    if place in {_EARLIEST, _MISTYPED, _REVOKED, _MOVED}:
        return Bent(99, 0, 1.0, is_tested=True, follow_ups=2)
    bent = _drawn_bent(rng, place)
    follow_ups = rng.choices(list(_FOLLOW_UPS), list(_FOLLOW_UPS.values()))[0]
    return replace(bent, is_tested=rng.random() < _TESTED, follow_ups=follow_ups)


def _drawn_bent(rng: Random, place: int) -> Bent:
    knows = rng.betavariate(*_FAMILIARITY)
    if place == _LEFT_OPEN:
        return Bent(0, 8, knows, leaves_quiz=True)
    likely = {
        Bent(99, 0, knows): 45,
        Bent(1, rng.randint(0, 5), knows): 25,  # completes one course and stops
        Bent(0, 0, knows): 12,  # never begins
        Bent(0, rng.randint(1, 8), knows, leaves_quiz=rng.random() < _LEAVES_QUIZ): 12,  # reads and stops
        Bent(99, 0, _STRUGGLING): 6,  # reads, and fails until no attempt is left
    }
    return rng.choices(list(likely), list(likely.values()))[0]


def _stated(rng: Random, *, woman: bool) -> Sex | None:
    drawn = rng.random()
    if drawn < _NOT_STATED:
        return None
    if drawn < _NOT_STATED + _ANOTHER_OR_NOT_SAID:
        return rng.choice((Sex.ANOTHER, Sex.NOT_SAID, Sex.NOT_SAID))
    return Sex.FEMALE if woman else Sex.MALE


def _service_number(country: str, number: int) -> str:
    """Give a number that no other learner has: 7919 shares no factor with the places that there are."""
    return f"{country[:2]}-{100_000 + number * 7919 % 900_000}"


def _sizes(rng: Random, cohorts: int, learners: int) -> list[int]:
    """Share learners out unevenly; the last cohort has one as long as there is any."""
    weights = [rng.uniform(0.5, 1.5) for _ in range(cohorts)]
    shared = [int((learners - 1) * weight / sum(weights)) for weight in weights]
    shared[-1] += 1
    for place in rng.sample(range(cohorts), learners - sum(shared)):
        shared[place] += 1
    return shared


def _at_work(rng: Random, day: datetime) -> datetime:
    return day.replace(hour=rng.randint(6, 16), minute=rng.randint(0, 59), second=rng.randint(0, 59), microsecond=0)
