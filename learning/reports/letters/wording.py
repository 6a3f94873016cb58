"""What a certification letter says: composed once, frozen, and drawn by page, PDF and document alike.

It speaks on the basis of a national authority's own records, and says that the United Nations certifies nothing by it.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

from certificates.facts import grouped
from learning.errors import Invalid
from learning.people.models import Sex
from learning.records.letters import Held
from learning.reports.completions import Say
from learning.reports.disclosure import Counts, Published, hide_small_by_course
from learning.reports.export.as_csv import BYTE_ORDER_MARK, harmless
from learning.reports.table import Hidden

MOST_PEOPLE: Final = 3_000
GROUPS: Final = (Sex.FEMALE, Sex.MALE, "other")
"""The columns of the counts: what few people state stands together with what is not stated."""


@dataclass(frozen=True)
class Signatory:
    """Who signs by hand; empty where the country has named nobody."""

    name: str
    title: str


@dataclass(frozen=True)
class Certified:
    """One person of the annex: as she is named, and her certificates in the order of the courses."""

    name: str
    number: str
    certificates: tuple[Held, ...]


@dataclass(frozen=True)
class Occasion:
    """What a letter is about, in the words of its language.

    Attributes:
        authority: the national authority that writes.
        country: its name.
        number: the document number.
        made_on: the day of the letter.
        addressee: to whom.
        mission: where they land; empty when none is assigned yet.
        unit: as it was asked for; empty: all.
        landing_on: when.
        courses: title and summary of each.
        address: where certificates are checked.
        categories: the words for categories of personnel.
        signatories: at most two.
        language: tag.
        direction: of its script.
    """

    authority: str
    country: str
    number: str
    made_on: date
    addressee: str
    mission: str
    unit: str
    landing_on: date
    courses: Sequence[tuple[str, str]]
    address: str
    categories: Mapping[str, str]
    signatories: tuple[Signatory, ...]
    language: str
    direction: Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Grid:
    """A table in words: its title, its headings, its rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LetterText:
    """Every word of a letter, in reading order."""

    language: str
    direction: Literal["ltr", "rtl"]
    authority: str
    country: str
    particulars: tuple[tuple[str, str], ...]
    addressee: str
    subject: str
    opening: tuple[str, ...]
    courses: tuple[tuple[str, str], ...]
    counts: Grid
    counts_note: str
    closing: tuple[str, ...]
    hash_label: str
    annex_hash: str
    signatories: tuple[Signatory, ...]
    signature_labels: tuple[str, str, str]
    annex: Grid
    annex_note: str
    page_words: str

    def stored(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return asdict(self)

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "LetterText":
        """Read it as it was kept."""
        words = dict(kept)
        for name in ("counts", "annex"):
            grid = words[name]
            words[name] = Grid(grid["title"], tuple(grid["headings"]), tuple(map(tuple, grid["rows"])))
        words["signatories"] = tuple(Signatory(**each) for each in words["signatories"])
        for name in ("particulars", "courses"):
            words[name] = tuple((first, second) for first, second in words[name])
        for name in ("opening", "closing", "signature_labels"):
            words[name] = tuple(words[name])
        return cls(**words)


def require_namable(number: int) -> None:
    """Let a letter go on only about somebody, and about no more people than are set in two seconds.

    Raises:
        Invalid: it would name nobody, or too many.
    """
    if number == 0:
        raise Invalid("Nobody is ready on this day, so there is nothing to state.")
    if number > MOST_PEOPLE:
        raise Invalid("A letter names %(most)s people at most. Choose a unit, or give a list.", most=MOST_PEOPLE)


def annex_file(annex: Grid) -> bytes:
    """Write the annex as the file whose SHA-256 stands in the letter: CSV in UTF-8."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([harmless(heading) for heading in annex.headings])
    writer.writerows([harmless(cell) for cell in row] for row in annex.rows)
    return BYTE_ORDER_MARK + lines.getvalue().encode()


def compose(occasion: Occasion, people: Sequence[Certified], say: Say, day: Callable[[date], str]) -> LetterText:
    """Write a letter.

    Args:
        occasion: what it is about.
        people: those it names; each holds a certificate of every course.
        say: says a sentence in the letter's language.
        day: writes a day in it.
    """
    annex = _annex(people, occasion, say)
    landing = day(occasion.landing_on)
    values = {"authority": occasion.authority, "count": len(people), "mission": occasion.mission, "day": landing}
    statement = (
        say(
            "On the basis of the records of %(authority)s, we state that the %(count)s people named in the annex, who "
            "are to deploy to %(mission)s, have completed the training named below. Each of their certificates is "
            "valid on %(day)s.",
            **values,
        )
        if occasion.mission
        else say(
            "On the basis of the records of %(authority)s, we state that the %(count)s people named in the annex have "
            "completed the training named below. Each of their certificates is valid on %(day)s.",
            **values,
        )
    )
    lines = [
        (say("Number"), occasion.number),
        (say("Date"), day(occasion.made_on)),
        (say("Mission"), occasion.mission),
        (say("Unit"), occasion.unit),
        (say("Landing on"), landing),
        (say("People"), str(len(people))),
    ]
    return LetterText(
        language=occasion.language,
        direction=occasion.direction,
        authority=occasion.authority,
        country=occasion.country,
        particulars=tuple((label, value) for label, value in lines if value),
        addressee=occasion.addressee,
        subject=say("Training completed before deployment"),
        opening=(statement,),
        courses=tuple(occasion.courses),
        counts=_counts(people, occasion.categories, say),
        counts_note=say("Small counts by sex, and those that would give them away, are hidden."),
        closing=(
            say(
                "The annex names each person with the numbers of the certificates and the last day on which each is "
                "valid. Anybody can check a certificate by its number at %(address)s.",
                address=f"{occasion.address}/verify",
            ),
            say(
                "This letter is issued by %(authority)s alone. The United Nations has neither certified nor checked "
                "it.",
                authority=occasion.authority,
            ),
        ),
        hash_label=say("SHA-256 of the annex"),
        annex_hash=hashlib.sha256(annex_file(annex)).hexdigest(),
        signatories=occasion.signatories or (Signatory("", ""),),
        signature_labels=(say("Name"), say("Title"), say("Signature and stamp")),
        annex=annex,
        annex_note=say("Annex to letter %(number)s", number=occasion.number),
        page_words=say("Page %(page)s of %(pages)s"),
    )


def _annex(people: Sequence[Certified], occasion: Occasion, say: Say) -> Grid:
    headings = [say("No."), say("Name"), say("Service number")]
    for title, _ in occasion.courses:
        headings += [title, say("Valid until")]
    rows = [
        (
            str(place),
            one.name,
            one.number,
            *(
                cell
                for held in one.certificates
                for cell in (grouped(held.serial), held.valid_until.isoformat() if held.valid_until else "–")
            ),
        )
        for place, one in enumerate(people, 1)
    ]
    return Grid(say("Annex: people and certificates"), tuple(headings), tuple(rows))


def _counts(people: Sequence[Certified], categories: Mapping[str, str], say: Say) -> Grid:
    """Count by category and sex, with the small counts and those that would give them away hidden."""
    found: dict[str, dict[str, int]] = {}
    for one in people:
        held = one.certificates[0]
        group = held.sex if held.sex in GROUPS else GROUPS[-1]
        row = found.setdefault(held.category, dict.fromkeys(GROUPS, 0))
        row[str(group)] += 1
    by_category, totals = hide_small_by_course(
        {category: {group: Counts(number, number) for group, number in row.items()} for category, row in found.items()}
    )
    hidden = say("hidden")

    def shown(published: Mapping[str, Published]) -> tuple[str, ...]:
        cells = (published[group].people for group in GROUPS)
        return tuple(hidden if isinstance(cell, Hidden) else str(cell) for cell in cells)

    rows = [
        (categories.get(category, category), *shown(by_category[category]), str(sum(found[category].values())))
        for category in sorted(found, key=lambda each: categories.get(each, each))
    ]
    if len(rows) > 1:
        rows.append((say("Total"), *shown(totals), str(len(people))))
    headings = (say("Category"), say("Female"), say("Male"), say("Another, or not stated"), say("People"))
    return Grid(say("People by category and sex"), headings, tuple(rows))
