"""The cast: the people of the tests, brought to life by the same services that bring real people to life.

Amina learns in Ghana, where Efua trains; Bruno is Uruguay's focal point; Chandra trains in Nepal, where Bishnu learns;
Dora administers. Each appears when a test first names them, and is signed in: name them before a writing transaction is
opened, because theirs would wait for it.
"""

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.db import Database
from learning.people import passwords, services
from learning.people.models import Cohort
from learning.people.permissions import Role
from learning.people.rules import Actor

PASSWORD = "seven grey herons"
SECRET = "a secret of the tests, long enough to be one"
ADDRESS = "192.0.2.7"


@functools.cache
def password_hash() -> str:
    """The stored form of the password that the whole cast shares; made once, because it takes its time."""
    return passwords.hash_password(PASSWORD)


@dataclass(frozen=True)
class Player:
    """One of the cast, signed in: `actor` for services and queries, `token` for a browser's cookie."""

    actor: Actor
    token: str
    sign_in_name: str

    @property
    def country(self) -> str:
        """The player's country; players without one must not be asked."""
        assert self.actor.country is not None
        return self.actor.country


class Cast:
    """Everybody, in one database, at one time."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    @functools.cached_property
    def dora(self) -> Player:
        """Administers, and belongs to no country."""
        with self.database.begin() as session:
            token = services.make_setup_link(session, now=self.now)
        assert token is not None, "there is an administrator already"
        return self.accept(token, name="Dora Lindqvist", email="dora@example.org")

    @functools.cached_property
    def chandra(self) -> Player:
        """Trains in Nepal."""
        return self.invited(Role.TRAINER, "NPL", name="Chandra Gurung", email="chandra@example.org")

    @functools.cached_property
    def efua(self) -> Player:
        """Trains in Ghana."""
        return self.invited(Role.TRAINER, "GHA", name="Efua Owusu", email="efua@example.org")

    @functools.cached_property
    def bruno(self) -> Player:
        """Is Uruguay's focal point."""
        return self.invited(Role.FOCAL_POINT, "URY", name="Bruno Píriz", email="bruno@example.org")

    @functools.cached_property
    def amina(self) -> Player:
        """Learns in Ghana, in Efua's cohort."""
        return self.learner("Amina Mensah", "GH 10234", self.ghana_cohort, sex="female")

    @functools.cached_property
    def bishnu(self) -> Player:
        """Learns in Nepal, in Chandra's cohort; another country than Amina's."""
        return self.learner("Bishnu Rai", "NP-20771", self.nepal_cohort, sex="male")

    @functools.cached_property
    def ghana_cohort(self) -> Cohort:
        """Efua's cohort."""
        return self.cohort(self.efua, "Ghana Battalion 12")

    @functools.cached_property
    def nepal_cohort(self) -> Cohort:
        """Chandra's cohort."""
        return self.cohort(self.chandra, "Nepal Company 3")

    def invited(self, role: Role, country: str | None, *, name: str, email: str) -> Player:
        """Somebody whom Dora invited."""
        inviter = self.dora.actor
        with self.database.begin() as session:
            token = services.invite(session, inviter, role=role, country=country, now=self.now)
        return self.accept(token, name=name, email=email)

    def accept(self, token: str, *, name: str, email: str) -> Player:
        """Somebody who followed a link."""
        with self.database.begin() as session:
            services.accept_invitation(
                session,
                token,
                name=name,
                service_number=None,
                email=email,
                password_hash=password_hash(),
                language="en",
                now=self.now,
            )
        return self.sign_in(None, email)

    def cohort(self, trainer: Player, name: str, *, open_days: int | None = None) -> Cohort:
        """Another cohort of a trainer."""
        closes_on = None if open_days is None else (self.now + timedelta(days=open_days)).date()
        with self.database.begin() as session:
            return services.make_cohort(
                session, trainer.actor, name=name, mission="UNMISS", closes_on=closes_on, now=self.now
            )

    def learner(self, name: str, service_number: str, cohort: Cohort, *, sex: str | None = None) -> Player:
        """Somebody who joined by a cohort's code."""
        with self.database.begin() as session:
            person, _ = services.register_learner(
                session,
                join_code=cohort.join_code,
                name=name,
                service_number=service_number,
                password_hash=password_hash(),
                category="contingent-troop",
                rank_group="enlisted",
                unit="2 Company",
                mission="UNMISS",
                sex=sex,
                language="en",
                now=self.now,
            )
        return self.sign_in(person.country, service_number)

    def sign_in(self, country: str | None, sign_in_name: str) -> Player:
        """A browser signed in; the password is known to be right and is not looked at, which would take its time."""
        with self.database.begin() as session:
            candidate = services.sign_in_candidate(
                session, country=country, sign_in_name=sign_in_name, address=ADDRESS, secret=SECRET, now=self.now
            )
            outcome = services.begin_session(session, candidate, now=self.now)
        assert isinstance(outcome, services.SignedIn), outcome
        return Player(outcome.actor, outcome.token, sign_in_name)
