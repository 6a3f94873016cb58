"""What a help contact says: read from what was typed, with every fault told at once; and when it is past its review."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from learning.errors import Invalid
from learning.people import rules
from learning.people.countries import is_country
from learning.people.models import ContactKind

MAX_PHONE = 40
MAX_PLACE = 160
LONGEST_REVIEW = timedelta(days=366)
_PHONE = re.compile(r"\+?[0-9(][0-9 ().\-/]{2,}(?:(?:ext\.?|x) ?[0-9]{1,6})?", re.IGNORECASE)


@dataclass(frozen=True)
class TypedContact:
    """A help contact as a form gives it: every field a text, an empty one for nothing."""

    country: str
    mission: str
    kind: str
    office: str
    phone: str
    email: str
    place: str
    owner: str
    review_on: str


class FaultyContact(Invalid):
    """A help contact that cannot be accepted: `faults` has one sentence for each field that is wrong."""

    def __init__(self, faults: tuple[Invalid, ...]) -> None:
        super().__init__(faults[0].sentence, field=faults[0].field, **faults[0].values)
        self.faults = faults


def read_contact(typed: TypedContact, *, today: date) -> dict[str, object]:
    """Write a help contact the one way in which it is stored: the columns of its row that a person fills in.

    Args:
        typed: what was typed.
        today: the review must lie after it, and within a year.

    Raises:
        FaultyContact: a field cannot be accepted, or it cannot be reached in any way.
    """
    readings: Mapping[str, Callable[[], object]] = {
        "country": lambda: _country(typed.country),
        "mission": lambda: rules.choose_from(rules.MISSIONS, typed.mission, field="mission") if typed.mission else None,
        "kind": lambda: rules.choose(ContactKind, typed.kind, field="kind"),
        "office": lambda: rules.normalise_text(typed.office, field="office"),
        "phone": lambda: _phone(typed.phone),
        "email": lambda: rules.normalise_email(typed.email) if typed.email.strip() else "",
        "place": lambda: rules.normalise_text(typed.place, field="place", required=False, longest=MAX_PLACE),
        "owner": lambda: rules.normalise_text(typed.owner, field="owner"),
        "review_on": lambda: _review_on(typed.review_on, today),
    }
    read: dict[str, object] = {}
    faults: list[Invalid] = []
    for name, reading in readings.items():
        try:
            read[name] = reading()
        except Invalid as fault:
            faults.append(fault)
    if not any(read.get(name, "faulty") for name in ("phone", "email", "place")):
        faults.append(Invalid("Give a phone number, an e-mail address or a place.", field="phone"))
    if faults:
        raise FaultyContact(tuple(faults))
    return read


def is_past_review(review_on: date, today: date) -> bool:
    """Say whether the day by which somebody should have looked at a contact again has gone by."""
    return today > review_on


def dialled(phone: str) -> str:
    """Give what a telephone dials for a number as it is written: without signs, the extension, and a zero in brackets.

    Whoever dials the code of a country leaves that zero out.
    """
    number = re.split(r"[a-z]", phone, maxsplit=1, flags=re.IGNORECASE)[0]
    abroad = number.replace("(0)", "") if number.startswith("+") else number
    return "".join(sign for sign in abroad if sign.isdecimal() or sign == "+")


def _country(code: str) -> str | None:
    if code and not is_country(code):
        raise Invalid("Choose a country.", field="country")
    return code or None


def _phone(text: str) -> str:
    line = rules.normalise_text(text, field="phone", required=False, longest=MAX_PHONE)
    number = "".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", line))
    if number and not _PHONE.fullmatch(number):
        raise Invalid("Enter a phone number in digits, with the code of the country.", field="phone")
    return number


def _review_on(text: str, today: date) -> date:
    if not text.strip():
        raise Invalid("This is missing.", field="review_on")
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Enter the day as year-month-day, such as 2026-03-31.", field="review_on") from None
    if not today < day <= today + LONGEST_REVIEW:
        raise Invalid(
            "Choose a day after today and within a year, so that an old number is noticed.", field="review_on"
        )
    return day
