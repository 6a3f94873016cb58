"""A forgotten password, in a real browser: the trainer gives one, and the learner makes it her own on an old phone."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from learning.people import services
from learning.people.models import Person
from tests.cast import Cast
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.xdist_group("journeys")

OWN = "nine slow rivers"


def give(site: Site, number: str) -> str:
    """An administrator gives a password; the trainer's page for it has tests of its own."""
    now = datetime.now(UTC)
    dora = Cast(site.database, now).sign_in(None, ADMINISTRATOR).actor
    with site.database.read() as session:
        them = session.scalars(select(Person.id).where(Person.service_number == number.replace("-", ""))).one()
    return services.reset_password(site.database, dora, person_id=them, now=now)


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
def test_she_makes_it_her_own_on_one_page_and_goes_on(
    travel: Callable[..., Traveller], site: Site, learner: Callable[[str], str], tag: str
) -> None:
    number = learner("Sita Thapa")
    given = give(site, number)
    sita = travel(site, scripts=tag != "fr")
    sita.sign_in(number, given, "NPL")
    sita.speak(tag)
    assert sita.heading == sita.say("Choose your own password")
    assert sita.page.locator("input:not([type=hidden])").count() == 1
    sita.open("/certificates")
    assert sita.heading == sita.say("Choose your own password")
    sita.fill("Choose a password", given)
    sita.press("Go on")
    assert sita.say("This is the password that was given to you. Choose another one.") in sita.words
    sita.fill("Choose a password", OWN)
    sita.press("Go on")
    assert sita.heading == sita.say("My certificates")
