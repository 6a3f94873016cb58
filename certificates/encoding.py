"""Bytes as text: base64url without padding (RFC 4648, 5) and base58 (multibase `z`), and JSON in one form."""

import base64
import binascii
import json
import re
from typing import Any

from certificates.tampered import Reason, Tampered

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def to_base64url(content: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read base64url without padding, and only the one text that `to_base64url` writes.

    Raises:
        Tampered: other characters, padding, or spare bits that are not zero.
    """
    bare = text.rstrip("=")
    if not _BASE64URL.fullmatch(bare):
        raise Tampered(Reason.NOT_BASE64URL)
    try:
        content = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise Tampered(Reason.TRUNCATED) from error
    if to_base64url(content) != text:
        raise Tampered(Reason.NOT_CANONICAL)
    return content


def to_base58(content: bytes) -> str:
    """Write bytes in base58 with Bitcoin's alphabet, as keys and signatures of Data Integrity are written."""
    number = int.from_bytes(content)
    places = ""
    while number:
        number, place = divmod(number, 58)
        places = _BASE58[place] + places
    return _BASE58[0] * (len(content) - len(content.lstrip(b"\0"))) + places


def from_base58(text: str) -> bytes:
    """Read base58.

    Raises:
        Tampered: a character is not of the alphabet.
    """
    number = 0
    for character in text:
        place = _BASE58.find(character)
        if place < 0:
            raise Tampered(Reason.UNREADABLE)
        number = number * 58 + place
    zeros = len(text) - len(text.lstrip(_BASE58[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def to_json(content: Any) -> bytes:
    """Write JSON without spaces, keys in the order given, UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(content: bytes | str) -> dict[str, Any]:
    """Read a JSON object; that it was written by `to_json` is for the caller to compare.

    Raises:
        Tampered: this is no JSON object, or half of one.
    """
    try:
        read = json.loads(content)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc) or error.msg.startswith("Unterminated")
        raise Tampered(Reason.TRUNCATED if cut else Reason.UNREADABLE) from error
    except (ValueError, RecursionError) as error:
        raise Tampered(Reason.UNREADABLE) from error
    if not isinstance(read, dict):
        raise Tampered(Reason.UNREADABLE)
    return read


def is_written_as(content: Any, written: bytes) -> bool:
    """Whether these bytes are what `to_json` writes for this content."""
    try:
        return to_json(content) == written
    except (UnicodeEncodeError, RecursionError):  # half a surrogate pair, or nesting: JSON can say what we never write
        return False
