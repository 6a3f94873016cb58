"""When a report is due again, when a mail is tried again, and when it is given up. Pure."""

from datetime import date, datetime, timedelta
from typing import Final

from learning.jobs.models import Every

FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=12)
MOST_ATTEMPTS: Final = 12
"""Three days and a half, by the waits below."""


def next_due(every: Every, today: date) -> date:
    """Say on which day after today a report is due: the next Monday, or the first of the next month."""
    if every is Every.WEEK:
        return today + timedelta(days=7 - today.weekday())
    year, month = divmod(today.year * 12 + today.month, 12)
    return date(year, month + 1, 1)


def next_try(attempts: int, now: datetime) -> datetime:
    """Say when a mail is tried again after so many attempts: each wait is twice the last, up to half a day."""
    return now + min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempts - 1, 16)))
