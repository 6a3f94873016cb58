"""A person's own password: changed by who knows the old one, chosen by who came in with one that was given.

As in `signing_in`, the work on passwords is done with no transaction open.
"""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from learning.audit import Act
from learning.db import Database
from learning.errors import Conflict, Invalid
from learning.people import passwords, rules
from learning.people.models import Person, SignIn
from learning.people.permissions import Permission
from learning.people.rules import Actor
from learning.people.trail import note_act


def change_password(database: Database, actor: Actor, *, old: str, new: str, now: datetime) -> None:
    """Change the actor's own password, and end every other browser that is signed in with the old one.

    Raises:
        Invalid: the old password is not right (field `old_password`), or the new one is refused (field `password`).
        Conflict: it was changed elsewhere at the same time.
    """
    with database.read() as session:
        person = session.get_one(Person, actor.person_id)
    if not passwords.verify(person.password_hash, old):
        raise Invalid("This is not your password.", field="old_password")
    new_hash = passwords.new_hash(new, (person.name, person.service_number, person.email))
    with database.begin() as session:
        replace_password(session, actor, old_hash=person.password_hash, new_hash=new_hash, now=now)


def choose_password(database: Database, actor: Actor, *, new: str, now: datetime) -> None:
    """Choose the actor's own password in place of the given one with which this browser came in a moment ago.

    The given one is not asked again: it was just typed. Nobody else comes here, because whoever finds a phone that is
    signed in must not change a password without knowing it.

    Raises:
        Invalid: the new one is refused, or is the given one (field `password`).
        Conflict: there is nothing to choose, or it was changed elsewhere at the same time.
    """
    with database.read() as session:
        person = session.get_one(Person, actor.person_id)
    if not actor.must_choose or person.password_given_at is None:
        raise Conflict("You have chosen your password already.")
    new_hash = passwords.new_hash(new, (person.name, person.service_number, person.email))
    if passwords.verify(person.password_hash, new):
        raise Invalid("This is the password that was given to you. Choose another one.", field="password")
    with database.begin() as session:
        replace_password(session, actor, old_hash=person.password_hash, new_hash=new_hash, now=now)


def replace_password(session: Session, actor: Actor, *, old_hash: str, new_hash: str, now: datetime) -> None:
    """Last step of `change_password` and `choose_password`, writing; from then on the password is the actor's own.

    Raises:
        Conflict: the old hash is not the stored one any more.
    """
    rules.require(actor, Permission.CHANGE_OWN_ACCOUNT)
    changed = session.execute(
        update(Person)
        .where(Person.id == actor.person_id, Person.password_hash == old_hash)
        .values(password_hash=new_hash, password_given_at=None)
        .returning(Person.id)
    ).one_or_none()
    if changed is None:
        raise Conflict("Your password was changed somewhere else. Sign in again.")
    session.execute(delete(SignIn).where(SignIn.person_id == actor.person_id, SignIn.id != actor.sign_in_id))
    session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(must_choose=False))
    note_act(session, Act.PASSWORD_CHANGED, actor, now=now, country=actor.country)
