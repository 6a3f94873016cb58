"""The nominal roll of a made-up contingent: some known from the demo, most new, with the faults of real rolls."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from learning.demo.names import NAMES
from learning.demo.plans import HOME
from learning.people.countries import country_name
from learning.people.models import Person, RankGroup, Rotation, Sex
from learning.people.permissions import Role

SIZE = 850
KNOWN_SHARE = 3
"""At most one in so many is known already."""
MISSPELT_ONE_IN = 17
FAULTS = 3
HEADINGS = ("No", "Svc No", "Rank", "Name", "Sex", "DOB", "Coy", "Remarks")

_RANKS: dict[RankGroup, Sequence[str]] = {
    RankGroup.ENLISTED: ("Pte", "Pte", "LCpl"),
    RankGroup.NCO: ("Cpl", "Sgt", "WO II"),
    RankGroup.JUNIOR_OFFICER: ("Lt", "Capt"),
    RankGroup.SENIOR_OFFICER: ("Maj", "Lt Col"),
    RankGroup.CIVILIAN: ("Mr", "Ms"),
    RankGroup.CIVILIAN_MANAGER: ("Director",),
}
_NEW_RANKS = (*("Pte",) * 6, "LCpl", "LCpl", "Cpl", "Sgt", "Lt", "Capt")
_COMPANIES = ("1 Company", "2 Company", "3 Company", "Support Company")
_SEXES = {Sex.FEMALE: "F", Sex.MALE: "M"}
_WOMEN = 0.2
_ABOVE = 3  # rows above the headings
_FIRST_NUMBER = 2_000_000  # further than any learner's of the demo

Row = tuple[object, ...]


def make_roll(session: Session, folder: Path, *, today: date) -> Path:
    """Write the nominal roll of the contingent of the country whose accounts are told; says where it lies."""
    target = folder / f"contingent-{HOME}.xlsx"
    rng = Random(SIZE)  # noqa: S311 - the same roll each time
    write_roll(nominal_roll(session, rng, HOME, size=SIZE, today=today), target)
    return target


def nominal_roll(session: Session, rng: Random, country: str, *, size: int, today: date) -> list[Row]:
    """Make the rows of a roll, headings and what stands above them included.

    Args:
        session: of a demo.
        rng: equal ones give equal rolls.
        country: whose contingent it is (ISO 3166-1 alpha-3).
        size: how many people stand on it, those of the faulty rows included.
        today: the day of the roll.
    """
    known = _known(session, rng, country, today)[: size // KNOWN_SHARE]
    new = [_new(rng, country, number, today) for number in range(size - len(known) - FAULTS)]
    people = [*known, *new]
    rng.shuffle(people)
    number, rank, name, *rest = people[0]
    people += [
        (number, rank, name, *rest),  # stands there twice
        (_service_number(country, size), "Pte", "", *rest),
        (
            _service_number(country, size + 1),
            "Pte",
            NAMES[country].draw(rng, woman=True),
            "F",
            date(2085, 3, 2),
            "",
            "",
        ),
    ]
    above: list[Row] = [
        ("NOMINAL ROLL (made up)",),
        (f"Battalion 1, {country_name(country, 'en')}, {today:%d %b %Y}",),
        (),
    ]
    return [*above, HEADINGS, *((place, *row) for place, row in enumerate(people, 1))]


def write_roll(rows: Sequence[Row], target: Path) -> None:
    """Write a roll as a workbook, as a unit would send it."""
    with Workbook(str(target), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Roll")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        sheet.freeze_panes(_ABOVE + 1, 0)


def _known(session: Session, rng: Random, country: str, today: date) -> list[Row]:
    """People of the demo who serve as troops of the country, in the order of their numbers; a few are misspelt."""
    found = session.execute(
        select(Person.name, Person.service_number, Person.sex, Rotation.rank_group, Rotation.unit)
        .join(Rotation, Rotation.person_id == Person.id)
        .where(Person.country == country, Person.role == Role.LEARNER, Rotation.ended_on.is_(None))
        .order_by(Person.service_number)
    )
    return [
        (
            each.service_number,
            rng.choice(_RANKS[RankGroup(each.rank_group)]),
            each.name[:-1] if place % MISSPELT_ONE_IN == 1 else each.name,
            _SEXES.get(each.sex, ""),
            _birthday(rng, today),
            each.unit,
            "",
        )
        for place, each in enumerate(found)
    ]


def _new(rng: Random, country: str, number: int, today: date) -> Row:
    woman = rng.random() < _WOMEN
    names = NAMES[country]
    name = f"{names.draw(rng, woman=woman)} {rng.choice(names.family)}"  # one more than anybody of the demo has
    return (
        _service_number(country, number),
        rng.choice(_NEW_RANKS),
        name,
        "F" if woman else "M",
        _birthday(rng, today),
        rng.choice(_COMPANIES),
        "",
    )


def _service_number(country: str, number: int) -> str:
    return f"{country[:2]}-{_FIRST_NUMBER + number}"


def _birthday(rng: Random, today: date) -> date:
    return today - timedelta(days=rng.randint(20 * 365, 48 * 365))
