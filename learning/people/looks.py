"""What a country's certificates look like: read from what was given, with every fault told at once; and for print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

from certificates.designs import DESIGNS
from certificates.look import Look, LookRefused, Reason, Signatory, reencode_logo
from certificates.type import DoesNotFit, Style, can_print, fit_lines
from learning.errors import Invalid
from learning.languages import BY_TAG
from learning.people import rules
from learning.people.models import CertificateLook

MOST_SIGNATORIES = 2
SIGNATURE_ROOM = 190.0  # points: the line below a signature, in every design
_NAME_SIZE, _TITLE_SIZE, _TITLE_LINES = 9.5, 8.5, 2


class Keep(Enum):
    """The one word for a picture that stays as it was set before."""

    KEPT = "kept"


KEPT: Final = Keep.KEPT
Picture = bytes | None | Literal[Keep.KEPT]
"""A picture as it is given: the bytes of a file, None for no picture, or `KEPT`."""


@dataclass(frozen=True)
class TypedSignatory:
    """One of those who sign, as a form gives it; without a name and a title there is none."""

    name: str
    title: str
    signature: Picture


@dataclass(frozen=True)
class TypedLook:
    """A look as a form gives it: texts as they were typed, files as they were sent."""

    design: str
    border: str
    accent: str
    second_language: str
    logo: Picture
    signatories: tuple[TypedSignatory, ...]


@dataclass(frozen=True)
class CheckedLook:
    """A look that certificates can be printed with; made by `read_look` alone.

    Attributes:
        design: name of a design.
        border: "#rrggbb".
        accent: "#rrggbb".
        second_language: tag of a language of the interface; None: certificates have one language.
        logo: as the press takes it.
        signatories: by the place in which the form has them; None where it has none.
    """

    design: str
    border: str
    accent: str
    second_language: str | None
    logo: Picture
    signatories: tuple[TypedSignatory | None, ...]


class FaultyLook(Invalid):
    """A look that cannot be accepted: `faults` has one sentence for each field that is wrong."""

    def __init__(self, faults: tuple[Invalid, ...]) -> None:
        super().__init__(faults[0].sentence, field=faults[0].field, **faults[0].values)
        self.faults = faults


def read_look(typed: TypedLook) -> CheckedLook:
    """Check a look and draw its pictures anew; takes its time over large ones, so do it before a transaction.

    Args:
        typed: as it was given; the fields of signatories are `name_1`, `title_1`, `signature_1` and so on.

    Raises:
        FaultyLook: a field cannot be accepted.
    """
    readings: dict[str, Callable[[], Any]] = {
        "design": lambda: rules.choose_from([each.name for each in DESIGNS], typed.design, field="design"),
        "border": lambda: _colour("border", typed.border),
        "accent": lambda: _colour("accent", typed.accent),
        "second_language": lambda: _language(typed.second_language),
        "logo": lambda: _picture("logo", typed.logo),
    }
    for number, signatory in enumerate(typed.signatories, 1):
        readings |= _signatory_readings(number, signatory)
    read: dict[str, Any] = {}
    faults: list[Invalid] = []
    for field, reading in readings.items():
        try:
            read[field] = reading()
        except Invalid as fault:
            faults.append(fault)
    if len(typed.signatories) > MOST_SIGNATORIES:
        faults.append(Invalid("A certificate has room for two signatories.", field=f"name_{MOST_SIGNATORIES + 1}"))
    if faults:
        raise FaultyLook(tuple(faults))
    return CheckedLook(
        design=read["design"],
        border=read["border"],
        accent=read["accent"],
        second_language=read["second_language"],
        logo=read["logo"],
        signatories=tuple(_signatory(number, read) for number in range(1, len(typed.signatories) + 1)),
    )


def look_of(row: CertificateLook | None, course_design: str) -> Look:
    """Give the press what a country chose, or the house's colours in the course's design where it chose nothing.

    Args:
        row: of the country, or the one that a credential names.
        course_design: what the course names for countries without a look.
    """
    if row is None:
        return Look(design=course_design)
    signatures = (row.signature_1, row.signature_2)
    return Look(
        design=row.design,
        border=row.border,
        accent=row.accent,
        logo_png=row.logo,
        signatories=tuple(
            Signatory(each["name"], each["title"], image)
            for each, image in zip(row.signatories, signatures, strict=False)
        ),
    )


def _signatory_readings(number: int, typed: TypedSignatory) -> Mapping[str, Callable[[], Any]]:
    name, title, signature = f"name_{number}", f"title_{number}", f"signature_{number}"
    if not typed.name.strip() and not typed.title.strip() and not isinstance(typed.signature, bytes):
        return {}
    return {
        name: lambda: _line(name, typed.name, _NAME_SIZE, style=Style.BOLD, lines=1),
        title: lambda: _line(title, typed.title, _TITLE_SIZE, style=Style.TEXT, lines=_TITLE_LINES),
        signature: lambda: _picture(signature, typed.signature),
    }


def _signatory(number: int, read: Mapping[str, Any]) -> TypedSignatory | None:
    if f"name_{number}" not in read:
        return None
    return TypedSignatory(read[f"name_{number}"], read[f"title_{number}"], read[f"signature_{number}"])


def _line(field: str, text: str, size: float, *, style: Style, lines: int) -> str:
    """Read what is printed below a signature."""
    line = rules.normalise_text(text, field=field, required=False)
    if not line:
        raise Invalid("Whoever signs needs a name and a title. Enter both, or leave all of it empty.", field=field)
    if not can_print(line, style):
        raise Invalid("Certificates cannot be printed in these letters. Write this in Latin letters.", field=field)
    try:
        fit_lines(line, SIGNATURE_ROOM, size, lines=lines, style=style)
    except DoesNotFit:
        raise Invalid("This is too long to be printed below a signature. Shorten it.", field=field) from None
    return line


def _colour(field: Literal["border", "accent"], text: str) -> str:
    colour = text.strip().lower()
    try:
        Look(border=colour) if field == "border" else Look(accent=colour)
    except LookRefused as refusal:
        raise _said(refusal.reason, field) from refusal
    return colour


def _language(tag: str) -> str | None:
    return rules.choose_from(BY_TAG, tag, field="second_language") if tag else None


def _picture(field: str, given: Picture) -> Picture:
    if not isinstance(given, bytes):
        return given
    try:
        return reencode_logo(given)
    except LookRefused as refusal:
        raise _said(refusal.reason, field) from refusal


def _said(reason: Reason, field: str) -> Invalid:
    """Say in our own words why the press refuses something."""
    match reason:
        case "colour":
            return Invalid("Write the colour as # and six signs, 0 to 9 and a to f, such as #0f5c7a.", field=field)
        case "contrast":
            return Invalid("This colour is too pale to be read on paper. Choose a darker one.", field=field)
        case "size":
            return Invalid("The picture is too large. It may have 2 MB and 16 million pixels at most.", field=field)
        case "kind":
            return Invalid("Choose a PNG file with 8 bits a colour. SVG, JPEG and others are not taken.", field=field)
        case _:
            return Invalid("This picture is damaged or empty. Save it again as PNG.", field=field)
