"""Certificates that certify nothing: how a country's look prints the names that are hardest to set."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import force_locale, gettext

from certificates.facts import Facts, Second
from certificates.look import Look
from certificates.press import print_certificate
from certificates.seal import Seal
from learning.people.countries import country_name
from learning.web.printing import words

SERIAL = "0" * 27  # no certificate has it: serials are drawn, and the register is asked
NAMES = {
    # The longest that a person can have, with the longest word that a name is likely to have.
    "long": (
        "Maria Anunciação-Montenegro-Vasconcelos-Abreus Kwabena Chukwuemeka Oluwaseun "
        "Rajapaksa Wickramasinghe Anantaraman Santos"
    ),
    "arabic": "أمينة عثمان",
    "bengali": "আমিনা উসমান",
    "short": "O",
}
_VALID = timedelta(days=3 * 365)
# Ornament is drawn from a seal; this one seals nothing.
_SEAL = Seal("0" * 16, hashlib.sha512(b"specimen").digest())


@dataclass(frozen=True)
class Occasion:
    """What a specimen says besides its name.

    Attributes:
        country: whose certificates it stands for.
        authority: as the country's certificates name it.
        titles: the title of one course, by language.
        language: of the certificate.
        second_language: beside it; None for one language.
        today: the day of the made-up completion.
    """

    country: str
    authority: str
    titles: dict[str, str]
    language: str
    second_language: str | None
    today: date


def print_specimen(look: Look, name: str, occasion: Occasion, address: str) -> bytes:
    """Print a page that looks like a country's certificates and is marked as a specimen.

    Raises:
        DoesNotFit: with this look the name, or something else, cannot be set large enough to be read.
    """
    tag, second = occasion.language, occasion.second_language
    facts = Facts(
        serial=SERIAL,
        name=name,
        course=occasion.titles[tag],
        course_version="1",
        completed_on=occasion.today,
        valid_until=occasion.today + _VALID,
        country=occasion.country,
        country_name=country_name(occasion.country, tag),
        authority=occasion.authority,
        language=tag,
        second=None
        if second in {None, tag}
        else Second(
            language=second, course=occasion.titles[second], country_name=country_name(occasion.country, second)
        ),
    )
    with force_locale(tag):
        word = gettext("SPECIMEN")
    return print_certificate(
        facts,
        _SEAL,
        words(facts, tag),
        f"{address}/verify/{SERIAL}",
        look=look,
        second_words=words(facts, facts.second.language) if facts.second else None,
        specimen=word,
    )
