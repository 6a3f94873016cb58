"""Certificates taken together: those of a cohort, or those of a country and a period."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.people.models import Cohort, Membership, Person
from learning.records.models import CohortCourse, Completion, Credential
from learning.records.printing import Print

_LONGEST_NAME = 120
"""Bytes of a file's name: what every file system takes, below a folder with a long name of its own."""
_FOR_A_SUFFIX = len("_99999")
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*_\s-]+')
"""What file systems refuse, what stands between the parts of a name, and blanks."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"  # unseen, and yet part of the spelling in some scripts


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Which certificates: of a country, and within it of a cohort or of a course and a period of completion.

    Attributes:
        country: alpha-3 code; always named, so that no bundle goes beyond one country.
        cohort: for its members and its courses only.
        course: a slug.
        first, last: days of completion, both included.
    """

    country: str
    cohort: uuid.UUID | None = None
    course: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One certificate of a bundle.

    Attributes:
        serial: of the certificate.
        country: that it was issued for.
        service_number: of its holder; None for who signs in by e-mail.
        name: of its holder.
        course: a slug.
        issued_at: when.
        size: of its PDF in bytes; None while it is not printed.
    """

    serial: str
    country: str
    service_number: str | None
    name: str
    course: str
    issued_at: datetime
    size: int | None


def bundle(session: Session, wanted: Bundle) -> list[BundleLine]:
    """List the certificates that stand, neither replaced nor revoked, by the name of their holder."""
    query = (
        select(
            Credential.serial,
            Credential.country,
            Person.service_number,
            Person.name,
            Completion.course,
            Credential.issued_at,
            func.length(Print.pdf),
        )
        .join(Completion, Completion.id == Credential.completion_id)
        .join(Person, Person.id == Credential.person_id)
        .outerjoin(Print, Print.serial == Credential.serial)
        .where(Credential.country == wanted.country)
        .where(Credential.superseded_at.is_(None), Credential.revoked_at.is_(None))
        .order_by(Person.name, Credential.serial)
    )
    if wanted.cohort:
        member = select(Membership.person_id).where(Membership.cohort_id == wanted.cohort)
        courses = select(CohortCourse.course).where(CohortCourse.cohort_id == wanted.cohort)
        query = query.where(Credential.person_id.in_(member), Completion.course.in_(courses))
    if wanted.course:
        query = query.where(Completion.course == wanted.course)
    if wanted.first:
        query = query.where(Completion.completed_on >= wanted.first)
    if wanted.last:
        query = query.where(Completion.completed_on <= wanted.last)
    return [BundleLine(*row) for row in session.execute(query)]


def printed_pdf(session: Session, serial: str) -> bytes:
    """Read a printed certificate."""
    return session.execute(select(Print.pdf).where(Print.serial == serial)).scalar_one()


def of_cohort(cohort: Cohort) -> Bundle:
    """The certificates of a cohort."""
    return Bundle(country=cohort.country, cohort=cohort.id)


def unprinted(lines: Iterable[BundleLine], *, after: str = "") -> list[str]:
    """List the serials of a bundle that are not printed yet and come after one, in their own order.

    That order never changes, so who asks again and again with the last serial tried meets each one once.
    """
    return sorted(line.serial for line in lines if line.size is None and line.serial > after)


def file_names(lines: Sequence[BundleLine]) -> list[str]:
    """Name the files of a bundle: country, service number, name, course; each name once, whatever the letter case.

    Names keep their own script. What a file system refuses or nobody sees is left out.
    """
    taken: dict[str, int] = {}
    return [_once(_file_name(line), taken) for line in lines]


def _file_name(line: BundleLine) -> str:
    course = _part(line.course)
    before = "_".join(filter(None, (_part(line.country), _part(line.service_number or ""))))
    room = _LONGEST_NAME - _FOR_A_SUFFIX - len(f"{before}__{course}.pdf".encode())
    return "_".join(filter(None, (before, _cut(_part(line.name), room), course)))


def _part(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(sign for sign in composed if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN)
    return _NOT_IN_A_NAME.sub("-", seen).strip("-. ")


def _cut(text: str, most: int) -> str:
    """Keep so many bytes, and no sign without the marks that belong to it."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[:most].decode(errors="ignore")
    end = len(kept)
    while end and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return text[:end].rstrip("-. " + _JOINERS)


def _once(name: str, taken: dict[str, int]) -> str:
    alike = unicodedata.normalize("NFD", name).casefold()
    taken[alike] = count = taken.get(alike, 0) + 1
    return f"{name}.pdf" if count == 1 else f"{name}_{count}.pdf"
