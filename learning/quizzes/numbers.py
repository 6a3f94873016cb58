"""Numbers as people type them in many scripts, and their one exact form: a decimal string such as "-12.5"."""

import re
import unicodedata
from fractions import Fraction

LONGEST = 40
"""No answer needs more characters; more is a paste by mistake."""

_AUTHORED = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CANONICAL = re.compile(r"(?!-0$)-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_DECIMAL = re.compile(r"([0-9]*)(?:[.,]([0-9]+))?[.,]?")
# Thousands apart: 12 500 · 12'500 · 12,500 · 1,00,000 (as in South Asia), then decimals after another mark.
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2})(?P<mark>[ ',.])((?:[0-9]{2,3}(?P=mark))*[0-9]{3})(?:(?!(?P=mark))[.,]([0-9]+))?"
)
_SAME = str.maketrans({
    "\u066b": ".",  # Arabic decimal separator
    "\u066c": "'",  # Arabic thousands separator
    "\u060c": ",",  # Arabic comma
    "\uff0c": ",",
    "\uff0e": ".",
    "\u2019": "'",
    "\u2212": "-",  # minus sign
    "\u2013": "-",  # en dash, which telephones write for a minus
    "\uff0d": "-",
    "\uff0b": "+",
})  # fmt: skip


def is_canonical(text: object) -> bool:
    """Say whether this is a number in its one exact form: ASCII digits, a point, nothing that could be left out."""
    return isinstance(text, str) and _CANONICAL.fullmatch(text) is not None


def is_decimal(text: object) -> bool:
    """Say whether this is a decimal number as authors write it in a pack: ASCII digits and a point."""
    return isinstance(text, str) and len(text) <= LONGEST and _AUTHORED.fullmatch(text) is not None


def exact(number: Fraction) -> str:
    """Write a number that has finitely many decimals in its one exact form."""
    decimals = 0
    while (number * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(abs(number) * 10**decimals).zfill(decimals + 1)
    whole = len(digits) - decimals
    return _canonical("-" if number < 0 else "", digits[:whole], digits[whole:])


def readings(typed: str) -> tuple[str, ...]:
    """Say which numbers a person may have meant, each in its exact form.

    Digits of every script, a comma or a point for decimals, and marks or spaces between thousands are understood.

    Returns:
        Nothing if it is no number, one as a rule, two for "1,250", which is 1250 to some and 1.25 to others. One point
        is always the decimal one, as this platform prints it.
    """
    if len(typed) > LONGEST:
        return ()
    plain = _plain(typed)
    sign = "-" if plain.startswith("-") else ""
    unsigned = plain[1:].lstrip() if plain.startswith(("-", "+")) else plain
    found = []
    grouped = _GROUPED.fullmatch(unsigned)
    if grouped and (grouped["mark"] != "." or unsigned.count(".") > 1 or "," in unsigned):
        whole = grouped[1] + re.sub(r"[^0-9]", "", grouped[3])
        found.append(_canonical(sign, whole, grouped[4] or ""))
    decimal = _DECIMAL.fullmatch(unsigned)
    if decimal and (decimal[1] or decimal[2]):
        found.append(_canonical(sign, decimal[1], decimal[2] or ""))
    return tuple(dict.fromkeys(found))


def _plain(typed: str) -> str:
    letters = (_letter(letter) for letter in typed.strip().translate(_SAME))
    return "".join(letters).strip()


def _letter(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category == "Zs":
        return " "
    # Marks that only steer the direction of writing are invisible to the person who typed.
    return "" if category == "Cf" else letter


def _canonical(sign: str, whole: str, decimals: str) -> str:
    whole = whole.lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    number = f"{whole}.{decimals}" if decimals else whole
    return number if number == "0" else sign + number
