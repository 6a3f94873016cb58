import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from learning.config import Mail
from tests.cast import Cast, Player
from tests.life import SEA, Life


class PostOffice:
    """A mail server on this machine: it keeps what it takes, and answers as a test says."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.answer = "250 taken"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        if self.answer.startswith("2"):
            assert isinstance(envelope.original_content, bytes)
            found = message_from_bytes(envelope.original_content, policy=policy.default)
            assert isinstance(found, EmailMessage)
            self.taken.append((envelope.rcpt_tos, found))
        return self.answer


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def mail(post_office: PostOffice) -> Iterator[Mail]:
    """How the server is reached, while it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post_office, hostname="127.0.0.1", port=port)
    controller.start()
    yield Mail("127.0.0.1", port, "reports@learn1325.example", tls="none")
    controller.stop()


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point, who has an address; people learn in Ghana."""
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 23, completed=9)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")
