"""Quarters of the calendar year: what training is reported by."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

MONTHS: Final = 3
QUARTERS: Final = 4
_WRITTEN: Final = re.compile(r"((?:19|20)\d\d)-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year, written as 2026-Q3."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Name the quarter that a day belongs to."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Read a quarter as it is written; None when it is none."""
        found = _WRITTEN.fullmatch(text or "")
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The quarter after it."""
        return self._moved(1)

    @property
    def previous(self) -> Self:
        """The quarter before it."""
        return self._moved(-1)

    def is_closed(self, today: date) -> bool:
        """Say whether it is over, so that its figures can be reported."""
        return today > self.last

    def _moved(self, by: int) -> Self:
        year, number = divmod(self.year * QUARTERS + self.number - 1 + by, QUARTERS)
        return type(self)(year, number + 1)


def latest_closed(today: date) -> Quarter:
    """Name the newest quarter that is over."""
    return Quarter.of(today).previous


def recent(today: date, many: int = 8) -> list[Quarter]:
    """List the present quarter and those before it, the newest first."""
    found = [Quarter.of(today)]
    while len(found) < many:
        found.append(found[-1].previous)
    return found
