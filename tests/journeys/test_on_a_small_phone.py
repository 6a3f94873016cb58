"""What shows only on a small screen and in the dark: one line of main pages in each language, colours that are read."""

from collections.abc import Callable

import pytest

from learning.languages import LANGUAGES
from tests.cast import PASSWORD
from tests.journeys.sites import Site
from tests.journeys.soundness import examine, unfold
from tests.journeys.traveller import Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

LINES = """() => new Set(
    [...document.querySelectorAll(".top nav a")].map((link) => link.getBoundingClientRect().top)
).size"""
MODULE = f"/courses/{SEA}/zero-tolerance"
ANYBODYS = ("/", "/sign-in", "/sign-in/pictures", "/join", "/verify", "/help", "/quiet", "/nowhere")
LEARNERS = (
    *("/courses", f"/courses/{SEA}", MODULE, f"{MODULE}/checklist", "/certificates", "/account"),
    *("/account/transcript", "/library", "/shelf", "/shelf/1820", "/shelf/coverage", "/glossary", "/search?q=patrol"),
)


@pytest.mark.parametrize("tag", [language.tag for language in LANGUAGES])
def test_the_main_pages_of_a_learner_stand_on_one_line(
    site: Site, travel: Callable[..., Traveller], learner: Callable[[str], str], tag: str
) -> None:
    sita = travel(site)
    sita.sign_in(learner("Sita"), PASSWORD, "NPL")
    sita.speak(tag)
    for path in ("/courses", "/library", "/certificates", "/account"):
        sita.open(path)
        assert sita.page.evaluate(LINES) == 1, path


def test_every_page_of_a_learner_is_read_in_the_dark(
    site: Site, travel: Callable[..., Traveller], learner: Callable[[str], str]
) -> None:
    sita = travel(site)
    sita.page.emulate_media(color_scheme="dark")
    _read_in_the_dark(sita, ANYBODYS)
    sita.sign_in(learner("Sita"), PASSWORD, "NPL")
    _read_in_the_dark(sita, LEARNERS)
    sita.open(MODULE)
    sita.go(sita.page.locator("ol.steps a").first)
    unfold(sita.page)
    examine(sita.page)


def _read_in_the_dark(traveller: Traveller, paths: tuple[str, ...]) -> None:
    for path in paths:
        traveller.page.goto(path)
        unfold(traveller.page)
        examine(traveller.page)
