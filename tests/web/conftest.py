"""What tests of the web share: somebody in the middle of a quiz."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.cast import Cast
from tests.life import Life
from tests.visitor import Visitor


@dataclass(frozen=True)
class Sitting:
    """Amina before her quiz: every lesson is read, the attempt is open, and two of her browsers can show it."""

    attempt: uuid.UUID
    phone: Visitor
    laptop: Visitor

    @property
    def url(self) -> str:
        """Where the questions are."""
        return f"/attempts/{self.attempt}"


@pytest.fixture
def sitting(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> Sitting:
    """Amina in the middle of a quiz, with two browsers."""
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    phone, laptop = visitor(cast.amina), visitor(cast.amina)
    phone.open(f"/attempts/{attempt}")
    laptop.open(f"/attempts/{attempt}")
    return Sitting(attempt, phone, laptop)
