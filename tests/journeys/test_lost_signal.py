"""The network comes and goes, phones change: what was answered is there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.answering import answer, answered, control
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

Travel = Callable[..., Traveller]
NOT_SAVED = "Not saved yet. We will try again."


def begin_quiz(traveller: Traveller, number: str) -> None:
    """Sign in and begin the quiz, or go on with it."""
    traveller.sign_in(number, PASSWORD, "NPL")
    traveller.open(f"/courses/{SEA}/zero-tolerance")
    traveller.go(traveller.page.locator("#quiz form button"))


def forgive_offline(traveller: Traveller) -> None:
    """Forget what the browser says of requests that a dead network swallowed."""
    traveller.faults[:] = [fault for fault in traveller.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_answers_given_without_a_network_are_saved_when_it_is_back_and_shown_on_another_phone(
    site: Site, travel: Travel, learner: Callable[[str], str]
) -> None:
    number = learner("Sita Gurung")
    sita = travel(site)
    begin_quiz(sita, number)
    page = sita.page
    answers = site.right_answers(page.url)
    first, second, third = list(answers)[:3]

    def state(item: str, words: str) -> None:
        expect(page.locator(f'[data-saved-status="{item}"]')).to_have_text(words)

    answer(page, answers[first])
    state(first, "Saved")
    sita.context.set_offline(True)
    answer(page, answers[second])
    state(second, NOT_SAVED)
    sita.button("Submit my answers").click()  # the page with its answers stays, rather than the browser's own error
    expect(page.get_by_role("heading", level=1)).to_have_text("Quiz")
    assert answered(page, answers[second])
    sita.context.set_offline(False)
    state(second, "Saved")
    forgive_offline(sita)

    other_phone = travel(site)
    begin_quiz(other_phone, number)
    assert all(answered(other_phone.page, answers[item]) for item in (first, second))
    answer(other_phone.page, answers[third])
    expect(other_phone.page.locator(f'[data-saved-status="{third}"]')).to_have_text("Saved")

    page.reload()
    assert answered(page, answers[third])


def test_a_page_that_is_out_of_date_does_not_overwrite_a_newer_answer(
    site: Site, travel: Travel, learner: Callable[[str], str]
) -> None:
    number = learner("Ram Thapa")
    old, new = travel(site), travel(site, scripts=False)
    begin_quiz(old, number)
    begin_quiz(new, number)
    item, sent = next(
        (item, sent)
        for item, sent in site.right_answers(new.page.url).items()
        if control(new.page, *sent[0]).get_attribute("type") == "radio"
    )
    name, value = sent[0]
    answer(new.page, sent)
    new.press("Save and go on later")
    old.page.locator(f'input[name="{name}"]:not([value="{value}"])').first.check()
    expect(old.page.locator(f'[data-saved-status="{item}"]')).to_contain_text("newer answer")
    new.page.reload()
    assert answered(new.page, sent)
