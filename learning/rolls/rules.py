"""What a roll says, row by row: what is wrong with it, and who on it is known already."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from learning.errors import Invalid, LearningError
from learning.people import rules as people
from learning.people.models import Category, RankGroup, Sex
from learning.rolls import words
from learning.rolls.headings import Field, folded

UNDO_WITHIN = timedelta(days=1)
DRAFTS_KEPT = timedelta(days=1)
"""A roll holds more than we need; what was not imported within a day is forgotten."""
MOST_PEOPLE = 10_000

T = TypeVar("T")

_YEAR_FIRST = re.compile(r"(\d{4})(?:\D+(\d{1,2})\D+(\d{1,2}))?\b")
_YEAR_LAST = re.compile(r"\d{1,2}\D+\d{1,2}\D+(\d{4})\b")
_SEX_OF_HOMBRE_AND_MUJER = {"h": Sex.MALE, "v": Sex.MALE, "m": Sex.FEMALE}


class Decision(StrEnum):
    """What somebody said of a row whose person may be known."""

    SAME = "same"
    ANOTHER = "another"
    OUT = "out"


class Doubt(StrEnum):
    """Why it is unclear whether a row's person is known."""

    NAME_DIFFERS = "name-differs"
    NUMBER_DIFFERS = "number-differs"
    NO_NUMBER = "no-number"


@dataclass(frozen=True)
class Terms:
    """How a roll is read.

    Attributes:
        heading: which row holds the headings, from 0; the people stand below.
        columns: what each column holds, by its number from 0.
        category, rank_group: what is taken where a row says none; "" where that is a fault.
        mission: what is taken where a row says none.
    """

    heading: int
    columns: Mapping[int, Field]
    category: str
    rank_group: str
    mission: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a roll, written the way in which it is stored; `row` is the row's number in the file, from 1."""

    row: int
    name: str
    service_number: str | None
    category: Category
    rank_group: RankGroup
    unit: str
    mission: str
    sex: Sex | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row."""

    row: int
    refusal: LearningError


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the country who has an account; without a category nothing is known of how the person serves."""

    person_id: UUID
    name: str
    service_number: str | None
    unit: str
    mission: str = ""
    sex: str | None = None
    category: str | None = None
    rank_group: str | None = None


@dataclass(frozen=True)
class Unclear:
    """A row, and the person whom it may mean."""

    line: Line
    known: Known
    doubt: Doubt

    @property
    def may_be_another(self) -> bool:
        """Whether the row can become a person of its own: its number is there, and nobody else's."""
        return self.doubt is Doubt.NUMBER_DIFFERS


@dataclass
class Matched:
    """Whose account is made, who has one, and who must be looked at."""

    new: list[Line] = field(default_factory=list)
    known: list[tuple[Line, Known]] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)


def read_lines(rows: Sequence[Sequence[str]], terms: Terms, *, today: date) -> tuple[list[Line], list[Fault]]:
    """Read the people of a roll; a row with a fault gives no line.

    Args:
        rows: of the file, as texts.
        terms: how they are read.
        today: no date of birth is later.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    at = {each: number for number, each in terms.columns.items()}
    below = [row for row in rows[terms.heading + 1 :] if any(row)]
    reader = _Reader(terms, today, _sexes(_cell(row, at.get(Field.SEX)) for row in below))
    first_row: dict[str, int] = {}
    for number, row in enumerate(rows[terms.heading + 1 :], terms.heading + 2):
        if not any(row):
            continue
        given = {each: _cell(row, place) for each, place in at.items()}
        line = reader.read(number, given)
        if line is not None and line.service_number is not None:
            first = first_row.setdefault(line.service_number, number)
            if first != number:
                twice = Invalid(
                    "The service number %(number)s stands in row %(first)s already.",
                    number=line.service_number,
                    first=first,
                )
                faults.append(Fault(number, twice))
                line = None
        faults += (Fault(number, refusal) for refusal in reader.refusals)
        if line is not None:
            lines.append(line)
    return lines, faults


class _Reader:
    """Reads one row after another; `refusals` is what was wrong with the last."""

    def __init__(self, terms: Terms, today: date, sexes: Mapping[str, Sex]) -> None:
        self.terms = terms
        self.today = today
        self.sexes = sexes
        self.refusals: list[LearningError] = []

    def read(self, row: int, given: Mapping[Field, str]) -> Line | None:
        self.refusals = []
        name = self._try(lambda: _name(given))
        number = self._try(lambda: _number(given.get(Field.SERVICE_NUMBER, "")))
        category = self._try(lambda: _category(given.get(Field.CATEGORY, ""), self.terms.category))
        rank = self._try(lambda: _rank(given.get(Field.RANK, ""), self.terms.rank_group))
        unit = self._try(lambda: _unit(given.get(Field.UNIT, "")))
        mission = self._try(lambda: _mission(given.get(Field.MISSION, ""), self.terms.mission))
        if born_after(given.get(Field.BIRTH_DATE, ""), self.today):
            self.refusals.append(Invalid("The date of birth is in the future."))
        if self.refusals or name is None or category is None or rank is None:
            return None
        sex = self.sexes.get(folded(given.get(Field.SEX, "")))
        return Line(row, name, number or None, category, rank, unit or "", mission or "", sex)

    def _try(self, part: Callable[[], T]) -> T | None:
        try:
            return part()
        except LearningError as error:
            self.refusals.append(error)
            return None


def match(lines: Iterable[Line], everybody: Sequence[Known]) -> Matched:
    """Find who of a roll has an account: by service number, then by name and unit.

    A number that is known under another name, and a name of the same unit under another number, are unclear.
    """
    by_number = {known.service_number: known for known in everybody if known.service_number}
    lines = list(lines)
    certain = {by_number[line.service_number].person_id for line in lines if line.service_number in by_number}
    by_name: dict[tuple[str, ...], list[Known]] = defaultdict(list)
    for known in everybody:
        if known.person_id not in certain:
            by_name[name_key(known.name)].append(known)
    found = Matched()
    for line in lines:
        known_number = by_number.get(line.service_number) if line.service_number else None
        if known_number is not None:
            if same_name(line.name, known_number.name):
                found.known.append((line, known_number))
            else:
                found.unclear.append(Unclear(line, known_number, Doubt.NAME_DIFFERS))
            continue
        namesakes = [one for one in by_name.get(name_key(line.name), ()) if _same_unit(line.unit, one.unit)]
        if namesakes:
            doubt = Doubt.NUMBER_DIFFERS if line.service_number else Doubt.NO_NUMBER
            found.unclear.append(Unclear(line, namesakes.pop(0), doubt))
            by_name[name_key(line.name)].remove(found.unclear[-1].known)  # one person is not two rows
        else:
            found.new.append(line)
    return found


def without_number(matched: Matched) -> list[Fault]:
    """Take out whoever cannot get an account, because nothing is there to sign in with."""
    faults = [
        Fault(line.row, Invalid("The service number is missing.")) for line in matched.new if not line.service_number
    ]
    matched.new = [line for line in matched.new if line.service_number]
    return faults


def settle(matched: Matched, decisions: Mapping[int, Decision]) -> Matched:
    """Apply what was decided of unclear rows; those that nobody decided stay unclear, those left out are gone."""
    settled = Matched(list(matched.new), list(matched.known), [])
    for unclear in matched.unclear:
        decision = decisions.get(unclear.line.row)
        if decision is Decision.SAME:
            settled.known.append((unclear.line, unclear.known))
        elif decision is Decision.ANOTHER and unclear.may_be_another:
            settled.new.append(unclear.line)
        elif decision is not Decision.OUT:
            settled.unclear.append(unclear)
    return settled


def may_undo(applied_at: datetime | None, undone_at: datetime | None, now: datetime) -> bool:
    """Say whether an import can still be undone: for a day."""
    return applied_at is not None and undone_at is None and now - applied_at < UNDO_WITHIN


def _parts(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return frozenset("".join(map(_kept, plain)).split())


def _kept(sign: str) -> str:
    """Keep letters and the vowel signs of scripts that need them; leave accents out; everything else parts names."""
    if sign.isalnum():
        return sign
    is_mark = unicodedata.category(sign).startswith("M")
    return ("" if unicodedata.combining(sign) else sign) if is_mark else " "


def name_key(name: str) -> tuple[str, ...]:
    """Write a name so that it can be compared: no case, no accents, its parts in one order."""
    return tuple(sorted(_parts(name)))


def same_name(one: str, other: str) -> bool:
    """Say whether two names may be one person's: the same parts, or all of the shorter (two at least) in the longer."""
    short, long = sorted((_parts(one), _parts(other)), key=len)
    return short == long or (len(short) > 1 and short <= long)


def born_after(text: str, today: date) -> bool:
    """Say whether a date or a year of birth, as people write it, is later than today; what is no date is not."""
    first = _YEAR_FIRST.match(text)
    if first and first[2]:
        try:
            return date(int(first[1]), int(first[2]), int(first[3])) > today
        except ValueError:
            return int(first[1]) > today.year
    last = _YEAR_LAST.match(text)
    year = first[1] if first else last[1] if last else ""
    return bool(year) and int(year) > today.year


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _name(given: Mapping[Field, str]) -> str:
    parts = [given.get(each, "") for each in (Field.NAME, Field.FIRST_NAME, Field.FAMILY_NAME)]
    name = " ".join(filter(None, parts))
    if not name.strip():
        raise Invalid("The name is missing.")
    return people.normalise_name(name)


def _number(text: str) -> str:
    return people.normalise_service_number(text) if text.strip() else ""


def _unit(text: str) -> str:
    return people.normalise_text(text, field="unit", required=False)


def _category(text: str, otherwise: str) -> Category:
    word = folded(text) or folded(otherwise)
    if not word:
        raise Invalid("The category is missing.")
    if word in words.CATEGORIES:
        return words.CATEGORIES[word]
    near = words.nearest(text, words.CATEGORIES)
    if near:
        raise Invalid("“%(given)s” is no category we know. Is it “%(near)s”?", given=text, near=near)
    raise Invalid("“%(given)s” is no category we know.", given=text)


def _rank(text: str, otherwise: str) -> RankGroup:
    word = folded(text) or folded(otherwise)
    if not word:
        raise Invalid("The rank is missing.")
    if word in words.RANKS:
        return words.RANKS[word]
    near = words.nearest(text, words.RANKS)
    if near:
        raise Invalid("“%(given)s” is no rank we know. Is it “%(near)s”?", given=text, near=near)
    raise Invalid("“%(given)s” is no rank we know.", given=text)


def _mission(text: str, otherwise: str) -> str:
    word = folded(text) or folded(otherwise)
    if word in words.MISSIONS_BY_WORD:
        return words.MISSIONS_BY_WORD[word]
    near = words.nearest(text, words.MISSIONS_BY_WORD)
    if near:
        raise Invalid("“%(given)s” is no mission we know. Is it “%(near)s”?", given=text, near=near)
    raise Invalid("“%(given)s” is no mission we know.", given=text)


def _sexes(column: Iterable[str]) -> Mapping[str, Sex]:
    """Say what the words of this roll's column mean: M is mujer where H is hombre, and nobody is F."""
    used = {folded(word) for word in column}
    if "m" in used and used & {"h", "v"} and not used & {"f", "w"}:
        return {**words.SEXES, **_SEX_OF_HOMBRE_AND_MUJER}
    return words.SEXES


def _same_unit(one: str, other: str) -> bool:
    return not one or not other or folded(one) == folded(other)
