"""Disclosure control: everything that leaves a country's own staff takes its counts by sex from here.

`by_sex` and `by_course` hide what is small in one table and what would give it away; `differencing` looks at
everything that was shared before.
"""

from learning.reports.disclosure.by_course import hide_small_by_course
from learning.reports.disclosure.by_sex import hide_small
from learning.reports.disclosure.counts import (
    SMALL,
    SMALL_IN_PUBLIC,
    Counts,
    Published,
    Split,
    added,
    is_enough,
    is_small,
)

__all__ = [
    "SMALL",
    "SMALL_IN_PUBLIC",
    "Counts",
    "Published",
    "Split",
    "added",
    "hide_small",
    "hide_small_by_course",
    "is_enough",
    "is_small",
]
