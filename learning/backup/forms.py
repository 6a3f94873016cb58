"""How values are written as JSON and read back, exactly: ids, days, moments, texts, numbers, and JSON itself."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Uuid
from sqlalchemy.types import TypeEngine

from learning.db import UTCDateTime


@dataclass(frozen=True)
class Form:
    """How the values of one type of column are written as JSON and read back; NULL is null for all of them."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def form_of(type_: TypeEngine[Any]) -> Form:
    """Say how values of a column's type are written.

    Raises:
        TypeError: no form is written for this type yet.
    """
    for kind, form in FORMS:
        if isinstance(type_, kind):
            return form
    raise TypeError(f"no form for {type_!r}")


def _plain(kind: type) -> Form:
    """A type that JSON has: written as it is, and refused when something else stands there."""

    def read(given: Any) -> Any:
        if type(given) is not kind:
            raise ValueError(f"{given!r} is no {kind.__name__}")
        return given

    return Form(lambda stored: stored, read)


def _read_json(given: Any) -> Any:
    if not isinstance(given, list):
        raise TypeError(f"{given!r} is no list of one")
    (value,) = given
    return JSON.NULL if value is None else value


def _read_moment(given: Any) -> datetime:
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError(f"{given} has no zone")
    return moment


def _write_bytes(stored: bytes) -> str:
    return base64.b64encode(stored).decode()


def _read_bytes(given: Any) -> bytes:
    return base64.b64decode(given, validate=True)


# The first that fits. JSON stands in a list of one, so that JSON's own null differs from NULL.
FORMS: tuple[tuple[type[TypeEngine[Any]], Form], ...] = (
    (UTCDateTime, Form(datetime.isoformat, _read_moment)),
    (Uuid, Form(str, uuid.UUID)),
    (Date, Form(date.isoformat, date.fromisoformat)),
    (JSON, Form(lambda stored: [stored], _read_json)),
    (LargeBinary, Form(_write_bytes, _read_bytes)),
    (Boolean, _plain(bool)),
    (Integer, _plain(int)),
    (String, _plain(str)),
)
