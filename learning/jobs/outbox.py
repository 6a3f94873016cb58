"""Sends what waits in the outbox: each mail once, tried again with growing waits, and given up aloud."""

import smtplib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.config import Mail
from learning.db import Database
from learning.jobs.models import OutboxMail, Stop
from learning.jobs.post import MailServerAwayError, message, post_office
from learning.jobs.rules import MOST_ATTEMPTS, next_try
from learning.jobs.scheduling import may_read, stop
from learning.people.models import Person
from learning.reports.plugs import BY_SLUG

PERMANENT: Final = 500
"""Answers of a mail server from here on are its last word (RFC 5321)."""
LONGEST_ERROR: Final = 300


@dataclass
class Posted:
    """What became of the mails of one run; the others wait."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def waiting(session: Session) -> int:
    """Count the mails that are neither sent nor given up."""
    open_ones = (OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None))
    return session.scalar(select(func.count()).select_from(OutboxMail).where(*open_ones)) or 0


def send_waiting(database: Database, mail: Mail, *, now: datetime) -> Posted:
    """Send what is due, over one connection.

    A mail is taken before it is sent and noted after: when the process dies between the two it is sent again later,
    under the same id. Nothing is ever lost silently.

    Raises:
        MailServerAwayError: the server does not answer; what was not sent waits.
    """
    with database.read() as session:
        due = session.scalars(
            select(OutboxMail.id)
            .where(OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), OutboxMail.next_at <= now)
            .order_by(OutboxMail.next_at, OutboxMail.id)
        ).all()
    posted = Posted()
    if due:
        with post_office(mail) as connection:
            for mail_id in due:
                _send(database, connection, mail, mail_id, posted, now)
    return posted


def _send(
    database: Database, connection: smtplib.SMTP, mail: Mail, mail_id: uuid.UUID, posted: Posted, now: datetime
) -> None:
    with database.begin() as session:
        one = _taken(session, mail_id, now)
        if one is None:
            return
        person = session.get_one(Person, one.person_id)
        if not may_read(person, BY_SLUG.get(one.report), one.country, today=now.date()):
            _give_up(session, one, person, Stop.RIGHTS, "its reader may not see this report any more", now)
            posted.given_up += 1
            return
    try:
        connection.send_message(message(one, mail.sender, person.language))
    except smtplib.SMTPServerDisconnected as error:
        _note_failure(database, mail_id, str(error), posted, is_final=False, now=now)
        raise MailServerAwayError(f"the mail server {mail.host}:{mail.port} ended the connection: {error}") from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _note_failure(database, mail_id, _said(error), posted, is_final=_is_final(error), now=now)
        return
    with database.begin() as session:
        sent = session.get_one(OutboxMail, mail_id)
        sent.sent_at, sent.last_error, sent.content = now, "", None
    posted.sent += 1


def _taken(session: Session, mail_id: uuid.UUID, now: datetime) -> OutboxMail | None:
    """Take a mail for this run; None: another run has it."""
    found = session.get_one(OutboxMail, mail_id)
    attempts = found.attempts + 1
    taken = session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, OutboxMail.attempts == found.attempts, OutboxMail.next_at == found.next_at)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None))
        .values(attempts=attempts, next_at=next_try(attempts, now))
        .execution_options(synchronize_session=False)
    )
    if not db.changed(taken):
        return None
    session.refresh(found)
    return found


def _is_final(error: Exception) -> bool:
    """Say whether the server will never take this mail, so that trying again is of no use."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= PERMANENT
    return isinstance(error, ValueError)


def _said(error: Exception) -> str:
    """Give what the server said, without the address: it stands beside."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _note_failure(
    database: Database, mail_id: uuid.UUID, said: str, posted: Posted, *, is_final: bool, now: datetime
) -> None:
    with database.begin() as session:
        found = session.get_one(OutboxMail, mail_id)
        found.last_error = said[:LONGEST_ERROR]
        if is_final or found.attempts >= MOST_ATTEMPTS:
            person = session.get_one(Person, found.person_id)
            _give_up(session, found, person, Stop.ADDRESS if is_final else None, said, now)
            posted.given_up += 1
        else:
            posted.failed += 1


def _give_up(session: Session, found: OutboxMail, person: Person, why: Stop | None, said: str, now: datetime) -> None:
    """End a mail that cannot be sent; with a reason that lasts, its report is not made again either."""
    found.given_up_at, found.last_error, found.content = now, said[:LONGEST_ERROR], None
    if why is not None and found.saved_id is not None:
        stop(session, found.saved_id, person, why, now=now)
