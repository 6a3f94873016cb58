"""The log on a telephone: a fact of one long word, such as the digest of a letter's annex, fits its line."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from learning.audit import Act, note
from tests.cast import PASSWORD
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.xdist_group("journeys")

DIGEST = "fded698de154115ce3502af8d099dcb2" * 2


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_a_long_fact_fits_a_phone(travel: Callable[..., Traveller], site: Site, tag: str) -> None:
    with site.database.begin() as session:
        moment = datetime.now(UTC)
        note(session, Act.LETTER_DRAFTED, now=moment, actor_id=None, actor_name="Dora", country="GHA", annex=DIGEST)
    dora = travel(site, tag)
    dora.sign_in(ADMINISTRATOR, PASSWORD)
    dora.speak(tag)
    dora.open(f"/audit?act={Act.LETTER_DRAFTED}")
    line = dora.page.locator(".log > li").first
    assert dora.say("Annex") in line.inner_text()
    assert DIGEST in line.inner_text()
    assert line.evaluate("line => line.scrollWidth <= line.clientWidth")
