"""Where the lives of one cohort play, and how time goes by in them."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from learning.demo.minds import Belief
from learning.modules.queries import PublishedCourse
from learning.people.models import Cohort
from learning.people.rules import Actor
from learning.records.services import Issuing

Acts = Generator[datetime, None, None]
"""Yields the moment before each act, so that the teller can stop at the present."""


@dataclass(frozen=True)
class Scene:
    """What every life of one cohort plays in; `beliefs` are what many have wrong, by course."""

    session: Session
    rng: Random
    courses: Mapping[str, PublishedCourse]
    beliefs: Mapping[str, Belief]
    cohort: Cohort
    issuing: Issuing
    administrator: Actor
    trainer: Actor


class Moments:
    """The moment at which somebody's next act happens."""

    def __init__(self, rng: Random, first: datetime) -> None:
        self.rng = rng
        self.at = first

    def after(self, shortest: float, longest: float) -> datetime:
        """Go on some minutes."""
        self.at += timedelta(minutes=self.rng.uniform(shortest, longest))
        return self.at

    def another_day(self, soonest: int, latest: int) -> datetime:
        """Go on some days, to working hours."""
        day = self.at + timedelta(days=self.rng.randint(soonest, latest))
        self.at = day.replace(hour=self.rng.randint(6, 18), minute=self.rng.randint(0, 59))
        return self.at

    def not_before(self, day: date) -> datetime:
        """Go on to this day, unless it is past."""
        self.at = max(self.at, datetime.combine(day, time(self.rng.randint(6, 18)), UTC))
        return self.at
