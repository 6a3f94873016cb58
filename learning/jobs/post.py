"""The way to the mail server, and the words of one mail as it takes them."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from learning.config import Mail
from learning.jobs.models import OutboxMail

SECONDS: Final = 20


class MailServerAwayError(Exception):
    """The mail server does not answer, or takes nothing from us; the message says so in a sentence."""


@contextmanager
def post_office(mail: Mail) -> Iterator[smtplib.SMTP]:
    """Open a connection to the mail server, and close it.

    Raises:
        MailServerAwayError: it does not answer, or refuses us before any mail.
    """
    server = f"{mail.host}:{mail.port}"
    try:
        connection = _connected(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise MailServerAwayError(f"the mail server {server} refuses MAIL_USER and its password") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAwayError(
            f"the mail server {server} does not answer: {error or type(error).__name__}"
        ) from error
    try:
        yield connection
    finally:
        try:
            connection.quit()
        except smtplib.SMTPException:
            connection.close()


def _connected(mail: Mail) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if mail.tls == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=trust)
    else:
        connection = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    try:
        if mail.tls == "starttls":
            connection.starttls(context=trust)
        if mail.user:
            connection.login(mail.user, mail.password)
    except (OSError, smtplib.SMTPException):
        connection.close()
        raise
    return connection


def message(mail: OutboxMail, sender: str, language: str) -> EmailMessage:
    """Write a mail as it goes over the wire; its id is the same each time, so that a second copy is known as one."""
    found = EmailMessage()
    found["Subject"] = mail.subject
    found["From"] = sender
    found["To"] = mail.address
    found["Date"] = format_datetime(mail.made_at)
    found["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2].strip('> ')}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(mail.body)
    if mail.content is not None:
        kind, _, sub = mail.media_type.partition(";")[0].partition("/")
        found.add_attachment(mail.content, maintype=kind, subtype=sub, filename=mail.file_name)
    found["Content-Language"] = language  # at last: what is set before moves into the part with the words
    return found
