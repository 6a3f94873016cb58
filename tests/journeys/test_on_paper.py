"""A quiz on paper: printed, one sheet typed, one photographed, one mark looked at; the learner sees who vouches."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from learning.demo.answers import right_answer
from learning.papers import queries
from learning.papers.bubbles import Marks, written
from learning.papers.lines import Line
from learning.papers.models import AnswerSheet, PaperSet
from learning.people.models import Person
from learning.people.queries import current_rotation
from learning.records import services
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import SEA
from tests.papers.conftest import marks_for
from tests.papers.filling import strokes, taken
from tests.papers.sheet_photographs import printed_pages

pytestmark = pytest.mark.xdist_group("journeys")

Travel = Callable[..., Traveller]


class Office(NamedTuple):
    """A trainer's sign-in name, her cohort, and two who learn in it."""

    trainer: str
    cohort_id: uuid.UUID
    names: list[str]
    numbers: list[str]


@pytest.fixture
def office(site: Site) -> Office:
    """A cohort of Kenya in which two people learn without a phone."""
    cast = Cast(site.database, datetime.now(UTC))
    cast.__dict__["dora"] = cast.sign_in(None, ADMINISTRATOR)
    mark = uuid.uuid4().hex[:6].upper()
    trainer = cast.invited("trainer", "KEN", name="Wanjiru Kamau", email=f"wanjiru-{mark}@example.org")
    cohort = cast.cohort(trainer, f"Company {mark}")
    numbers = [f"KE{mark}{place}" for place in (1, 2)]
    names = ["Achieng Otieno", "Barasa Wekesa"]
    with site.database.begin() as session:
        services.assign_courses(session, cohort, [SEA])
    for name, number in zip(names, numbers, strict=True):
        learner = cast.learner(name, number, cohort)
        with site.database.begin() as session:
            person = session.get_one(Person, learner.actor.person_id)
            services.enrol(session, person, current_rotation(session, person.id), SEA, cohort=cohort, now=cast.now)
    return Office(trainer.sign_in_name, cohort.id, names, numbers)


def sheets_of(site: Site, set_id: uuid.UUID) -> list[tuple[AnswerSheet, list[Line]]]:
    """The sheets of a set with their lines, from outside."""
    with site.database.read() as session:
        of = session.get_one(PaperSet, set_id)
        found = [line.sheet for line in queries.sheets_of(session, set_id)]
        return [(sheet, queries.lines(session, of, sheet.variant)) for sheet in found]


@pytest.mark.parametrize(("tag", "scripts"), [("en", True), ("ar", False)], ids=["English", "Arabic-without-scripts"])
def test_a_quiz_on_paper(site: Site, travel: Travel, office: Office, tmp_path: Path, tag: str, scripts: bool) -> None:  # noqa: FBT001
    trainer = travel(site, scripts=scripts)
    trainer.sign_in(office.trainer, PASSWORD)
    trainer.speak(tag)
    set_id = make_papers(trainer, office)
    (typed, typed_lines), (photographed, lines), *_ = sheets_of(site, set_id)
    with trainer.page.expect_download() as download:
        trainer.link("Answer sheets (PDF)").click()
    pages = printed_pages(download.value.path().read_bytes(), tmp_path)

    type_sheet(trainer, typed, typed_lines)
    assert all_right(trainer, office.names[0]) in trainer.words

    right = {line.item.id: marks_for(line, right_answer(line.item)) for line in lines}
    single = next(line for line in lines if line.item.kind == "single")
    photograph = tmp_path / "sheet.jpg"
    photograph.write_bytes(taken(pages[1], strokes(lines, right, {single.item.id: "cross"})))
    read_photograph(trainer, set_id, photograph, right)
    assert photographed.code in trainer.words
    assert all_right(trainer, office.names[1]) in trainer.words

    learner = travel(site, scripts=scripts)
    learner.sign_in(office.numbers[1], PASSWORD, "KEN")
    learner.speak(tag)
    learner.open(f"/courses/{SEA}/zero-tolerance")
    learner.go(learner.page.locator('main a[href^="/attempts/"]').first)
    assert learner.say("Taken on paper; %(name)s vouches for it.", name="Wanjiru Kamau") in learner.words


def all_right(trainer: Traveller, name: str) -> str:
    """What the page says when everything on somebody's sheet is right."""
    return trainer.say("%(name)s: %(percent)s %%", name=name, percent=100)


def make_papers(trainer: Traveller, office: Office) -> uuid.UUID:
    """The trainer has a quiz made for the cohort; gives the set."""
    trainer.open(f"/cohorts/{office.cohort_id}")
    trainer.follow("Quizzes on paper")
    trainer.choose("Quiz", f"{SEA}/zero-tolerance")
    trainer.fill("Spare sheets without a name", "1")
    trainer.press("Make the papers")
    return uuid.UUID(trainer.page.url.rpartition("/")[2])


def type_sheet(trainer: Traveller, sheet: AnswerSheet, lines: list[Line]) -> None:
    """The trainer types a sheet with the keyboard alone: the code, then line after line, each with Enter."""
    trainer.fill("Code of the sheet", sheet.code)
    trainer.press("Type this sheet")
    keys = trainer.page.keyboard
    for line in lines:
        trainer.page.locator(f"#line-{line.item.id}:focus").wait_for()
        keys.type(written(line.item, marks_for(line, right_answer(line.item))))
        if trainer.scripts and line is not lines[-1]:
            keys.press("Enter")
            continue
        with trainer.page.expect_navigation():
            keys.press("Enter")
        trainer.look()


def read_photograph(trainer: Traveller, set_id: uuid.UUID, photograph: Path, right: Mapping[str, Marks]) -> None:
    """The trainer sends a photograph, and says what is marked in the rows that are not clear."""
    trainer.open(f"/papers/{set_id}/photographs")
    trainer.page.set_input_files("#files", photograph)
    trainer.press("Read them")
    trainer.follow("Look at the first")
    for row in trainer.page.locator("fieldset.doubtful").all():
        _, item, number = (row.get_attribute("id") or "").split("-")
        for column in right[item][int(number)]:
            row.locator(f'input[value="{column}"]').check()
    trainer.press("Enter this sheet")
